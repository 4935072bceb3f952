"""People to pay month after month, the desk that pays them, and each step of the way as a job."""

import os
import time
from dataclasses import dataclass
from datetime import date
from itertools import count

from programs.catalogue.models import Fund
from programs.ledger.models import LedgerAccount
from programs.payments import tasks
from programs.payments.models import Answer, Batch
from programs.payments.services import answers, entitlements
from registry.core import jobs
from registry.core.models import Job
from registry.embedded.processes import tail
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, bank_file, make_enrolled, make_fund, receive
from tests.faults.house import PATIENCE, House

VILLAGES = ("341802001001", "341802002001", "341802100001")
PEOPLE, AMOUNT = 6, 600
RICH = 10_000_000
_codes = count(1)


@dataclass
class World:
    house: House
    program: str
    desk: Desk
    fund: Fund

    @classmethod
    def make(cls, house: House) -> "World":
        code = f"W{next(_codes)}{os.getpid() % 1000}"
        make_program(code, form="never", benefit={"kind": "month", "amount": str(AMOUNT)})
        desk = Desk.make()
        for number in range(PEOPLE):
            make_enrolled(desk, program=code, area=VILLAGES[number % len(VILLAGES)], starts_on=date(2013, 1, 1))
        fund = make_fund(programs=(code,))
        with entered_as(desk.finance):
            receive(fund, RICH, actor=desk.finance)
        return cls(house, code, desk, fund)

    # --- what is asked for, each as a job however small it is
    def generate(self, period: str) -> Job:
        with entered_as(self.desk.manager):
            return entitlements.ask(program=self.program, period=period, actor=self.desk.manager)

    def make_batch(self, period: str) -> Job:
        with entered_as(self.desk.manager):
            return tasks.make(
                program=self.program, area="3418", period=period, fund=self.fund.pk, actor=self.desk.manager
            )

    def step(self, name: str, period: str) -> Job:
        actor = self.desk.checker if name == "check" else self.desk.finance
        with entered_as(actor):
            batch = Batch.objects.get(program=self.program, period=period)
            return tasks.step(name, batch=batch, actor=actor)

    def receive_answer(self, period: str, outcomes: list[str]) -> Answer:
        """The bank's file, kept as it came."""
        actor = self.desk.finance
        with entered_as(actor):
            batch = Batch.objects.get(program=self.program, period=period)
            content = bank_file(batch, outcomes)
            return answers.receive(batch=batch, content=content, filename="回盘.csv", actor=actor)

    def answer(self, name: str, answer: Answer) -> Job:
        actor = self.desk.finance
        with entered_as(actor):
            answer.refresh_from_db()
            return tasks.answer(name, answer=answer, actor=actor)

    # --- what became of it
    def state_of(self, job: Job) -> str:
        [(state,)] = self.house.sql("SELECT state FROM core_job WHERE id = %s", [str(job.pk)])
        return state

    def is_over(self, job: Job) -> bool:
        return self.state_of(job) in ("done", "failed", "cancelled")

    def let_age(self, *found: Job) -> None:
        """As if an hour had gone by for these jobs: a worker without a heartbeat, a message without a start."""
        self.house.sql(
            "UPDATE core_job SET heartbeat_at = now() - interval '1 hour', sent_at = now() - interval '1 hour' "
            "WHERE id = ANY (%s::uuid[]) AND state IN ('queued', 'running')",
            [[str(job.pk) for job in found]],
        )

    def finish(self, *found: Job) -> None:
        """Sweep, as beat does, until all are over; each of them is done."""
        ids = [str(job.pk) for job in found]
        until = time.monotonic() + PATIENCE
        while rest := self.house.sql(
            "SELECT kind, state, attempt, error FROM core_job WHERE id = ANY (%s::uuid[]) AND state <> 'done'", [ids]
        ):
            assert not any(state in ("failed", "cancelled") for _kind, state, *_ in rest), rest
            assert time.monotonic() < until, f"after {PATIENCE} s: {rest}\n{tail(self.house.worker.log)}"
            jobs.sweep()
            time.sleep(0.02)

    def counts(self, period: str) -> dict:
        """What there is of a month, by SQL."""
        [counts] = self.house.sql(
            """
            SELECT (SELECT count(*) FROM payments_entitlement WHERE program_id = %(program)s AND period = %(period)s),
                   (SELECT count(*) FROM payments_batch WHERE program_id = %(program)s AND period = %(period)s),
                   (SELECT count(*) FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id
                    WHERE b.program_id = %(program)s AND b.period = %(period)s),
                   (SELECT count(*) FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id
                    WHERE b.program_id = %(program)s AND b.period = %(period)s AND p.state = 'paid'),
                   (SELECT array_agg(t.kind ORDER BY t.kind) FROM ledger_transfer t JOIN payments_batch b ON b.id = t.cause
                    WHERE b.program_id = %(program)s AND b.period = %(period)s)
            """,
            {"program": self.program, "period": period},
        )
        return dict(zip(("entitlements", "batches", "payments", "paid", "transfers"), counts, strict=True))

    def held(self, kind: str, period: str = "") -> int:
        with entered_as(self.desk.finance):
            rows = LedgerAccount.objects.of_fund(self.fund).of_kind(kind)
            return int((rows.filter(period=period) if period else rows).total())


def months() -> list[str]:
    """The periods that can be paid, the oldest first."""
    return [f"{year}-{month:02}" for year in range(2013, 2026) for month in range(1, 13)]
