"""The desk's screens: what they show to whom, filters, pages, the workbook; and that no full number is on them."""

import io
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from programs.assurance import checks
from programs.assurance.models import Finding
from programs.assurance.services import looking, rounds
from programs.assurance.staff import findings as screen
from programs.payments.models import Payment
from programs.payments.services import recovery, settlement
from tests.assurance.cases import CASES, City, a07
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City(Desk.make())


def ask(*codes: str, on) -> None:
    for code in codes:
        with looking.as_the_registry(rounds.night_account()):
            looking.look(check=checks.CHECKS[code], on=on, id=uuid.uuid4())


def opened(client, account, name: str, *args, query: str = "", **kwargs):
    client.force_login(account, backend="registry.core.backend.RoleBackend")
    response = client.get(reverse(name, args=args) + query, **kwargs)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_page_of_a_finding_of_each_rule(case, city, client):
    case.found(city)
    ask(case.code, on=city.on)
    auditor = make_account("auditor", case.area)
    with entered_as(auditor):
        finding = Finding.objects.get(rule=case.code)
    page = opened(client, auditor, "assurance:finding", finding.pk)
    page = page[page.index('class="registry"') : page.index("</main>")]
    assert ">None<" not in page and "[[" not in page


def test_filters_and_pages(city, client, monkeypatch):
    a07(city, guardian=False)
    city.program("TB")
    city.enrol("TB")
    city.paid("TB")
    ask("A07", "A15", on=city.on)
    auditor = city.desk.auditor
    page = opened(client, auditor, "assurance:findings")
    assert page.count("audit-code") == 3
    assert opened(client, auditor, "assurance:findings", query="?rule=A07").count("audit-code") == 1
    assert opened(client, auditor, "assurance:findings", query="?severity=look").count("audit-code") == 2
    assert opened(client, auditor, "assurance:findings", query="?program=TB").count("audit-code") == 1
    assert opened(client, auditor, "assurance:findings", query="?area=341823").count("audit-code") == 0
    assert opened(client, auditor, "assurance:findings", query="?state=fixed").count("audit-code") == 0
    assert opened(client, auditor, "assurance:findings", query="?owner=nobody").count("audit-code") == 3
    for nonsense in ("?after=x~y", "?after=NaN~1", "?area=%27", "?state=x&severity=x&rule=x"):
        opened(client, auditor, "assurance:findings", query=nonsense)
    monkeypatch.setattr(screen, "SIZE", 2)
    with entered_as(auditor):
        first, after = screen.page(Finding.objects.all(), "")
        second, end = screen.page(Finding.objects.all(), after)
    assert len(first) == 2 and len(second) == 1 and not end
    assert len({finding.pk for finding in first + second}) == 3


def test_the_workbook_has_no_full_number(city, client):
    a07(city, guardian=False)
    ask("A07", on=city.on)
    client.force_login(city.desk.auditor, backend="registry.core.backend.RoleBackend")
    response = client.get(reverse("assurance:export"))
    rows = [list(row) for row in load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)]
    assert rows[2][0] == "A07" and "王秀英" in rows[2][6]
    assert all(len(str(value)) != 18 for row in rows for value in row if value is not None)


def test_elsewhere_there_is_nothing(city, client):
    a07(city, guardian=False)
    ask("A07", on=city.on)
    with entered_as(city.desk.auditor):
        finding = Finding.objects.get()
    other = make_account("auditor", "341823")
    assert "audit-code" not in opened(client, other, "assurance:findings")
    assert client.get(reverse("assurance:finding", args=[finding.pk])).status_code == 404
    assert client.post(reverse("assurance:act", args=[finding.pk, "remark"]), {"text": "看看"}).status_code == 404


def test_the_trail_reads_a_batch_by_its_number(city, client):
    city.program()
    city.enrol()
    batch = city.paid()
    client.force_login(city.desk.auditor, backend="registry.core.backend.RoleBackend")
    found = client.get(reverse("assurance:trail"), {"q": batch.number.lower()})
    assert found["Location"] == reverse("assurance:trail-batch", args=[batch.pk])
    with entered_as(city.desk.auditor):
        payment = batch.payments.get()
        code = payment.person.code
    assert client.get(reverse("assurance:trail"), {"q": f"{batch.number} 1"})["Location"] == reverse(
        "assurance:trail-payment", args=[payment.pk]
    )
    assert client.get(reverse("assurance:trail"), {"q": code})["Location"] == reverse(
        "assurance:trail-person", args=[payment.person_id]
    )
    assert "1,000.00" in opened(client, city.desk.auditor, "assurance:trail-person", payment.person_id)
    for asked in ("nothing", f"{batch.number} 99", "'; --"):
        assert client.get(reverse("assurance:trail"), {"q": asked}).status_code == 200


def test_the_trail_shows_every_signature_and_leads_to_the_statements(city, client):
    city.program()
    city.enrol()
    batch = city.step("send_back", city.batch(), city.desk.checker, reason="再看看")
    other = make_account("manager", "3418", full_name="吴复核")
    city.step("check", batch, other)
    city.step("send", city.step("approve", batch))
    with entered_as(city.desk.finance):
        payment = batch.payments.get()
        settlement.record(
            batch=batch, actor=city.desk.finance, outcome="returned", reason="closed", payments=[payment]
        )  # fmt: skip
        answer = batch.answers.get().pk
    page = opened(client, city.desk.auditor, "assurance:trail-payment", payment.pk)
    for signer in (city.desk.checker, other, city.desk.finance):
        assert str(signer) in page
    assert page.index(str(city.desk.checker)) < page.index("吴复核")
    assert page.count("第 1 轮，后被退回") == 1 and page.count("第 2 轮") == 2
    for name, pk in (
        ("money:fund-statement", batch.fund_id), ("money:person", payment.person_id), ("money:payment", payment.pk),
        ("money:answer", answer),
    ):  # fmt: skip
        assert reverse(name, args=[pk]) in page
        opened(client, city.desk.auditor, name, pk)


def test_the_trail_says_what_came_back(city, client):
    city.program()
    city.enrol()
    batch = city.paid()
    with entered_as(city.desk.finance):
        payment = batch.payments.get()
        claim = recovery.claim(payment=payment, amount=Decimal(600), reason="另有救助", actor=city.desk.finance)
        back = recovery.record(claim=claim, amount=Decimal(150), actor=city.desk.finance)
    page = opened(client, city.desk.auditor, "assurance:trail-payment", payment.pk)
    assert "另有救助" in page and "150.00" in page
    assert reverse("money:claim", args=[claim.pk]) in page
    assert reverse("money:transfer", args=[back.transfer_id]) in page
    page = opened(client, city.desk.auditor, "assurance:trail-person", payment.person_id)
    assert "1,000.00" in page and "其中已退还 150.00 元" in page


def test_a_bank_serial_is_found_by_its_index(city, client):
    city.program()
    city.enrol()
    batch = city.sent()
    with entered_as(city.desk.finance):
        payment = batch.payments.get()
        settlement.record(
            batch=batch, actor=city.desk.finance, outcome="paid", serials={payment.pk: "S-2026-0001"}
        )  # fmt: skip
    client.force_login(city.desk.auditor, backend="registry.core.backend.RoleBackend")
    found = client.get(reverse("assurance:trail"), {"q": "S-2026-0001"})
    assert found["Location"] == reverse("assurance:trail-payment", args=[payment.pk])
    with entered_as(city.desk.auditor), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "payment_bank_serial" in Payment.objects.filter(bank_serial="S-2026-0001").explain()
