"""A roster from file to committed people, enrolments and history: beside a stock resource, beside bare COPY, and into
a large registry beside an empty one.

    python -m benchmarks imports        PEOPLE=1000000 is the large one; ROWS, STOCK_ROWS, ROUNDS
"""

import io
import os
from datetime import datetime
from pathlib import Path

from django.core.management import call_command

from benchmarks import rosters, stock
from benchmarks.measure import Bench, Spent, Watch, compare, owner
from programs.catalogue.services.rules import in_force
from programs.enrolment.rosters.columns import resource_for
from registry.city import staff
from registry.city.building import acting

ROWS = int(os.environ.get("ROWS", rosters.ROWS))
STOCK_ROWS = int(os.environ.get("STOCK_ROWS", "2000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
# What a roster writes, in the order in which it can be written; history and tokens follow by triggers.
TABLES = (
    "beneficiaries_person", "beneficiaries_phone", "beneficiaries_relation", "beneficiaries_hardship",
    "enrolment_enrolment", "enrolment_decision",
)  # fmt: skip


def main(bench: Bench) -> None:
    bench.city(0)
    path, few = (rosters.workbook(bench.folder, rows) for rows in (ROWS, STOCK_ROWS))
    compare(
        "imports: a roster, beside a stock resource", n=ROWS,
        product=lambda: product(bench, path), baseline=lambda: by_stock(bench, few), scale=ROWS / STOCK_ROWS,
        of=f"stock django-import-export ModelResource, {STOCK_ROWS} rows scaled", rounds=ROUNDS, target="≤ 0.05",
    )  # fmt: skip
    rows = rows_of(bench, path)
    compare(
        "imports: a roster, beside bare COPY", n=ROWS,
        product=lambda: product(bench, path), baseline=lambda: by_copy(bench, rows),
        of="COPY by the owner of the same rows into the same tables, triggers and indexes", rounds=ROUNDS, target="≤ 3",
    )  # fmt: skip
    city = bench.city()
    fresh = rosters.workbook(bench.folder, ROWS, database=city)
    compare(
        f"imports: a roster, into {bench.people} people", n=ROWS,
        product=lambda: product(bench, fresh, people=bench.people), baseline=lambda: product(bench, path),
        of="into an empty registry", rounds=ROUNDS, target="≤ 1.5",
    )  # fmt: skip


def product(bench: Bench, path: Path, *, people: int = 0) -> Spent:
    """What `manage.py import_roster --commit` costs."""
    with bench.scratch(people):
        spent = import_roster(path)
        all_went_in(people)
    return spent


def import_roster(path: Path) -> Spent:
    clerk = rosters.clerk()
    since = datetime.combine(rosters.SINCE, datetime.min.time())
    with Watch() as watch:
        call_command(
            "import_roster", rosters.PROGRAM, str(path), username=clerk, starts_on=since, commit=True, json=True,
            stdout=io.StringIO(),
        )  # fmt: skip
    return watch.spent


def all_went_in(before: int) -> None:
    with owner() as cursor:
        cursor.execute("SELECT count(*) FROM enrolment_enrolment WHERE made_by_id = (SELECT id FROM core_account "
                       "WHERE username = %s)", [rosters.clerk()])  # fmt: skip
        [enrolled] = cursor.fetchone()
    # In a large city a few of them resemble someone, and wait for a person to look.
    if enrolled < ROWS * 0.999:
        raise SystemExit(f"{enrolled} of {ROWS} rows went in, into {before} people")


def by_stock(bench: Bench, path: Path) -> Spent:
    with bench.scratch():
        rules = in_force(program=rosters.PROGRAM, on=rosters.SINCE)
        columns = {column.code: column.column_name for column in resource_for(rules.parsed).columns()}
        clerk = rosters.clerk()
        with acting(clerk) as actor:
            with Watch() as watch:
                made = stock.import_file(path, columns=columns, actor=actor, rules=rules, starts_on=rosters.SINCE)
    if made != STOCK_ROWS:
        raise SystemExit(f"stock saved {made} of {STOCK_ROWS} rows")
    return watch.spent


def rows_of(bench: Bench, path: Path) -> dict[str, str]:
    """What the product wrote, as text for COPY, by table."""
    texts = {}
    with bench.scratch():
        import_roster(path)
        with owner() as cursor:
            for table in TABLES:
                out = io.StringIO()
                cursor.copy_expert(f"COPY {table} TO STDOUT", out)
                texts[table] = out.getvalue()
    return texts


def by_copy(bench: Bench, texts: dict[str, str]) -> Spent:
    with bench.scratch():
        staff.employ()
        with owner() as cursor, Watch() as watch:
            cursor.execute("BEGIN")
            for table, text in texts.items():
                cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))
            cursor.execute("COMMIT")
    return watch.spent
