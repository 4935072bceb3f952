"""The criteria as SQL, over everyone at once: the same meaning as `evaluation`, unknown being NULL.

Each join gives exactly one row a person, gathered from an index by her id: the plan is linear in the people
that the account may see, and stops early where few are asked for. Values go in as parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from programs.catalogue.criteria.language import All, Leaf, Node, Not
from programs.catalogue.facts import JOINS, Fact, FactType

COMPARE = {
    "at_least": ">=",
    "at_most": "<=",
    "below": "<",
    "above": ">",
    "before": "<",
    "after": ">",
    "on_or_before": "<=",
    "on_or_after": ">=",
    "is": "=",
}
CASTS = {FactType.TEXT: "text", FactType.NUMBER: "numeric", FactType.DATE: "date", FactType.BOOL: "boolean"}
PEOPLE = "beneficiaries_person p"


@dataclass
class Compiled:
    """Expressions and the joins that they need; `params` go to the cursor with the whole query."""

    answers: str | None = None  # the jsonb expression with the answers, where the query is over enrolments
    params: dict[str, Any] = field(default_factory=dict)
    joins: dict[str, str] = field(default_factory=dict)

    def param(self, value: Any) -> str:
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"

    @property
    def from_joins(self) -> str:
        return "\n".join(self.joins.values())


def compile_test(test: Node, into: Compiled) -> str:
    """A boolean expression: true, false, or NULL for unknown."""
    if isinstance(test, Not):
        return f"(NOT {compile_test(test.test, into)})"
    if not isinstance(test, Leaf):
        word = " AND " if isinstance(test, All) else " OR "
        return f"({word.join(compile_test(t, into) for t in test.tests)})"
    value, fact = fact_sql(test.fact, into), test.fact
    if test.operator == "known":
        return f"({value} IS {'NOT ' if test.operand else ''}NULL)"
    if test.operator == "has":
        return f"({value} && {into.param(list(test.operand))}::text[])"
    cast = CASTS[fact.type]
    if test.operator == "in":
        return f"({value} = ANY ({into.param(list(test.operand))}::{cast}[]))"
    if fact.type == FactType.DATE and test.operand in ("on", "cutoff"):
        asked = f"%({test.operand})s"
    else:
        asked = into.param(test.operand)
    return f"({value} {COMPARE[test.operator]} {asked}::{cast})"


def fact_sql(fact: Fact, into: Compiled) -> str:
    if fact.is_form:
        return form_sql(fact, into)
    if fact.join:
        into.joins.setdefault(fact.join, JOINS[fact.join])
    return f"({fact.sql})"


def form_sql(fact: Fact, into: Compiled) -> str:
    """An answer as a value of its type; NULL where there is none, or none of that type."""
    if into.answers is None:
        return f"NULL::{CASTS[fact.type]}"
    text = f"({into.answers} ->> {into.param(fact.name.removeprefix('form.'))})"
    if fact.type == FactType.NUMBER:
        return f"(CASE WHEN {text} ~ '^-?[0-9]{{1,12}}([.][0-9]{{1,6}})?$' THEN {text}::numeric END)"
    if fact.type == FactType.BOOL:
        return f"(CASE {text} WHEN 'true' THEN true WHEN 'false' THEN false END)"
    if fact.type == FactType.DATE:
        # A day that the calendar doesn't have (30 February) must be unknown, not an error.
        month = f"(left({text}, 7) || '-01')::date"
        day = f"({month} + (right({text}, 2)::int - 1))"
        return (
            f"(CASE WHEN {text} ~ '^[12][0-9]{{3}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' "
            f"THEN CASE WHEN to_char({day}, 'YYYY-MM-DD') = {text} THEN {day} END END)"
        )
    return f"NULLIF({text}, '')"


def sql(
    definition,
    on: date,
    *,
    where: str = "",
    params: Mapping[str, Any] | None = None,
    columns: Sequence[str] = ("p.id", "p.area"),
    from_: str = PEOPLE,
    answers: str | None = None,
    only: str = "",
    tail: str = "",
    joined: Sequence[str] = (),
    select_tests: bool = True,
) -> tuple[str, dict[str, Any]]:
    """The query of every criterion for everyone in scope: `columns`, one column a criterion, and `verdict`.

    `where` (over `p`, with `params`) narrows the people; `only` keeps those whose verdict is "true",
    "false" or "unknown", each criterion pushed down to where it can be asked first; `tail` orders and
    limits. Over enrolments: `from_` joins `p` to them and `answers` names their jsonb of answers; `joined`
    are the joins of facts that it has already. Without `select_tests` only `columns` come back, as counts want.

    Returns (sql, params) for `cursor.execute`.
    """
    compiled = Compiled(answers=answers)
    tests = {criterion.code: compile_test(criterion.node, compiled) for criterion in definition.criteria}
    whole = " AND ".join(tests.values()) or "true"
    conditions = [where] if where else []
    if only == "true":
        conditions += [f"{test} IS TRUE" for test in tests.values()]
    elif only:
        conditions.append(f"({whole}) IS {'FALSE' if only == 'false' else 'UNKNOWN'}")
    for name in joined:
        compiled.joins.pop(name, None)
    selected = [*columns]
    if select_tests:
        selected += [*(f'{test} AS "{code}"' for code, test in tests.items()), f"({whole}) AS verdict"]
    lines = [
        "SELECT " + ",\n  ".join(selected),
        f"FROM {from_}",
        compiled.from_joins,
        f"WHERE {' AND '.join(f'({c})' for c in conditions)}" if conditions else "",
        tail,
    ]
    days = {"on": on, "cutoff": definition.cutoff_on(on), "program": definition.code}
    return "\n".join(line for line in lines if line), {**compiled.params, **days, **(params or {})}
