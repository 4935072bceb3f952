"""The model of Fellegi and Sunter, as Splink runs it: what is compared, in which grades, and what each grade weighs.

A grade has two probabilities: m, that two records of one person are so, and u, that two records of two people are. The
weight is log2(m / u). The m are constants: errors of writing are the same everywhere; `weights.json` has them as
`python -m benchmarks duplicates --train` counted them on planted duplicates. The u are the registry's own, counted anew
in each run over pairs drawn at random, so that a city of children and a city of all ages weigh a birthday rightly.
What people have in common by the thousand weighs little: a name is weighed by how many bear it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

WEIGHTS = Path(__file__).with_name("weights.json")
# Of how many people one is registered twice: where the search begins to doubt.
TWICE = 0.01
# As many pairs are drawn to see how two people are alike by chance.
DRAWN = 300_000
# A registry of a few people knows little of chance: it borrows so many pairs from a city, and of names so many people,
# each name of whom one in `BEARERS` bears.
BORROWED = 1_000
NAMED, BEARERS = 20_000, 10_000


@dataclass(frozen=True, slots=True)
class Grade:
    """`when` is SQL over the two records; `code` names the evidence (`services.evidence` says it in words).

    `rare_by` is the column whose frequency makes the weight; `u` is the least that two people are so by chance: they
    may
    be of one family, which no pairs drawn at random tell.
    """

    code: str
    when: str
    rare_by: str = ""
    u: float = 0.0


def names_differ_in(letters: int) -> str:
    same = " + ".join(f"(c{n}_l = c{n}_r)::INT" for n in (1, 2, 3, 4))
    return f"letters_l = letters_r AND {same} = {4 - letters}"


ONE_MISSING = (
    "abs(letters_l - letters_r) = 1 AND c1_l = c1_r AND least(letters_l, letters_r) > 1 AND "
    "CASE WHEN letters_l < letters_r THEN c2_l IN (c2_r, c3_r) ELSE c2_r IN (c2_l, c3_l) END"
)
NAMES_DIFFER = "NOT list_has_any(nears_l, nears_r)"
ONE_DIGIT = " + ".join(
    f"(ymd_l // {10**n} % 10 <> ymd_r // {10**n} % 10)::INT" for n in range(8)
)  # of the eight digits of a date
BIRTH_NEAR = (
    f"((y_l = y_r AND m_l = d_r AND d_l = m_r) OR {ONE_DIGIT} = 1 OR (digits_l = digits_r AND {ONE_DIGIT} = 2))"
)
PHONE = "coalesce(list_has_any(phones_l, phones_r), false)"
KIN = "coalesce(list_has_any(papers_l, papers_r), false)"
KIN_NAMES = "coalesce(list_has_any(names_l, names_r), false)"

# What may be unknown has a condition for it: then it says nothing.
COMPARED: dict[str, tuple[str, tuple[Grade, ...]]] = {
    "name": ("", (
        Grade("name-same", "name_l = name_r", "name"),
        Grade("name-sounds-same", "list_has_any(sounds_l, sounds_r)", "near"),
        Grade("name-sounds-near", "list_has_any(nears_l, nears_r)", "near"),
        Grade("name-one-letter", names_differ_in(1), u=3e-3),
        Grade("name-letter-missing", ONE_MISSING, u=1e-4),
        Grade("name-differs", "ELSE"),
    )),
    "birth": ("", (
        Grade("birth-same", "ymd_l = ymd_r"),
        Grade("birth-slip", BIRTH_NEAR),
        Grade("birth-differs", "ELSE"),
    )),
    "sex": ("", (
        Grade("sex-same", "sex_l = sex_r"),
        Grade("sex-differs", "ELSE"),
    )),
    "area": ("", (
        Grade("village-same", "village_l = village_r"),
        Grade("township-same", "township_l = township_r"),
        Grade("county-same", "county_l = county_r"),
        Grade("area-differs", "ELSE"),
    )),
    # One family shares phone and parents: together they say no more than that it is one family.
    "family": ("names_l IS NULL OR names_r IS NULL", (
        Grade("family-phone", f"{PHONE} AND ({KIN} OR {KIN_NAMES})", u=2e-5),
        Grade("family-paper", KIN, u=3e-5),
        Grade("family-names", f"{KIN_NAMES}", u=5e-4),
        Grade("phone-same", PHONE, u=1e-4),
        Grade("family-differs", "ELSE"),
    )),
    "phone": ("NOT (names_l IS NULL OR names_r IS NULL) OR phones_l IS NULL OR phones_r IS NULL", (
        Grade("phone-same", PHONE, u=1e-4),
        Grade("phone-differs", "ELSE"),
    )),
    # Two sound numbers are hardly one person's; least of all where the names differ as well: those are twins. That
    # there are two is the evidence: these m and u aren't shares of what is known, and don't add up to one.
    "paper": ("paper_l IS NULL OR paper_r IS NULL", (
        Grade("papers-and-names-differ", NAMES_DIFFER),
        Grade("papers-one-tail", "tail_l = tail_r"),
        Grade("papers-differ", "ELSE"),
    )),
}  # fmt: skip
# Those of the grades that no random pairs tell: the kind of the comparison is asked only where it is known.
FIXED_U = {"papers-and-names-differ": 0.97, "papers-one-tail": 1e-4, "papers-differ": 0.03}

# Whom to compare at all: rules whose groups stay small however many bear a name.
BLOCKS = (
    "l.ymd = r.ymd AND l.family = r.family",
    "l.ymd = r.ymd AND l.given = r.given",
    "l.near = r.near AND l.township = r.township",
    "l.near = r.near AND l.m = r.m AND l.d = r.d",
    "l.near = r.near AND l.y = r.y AND l.d = r.d",
    "l.near = r.near AND l.y = r.y AND l.m = r.m",
    "l.near = r.near AND l.digits = r.digits",
)
EXPLODED = ("phones", "papers")


def weights() -> dict[str, float]:
    """The m of each grade, by `<comparison>.<code>`."""
    return _constants()["m"]


def _constants() -> dict[str, Any]:
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))


def by_chance(database: duckdb.DuckDBPyConnection, people: int) -> dict[str, float]:
    """The u of each grade: how often it is so of two people drawn at random."""
    found, typical = {}, _constants()["u"]
    pairs = min(DRAWN, max(people * (people - 1) // 2, 1))
    database.execute(
        f"""
        CREATE TABLE drawn AS
        SELECT l.*, r.* FROM (
            SELECT (hash(i) % {people})::INTEGER + 1 AS one, (hash(i + 10000000000) % {people})::INTEGER + 1 AS other
            FROM range({pairs}) AS t(i)
        )
        JOIN (SELECT {renamed("l")} FROM person) l ON l.unique_id_l = one
        JOIN (SELECT {renamed("r")} FROM person) r ON r.unique_id_r = other
        WHERE one <> other
        """  # noqa: S608
    )
    for column, (unknown, grades) in COMPARED.items():
        cases = " ".join(f"WHEN {g.when} THEN {n}" for n, g in enumerate(grades[:-1]))
        rows = database.execute(
            f"SELECT CASE WHEN {unknown or 'false'} THEN -1 {cases} ELSE {len(grades) - 1} END, count(*) "  # noqa: S608
            "FROM drawn GROUP BY 1"
        ).fetchall()
        counts = {n: count for n, count in rows if n >= 0}
        known = sum(counts.values())
        for n, grade in enumerate(grades):
            key = f"{column}.{grade.code}"
            if grade.code in FIXED_U:
                found[key] = FIXED_U[grade.code]
            else:
                share = (counts.get(n, 0) + BORROWED * typical[key]) / (known + BORROWED)
                found[key] = max(grade.u, share)
    database.execute("DROP TABLE drawn")
    return found


COLUMNS = (
    "unique_id", "name", "letters", "c1", "c2", "c3", "c4", "sounds", "nears", "near", "ymd", "y", "m", "d", "digits",
    "sex", "village", "township", "county", "paper", "tail", "phones", "papers", "names",
)  # fmt: skip


def renamed(side: str) -> str:
    """The compared columns of a record, as the left or the right one of a pair."""
    return ", ".join(f"{column} AS {column}_{side}" for column in COLUMNS)


def grades_of(column: str, unknown: str, grades: tuple[Grade, ...]) -> str:
    """SQL that counts the pairs of the table `truth` (first, second: ids) by the code of their grade."""
    cases = " ".join(f"WHEN {grade.when} THEN '{grade.code}'" for grade in grades[:-1])
    return f"""
        SELECT CASE WHEN {unknown or "false"} THEN NULL {cases} ELSE '{grades[-1].code}' END, count(*) FROM truth
        JOIN (SELECT id AS id_l, {renamed("l")} FROM person) l ON id_l = first
        JOIN (SELECT id AS id_r, {renamed("r")} FROM person) r ON id_r = second GROUP BY 1
    """  # noqa: S608


def frequencies(database: duckdb.DuckDBPyConnection, people: int) -> dict[str, str]:
    """How many bear what of the columns that are weighed by it: {column: table}."""
    tables = {}
    for column in sorted(
        {grade.rare_by for _unknown, grades in COMPARED.values() for grade in grades if grade.rare_by}
    ):
        tables[column] = f"frequency_{column}"
        database.execute(
            f"CREATE TABLE {tables[column]} AS SELECT {column}, "  # noqa: S608
            f"(count(*) + {NAMED / BEARERS}) / {people + NAMED} AS tf_{column} FROM person GROUP BY {column}"
        )
    return tables


def settings(u: dict[str, float], people: int) -> dict[str, Any]:
    """Splink's settings."""
    m = weights()
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": min(0.5, 2 * TWICE / max(people, 2)),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": [
            *({"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in BLOCKS),
            *(
                {"blocking_rule": f"l.{column} = r.{column}", "arrays_to_explode": [column], "sql_dialect": "duckdb"}
                for column in EXPLODED
            ),
        ],
        "comparisons": [
            {
                "output_column_name": column,
                "comparison_levels": [
                    *([{"sql_condition": unknown, "is_null_level": True}] if unknown else []),
                    *(_level(column, grade, m, u) for grade in grades),
                ],
            }
            for column, (unknown, grades) in COMPARED.items()
        ],
    }


def _level(column: str, grade: Grade, m: dict[str, float], u: dict[str, float]) -> dict[str, Any]:
    key = f"{column}.{grade.code}"
    level: dict[str, Any] = {
        "sql_condition": grade.when,
        "label_for_charts": grade.code,
        "m_probability": m[key],
        "u_probability": u[key],
    }
    if grade.rare_by:
        level |= {
            "tf_adjustment_column": grade.rare_by,
            "tf_adjustment_weight": 1.0,
            "disable_tf_exact_match_detection": True,
            "tf_minimum_u_value": 1e-6,
        }
    return level
