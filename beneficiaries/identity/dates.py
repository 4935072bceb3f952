"""Dates as rosters write them: 2013-2-8, 2013.2.8, 2013/02/08, 20130208, 2013年2月8日, 2013、2、8, and the
serial 41313.

Year, month, day: always in this order and always with four digits of year, because anything else is a guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEARS = range(1880, 2200)

FULL = re.compile(
    r"(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})[.日号]?|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))"
    r"(?:[ T]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:出?生)?",
    re.ASCII,
)
MONTH = re.compile(r"(\d{4})(?:[-./](\d{1,2})|年(\d{1,2})月份?|(\d{2}))", re.ASCII)
SHORT_YEAR = re.compile(r"\d{1,2}(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}[日号]?)|\d{6}", re.ASCII)
# Less than a date: a year, a year and a month, or all of it with a short year.
YEAR, MONTH_OF, DAY_OF = r"(?P<year>\d{4}|\d{2})", "1[0-2]|0?[1-9]", r"3[01]|[12]\d|0?[1-9]"
PARTS = tuple(
    re.compile(pattern + "(?:出?生)?", re.ASCII)
    for pattern in (
        f"{YEAR}年?",
        rf"{YEAR}[-./](?P<month>{MONTH_OF})",
        rf"{YEAR}年(?P<month>{MONTH_OF})月份?",
        rf"(?P<year>\d{{2}})[-./](?P<month>{MONTH_OF})[-./](?P<day>{DAY_OF})",
        rf"(?P<year>\d{{2}})年(?P<month>{MONTH_OF})月(?P<day>{DAY_OF})[日号]?",
        r"(?P<year>\d{4})(?P<month>0[1-9]|1[0-2])",
        r"(?P<year>\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])",
    )
)
# What is written between year, month and day; between digits no other meaning is known of it.
BETWEEN = re.compile(r"(?<=\d)\s*[,、。·‐‑‒–—―−]+\s*(?=\d)|(?<=\d)\s+(?=\d{1,2}(?:\s|$))")


def today() -> date:
    """Today where the registry's people live."""
    return datetime.now(SHANGHAI).date()


def parse(value: object, *, datemode: int = 1900, month_allowed: bool = False, field: str | None = None) -> date:
    """A date from a cell or a form. A month alone gives its first day where `month_allowed`.

    `datemode` is the workbook's epoch, 1900 or 1904. Raises Refusal: date.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    if found := FULL.fullmatch(text):
        year, _sign, *rest = found.groups()
        month, day = (part for part in rest if part)
        return _date(int(year), int(month), int(day), text=text, field=field)
    if re.fullmatch(r"\d{3,5}", text, re.ASCII) and int(text) not in YEARS:
        return _from_serial(int(text), datemode=datemode, field=field)
    if (found := MONTH.fullmatch(text)) and int(found[1]) in YEARS:
        if not month_allowed:
            raise Refusal(
                "date",
                _("“%(value)s” has no day. Write the full date, as in 2013-02-08."),
                field=field,
                params={"value": cells.brief(text)},
            )
        year, month = (part for part in found.groups() if part)
        if isinstance(value, float) and month == "1":
            raise Refusal(
                "date",
                _("“%(value)s” could be January or October. Write two digits for the month, as in 2013-01 or 2013-10."),
                field=field,
                params={"value": cells.brief(text)},
            )
        return _date(int(year), int(month), 1, text=text, field=field)
    if SHORT_YEAR.fullmatch(text):
        raise Refusal(
            "date",
            _("“%(value)s” has a short year, which could be either century. Write all four digits, as in 2013-02-08."),
            field=field,
            params={"value": cells.brief(text)},
        )
    raise _not_a_date(text, field=field)


def format(value: date) -> str:
    """The canonical way: 2013-02-08."""
    return value.isoformat()


def is_part(value: object) -> bool:
    """Whether a cell says something of a date, though not all: 2003.1, 2003年, 03年1月."""
    return any(_parts(value))


def may_be(value: object, day: date) -> bool:
    """Whether what a cell says of a date, as far as it goes, is said of that day. A number that ends in .1 may have
    been typed as .10."""
    for year, month, number in _parts(value):
        months = {None, day.month} | ({1} if isinstance(value, float) and day.month == 10 else set())
        if year in (f"{day:%Y}", f"{day:%y}") and month in months and number in (None, day.day):
            return True
    return False


def _parts(value: object) -> Iterator[tuple[str, int | None, int | None]]:
    """What a cell may say of a date: (year, month, day), the last two where it gives them."""
    text = _text(value)
    for pattern in PARTS:
        if found := pattern.fullmatch(text):
            month, day = (found.groupdict().get(name) for name in ("month", "day"))
            yield found["year"], int(month) if month else None, int(day) if day else None


def _text(value: object) -> str:
    if isinstance(value, float) and math.isfinite(value) and not value.is_integer() and int(value) in YEARS:
        return str(value)  # 2003.1: year and month, typed into a cell for numbers
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(math.floor(value)) if math.isfinite(value) else str(value)
    text = cells.visible("" if value is None else str(value)).lstrip(cells.APOSTROPHES)
    # Other spaces are noise, except between a date and a time, where the pattern allows their absence too.
    return re.sub(r"\s+(?!\d{1,2}:)", "", BETWEEN.sub("-", text))


def _date(year: int, month: int, day: int, *, text: str, field: str | None) -> date:
    try:
        result = date(year, month, day)
    except ValueError:
        raise _not_a_date(text, field=field) from None
    if year not in YEARS:
        raise _not_a_date(text, field=field)
    return result


def _from_serial(serial: int, *, datemode: int, field: str | None) -> date:
    if datemode == 1904:
        return date(1904, 1, 1) + timedelta(days=serial)
    # The 1900 calendar has a 29 February 1900 (serial 60) that never was; three digits above it are safe.
    if serial <= 60:
        raise _not_a_date(str(serial), field=field)
    return date(1899, 12, 30) + timedelta(days=serial)


def _not_a_date(text: str, *, field: str | None) -> Refusal:
    return Refusal(
        "date",
        _("“%(value)s” is not a date. Write year, month and day, as in 2013-02-08."),
        field=field,
        params={"value": cells.brief(text)},
    )
