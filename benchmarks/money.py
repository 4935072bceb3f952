"""Money at scale: what is due worked out for everyone, and a batch of a hundred thousand on its way.

The baseline of each step is a bare INSERT … SELECT of the rows that it leaves, histories included, into tables with the
same columns, checks and indexes, but without row-level security, triggers or foreign keys: what they cost PostgreSQL in
any case. What is due is inserted beside as many rows as there are, the rest into empty tables. Each round pays the
next month, so that nothing is measured twice on the same rows.
"""

# ruff: noqa: S608

import os

from benchmarks import paying
from benchmarks.measure import Bench, compare, owner
from benchmarks.paying import BATCH, CITY, EVERYONE, FUND
from programs.enrolment.models import Enrolment
from programs.payments.models import Batch, Entitlement
from programs.payments.services import batches, blockers, entitlements
from registry.core import jobs
from registry.core.ids import uuid7
from registry.core.models.job import Job, JobState

ROUNDS = int(os.environ.get("ROUNDS", "3"))
OF = "INSERT … SELECT of its rows, bare"
TABLES = ENTITLEMENT, PAYMENT, HISTORY, ANSWER = (
    "payments_entitlement", "payments_payment", "payments_paymenthistoryrow", "payments_answerrow",
)  # fmt: skip
MONTHS = [f"{year}-{month:02}" for year in range(2013, 2026) for month in range(1, 13)]


def main(bench: Bench) -> None:
    database = paying.city(bench)
    with paying.acting("manager"):
        done = set(Entitlement.objects.filter(program=EVERYONE).values_list("period", flat=True).distinct())
        people = {code: Enrolment.objects.filter(program=code).count() for code in (EVERYONE, BATCH)}
    months = [month for month in MONTHS if month not in done][:ROUNDS]
    with owner(database) as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare")
        for table in TABLES:
            cursor.execute(f"CREATE TABLE bare.{table} (LIKE public.{table} INCLUDING ALL)")
    copy(database, ENTITLEMENT, "true")  # an index of millions takes longer to write than an empty one
    try:
        due(database, months, people=people[EVERYONE])
        on_its_way(database, months, people=people[BATCH])
    finally:
        with owner(database) as cursor:
            cursor.execute("DROP SCHEMA bare CASCADE")


def due(database: str, months: list[str], *, people: int) -> None:
    product, baseline = iter(months), iter(months)

    def rows() -> None:
        copy(database, ENTITLEMENT, f"program_id = '{EVERYONE}' AND period = '{next(baseline)}'")

    with paying.acting("manager") as actor:
        compare(
            "entitlements", n=people, baseline=rows, of=OF, rounds=len(months),
            product=lambda: worked_out(next(product), actor),
        )  # fmt: skip


def worked_out(month: str, actor) -> None:
    """As a worker does it: township after township, each committed."""
    job = Job.objects.create(kind="payments.generate", account=actor, params={"program": EVERYONE, "period": month})
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    entitlements.generate_as_job(jobs.Run(job))


def on_its_way(database: str, months: list[str], *, people: int) -> None:
    """Each step for the batches of all months, then the next step."""
    ids = {month: uuid7() for month in months}
    with paying.acting("manager") as actor:
        for month in months:
            entitlements.generate(program=BATCH, period=month, actor=actor)

    def make(month: str, actor) -> None:
        batches.make(program=BATCH, area=CITY, period=month, fund=FUND, actor=actor, id=ids[month])

    def step(name: str):
        return lambda month, actor: getattr(batches, name)(batch=Batch.objects.get(pk=ids[month]), actor=actor)

    def look(month: str, actor) -> None:
        blockers.look(Batch.objects.get(pk=ids[month]), actor)

    def alone(name: str):
        """The step without the look, which is measured by itself."""
        act = getattr(batches, name).__wrapped__
        return lambda month, actor: act(batch=Batch.objects.get(pk=ids[month]), actor=actor)

    def measured(bench: str, act, role: str, state: str) -> None:
        product, baseline = iter(months), iter(months)
        with owner(database) as cursor:
            cursor.execute(f"TRUNCATE {', '.join(f'bare.{table}' for table in TABLES)}")

        def rows() -> None:
            batch = ids[next(baseline)]
            copy(database, PAYMENT, f"batch_id = '{batch}'")
            copy(database, HISTORY, f"batch_id = '{batch}' AND state = '{state}'")
            if state == "paid":
                copy(database, ANSWER, f"answer_id IN (SELECT id FROM payments_answer WHERE batch_id = '{batch}')")

        with paying.acting(role) as actor:
            compare(
                bench, n=people, baseline=rows, of=OF, rounds=len(months), product=lambda: act(next(product), actor)
            )

    measured("batch made and sealed", make, "manager", "planned")
    for role, name in (("checker", "check"), ("approver", "approve")):
        with paying.acting(role) as actor:
            for month in months:
                step(name)(month, actor)
    measured("batch looked at by the rules of audit", look, "second", "planned")
    measured("batch approved and posted", alone("approve"), "second", "committed")
    measured("batch sent", alone("send"), "cashier", "in_transit")
    measured("batch confirmed", step("confirm"), "cashier", "paid")


def copy(database: str, table: str, where: str) -> None:
    """What the columns generate is generated again."""
    with owner(database) as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [f"public.{table}"],
        )
        (columns,) = cursor.fetchone()
        cursor.execute(f"INSERT INTO bare.{table} ({columns}) SELECT {columns} FROM public.{table} WHERE {where}")
