"""Dates as rosters write them: 2013-2-8, 2013.2.8, 2013/02/08, 20130208, 2013年2月8日, and the serial 41313.

Year, month, day: always in this order and always with four digits of year, because anything else is a guess.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEARS = range(1880, 2200)

FULL = re.compile(
    r"(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})\.?|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))"
    r"(?:[ T]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
    re.ASCII,
)
MONTH = re.compile(r"(\d{4})(?:[-./](\d{1,2})|年(\d{1,2})月份?|(\d{2}))", re.ASCII)
SHORT_YEAR = re.compile(r"\d{1,2}(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}[日号]?)|\d{6}", re.ASCII)


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
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = str(math.floor(value)) if math.isfinite(value) else str(value)
    else:
        text = cells.visible("" if value is None else str(value)).lstrip(cells.APOSTROPHES)
    # Spaces are noise, except between a date and a time, where the pattern allows their absence too.
    text = re.sub(r"\s+(?!\d{1,2}:)", "", text)

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
                params={"value": text},
            )
        year, month = (part for part in found.groups() if part)
        return _date(int(year), int(month), 1, text=text, field=field)
    if SHORT_YEAR.fullmatch(text):
        raise Refusal(
            "date",
            _("“%(value)s” has a short year, which could be either century. Write all four digits, as in 2013-02-08."),
            field=field,
            params={"value": text},
        )
    raise _not_a_date(text, field=field)


def format(value: date) -> str:
    """The canonical way: 2013-02-08."""
    return value.isoformat()


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
        params={"value": text},
    )
