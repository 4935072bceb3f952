"""The whole search: extract, frame, weigh by Splink, and say of each pair what speaks for it."""

import json
import logging
import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from uuid import UUID

import duckdb

from beneficiaries.matching import extract, frame, model

# From here on it is likelier that two records are one person than that they are two.
LEAST = 1.0
MEMORY = "1GB"
THREADS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """Two records that may be one person, the lower id first. `evidence` is [[code, weight], …], the weightiest
    first."""

    first: UUID
    second: UUID
    weight: float
    evidence: list[list]


@contextmanager
def database():
    """A DuckDB of one's own with bounds; what doesn't fit in memory is spilled to a folder that goes with it."""
    with TemporaryDirectory(prefix="duplicates-") as folder, duckdb.connect() as con:
        con.execute(f"SET threads = {min(THREADS, os.cpu_count() or 1)}; SET memory_limit = '{MEMORY}'")
        con.execute(f"SET temp_directory = '{folder}'; SET preserve_insertion_order = false")
        yield con


def search(*, least: float = LEAST, progress: Callable[[int], None] = lambda percent: None) -> tuple[int, list[Found]]:
    """How many people of the present scope were compared, and who of them may be one person, the likeliest first."""
    with database() as con:
        extract.into(con)
        progress(40)
        people = frame.make(con)
        progress(50)
        found = weigh(con, people, least=least, progress=progress) if people > 1 else []
    return people, found


def weigh(
    con: duckdb.DuckDBPyConnection, people: int, *, least: float = LEAST, progress=lambda percent: None
) -> list[Found]:
    """The pairs of the table `person` that weigh `least` or more, the likeliest first."""
    from splink import Linker
    from splink.internals.duckdb.database_api import DuckDBAPI

    # It warns of each comparison that knows no unknown value: ours that have none can't be unknown.
    logging.getLogger("splink").setLevel(logging.ERROR)
    by_chance = model.by_chance(con, people)
    progress(60)
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("person"), model.settings(by_chance, people), log_level=None, validate_settings=False)
    for column, table in model.frequencies(con, people).items():
        linker.table_management.register_term_frequency_lookup(api.register(table), column)
    linker.inference.compute_blocked_pairs_for_predict()
    progress(70)
    predicted = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    progress(90)
    return [
        Found(first, second, round(weight, 2), evidence_of(json.loads(said)))
        for first, second, weight, said in con.execute(_said(predicted.physical_name)).fetchall()
    ]


def evidence_of(said: dict[str, list]) -> list[list]:
    """[[code, weight], …] of what was known, the weightiest first."""
    known = [[code, round(float(weight), 1)] for code, weight in said.values() if code and weight]
    return sorted(known, key=lambda pair: -abs(pair[1]))


def _said(predicted: str) -> str:
    """The pairs with the code and the weight of each comparison."""
    parts = []
    for column, (unknown, grades) in model.COMPARED.items():
        cases = " ".join(f"WHEN {grade.when} THEN '{grade.code}'" for grade in grades[:-1])
        rare = f" + coalesce(mw_tf_adj_{column}, 0)" if any(grade.rare_by for grade in grades) else ""
        parts.append(
            f"'{column}': [CASE WHEN {unknown or 'false'} THEN NULL {cases} ELSE '{grades[-1].code}' END, "
            f"(mw_{column}{rare})::VARCHAR]"
        )
    return f"""
        SELECT least(id_l, id_r), greatest(id_l, id_r), match_weight, {{{", ".join(parts)}}}::JSON::VARCHAR
        FROM {predicted} p
        JOIN (SELECT id AS id_l, {model.renamed("l")} FROM person) l USING (unique_id_l)
        JOIN (SELECT id AS id_r, {model.renamed("r")} FROM person) r USING (unique_id_r)
        ORDER BY match_weight DESC
    """  # noqa: S608
