"""What has changed since a batch was made: each thing in its words, all of a page by one question."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beneficiaries.models import PayAccount, Person
from beneficiaries.services import contact
from beneficiaries.services.conflicts import conflicts_of
from beneficiaries.services.merging import merge
from beneficiaries.services.move import move_person
from programs.enrolment.services import lifecycle
from programs.payments.models import Entitlement
from programs.payments.services import batches, changes
from programs.payments.staff import keyset
from registry.core.ids import uuid7
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import check, make_approved, make_batch, make_due
from tests.payments.test_staff import as_

DAY = date(2026, 11, 1)


def said(desk, batch, account=None) -> list[list[str]]:
    with entered_as(account or desk.manager):
        rows = list(batch.payments.order_by("sequence"))
        found = changes.since(rows)
    return [found.get(row.pk, []) for row in rows]


@pytest.fixture
def one(desk, fund):
    """Someone in an approved batch, about whom nothing has changed."""
    [enrolment] = make_due(desk, 1)
    batch = make_approved(desk, fund=fund)
    assert said(desk, batch) == [[]]
    return enrolment, batch


def test_died_and_left_the_city(desk, one):
    enrolment, batch = one
    with entered_as(desk.manager):
        move_person(person=enrolment.person, actor=desk.manager, to="", on=DAY)
        Person.objects.filter(pk=enrolment.person_id).update(died_on=DAY)
    assert said(desk, batch) == [["已于 2026-11-01 去世", "已于 2026-11-01 迁出本市", "已于 2026-11-01 退出项目"]]


def test_moved(desk, one):
    enrolment, batch = one
    with entered_as(desk.manager):
        move_person(person=enrolment.person, actor=desk.manager, to="341881001001", on=DAY)
    assert said(desk, batch) == [["已于 2026-11-01 迁居"]]
    assert said(desk, batch, make_account("manager", "341802")) == [["现由您辖区以外的单位管理"]]


def test_account_closed_or_in_another_name(desk, one):
    enrolment, batch = one
    with entered_as(desk.caseworker):
        PayAccount.objects.filter(person=enrolment.person_id).update(payee="赵大娘")
    assert said(desk, batch) == [["该账户现户名为赵大娘"]]
    with entered_as(desk.caseworker):
        contact.close_account(account=enrolment.person.payaccounts.get(), actor=desk.caseworker, on=DAY)
    assert said(desk, batch) == [["该账户后来已停用"]]


def test_suspended_and_exited(desk, one):
    enrolment, batch = one
    with entered_as(desk.manager):
        lifecycle.suspend(enrolment=enrolment, actor=desk.manager, reason="核查中")
    assert said(desk, batch) == [["已暂停"]]
    with entered_as(desk.manager):
        code = enrolment.rules.parsed.exit_reasons[0].code
        lifecycle.exit_(enrolment=enrolment, actor=desk.manager, on=DAY, reason=code)
    assert said(desk, batch) == [["已于 2026-11-01 退出项目"]]


def test_corrected(desk, one):
    enrolment, batch = one
    with entered_as(desk.manager):
        first = Entitlement.objects.get()
        Entitlement.objects.create(
            id=uuid7(), enrolment=enrolment, program_id="TA", person=enrolment.person, area=first.area, period="2013",
            sequence=1, amount=Decimal("-400"), rules=first.rules, made_by=desk.manager, why="answers",
        )  # fmt: skip
    assert said(desk, batch) == [["应发后来有更正：-400.00 元"]]


def test_merged(desk, fund):
    first, second = make_due(desk, 2)
    batch = make_approved(desk, fund=fund)
    kept, merged = first.person, second.person
    with entered_as(desk.manager):
        keys = [conflict.key for conflict in conflicts_of(kept=kept, merged=merged)]
        merge(kept=kept, merged=merged, actor=desk.manager, acknowledged=keys, reason="同一人，号码录错")
        of = {row.person_id: row.sequence for row in batch.payments.all()}
    rows = said(desk, batch)
    assert "该档案后来并入另一份档案" in rows[of[merged.pk] - 1]
    assert "该档案后来并入另一份档案" not in rows[of[kept.pk] - 1]


def test_nothing_is_said_of_what_was_paid(desk, one):
    enrolment, batch = one
    with entered_as(desk.finance):
        batches.send(batch=batch, actor=desk.finance)
        batches.confirm(batch=batch, actor=desk.finance)
    with entered_as(desk.manager):
        Person.objects.filter(pk=enrolment.person_id).update(died_on=DAY)
    assert said(desk, batch) == [[]]


def test_cash_has_no_account_to_close(client, desk, fund):
    make_due(desk, 1, account=False)
    batch = check(make_batch(desk, fund=fund, method="cash"), desk)
    assert said(desk, batch) == [[]]
    assert as_(client, desk.finance).get(reverse("money:batch", args=[batch.pk])).status_code == 200


def test_one_question_for_a_page(desk, fund, client):
    people = make_due(desk, 5)
    batch = make_approved(desk, fund=fund)
    with entered_as(desk.manager):
        Person.objects.filter(pk=people[0].person_id).update(died_on=DAY)
        rows = list(batch.payments.all())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(changes.since(rows)) == 1
        assert len(asked) == 1
    page = as_(client, desk.finance).get(reverse("money:batch", args=[batch.pk])).content.decode()
    assert page.count("已于 2026-11-01 去世") == 1


def test_those_of_whom_something_has_changed_are_found_wherever_they_stand(client, desk, fund, monkeypatch):
    """The batch's page shows a part of it: what is on no page that one looked at is listed by one press."""
    monkeypatch.setattr(keyset.Keyset.__init__, "__defaults__", (2,))
    due = make_due(desk, 4)
    batch = make_approved(desk, fund=fund)
    with entered_as(desk.manager):
        last = batch.payments.get(sequence=4)
        Person.objects.filter(pk=last.person_id).update(died_on=DAY)
        assert changes.among(batch) == changes.since([last]) and len(due) == 4
    as_(client, desk.manager)
    address = reverse("money:batch", args=[batch.pk])
    assert "已于 2026-11-01 去世" not in client.get(address).content.decode()
    page = client.get(address, {"changed": "1"})
    assert [row.pk for row in page.context["page"].rows] == [last.pk]
    assert "已于 2026-11-01 去世" in page.content.decode()
    with entered_as(desk.manager):
        batches.cancel(batch=batch, actor=desk.manager, reason="重编")
    assert not client.get(address).context["may_change"]
