"""PostgreSQL is stopped at once while money moves: what was said to be done is there when it is back.

Each clerk pays month after month in a program of its own, and writes down what the service told it. After the stop
every act on that list must be in the database; the act that got no answer is asked again, and happens once.
"""

import threading
import time
from decimal import Decimal

import pytest
from django.db import Error as DatabaseError
from django.db import connection

from programs.payments.models import Batch
from programs.payments.services import batches, entitlements, funds
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from tests.doses import rounds
from tests.factories.accounts import entered_as
from tests.factories.money import DAY, receive
from tests.faults.house import wait_for
from tests.faults.world import PEOPLE, RICH, World, months

CLERKS = 3
STEPS = ("receive", "generate", "make", "check", "approve", "send", "confirm")
EVIDENCE = {
    "receive": "SELECT count(*) = 2 FROM ledger_leg WHERE transfer_id = %(id)s",
    "generate": "SELECT count(*) = %(people)s FROM payments_entitlement WHERE program_id = %(program)s AND period = %(period)s",
    "make": "SELECT count(*) = %(people)s FROM payments_payment WHERE batch_id = %(id)s",
    "check": "SELECT count(*) = 1 FROM payments_approval WHERE batch_id = %(id)s AND step = 'check'",
    "approve": "SELECT count(*) = 1 FROM ledger_transfer WHERE cause = %(id)s AND kind = 'commitment'",
    "send": "SELECT count(*) = 1 FROM ledger_transfer WHERE cause = %(id)s AND kind = 'sending'",
    "confirm": "SELECT count(*) = %(people)s FROM payments_payment WHERE batch_id = %(id)s AND state = 'paid'",
}


class Clerk:
    def __init__(self, world: World):
        self.world = world
        self.acts = self.work()
        self.told: list[tuple[str, dict]] = []
        self.asking: tuple[str, dict] | None = None

    def work(self):
        """Act after act: its name, and what it is about."""
        for period in months():
            receipt, batch = str(uuid7()), str(uuid7())
            for step in STEPS:
                yield step, {"id": receipt if step == "receive" else batch, "period": period}

    def do(self, step: str, about: dict) -> None:
        desk, world = self.world.desk, self.world
        actor = {"generate": desk.manager, "make": desk.manager, "check": desk.checker}.get(step, desk.finance)
        with entered_as(actor):
            if step == "receive":
                funds.receive(fund=world.fund, amount=Decimal(100), on=DAY, actor=actor, id=about["id"])
            elif step == "generate":
                entitlements.generate(program=world.program, period=about["period"], actor=actor)
            elif step == "make":
                batches.make(
                    program=world.program, area="3418", period=about["period"], fund=world.fund, actor=actor, id=about["id"]
                )  # fmt: skip
            else:
                getattr(batches, step)(batch=Batch.objects.get(pk=about["id"]), actor=actor)

    def go_on(self, stop: threading.Event) -> None:
        """Act until told to stop, or until there is no database; then the last act has no answer."""
        try:
            while not stop.is_set():
                self.asking = self.asking or next(self.acts)
                self.do(*self.asking)
                self.told.append(self.asking)
                self.asking = None
        except DatabaseError:
            pass
        finally:
            connection.close()

    def ask_again(self) -> None:
        if self.asking:
            try:
                self.do(*self.asking)
            except Refusal as refusal:
                assert refusal.code == "state", f"{self.asking}: {refusal}"  # it was done
            self.told.append(self.asking)
            self.asking = None

    def missing(self) -> list:
        """What it was told, and isn't so."""
        facts = {"program": self.world.program, "people": PEOPLE}
        return [
            (step, about)
            for step, about in self.told
            if self.world.house.sql(EVIDENCE[step], facts | about) != [(True,)]
        ]


@pytest.fixture
def clerks(house) -> list[Clerk]:
    return [Clerk(World.make(house)) for _ in range(CLERKS)]


def test_what_was_acknowledged_is_there_when_the_server_is_back(house, clerks):
    acts = unanswered = 0
    for draw in rounds("crash", 1):
        stop = threading.Event()
        before = sum(len(clerk.told) for clerk in clerks)
        threads = [threading.Thread(target=clerk.go_on, args=[stop]) for clerk in clerks]
        for thread in threads:
            thread.start()
        wait_for(lambda before=before: sum(len(clerk.told) for clerk in clerks) >= before + 3, "the clerks at work")
        time.sleep(draw.uniform(0, 0.5))
        house.crash_database()
        stop.set()
        for thread in threads:
            thread.join()
        connection.close()
        house.start_database()
        unanswered += sum(clerk.asking is not None for clerk in clerks)
        for clerk in clerks:
            assert not clerk.missing()
        assert not house.faults()
        for clerk in clerks:
            clerk.ask_again()
            assert not clerk.missing()
            receipts = sum(step == "receive" for step, _about in clerk.told)
            [(received,)] = house.sql(
                "SELECT -balance FROM ledger_ledgeraccount WHERE fund_id = %s AND kind = 'source'",
                [clerk.world.fund.pk],
            )
            assert received == RICH + 100 * receipts
        assert not house.faults()
        assert not house.disproved()
        acts = sum(len(clerk.told) for clerk in clerks)
    print(f"{acts} acts, {unanswered} without an answer")


def test_a_job_goes_on_when_the_server_is_back(house, monkeypatch):
    monkeypatch.setattr(entitlements, "SMALL", 0)
    world = World.make(house)
    periods = iter(months())
    for draw in rounds("crash of a job", 1):
        job = world.generate(period := next(periods))
        time.sleep(draw.uniform(0, 0.2))
        house.crash_database()
        connection.close()
        house.start_database()
        world.let_age(job)
        world.finish(job)
        assert world.counts(period)["entitlements"] == PEOPLE
        assert not house.faults()


def test_control_a_server_that_answers_before_it_writes_loses_what_it_said(house, clerks):
    world = clerks[0].world
    house.sql("ALTER ROLE registry_app SET synchronous_commit = off")
    house.sql("ALTER SYSTEM SET wal_writer_delay = '10s'")
    house.sql("SELECT pg_reload_conf()")
    try:
        time.sleep(0.5)  # the writer of the log finishes its round of before
        connection.close()
        with entered_as(world.desk.finance):
            transfer = receive(world.fund, 100, actor=world.desk.finance)
        house.crash_database()
        connection.close()
        house.start_database()
        assert house.sql("SELECT 1 FROM ledger_transfer WHERE id = %s", [str(transfer.pk)]) == []
    finally:
        house.seals.unlink(missing_ok=True)  # a seal of what was lost may stand in it
        house.sql("ALTER ROLE registry_app RESET synchronous_commit")
        house.sql("ALTER SYSTEM RESET wal_writer_delay")
        house.sql("SELECT pg_reload_conf()")
