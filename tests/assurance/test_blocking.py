"""A finding that holds a payment back does so before it is sent, whoever sends it and however."""

import html
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from beneficiaries.services.circumstances import record_death
from programs.assurance import checks
from programs.assurance.models import Finding
from programs.assurance.services import findings, looking
from programs.payments.models import Batch
from programs.payments.services import batches, blockers
from registry.core.errors import rule_of
from tests.assurance.cases import City, a03_found, give_number, raw, relate, two_women
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import Desk
from tests.payments.test_staff import as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City(Desk.make())


@pytest.fixture
def batch(city) -> Batch:
    """Two payments, approved; then one of the two is found to have died before."""
    city.program()
    enrolment, _other = city.enrol(), city.enrol()
    batch = city.step("approve", city.batch())
    with city.as_caseworker():
        record_death(person=enrolment.person, actor=city.desk.caseworker, on=timezone.localdate() - timedelta(days=3))
    return batch


def send(city: City, batch: Batch) -> Batch:
    return city.step("send", batch)


def test_it_is_asked_when_the_batch_is_sent_and_the_finding_stays(client, city, batch):
    with refused("batch_held_by_finding"):
        send(city, batch)
    with entered_as(city.desk.auditor):
        finding = Finding.objects.get()
        assert (finding.rule, finding.holds, finding.money) == ("A01", [batch.pk], 1000)
    with entered_as(city.desk.finance):
        (reason,) = blockers.of(batch, city.desk.finance)
        batch.refresh_from_db()
        assert batch.state == "approved"
    page = as_(client, city.desk.finance).get(reverse("money:batch", args=[batch.pk])).content.decode()
    assert "规则 A01 死亡后仍发放" in page and f'href="{html.escape(reason.address)}"' in page
    there = client.get(reason.address)
    assert [row.pk for row in there.context["rows"]] == [finding.pk] and batch.number in there.content.decode()
    nothing = client.get(reverse("assurance:findings"), {"batch": "01890000-0000-7000-8000-000000000001"})
    assert not nothing.context["rows"]


def test_explained_it_goes(city, batch):
    with refused("batch_held_by_finding"):
        send(city, batch)
    with entered_as(city.desk.auditor):
        findings.judge(finding=Finding.objects.get(), act="explained", actor=city.desk.auditor, text="家属代领，已核实")
    assert send(city, batch).state == "sent"


def test_confirmed_it_stays_held_and_put_right_it_goes(city, batch):
    with refused("batch_held_by_finding"):
        send(city, batch)
    with entered_as(city.desk.auditor):
        findings.judge(finding=Finding.objects.get(), act="confirmed", actor=city.desk.auditor, text="确已死亡")
    with refused("batch_held_by_finding"):
        send(city, batch)
    with city.as_caseworker():
        raw("UPDATE beneficiaries_person SET died_on = NULL")
    assert send(city, batch).state == "sent"
    with entered_as(city.desk.auditor):
        assert Finding.objects.get().state == "fixed"


def test_not_by_whoever_had_a_hand_in_the_batch(city, batch):
    both = make_account("finance", "3418")
    from registry.core import scope
    from registry.core.models import Grant

    with scope.entered(scope.ACCOUNT_KEEPER):
        Grant.objects.create(account=city.desk.finance, role="auditor", programs=["*"])
    vars(city.desk.finance).pop("_grants", None)
    with refused("batch_held_by_finding"):
        city.step("send", batch, both)
    with entered_as(city.desk.finance), refused("finding_not_by_its_own_hands"):
        findings.judge(finding=Finding.objects.get(), act="explained", actor=city.desk.finance, text="没有问题")
    with entered_as(city.desk.finance), pytest.raises(DatabaseError) as caught, transaction.atomic():
        raw(
            "INSERT INTO assurance_remark (id, finding_id, act, by_id, at, text) SELECT gen_random_uuid(), id, "
            "'explained', %s, now(), 'ok' FROM assurance_finding", city.desk.finance.pk,
        )  # fmt: skip
        raw("UPDATE assurance_finding SET state = 'explained'")
    assert rule_of(caught.value) == "finding_not_by_its_own_hands"


def test_nor_by_raw_sql(city, batch):
    with refused("batch_held_by_finding"):
        send(city, batch)
    with entered_as(city.desk.finance), pytest.raises(DatabaseError) as caught, transaction.atomic():
        raw("UPDATE payments_batch SET state = 'sent', sent_by_id = %s WHERE id = %s", city.desk.finance.pk, batch.pk)
    assert rule_of(caught.value) == "batch_held_by_finding"


def test_a_sender_who_can_not_see_the_other_half_is_held_all_the_same(city):
    """The other program of an excluding pair is none of hers; the registry sees it."""
    a03_found(city)
    city.program("TC", excludes=("TB",))
    with entered_as(city.desk.auditor):
        assert not Finding.objects.exists(), "what is sent already was sent before anyone merged the two"
    narrow = make_account("finance", "3418", ("TC",))
    one = city.enrol("TC")
    from programs.enrolment.models import Enrolment

    with city.as_caseworker():
        other = Enrolment.objects.get(program="TB")
    batch = city.batch("TC")
    city.merge(one, other)
    with refused("batch_held_by_finding"):
        city.step("approve", batch, narrow)
    with entered_as(narrow):
        assert [f.rule for f in Finding.objects.all()] == ["A03"]


def test_what_stands_in_no_way_goes(city):
    city.program()
    city.enrol()
    assert city.paid().state == "closed"
    with entered_as(city.desk.auditor):
        assert not Finding.objects.exists()


def test_a_finding_of_another_batch_holds_only_that_one(city, batch):
    with refused("batch_held_by_finding"):
        send(city, batch)
    city.enrol()
    assert city.sent().state == "sent"


def test_as_a_job_too(city, batch, monkeypatch):
    from programs.payments import tasks
    from registry.core import jobs

    monkeypatch.setattr(tasks, "SMALL", 1)
    with entered_as(city.desk.finance):
        job = tasks.step("send", batch=batch, actor=city.desk.finance)
    jobs.run(job.pk)
    with entered_as(city.desk.finance):
        job.refresh_from_db()
        assert job.state == "failed" and "疑点" in job.error
        assert Finding.objects.get().rule == "A01"


def test_a_look_says_how_far_it_is(city, batch):
    heard = []
    with entered_as(city.desk.finance):
        blockers.look(batch, city.desk.finance, heard.append)
    assert len(heard) > 5 and heard == sorted(set(heard)) and heard[-1] == 1


def test_a_job_looks_once(city, batch, monkeypatch):
    from programs.payments import tasks
    from registry.core import jobs

    monkeypatch.setattr(tasks, "SMALL", 1)
    looks, look = [], blockers.look
    monkeypatch.setattr(blockers, "look", lambda *args: (looks.append(args[0].pk), look(*args)))
    with entered_as(city.desk.finance):
        job = tasks.step("send", batch=batch, actor=city.desk.finance)
    jobs.run(job.pk)
    assert looks == [batch.pk]


def test_the_services_of_a_batch_are_looked_at():
    assert batches.approve.__wrapped__ and batches.send.__wrapped__


def test_of_a_batch_alone_they_find_what_they_find_in_the_whole_city(city):
    """Each rule that holds back, by a matter that came up after the batch was checked; and nothing is left behind."""
    city.program("TA")
    city.program("TB", excludes=("TA",))
    names = ("李一", "李二", "孙小美", "李四", "李五", "李五", "李七")
    dead, employed, niece, dropped, first, second, here = [city.enrol("TA", name=name) for name in names]
    there = city.enrol("TB", name="李七")
    aunt, _stranger = two_women(city)
    relate(city, niece, aunt)
    batch = city.batch("TA")
    city.merge(first, second)
    city.merge(there, here)
    give_number(city.desk.checker, aunt)
    with city.as_caseworker():
        record_death(person=dead.person, actor=city.desk.caseworker, on=timezone.localdate() - timedelta(days=3))
        raw("UPDATE beneficiaries_person SET public_employee = true WHERE id = %s", employed.person_id)
    with entered_as(city.desk.manager):
        raw("UPDATE payments_payment SET state = 'dropped' WHERE enrolment_id = %s", dropped.pk)

    def holding() -> dict:
        with entered_as(city.desk.auditor):
            return {(f.rule, f.key): (f.digest, f.holds, f.area) for f in Finding.objects.filter(holds=[batch.pk])}

    for _twice in range(2):
        looking.batch(batch=batch, actor=city.desk.finance, on=city.on)
    alone = holding()
    assert {rule for rule, _key in alone} == {"A01", "A02", "A03", "A14", "A19", "A24"}
    with looking.as_the_registry(city.desk.finance):
        for check in checks.BLOCKING:
            looking.look(check=check, on=city.on, id=uuid.uuid4())
    assert holding() == alone
