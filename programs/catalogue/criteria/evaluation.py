"""The criteria for one person: what each says, and why, in both languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from programs.catalogue.criteria.language import All, Any_, Leaf, Node, Not, leaves
from programs.catalogue.criteria.reasons import reason_of
from programs.catalogue.facts import FactType, PersonFacts
from programs.catalogue.text import Text


@dataclass(frozen=True)
class Outcome:
    """What one criterion says of one person: met, not met, or (None) unknown; why; and what to do then."""

    code: str
    met: bool | None
    label: Text
    reason: Text
    remedy: Text
    values: Mapping[str, Any]
    rules: Text

    def as_json(self) -> dict:
        """As a decision keeps it."""
        return {
            "code": self.code,
            "met": self.met,
            "label": self.label.as_json(),
            "reason": self.reason.as_json(),
            "remedy": self.remedy.as_json(),
            "values": {name: plain(value) for name, value in self.values.items()},
            "rules": self.rules.as_json(),
        }


def plain(value: Any) -> Any:
    """A fact's value as JSON has it."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def evaluate(definition, facts: Mapping) -> list[Outcome]:
    """Each criterion of `definition` for one person, in the definition's order."""
    if isinstance(facts, PersonFacts):
        facts = facts.under(definition)
    days = days_of(definition, facts)
    outcomes = []
    for criterion in definition.criteria:
        met = holds(criterion.node, facts, days)
        why = reason_of(criterion.node, facts, days)
        outcomes.append(
            Outcome(
                code=criterion.code,
                met=met,
                label=criterion.label,
                reason=Text(f"{why.zh}〔{definition.citation.zh}〕", f"{why.en} [{definition.citation.en}]"),
                remedy=Text() if met else criterion.failing,
                values={leaf.fact.name: facts.get(leaf.fact.name) for leaf in leaves(criterion.node)},
                rules=definition.citation,
            )
        )
    return outcomes


def days_of(definition, facts: Mapping) -> dict[str, date]:
    """The days that a test may name. Plain mappings of facts may carry them as "on" and "cutoff"."""
    on = facts.context.on if isinstance(facts, PersonFacts) else facts.get("on") or definition.valid_from
    return {"on": on, "cutoff": definition.cutoff_on(on)}


def verdict(outcomes: Iterable[Outcome]) -> bool | None:
    """Eligible, not eligible, or None: something that decides isn't known."""
    return kleene_all(outcome.met for outcome in outcomes)


def holds(test: Node, facts: Mapping, days: Mapping[str, date]) -> bool | None:
    """What a test says: true, false, or None where what it asks isn't known."""
    if isinstance(test, Not):
        inner = holds(test.test, facts, days)
        return None if inner is None else not inner
    if isinstance(test, All):
        return kleene_all(holds(t, facts, days) for t in test.tests)
    if isinstance(test, Any_):
        inner = kleene_all(negated(holds(t, facts, days)) for t in test.tests)
        return negated(inner)
    return answer(test, facts, days)


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def kleene_all(values: Iterable[bool | None]) -> bool | None:
    """False if any is false; else unknown if any is; else true."""
    found: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            found = None
    return found


def answer(leaf: Leaf, facts: Mapping, days: Mapping[str, date]) -> bool | None:
    value, operator = facts.get(leaf.fact.name), leaf.operator
    operand = days.get(leaf.operand, leaf.operand) if leaf.fact.type == FactType.DATE else leaf.operand
    if operator == "known":
        return (value is not None) is operand
    if value is None:
        return None
    if operator == "has":
        return any(item in value for item in operand)
    if operator == "in":
        return value in operand
    if operator == "is":
        return value == operand
    return {
        "at_least": lambda: value >= operand,
        "at_most": lambda: value <= operand,
        "below": lambda: value < operand,
        "above": lambda: value > operand,
        "before": lambda: value < operand,
        "after": lambda: value > operand,
        "on_or_before": lambda: value <= operand,
        "on_or_after": lambda: value >= operand,
    }[operator]()
