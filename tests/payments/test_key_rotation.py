"""A new key of the vault: what payments and the bank's answers keep sealed comes under it, or it stops and says so."""

import base64
import os

import pytest
from django.core.management import call_command

from programs.payments.models import Answer, AnswerPart, AnswerRow, Payment
from programs.payments.services import answers
from registry.core import rotation, scope, vault
from tests.factories.accounts import entered_as
from tests.factories.money import make_due, make_sent
from tests.payments.test_answers import book, lines, looked

SEALED = ("payee_id", "phone", "account")


@pytest.fixture
def answer(desk, fund, settings) -> Answer:
    """The answer to a batch that was sent, all of it sealed under a key that is no longer the first."""
    make_due(desk, 3)
    batch = make_sent(desk, fund=fund)
    answer = looked(desk, batch, book([[*line, "交易成功", "", "", ""] for line in lines(desk, batch)]))
    settings.VAULT_KEYS = f"k2:{base64.urlsafe_b64encode(os.urandom(32)).decode()},{settings.VAULT_KEYS}"
    return answer


def kept(answer: Answer) -> dict:
    """Every sealed value of the batch and of its answer, opened."""
    found = {
        (payment.pk, field): vault.open_sealed(getattr(payment, f"{field}_sealed"), row=payment.pk, field=field)
        for payment in Payment.objects.filter(batch=answer.batch)
        for field in SEALED
        if getattr(payment, f"{field}_sealed")
    }
    for part in AnswerPart.objects.filter(answer=answer):
        found["part", part.number] = vault.open_sealed(part.content, row=answer.pk, field=f"part.{part.number}")
    for row in AnswerRow.objects.filter(answer=answer):
        found["row", row.number] = answers.cells_of(row)
    return found


def test_what_only_finance_writes_comes_under_the_new_key(desk, answer, settings, capsys):
    with entered_as(desk.finance):
        before = kept(answer)
    call_command("rotate_vault")
    said = capsys.readouterr().out
    assert "payments.Payment.account_sealed: 3" in said
    assert "payments.answer_parts: 1" in said
    assert "payments.answer_rows: 0" not in said
    settings.VAULT_KEYS = settings.VAULT_KEYS.split(",")[0]
    with entered_as(desk.finance):
        assert kept(answer) == before


def test_a_scope_that_may_not_write_them_is_told_so(answer):
    with scope.entered(scope.whole_city()):
        with pytest.raises(RuntimeError, match=r'"payments_payment"\.\w+: 3 values are still under an older key'):
            dict(rotation.rotate())
        with pytest.raises(RuntimeError, match="payments_answerrow.payload"):
            answers.rotate_rows()
