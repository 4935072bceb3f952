"""The same request, task, confirmation or file of the bank ten times, in any order and four at a time: one effect.

A key is what names a request for good: the id of a receipt or a batch, a batch's step, a job's id. Each has a control in
which the key is made anew for every asking, as a careless caller would.
"""

import random
import threading
from collections import Counter
from contextlib import nullcontext, suppress
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from programs.ledger.models import Transfer
from programs.ledger.services import accounts
from programs.payments.models import Answer, AnswerRow, Batch
from programs.payments.services import answers, batches, entitlements, funds
from registry.core import jobs
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from tests import books
from tests.doses import rounds
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import DAY, Desk, balance, bank_file, make_enrolled, make_fund, make_sent, receive

pytestmark = pytest.mark.django_db(transaction=True)
TIMES, HANDS, PEOPLE = 10, 4, 3
MONTHS = [f"{year}-{month:02}" for year in range(2013, 2026) for month in range(1, 13)]
STEPS = ("check", "approve", "send", "confirm")


@pytest.fixture
def desk() -> Desk:
    make_program("TM", form="never", benefit={"kind": "month", "amount": "600"})
    return Desk.make()


@pytest.fixture
def fund(desk):
    with entered_as(desk.finance):
        fund = make_fund(programs=("TM",))
        receive(fund, 1_000_000, actor=desk.finance)
    return fund


def repeated(draw, acts: list) -> Counter:
    """Every (name, actor, act) `TIMES` times, shuffled, by `HANDS` threads: how often what came of which name."""
    todo = acts * TIMES
    draw.shuffle(todo)
    outcomes, lock = Counter(), threading.Lock()

    def work():
        try:
            while True:
                with lock:
                    if not todo:
                        return
                    name, actor, act = todo.pop()
                try:
                    with entered_as(actor) if actor else nullcontext():
                        act()
                    outcome = "done"
                except Refusal as refusal:
                    outcome = refusal.code
                except Exception as error:  # whatever it is, the test must see it
                    outcome = f"{type(error).__name__}: {error}"
                with lock:
                    outcomes[name, outcome] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def receipts(desk: Desk, fund, ids: list) -> list:
    def receipt(id):
        return (
            "receive",
            desk.finance,
            lambda: funds.receive(
                fund=fund, amount=Decimal(100), on=DAY, actor=desk.finance, id=id() if callable(id) else id
            ),
        )

    return [receipt(id) for id in ids]


def test_a_month_asked_for_ten_times_is_paid_once(desk, fund):
    for number in range(PEOPLE):
        make_enrolled(desk, program="TM", birth_date=date(1970 + number, 5, 5))
    received, keys = 1_000_000, 0
    for period, draw in zip(MONTHS, rounds("repeats", 2), strict=False):
        with entered_as(desk.manager), transaction.atomic():
            job = jobs.enqueue(
                kind="payments.generate", account=desk.manager, params={"program": "TM", "period": period}
            )
        asked = [*receipts(desk, fund, [uuid7() for _ in range(6)]), ("job", None, lambda job=job: jobs.run(job.pk))]
        assert repeated(draw, asked) == {("receive", "done"): 6 * TIMES, ("job", "done"): TIMES}
        received += 600
        with entered_as(desk.manager):
            job.refresh_from_db()
            assert (job.state, job.attempt, job.result["created"]) == ("done", 1, PEOPLE)

        id_ = uuid7()
        made = repeated(
            draw, [("make", desk.manager, lambda period=period, id_=id_: make_batch(desk, fund, period, id_))]
        )
        assert made == {("make", "done"): TIMES}
        with entered_as(desk.finance):
            batch = Batch.objects.get(program="TM", period=period)
        assert batch.pk == id_

        steps = [
            (name, actor, lambda name=name, batch=batch, actor=actor: getattr(batches, name)(batch=batch, actor=actor))
            for name in STEPS
            for actor in [desk.checker if name == "check" else desk.finance]
        ]
        assert {code for _name, code in repeated(draw, steps)} <= {"done", "state"}
        for _name, actor, act in steps:  # what came too early is asked again, in order
            with entered_as(actor), suppress(Refusal):
                act()
        keys += 6 + 1 + 1 + len(STEPS)
        with entered_as(desk.finance):
            kinds = sorted(Transfer.objects.about(batch.pk).values_list("kind", flat=True))
            assert kinds == ["commitment", "confirmation", "sending"]
            assert balance(accounts.spending("paid", fund=fund.code, program="TM", period=period)) == PEOPLE * 600
            assert -balance(accounts.source(fund.code)) == received
            with connection.cursor() as read:
                assert not books.faults(read)
    print(f"{keys} keys, each asked for {TIMES} times")


def make_batch(desk: Desk, fund, period: str, id_):
    return batches.make(program="TM", area="3418", period=period, fund=fund, actor=desk.manager, id=id_)


def test_control_a_key_made_anew_for_each_asking_is_money_ten_times(desk, fund):
    repeated(random.Random(0), receipts(desk, fund, [uuid7]))
    with entered_as(desk.finance):
        assert -balance(accounts.source(fund.code)) == 1_000_000 + TIMES * 100


def taken_over(desk: Desk, batch: Batch, content: bytes) -> Answer:
    """All that a finance officer does with a file of the bank's."""
    answer = answers.receive(batch=batch, content=content, filename="回盘.csv", actor=desk.finance)
    answer = answers.look_through(answer=answer, actor=desk.finance)
    return answers.post(answer=answer, actor=desk.finance)


def files(desk: Desk, batch: Batch, contents: list) -> list:
    """An act for each content; a function makes one anew for each asking."""
    return [
        ("file", desk.finance,
         lambda content=content: taken_over(desk, batch, content() if callable(content) else content))
        for content in contents
    ]  # fmt: skip


def test_the_banks_files_ten_times_in_any_order_are_taken_over_once(desk, fund):
    """Two files of one batch: who arrived and who came back; and one that repeats a row of the first."""
    for number in range(4):
        make_enrolled(desk, program="TM", birth_date=date(1970 + number, 5, 5))
    keys = 0
    for period, draw in zip(MONTHS, rounds("bank files", 2), strict=False):
        with entered_as(desk.manager):
            entitlements.generate(program="TM", period=period, actor=desk.manager)
        batch = make_sent(desk, fund=fund, program="TM", period=period)
        outcomes = [draw.choice(["paid", "returned", "unknown"]) for _ in range(4)]
        with entered_as(desk.finance):
            first, second = bank_file(batch, outcomes[:2]), bank_file(batch, outcomes[2:], start=3)
        made = repeated(draw, files(desk, batch, [first, second]))
        assert made == {("file", "done"): 2 * TIMES}
        keys += 2
        with entered_as(desk.finance):
            assert list(batch.payments.order_by("sequence").values_list("state", flat=True)) == outcomes
            assert sorted(batch.answers.values_list("state", flat=True)) == ["posted"] * 2
            assert AnswerRow.objects.filter(answer__batch=batch, verdict="counts").count() == 4
            said = Transfer.objects.about(batch.pk).filter(kind__in=["confirmation", "return"])
            groups = {(outcome, half) for half in (0, 1) for outcome in outcomes[2 * half : 2 * half + 2]}
            assert said.count() == len({group for group in groups if group[0] != "unknown"})
            with connection.cursor() as read:
                assert not books.faults(read)
    print(f"{keys} files, each taken over {TIMES} times")


def test_control_a_file_that_differs_each_time_is_on_record_each_time(desk, fund):
    """The file's own hash is what names it. (Its rows would say nothing new; the money is held by the payments.)"""
    make_enrolled(desk, program="TM")
    with entered_as(desk.manager):
        entitlements.generate(program="TM", period="2013-01", actor=desk.manager)
    batch = make_sent(desk, fund=fund, program="TM", period="2013-01")
    with entered_as(desk.finance):
        content = bank_file(batch, ["paid"])
    made = repeated(random.Random(0), files(desk, batch, [lambda: content + f"制表：{uuid7()}\n".encode()]))
    with entered_as(desk.finance):
        # One counts. The others find nothing left to say, or an answer that went over while they looked.
        assert made["file", "done"] == 1 and set(made) <= {
            ("file", code) for code in ("done", "nothing-counts", "state")
        }
        assert Answer.objects.filter(batch=batch).count() == TIMES
        assert batch.payments.get().paid_on == timezone.localdate()
