"""What arrives in cells: characters that nobody meant to type.

Full-width digits, no-break and ideographic spaces, zero-width marks and the apostrophe that tells a
spreadsheet "this is text" carry no meaning in a number, a date or an amount; they are removed before anything
is judged.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from registry.core.errors import Refusal

# Most text: nothing to fold in it, nothing invisible.
PLAIN = re.compile("[!-~\u4e00-\u9fff]+(?: [!-~\u4e00-\u9fff]+)*")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
QUOTED = 30  # characters of a cell in a sentence about it
APOSTROPHES = "'’‘`´＇"
# A number that a spreadsheet has already rewritten: 3.42E+17, 342501198003072000.0
REWRITTEN = re.compile(r"\d+(\.\d+)?[eE][+-]?\d+|\d+\.\d*")


def visible(text: str) -> str:
    """Compatibility forms folded (NFKC), invisible format and control characters dropped, ends trimmed.

    Inner white space becomes plain spaces, runs of it one.
    """
    if PLAIN.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFKC", text)
    if not folded.isascii():
        folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    if not folded.isprintable():
        folded = CONTROL.sub("", folded)
    return " ".join(folded.split())


def compact(text: str) -> str:
    """`visible`, without any white space and without the leading apostrophe of a text cell."""
    if text.isascii() and text.isalnum():
        return text
    return visible(text).replace(" ", "").lstrip(APOSTROPHES)


def brief(text: str) -> str:
    """What a sentence may quote of a cell: all of it, or its beginning."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def text_of(value: object, *, code: str, message: Any, field: str) -> str:
    """The text of a cell that must be text; "" for an empty cell.

    A spreadsheet keeps 15 digits of a number and writes zeros for the rest, and about one in eleven such
    ruins still passes a checksum. So a number is refused by its type, and text that was once a number by its
    look. Raises Refusal(code).
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal(code, message, field=field)
    text = compact(value)
    if REWRITTEN.fullmatch(text):
        raise Refusal(code, message, field=field)
    return text
