"""Telephone numbers of mainland China: mobile 1[3-9] and nine digits, landline with its area code.

Canonical forms are 13812345678 and 0563-3012345. Extensions, service numbers (12338, 400…) and landlines
without an area code are refused: they do not reach one person, or not from everywhere.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells

COUNTRY = re.compile(r"(?:\+|00)?86(\d{9,12})", re.ASCII)
PLAIN = re.compile(r"1[3-9]\d{9}", re.ASCII)
MOBILE = re.compile(r"0?(1[3-9]\d{9})", re.ASCII)
LANDLINE = re.compile(r"(010|02\d|0[3-9]\d\d)([2-9]\d{6,7})", re.ASCII)
PUNCTUATION = re.compile(r"[\s\-‐‑‒–—―−()\[\].·]")
BETWEEN = re.compile(r"[/\\、,;|&或和]+")
# Whose it is, before a number or behind it: 父：, (奶奶), 手机. No digit and no word for one is among it.
REMARK = r"[(\[]?(?:(?![一二三四五六七八九零〇转])[\u4e00-\u9fff]){1,8}[)\]]?[:：]?"
NUMBER_AND_REMARKS = re.compile(rf"(?:{REMARK})?\s*(\+?[(\d].*?\d)\s*(?:{REMARK})?")


def parse(text: str, *, field: str = "phone") -> str:
    """One number in its canonical form. Raises Refusal: phone."""
    if PLAIN.fullmatch(text):
        return text
    number = _canonical(PUNCTUATION.sub("", cells.compact(text)))
    if number is None:
        raise _refused(field=field)
    return number


def parse_cell(value: object, *, field: str = "phone") -> tuple[str, ...]:
    """The numbers in one cell, in order and without repeats; () when empty.

    "13812345678/13912345678", "13812345678、0563-3012345", "138 1234 5678 13912345678" are each two or one. A
    numeric cell is fine here: eleven digits lose nothing. Raises Refusal: phone.
    """
    if type(value) is str and PLAIN.fullmatch(value):
        return (value,)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # A line break separates like a comma; a space may also stand inside a number.
    text = "" if value is None else re.sub(r"[\r\n]+", ";", str(value).strip())
    numbers: dict[str, None] = {}
    for part in BETWEEN.split(cells.visible(text).lstrip(cells.APOSTROPHES)):
        for number in _numbers_in(_bare(part), field=field):
            numbers[number] = None
    return tuple(numbers)


def mask(number: str) -> str:
    """138****1234; 0563-***2345. Seven digits stay of a mobile, area code and last four of a landline."""
    if "-" in number:
        area, subscriber = number.split("-", 1)
        return f"{area}-{'*' * (len(subscriber) - 4)}{subscriber[-4:]}"
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else "*" * len(number)


def _canonical(digits: str) -> str | None:
    if abroad := COUNTRY.fullmatch(digits):
        # From abroad the zero of the area code is not dialled: +86 563 3012345.
        return _domestic(abroad[1]) or _domestic("0" + abroad[1])
    return _domestic(digits)


def _domestic(digits: str) -> str | None:
    if found := MOBILE.fullmatch(digits):
        return found[1]
    if found := LANDLINE.fullmatch(digits):
        return f"{found[1]}-{found[2]}"
    return None


def _bare(part: str) -> str:
    """A number without the remark before it or behind it."""
    found = NUMBER_AND_REMARKS.fullmatch(part.strip())
    return found[1] if found else part


def _numbers_in(part: str, *, field: str):
    """Groups of digits joined until they make a number, so that spaces may stand within and between."""
    gathered = ""
    for group in filter(None, PUNCTUATION.split(part)):
        gathered += group
        if (number := _canonical(gathered)) is not None:
            yield number
            gathered = ""
    if gathered:
        raise _refused(field=field)


def _refused(*, field: str) -> Refusal:
    # Refusals are kept with the rows that they are about; a number, even a wrong one, is not.
    return Refusal(
        "phone",
        _(
            "This is not a telephone number. A mobile number has 11 digits and begins with 13 to 19; "
            "a landline needs its area code, as in 0563-3012345."
        ),
        field=field,
    )
