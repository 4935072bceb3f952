"""Each answer of `wild_answers` by the services, from the file to the payments: what arrived, what came back and why,
what nobody knows yet, and what is asked; of the rest nothing is changed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone

from beneficiaries.services.intake import NewAccount
from programs.payments.flows import AnswerState, Outcome
from programs.payments.models import Answer, AnswerRow, Batch
from programs.payments.services import answers, entitlements, settlement
from registry.core import vault
from tests.factories.accounts import entered_as
from tests.factories.money import card, make_enrolled, make_sent, receive
from tests.payments.wild_answers import ANSWERS, NAMES, Line, Sent, Told

GUARDIAN = {
    "number": card(777_777),
    "bank": "农业银行",
    "branch": "宣州支行",
    "payee": "汪建国",
    "payee_relation": "51",
}
COUNTING = ("paid", "returned", "unknown")


def sent_to(desk, fund, names) -> Batch:
    for name in names:
        guarded = name == GUARDIAN["payee"]
        make_enrolled(desk, name="汪小雨" if guarded else name, account=NewAccount(**GUARDIAN) if guarded else True)
    with entered_as(desk.manager):
        entitlements.generate(program="TA", period="2013", actor=desk.manager)
    return make_sent(desk, fund=fund)


def lines(batch) -> list[Line]:
    return [
        Line(p.sequence, p.payee, vault.open_sealed(p.account_sealed, row=p.pk, field="account"))
        for p in batch.payments.order_by("sequence")
    ]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def taken(desk, batch, told: Told) -> tuple[Answer, Counter]:
    """The answer, looked through and taken over, with its faults by code."""
    answer = answers.receive(batch=batch, content=told.content, filename="回盘", actor=desk.finance)
    answer = answers.look_through(answer=answer, actor=desk.finance)
    assert answer.problem.get("code", "") == told.problem, answer.problem
    if told.named:
        answer = answers.look_through(answer=answer, actor=desk.finance, columns=told.named)
    if answer.state == AnswerState.STAGED and any(answer.counts[outcome] for outcome in COUNTING):
        answers.post(answer=answer, actor=desk.finance)
    faults = AnswerRow.objects.filter(answer=answer, verdict="fault").values_list("code", flat=True)
    return answer, Counter(faults)


@pytest.fixture
def sent(desk, fund) -> tuple[Batch, Sent]:
    with entered_as(desk.finance):
        receive(fund, 100_000, actor=desk.finance)
    batch = sent_to(desk, fund, NAMES)
    other = sent_to(desk, fund, ["谭一", "谭二", "谭三"])
    with entered_as(desk.finance):
        told = Sent(batch.number, lines(batch), timezone.localdate(), other.number, lines(other))
    assert [line.payee for line in told.lines] == list(NAMES)
    return batch, told


def test_every_answer(desk, sent):
    batch, what = sent
    wrong = {}
    for name, make in ANSWERS.items():
        told = make(what)
        with undone(), entered_as(desk.finance):
            if told.before:
                settlement.record(batch=batch, actor=desk.finance, outcome=Outcome.PAID)
            try:
                _answer, faults = taken(desk, batch, told)
            except Exception as error:  # each is to be named
                wrong[name] = repr(error)
                continue
            became = list(batch.payments.values_list("sequence", "state", "return_reason"))
            found = (
                {n for n, state, _reason in became if state == "paid"},
                {n: reason for n, state, reason in became if state == "returned"},
                {n for n, state, _reason in became if state == "unknown"},
                faults if told.faults is not None else None,
            )
            expected = set(told.paid), told.returned, set(told.unknown), told.faults
            if found != expected:
                wrong[name] = f"{found} instead of {expected}"
    assert wrong == {}
