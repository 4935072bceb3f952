"""A program's rules in the words of a guide: who qualifies, what one gets, what to bring, who decides."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programs.catalogue.models import Program, PublicForm, Rules
from registry.core.errors import Refusal


@dataclass(frozen=True)
class Amount:
    # The choice that it is for ('' where there is one amount for all).
    label: str
    yuan: Decimal


@dataclass(frozen=True)
class Guide:
    rules: Rules
    criteria: list[str]
    documents: list
    steps: list
    # "once", "term", "month" or "in_kind".
    kind: str
    amounts: list[Amount]
    in_kind: str
    # A donor may set another amount than the standard.
    own: bool
    # What is drawn elsewhere is deducted.
    topped_up: bool
    # The months in which it is due; empty where any.
    months: list[int]
    # Where the program has a public list or totals.
    publicity_days: int | None
    phone: str


def of(program: Program, *, on: date) -> Guide | None:
    """The guide by the rules in force on that day; None before there are any."""
    from programs.catalogue.services import rules as catalogue

    try:
        rules = catalogue.in_force(program=program.code, on=on)
    except Refusal:
        return None
    definition = rules.parsed
    benefit, publicity = definition.benefit, definition.publicity
    public = program.public_form != PublicForm.NEVER
    return Guide(
        rules=rules,
        criteria=[str(criterion.label) for criterion in definition.criteria],
        documents=list(definition.documents),
        steps=list(definition.chain),
        kind=benefit.kind,
        amounts=_amounts(definition),
        in_kind=str(benefit.in_kind),
        own=bool(benefit.own),
        topped_up=bool(benefit.top_up),
        months=list(benefit.months),
        publicity_days=publicity.days if public else None,
        phone=publicity.phone or "",
    )


def _amounts(definition) -> list[Amount]:
    benefit = definition.benefit
    if benefit.amount is not None:
        return [Amount("", benefit.amount)]
    choices = {c.code: str(c.label) for c in definition.field(benefit.by).choices} if benefit.by else {}
    return [Amount(choices.get(code, code), yuan) for code, yuan in (benefit.amounts or {}).items()]
