"""The period that money is for: "2013" (once), "2013-1" (a school term) or "2013-03" (a month).

Terms are numbered in the order of the months in which the benefit falls due; each runs to the eve of
the next.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

SHAPES = {"once": r"[12]\d{3}", "term": r"[12]\d{3}-[1-9]", "month": r"[12]\d{3}-(0[1-9]|1[0-2])"}
EXAMPLES = {"once": "2013", "term": "2013-1", "month": "2013-03"}


@dataclass(frozen=True)
class Period:
    text: str
    kind: str
    first: date
    last: date


def of(text: str, *, benefit) -> Period:
    """The period that `text` names for a benefit.

    Raises:
        Refusal: `in-kind` where the program pays no money; `period` where the text isn't one of its rhythm.
    """
    if benefit is None or benefit.kind not in SHAPES:
        raise Refusal("in-kind", _("This program gives things and services, not money."))
    if not re.fullmatch(SHAPES[benefit.kind], text):
        raise _wrong(benefit)
    year = int(text[:4])
    if benefit.kind == "once":
        return Period(text, "once", date(year, 1, 1), date(year, 12, 31))
    number = int(text[5:])
    if benefit.kind == "month":
        return Period(text, "month", date(year, number, 1), _eve(year, number + 1))
    if number > len(benefit.months):
        raise _wrong(benefit)
    starts = [*benefit.months, benefit.months[0] + 12]
    return Period(text, "term", date(year, starts[number - 1], 1), _eve(year, starts[number]))


def _eve(year: int, month: int) -> date:
    """The day before the first of `month`, which may run past December."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - timedelta(days=1)


def _wrong(benefit) -> Refusal:
    return Refusal(
        "period",
        _("Write the period of this program as %(example)s."),
        field="period",
        params={"example": EXAMPLES[benefit.kind]},
    )


def recent(benefit, on: date, count: int = 6) -> list[Period]:
    """The last periods that have begun by `on`, the newest first: what a form offers."""
    if benefit is None or benefit.kind not in SHAPES:
        return []
    found: list[Period] = []
    for year in range(on.year, on.year - 8, -1):
        if benefit.kind == "once":
            names = [f"{year}"]
        elif benefit.kind == "term":
            names = [f"{year}-{n}" for n in range(len(benefit.months), 0, -1)]
        else:
            names = [f"{year}-{month:02}" for month in range(12, 0, -1)]
        found += [period for period in (of(name, benefit=benefit) for name in names) if period.first <= on]
        if len(found) >= count:
            break
    return found[:count]
