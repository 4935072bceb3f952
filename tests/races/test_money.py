"""Money at the same moment: real threads, real connections, real commits on a database of their own.

Each race has a control, which takes away what holds and shows that the race is there. The doses: `tests.doses`.
"""

import threading
import time
import uuid
from collections import Counter
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from programs.catalogue.models import Program
from programs.ledger.models import LedgerAccount, Transfer
from programs.ledger.services import accounts
from programs.payments.models import Approval, Batch, Entitlement
from programs.payments.services import batches, budgets, entitlements, record
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.models.area import Area, Level
from tests.doses import rounds
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, balance, make_checked, make_due, make_enrolled, make_fund, receive

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 50
MONTHS = [f"{year}-{month:02}" for year in range(2013, 2026) for month in range(1, 13)]


def at_once(actors, act) -> Counter:
    """What came of `act(actor)` for all actors, started at one moment: "done", or the code of the refusal."""
    start = threading.Barrier(len(actors))
    outcomes: Counter = Counter()
    lock = threading.Lock()

    def run(actor):
        try:
            with entered_as(actor):
                connection.ensure_connection()
                start.wait(timeout=30)
                act(actor)
            outcome = "done"
        except Refusal as refusal:
            outcome = refusal.code
        except Exception as error:  # whatever it is, the test must see it
            outcome = f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        with lock:
            outcomes[outcome] += 1

    threads = [threading.Thread(target=run, args=[actor]) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def desk() -> Desk:
    make_program("TA", form="totals")
    return Desk.make()


def fund_with(desk: Desk, amount: int, *, program: str = "TA"):
    with entered_as(desk.finance):
        fund = make_fund(programs=(program,))
        receive(fund, amount, actor=desk.finance)
    return fund


@contextmanager
def counted_checks(monkeypatch):
    """How many passed the check of the state: more than one only where nothing holds the row."""
    passed = []
    check = batches.check_move

    def counting(batch, target):
        check(batch, target)
        passed.append(threading.get_ident())

    monkeypatch.setattr(batches, "check_move", counting)
    yield passed


def test_fifty_approve_one_batch(desk, monkeypatch):
    approvers = [make_account("finance", "3418") for _ in range(CROWD)]
    for _draw in rounds("fifty approve one batch", 4):
        fund = fund_with(desk, 5000)
        make_due(desk, 2)
        batch = make_checked(desk, fund=fund)
        with counted_checks(monkeypatch) as passed:
            outcomes = at_once(approvers, lambda actor, batch=batch: batches.approve(batch=batch, actor=actor))
        assert outcomes == {"done": 1, "state": len(approvers) - 1}
        assert len(passed) == 1
        with entered_as(desk.finance):
            assert Transfer.objects.about(batch.pk).count() == 1
            assert balance(accounts.available(fund.code)) == 3000
            monkeypatch.undo()


def test_control_with_the_locks_off_it_is_approved_twice(desk, monkeypatch, owner_connection):
    """Without the row's lock, the id that follows from the batch, and the rules of the database, money moves twice."""
    approvers = [make_account("finance", "3418") for _ in range(6)]
    fund = fund_with(desk, 50_000)
    make_due(desk, 2)
    batch = make_checked(desk, fund=fund)
    owner_connection.cursor().execute(
        "DROP TRIGGER batch_signed_by_actor ON payments_batch; DROP TRIGGER batch_agrees ON payments_batch;"
        "DROP TRIGGER transfer_agrees_with_batch ON ledger_transfer; DROP TRIGGER payment_steps ON payments_payment;"
        "DROP INDEX transfer_once_per_cause; DROP TRIGGER approval_fits_batch ON payments_approval;"
        "DROP TRIGGER batch_signed_enough ON payments_batch"
    )
    checked = threading.Barrier(len(approvers))
    check = batches.check_move

    def all_check_before_any_changes(batch, target):
        check(batch, target)
        checked.wait(timeout=30)

    sign = Approval.objects.create
    monkeypatch.setattr(batches, "locked", lambda batch, to: Batch.objects.get(pk=batch.pk))
    monkeypatch.setattr(record, "transfer_id", lambda batch, step: uuid.uuid4())
    monkeypatch.setattr(
        Approval.objects, "create",
        lambda batch, round, **kw: sign(batch=batch, round=batch.round, program_id="TA", area="3418", **kw),
    )  # fmt: skip
    monkeypatch.setattr(batches, "check_move", all_check_before_any_changes)
    outcomes = at_once(approvers, lambda actor: batches.approve(batch=batch, actor=actor))
    assert outcomes["done"] > 1
    with entered_as(desk.finance):
        assert Transfer.objects.about(batch.pk).count() > 1


class Runners:
    """So many who approve, each a batch of one payment for the same fund, month after month."""

    def __init__(self, desk: Desk, count: int):
        self.desk, self.months = desk, iter(MONTHS)
        make_program("TM", form="never", benefit={"kind": "month", "amount": "1000"})
        with entered_as(desk.manager):
            villages = Area.objects.filter(level=Level.VILLAGE).order_by("code").values_list("code", flat=True)
            self.villages = list(villages[:count])
        for village in self.villages:
            make_enrolled(desk, program="TM", area=village)
        self.approvers = [make_account("finance", "3418") for _ in range(count)]

    def race(self, *, enough_for: int, planned_for: int | None = None) -> tuple[Counter, object]:
        """All of them at once for the last money of a fund that is enough for a few: what came of it, and the fund.
        `planned_for`: its budget of the year is enough for so many."""
        fund = fund_with(self.desk, enough_for * 1000, program="TM")
        period = next(self.months)
        if planned_for is not None:
            with entered_as(self.desk.finance):
                budgets.plan(fund=fund, program=Program.objects.get(pk="TM"), year=int(period[:4]),
                             amount=Decimal(planned_for * 1000), actor=self.desk.finance)  # fmt: skip
        with entered_as(self.desk.manager):
            entitlements.generate(program="TM", period=period, actor=self.desk.manager)
        mine = {
            actor.pk: make_checked(self.desk, fund=fund, program="TM", period=period, area=village)
            for actor, village in zip(self.approvers, self.villages, strict=False)
        }
        return at_once(self.approvers, lambda actor: batches.approve(batch=mine[actor.pk], actor=actor)), fund


def test_fifty_batches_race_for_the_last_money(desk):
    runners = Runners(desk, CROWD)
    for draw in rounds("fifty batches race", 2):
        enough_for = draw.randint(1, CROWD - 1)
        outcomes, fund = runners.race(enough_for=enough_for)
        assert outcomes == Counter({"done": enough_for, "fund-short": CROWD - enough_for})
        with entered_as(desk.finance):
            assert balance(accounts.available(fund.code)) == 0
            assert Batch.objects.filter(fund=fund, state="approved").count() == enough_for
            assert Batch.objects.filter(fund=fund, state="checked").count() == CROWD - enough_for


def test_control_without_the_rule_the_fund_is_overdrawn(desk, owner_connection):
    owner_connection.cursor().execute("ALTER TABLE ledger_ledgeraccount DROP CONSTRAINT ledgeraccount_not_overdrawn")
    outcomes, fund = Runners(desk, 4).race(enough_for=1)
    assert outcomes == {"done": 4}
    with entered_as(desk.finance):
        assert balance(accounts.available(fund.code)) == -3000


def test_batches_that_fit_a_budget_alone_do_not_pass_it_together(desk):
    """Two or a crowd; the fund has money for all of them."""
    runners = Runners(desk, 10)
    everyone = runners.approvers
    for draw in rounds("batches race for what is left of a budget", 3):
        crowd = draw.choice([2, len(everyone)])
        runners.approvers, planned_for = everyone[:crowd], draw.randint(1, crowd - 1)
        outcomes, fund = runners.race(enough_for=crowd, planned_for=planned_for)
        assert outcomes == Counter({"done": planned_for, "batch_within_budgets": crowd - planned_for})
        with entered_as(desk.finance):
            assert LedgerAccount.objects.of_fund(fund).of_kind("committed").total() == planned_for * 1000
            assert not Approval.objects.filter(batch__fund=fund).exclude(beyond_budget="").exists()


def test_control_without_the_lock_they_pass_a_budget_together(desk, monkeypatch, owner_connection):
    """Each looks at what was spent before any of them has spent it."""
    owner_connection.cursor().execute(
        "CREATE OR REPLACE FUNCTION batch_goes_beyond(b payments_batch) RETURNS boolean LANGUAGE sql STABLE "
        "SECURITY DEFINER SET search_path = public, pg_temp AS "
        "'SELECT EXISTS (SELECT 1 FROM batch_beyond_budgets(b.id))'"
    )
    looked, commit = threading.Barrier(2), batches._commit

    def all_look_before_any_spends(batch, **kw):
        looked.wait(timeout=30)
        commit(batch, **kw)

    monkeypatch.setattr(batches, "_commit", all_look_before_any_spends)
    outcomes, fund = Runners(desk, 2).race(enough_for=2, planned_for=1)
    assert outcomes == {"done": 2}
    with entered_as(desk.finance):
        assert LedgerAccount.objects.of_fund(fund).of_kind("committed").total() == 2000
        assert not Approval.objects.filter(batch__fund=fund).exclude(beyond_budget="").exists()


def test_one_receipt_ten_times_at_once(desk):
    fund = fund_with(desk, 1)
    id_ = uuid7()
    outcomes = at_once([desk.finance] * 10, lambda actor: receive(fund, 100, actor=actor, id=id_))
    assert outcomes == {"done": 10}
    with entered_as(desk.finance):
        assert balance(accounts.available(fund.code)) == 101
        assert LedgerAccount.objects.filter(fund=fund).count() == 2


def test_new_accounts_of_the_ledger_are_made_once(desk):
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
    outcomes = at_once([desk.finance] * 10, lambda actor: receive(fund, 1, actor=actor))
    assert outcomes == {"done": 10}
    with entered_as(desk.finance):
        assert balance(accounts.available(fund.code)) == 10


def test_what_is_due_is_worked_out_once(desk):
    for _ in range(5):
        make_enrolled(desk, starts_on=date(2013, 1, 1))
    managers = [make_account("manager", "3418") for _ in range(6)]
    outcomes = at_once(managers, lambda actor: entitlements.generate(program="TA", period="2013", actor=actor))
    assert outcomes == {"done": 6}
    with entered_as(desk.manager):
        assert Entitlement.objects.count() == 5


def test_control_without_waiting_only_the_index_holds(desk, monkeypatch):
    for _ in range(5):
        make_enrolled(desk, starts_on=date(2013, 1, 1))
    managers = [make_account("manager", "3418") for _ in range(2)]
    monkeypatch.setattr(entitlements, "hold", lambda program: None)

    def until_the_other_stands_before_the_index(cursor, *_tables):
        until = time.monotonic() + 30
        waiting = 0
        while not waiting and time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
            waiting = cursor.fetchone()[0]

    monkeypatch.setattr(entitlements, "has_grown", until_the_other_stands_before_the_index)
    outcomes = at_once(managers, lambda actor: entitlements.generate(program="TA", period="2013", actor=actor))
    assert outcomes.pop("done") == 1
    [refused] = outcomes
    assert "entitlement_once_per_period" in refused
    with entered_as(desk.manager):
        assert Entitlement.objects.count() == 5


def test_nobody_is_in_two_batches(desk):
    fund = fund_with(desk, 10_000)
    make_due(desk, 3)
    managers = [make_account("manager", "3418") for _ in range(6)]
    outcomes = at_once(
        managers, lambda actor: batches.make(program="TA", area="3418", period="2013", fund=fund, actor=actor)
    )
    assert outcomes == {"done": 1, "nothing-due": 5}
    with entered_as(desk.manager):
        assert Batch.objects.get().count == 3


def test_one_confirmation_at_once(desk):
    fund = fund_with(desk, 10_000)
    make_due(desk, 3)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.send(batch=batches.approve(batch=batch, actor=desk.finance), actor=desk.finance)
    outcomes = at_once([desk.finance] * 8, lambda actor: batches.confirm(batch=batch, actor=actor))
    assert outcomes == {"done": 8}
    with entered_as(desk.finance):
        paid = accounts.spending("paid", fund=fund.code, program="TA", period="2013")
        assert balance(paid) == 3000
        assert Transfer.objects.about(batch.pk).filter(kind="confirmation").count() == 1


def test_a_manager_cancels_while_finance_sends(desk):
    """One of the two; the other reads that the batch is further on, though a sent batch is out of a manager's hands."""
    for _draw in rounds("a manager cancels while finance sends", 3):
        fund = fund_with(desk, 100_000)
        make_due(desk, 2)  # beside those of a round that was cancelled, who are due again
        batch = make_checked(desk, fund=fund)
        with entered_as(desk.finance):
            batches.approve(batch=batch, actor=desk.finance)

        def act(actor, batch=batch):
            if actor == desk.manager:
                batches.cancel(batch=batch, actor=actor, reason="名单有误")
            else:
                batches.send(batch=batch, actor=actor)

        assert at_once([desk.manager, desk.finance], act) == {"done": 1, "state": 1}
        with entered_as(desk.finance):
            batch.refresh_from_db()
            kind, amount = {"sent": ("in_transit", batch.total), "cancelled": ("available", 100_000)}[batch.state]
            assert LedgerAccount.objects.of_fund(fund).of_kind(kind).total() == amount
