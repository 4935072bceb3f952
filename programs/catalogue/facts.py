"""What criteria may ask: each fact has a name, a type, an SQL expression and a Python getter that agree.

A fact is None (SQL: NULL) where the registry doesn't know it, and a criterion over it is then unknown,
neither met nor failed. The facts of people are in `personal`; apps above register their own in `ready()`.

SQL is written against `p` (beneficiaries_person); `%(on)s` is the day of judgement, `%(cutoff)s` the
cut-off day of the rules and `%(program)s` the program. What needs another table names a `join`, a
LEFT JOIN that gives at most one row a person.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from programs.catalogue.text import NOTHING, Text


class FactType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    SET = "set"


@dataclass(frozen=True)
class Context:
    """For whom and when a fact is asked."""

    person: Any
    on: date
    cutoff: date
    answers: Mapping = field(default_factory=dict)
    program: str = ""
    # What getters have read already, so that a criterion over both parents asks the database once.
    seen: dict = field(default_factory=dict, compare=False)

    def once(self, key: str, read: Callable[[], Any]) -> Any:
        if key not in self.seen:
            self.seen[key] = read()
        return self.seen[key]


@dataclass(frozen=True)
class Fact:
    name: str
    label: Text
    type: FactType
    sql: str = ""
    of: Callable[[Context], Any] | None = None
    join: str = ""
    choices: Mapping[str, Text] = field(default_factory=dict)
    unit: Text = NOTHING
    # Whether a value outside `choices` is an error in a test.
    closed: bool = True
    # The day that the fact is asked for: "on", or "cutoff".
    asked: str = "on"

    @property
    def is_form(self) -> bool:
        return self.name.startswith("form.")


FACTS: dict[str, Fact] = {}
JOINS: dict[str, str] = {}


def register(name, label, type, *, sql, of, join="", choices=None, unit=NOTHING, asked="on") -> Fact:
    """Add a fact. `join` names a join of `register_join`; `choices` maps codes to labels."""
    if join and join not in JOINS:
        raise ValueError(f"fact {name}: no join {join!r}")
    fact = Fact(name, label, FactType(type), sql, of, join, choices or {}, unit, bool(choices), asked)
    FACTS[name] = fact
    return fact


def register_join(name: str, sql: str) -> None:
    """Add a LEFT JOIN under the alias `name`; it must give at most one row for each `p`.

    Write it as LEFT JOIN LATERAL (SELECT … WHERE x.person_id = p.id) name ON true over an index by person.
    """
    JOINS[name] = sql


FORM_TYPES = {
    "integer": FactType.NUMBER,
    "money": FactType.NUMBER,
    "date": FactType.DATE,
    "bool": FactType.BOOL,
}


def form_fact(form_field) -> Fact:
    """The fact `form.<code>` of a field of the definition: what was answered, or None."""
    return Fact(
        name=f"form.{form_field.code}",
        label=form_field.label,
        type=FORM_TYPES.get(form_field.kind, FactType.TEXT),
        of=lambda context: form_value(context.answers.get(form_field.code), form_field.kind),
        choices={choice.code: choice.label for choice in form_field.choices},
        unit=Text("元", "yuan") if form_field.kind == "money" else Text(),
        closed=bool(form_field.choices),
    )


NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")


def form_value(value: Any, kind: str) -> Any:
    """An answer as the value of its kind; None for what is empty or isn't one, as the SQL has it."""
    if value is None or value == "":
        return None
    kind = FORM_TYPES.get(kind, FactType.TEXT)
    if isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if kind == FactType.NUMBER:
        return Decimal(text) if NUMBER.fullmatch(text) else None
    if kind == FactType.BOOL:
        return {"true": True, "false": False}.get(text)
    if kind == FactType.DATE:
        try:
            return date.fromisoformat(text) if DAY.fullmatch(text) else None
        except ValueError:
            return None
    return text


class PersonFacts(Mapping):
    """The facts of one person, read when they are asked for."""

    def __init__(self, context: Context, form: Mapping[str, Fact] | None = None):
        self.context = context
        self.form = form or {}

    def under(self, definition) -> "PersonFacts":
        """The same person, judged by `definition`: its cut-off day and its fields."""
        context = replace(self.context, cutoff=definition.cutoff_on(self.context.on))
        return PersonFacts(context, {f"form.{f.code}": form_fact(f) for f in definition.fields})

    def __getitem__(self, name: str) -> Any:
        fact = FACTS.get(name) or self.form[name]
        return self.context.once(f"fact {name} {self.context.cutoff}", lambda: fact.of(self.context))

    def __iter__(self) -> Iterator[str]:
        return iter([*FACTS, *self.form])

    def __len__(self) -> int:
        return len(FACTS) + len(self.form)


def for_person(person, *, on: date, answers: Mapping | None = None, program: str = "") -> PersonFacts:
    """What is known of `person` on the day `on`, with the `answers` of an application where there is one."""
    return PersonFacts(Context(person=person, on=on, cutoff=on, answers=answers or {}, program=program))
