"""Who meets a program's rules and isn't in it: counted by place, and listed by keyset. Within the reader's scope."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from programs.catalogue import criteria
from programs.catalogue.criteria.language import leaves
from programs.catalogue.definition import Criterion, Definition
from programs.catalogue.facts import FACTS, JOINS
from registry.core.models import Area
from registry.core.models.area import CODE_LENGTH, LEVEL_OF_LENGTH


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    people: int


@dataclass(frozen=True)
class Row:
    id: object
    area: str
    code: str
    name: str
    birth_date: date


def of_the_record(definition: Definition) -> tuple[list[Criterion], list[Criterion]]:
    """The criteria that the record of a person answers, and those that only an application does."""
    record, form = [], []
    for criterion in definition.criteria:
        asks_form = any(leaf.fact.is_form for leaf in leaves(criterion.node))
        (form if asks_form else record).append(criterion)
    return record, form


def _query(definition: Definition, on: date, area: str, columns, tail: str, where: str = "", **params):
    record, _form = of_the_record(definition)
    conditions = ["p.merged_into_id IS NULL", "p.died_on IS NULL", "p.left_on IS NULL"]
    if area:
        conditions.append("p.area >= %(low)s AND p.area < %(high)s")
        params |= {"low": area, "high": area[:-1] + chr(ord(area[-1]) + 1)}
    if where:
        conditions.append(where)
    from_ = criteria.PEOPLE
    # Registered by the app above that keeps the enrolments.
    enrolled = FACTS.get("enrolled_in")
    if enrolled is not None:
        from_ += "\n" + JOINS[enrolled.join]
        conditions.append(f"NOT (%(program)s = ANY ({enrolled.sql}))")
    return criteria.sql(
        replace(definition, criteria=tuple(record)),
        on, where=" AND ".join(conditions), columns=columns, from_=from_, only="true", tail=tail, params=params,
        joined=(enrolled.join,) if enrolled is not None else (), select_tests=False,
    )  # fmt: skip


def counts(definition: Definition, *, on: date, area: str) -> list[Place]:
    """How many meet the criteria of the record, by the places one level below `area`."""
    below = [n for n in sorted(LEVEL_OF_LENGTH) if n > len(area)]
    length = below[0] if below else CODE_LENGTH[LEVEL_OF_LENGTH[len(area)]]
    query, params = _query(
        definition, on, area, [f"left(p.area, {length}) AS place", "count(*) AS people"], "GROUP BY 1 ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        found = cursor.fetchall()
    names = dict(Area.objects.filter(code__in=[code for code, _n in found]).values_list("code", "name"))
    return [Place(code, names.get(code, code), people) for code, people in found]


def page(definition: Definition, *, on: date, area: str, after: tuple[str, str] | None = None, size: int = 50):
    """(rows, the key of the next page or None), in the order of area and id."""
    where, params = "", {}
    if after:
        where, params = (
            "(p.area, p.id) > (%(after_area)s, %(after_id)s::uuid)",
            {"after_area": after[0], "after_id": after[1]},
        )
    query, params = _query(
        definition, on, area, ["p.id", "p.area", "p.code", "p.name", "p.birth_date"],
        f"ORDER BY p.area, p.id LIMIT {int(size) + 1}", where, **params,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        rows = [Row(*row) for row in cursor.fetchall()]
    more = len(rows) > size
    rows = rows[:size]
    return rows, (rows[-1].area, str(rows[-1].id)) if more else None
