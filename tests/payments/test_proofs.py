"""Receipts: for whoever is paid, from whoever may see the payment, and never of what was changed."""

import json

import pytest
from django.urls import reverse

from programs.ledger import outside
from programs.ledger.models import SealSecret
from programs.ledger.services import sealing
from programs.ledger.verifier import verify
from programs.payments.models import Payment
from programs.payments.services import batches, paysheet, proofs
from registry.core.models import AccessLog
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import make_checked, make_due

pytestmark = pytest.mark.usefixtures("outside_file")


@pytest.fixture
def sent(desk, fund):
    make_due(desk, 5)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance)
        return batches.send(batch=batch, actor=desk.finance)


def given(desk, batch, sequence: int) -> str:
    with entered_as(desk.caseworker):
        payment = Payment.objects.select_related("batch").get(batch=batch, sequence=sequence)
        return proofs.receipt(payment=payment, actor=desk.caseworker).content


def test_each_payment_has_one_that_agrees(desk, sent):
    sealing.seal_due()
    chain = verify.read_chain(outside.text())
    with entered_as(desk.finance):
        payments = list(Payment.objects.filter(batch=sent).select_related("entitlement"))
    assert len(payments) == 5
    for payment in payments:
        facts = verify.check_receipt(given(desk, sent, payment.sequence), chain)
        assert (facts["payment"], facts["payee"]) == (str(payment.pk), payment.payee)
        assert facts["rules"] == str(payment.entitlement.rules_id)
        assert "state" not in facts


def test_once_the_batch_is_closed_it_says_what_became_of_it(desk, sent):
    sealing.seal_due()
    with entered_as(desk.finance):
        batches.confirm(batch=sent, actor=desk.finance)
    sealing.seal_due()
    facts = verify.check_receipt(given(desk, sent, 3), verify.read_chain(outside.text()))
    assert facts["state"] == "paid" and facts["paid_on"]


def test_it_holds_no_number_in_full_and_nothing_of_others(desk, sent):
    sealing.seal_due()
    text = given(desk, sent, 1)
    with entered_as(desk.finance):
        for payment in Payment.objects.filter(batch=sent).exclude(sequence=1):
            assert payment.name not in text or payment.name == Payment.objects.get(batch=sent, sequence=1).name
            assert str(payment.pk) not in text
        for secret in SealSecret.objects.all():
            assert bytes(secret.secret).hex() not in text
    assert set(json.loads(text)) == {"format", "proofs"}


def test_that_it_was_given_is_on_record(desk, sent):
    sealing.seal_due()
    given(desk, sent, 2)
    with entered_as(desk.auditor):
        entry = AccessLog.objects.get(field="receipt")
        assert (entry.account, entry.object_id) == (desk.caseworker, Payment.objects.get(batch=sent, sequence=2).pk)


def test_none_before_the_seal(desk, sent):
    with refused("not-sealed"):
        given(desk, sent, 1)


@pytest.mark.django_db(transaction=True)
def test_none_of_what_was_changed(desk, fund, superuser_connection):
    make_due(desk, 2)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance)
        batches.send(batch=batch, actor=desk.finance)
    sealing.seal_due()
    superuser_connection.cursor().execute("UPDATE payments_payment SET payee = '他人' WHERE sequence = 1")
    with refused("seal-broken"):
        given(desk, batch, 1)
    assert given(desk, batch, 2)


def test_from_the_screen(client, desk, sent):
    with entered_as(desk.finance):
        payment = Payment.objects.get(batch=sent, sequence=1)
    address = reverse("money:receipt", args=[payment.pk])
    client.force_login(desk.manager, backend="registry.core.backend.RoleBackend")
    assert client.post(address).status_code == 409
    assert address not in client.get(reverse("money:batch", args=[sent.pk])).content.decode()
    sealing.seal_due()
    assert address in client.get(reverse("money:batch", args=[sent.pk])).content.decode()
    assert address in client.get(reverse("people:detail", args=[payment.person_id])).content.decode()
    answer = client.post(address)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert verify.check_receipt(answer.content.decode(), verify.read_chain(outside.text()))["sequence"] == "1"


def test_a_payment_of_another_place_is_not_there(client, desk, sent):
    with entered_as(desk.finance):
        payment = Payment.objects.get(batch=sent, sequence=1)
    client.force_login(make_account("finance", "341881"), backend="registry.core.backend.RoleBackend")
    assert client.post(reverse("money:receipt", args=[payment.pk])).status_code == 404


def test_the_pay_sheet_bears_the_seal(desk, sent):
    with entered_as(desk.finance):
        assert "尚未封存" in paysheet.of(sent, actor=desk.finance).seal
        sealing.seal_due()
        seal = proofs.seal_of(sent)
        assert seal.hash in paysheet.of(sent, actor=desk.finance).seal
