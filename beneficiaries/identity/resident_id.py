"""The citizen's ID number: GB 11643-1999, and its 15-digit ancestor of 1989.

Six digits of region, eight of birth date, three of sequence (odd for men), one check character by ISO 7064
MOD 11-2. That check finds every wrong digit and every swap of two neighbours. Residence permits for Hong
Kong, Macau and Taiwan are numbered the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells, regions
from .dates import today

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
TYPED = re.compile(r"[0-9]{15}|[0-9]{17}[0-9X]")
# The letters and signs that are typed for X: x, the multiplication sign, the Cyrillic letter. Dashes only part the
# number for the eye.
X_LOOKALIKES = str.maketrans("x×✕✖╳Ххⅹ", "XXXXXXXX", "-‐‑‒–—―−")
EARLIEST_BIRTH = date(1880, 1, 1)
MALE, FEMALE = "1", "2"

NUMERIC_CELL = _(
    "This ID number is stored as a number, so the spreadsheet has already lost its last digits. "
    "Format the column as text and type the number again."
)


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A valid number and what it says. `number` is canonical: 18 characters, upper-case X."""

    number: str
    birth_date: date
    sex: str
    region_code: str
    region_name: str
    was_15: bool
    region_known: bool

    @property
    def is_permit(self) -> bool:
        """A residence permit for Hong Kong, Macau or Taiwan rather than a citizen's ID card."""
        return self.region_code in regions.PERMIT_REGIONS

    def __str__(self) -> str:
        return self.number


def check_character(body: str) -> str:
    """The check character of the first 17 digits."""
    return CHECKS[(_weighed(body[:6], 0) + _weighed(body[6:14], 6) + _weighed(body[14:], 14)) % 11]


@lru_cache(maxsize=50_000)
def _weighed(digits: str, start: int) -> int:
    """What some of the digits are in the sum. Places and days come again by the thousand."""
    return sum(map(mul, map(int, digits), WEIGHTS[start:]))


def upgrade(legacy: str) -> str:
    """18 characters of a 15-digit number: all of those were born in 19xx."""
    body = legacy[:6] + "19" + legacy[6:]
    return body + check_character(body)


def canonical(text: str) -> str:
    """The number as it is stored and compared, not yet validated: junk removed, X unified, 15 made 18."""
    number = cells.compact(text).translate(X_LOOKALIKES)
    return upgrade(number) if re.fullmatch(r"[0-9]{15}", number) else number


def from_cell(value: object) -> str:
    """The text of an ID cell; "" when empty. Raises Refusal: id-numeric-cell."""
    return cells.text_of(value, code="id-numeric-cell", message=NUMERIC_CELL, field="id_number")


def parse(text: str, *, on: date | None = None) -> ResidentId:
    """Read a number as people type it; `on` is the day on which it must make sense (default today).

    Raises Refusal: id-length, id-characters, id-checksum, id-region, id-birth-date.
    """
    number, born, region, was_15 = _parsed(text, on or today())
    sex = MALE if int(number[16]) % 2 else FEMALE
    return ResidentId(number, born, sex, region.code, region.name, was_15, region.known)


def checked(text: str, *, on: date | None = None) -> str:
    """The canonical number alone, of one that `parse` would read; raises what it does."""
    return _parsed(text, on or today())[0]


# A roster's cells are read, and judged a moment later: some thousands of them.
@lru_cache(maxsize=8_192)
def _parsed(text: str, on: date) -> tuple[str, date, regions.Region, bool]:
    typed = text if TYPED.fullmatch(text) else cells.compact(text).translate(X_LOOKALIKES)
    if len(typed) not in (15, 18):
        raise _refusal(
            "id-length",
            _(
                "An ID number has 18 characters, or 15 on old papers; this one has %(length)s. Compare it "
                "with the card."
            ),
            length=len(typed),
        )
    if not TYPED.fullmatch(typed):
        raise _refusal(
            "id-characters",
            _(
                "An ID number is made of digits, with X allowed only as the last of 18. Look for O, I or l "
                "typed for 0 or 1."
            ),
        )
    was_15 = len(typed) == 15
    number = upgrade(typed) if was_15 else typed
    if check_character(number[:17]) != number[17]:
        raise _refusal("id-checksum", _checksum_message(number, on=on))
    region = regions.lookup(number[:6])
    if region is None:
        raise _refusal(
            "id-region",
            _("No region of China has the code %(region)s. Check the first six digits against the card."),
            region=number[:6],
        )
    born = _day(number[6:14])
    if born is None or not EARLIEST_BIRTH <= born <= on:
        raise _refusal(
            "id-birth-date",
            _("Digits 7 to 14 give %(digits)s, which is not a possible date of birth. Check them against the card."),
            digits=number[6:14],
        )
    return number, born, region, was_15


def check_agrees(resident_id: ResidentId, *, sex: str | None = None, birth_date: date | None = None) -> None:
    """The number and the other columns tell the same story. "0" and "9" (not stated) contradict nothing.

    Raises Refusal: id-sex, id-birth-date.
    """
    if sex in (MALE, FEMALE) and sex != resident_id.sex:
        raise _refusal("id-sex", _SEX_DISAGREES[resident_id.sex], field="sex")
    if birth_date is not None and birth_date != resident_id.birth_date:
        raise born_otherwise(birth_date.isoformat(), resident_id.birth_date)


def born_otherwise(given: str, read: date) -> Refusal:
    """Of a date of birth, as it is written, that isn't the one in the number."""
    return _refusal(
        "id-birth-date",
        _("The date of birth is %(given)s, but the ID number says %(read)s. Correct whichever differs from the card."),
        field="birth_date",
        given=given,
        read=read.isoformat(),
    )


def make(*, region: str, birth_date: date, sequence: int, sex: str) -> str:
    """A valid, invented number for demonstrations and tests. `sequence` is 0 to 499 within region, day and
    sex.

    Raises ValueError when the parts cannot make a number.
    """
    if not re.fullmatch(r"[0-9]{6}", region) or not 0 <= sequence <= 499 or sex not in (MALE, FEMALE):
        raise ValueError(f"no ID number for region {region!r}, sequence {sequence!r}, sex {sex!r}")
    body = f"{region}{birth_date:%Y%m%d}{2 * sequence + (sex == MALE):03d}"
    return body + check_character(body)


def mask(number: str) -> str:
    """For staff screens: only the last four characters."""
    return "*" * max(len(number) - 4, 0) + number[-4:] if len(number) > 4 else "*" * len(number)


_SEX_DISAGREES = {
    MALE: _("The ID number is a man's, but the sex given is female. Check the number and the sex against the card."),
    FEMALE: _("The ID number is a woman's, but the sex given is male. Check the number and the sex against the card."),
}


def _refusal(code: str, message, *, field: str = "id_number", **params) -> Refusal:
    return Refusal(code, message, field=field, params=params or None)


def _birth_date(number: str) -> date | None:
    return _day(number[6:14])


@lru_cache(maxsize=50_000)
def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _checksum_message(number: str, *, on: date | None):
    """Where to look, never what would be right: not the check character, nor the place of a swap."""
    born = _birth_date(number)
    if born is None or not EARLIEST_BIRTH <= born <= (on or today()):
        return _(
            "This ID number is mistyped: digits 7 to 14 are not a possible date of birth. Compare them with the card."
        )
    if _one_swap_would_do(number, on=on):
        return _(
            "This ID number is mistyped: its last digit does not fit the rest. "
            "Perhaps two neighbouring digits are swapped; compare it with the card."
        )
    return _(
        "This ID number is mistyped: its last digit does not fit the rest. Compare every digit with the "
        "card, "
        "the last one too."
    )


def _one_swap_would_do(number: str, *, on: date | None) -> bool:
    """Whether swapping one pair of neighbours gives a number that is plausible throughout."""
    for i in range(17):
        swapped = number[:i] + number[i + 1] + number[i] + number[i + 2 :]
        if "X" in swapped[:17] or check_character(swapped[:17]) != swapped[17]:
            continue
        region, born = regions.lookup(swapped[:6]), _birth_date(swapped)
        if region and region.known and born and EARLIEST_BIRTH <= born <= (on or today()):
            return True
    return False
