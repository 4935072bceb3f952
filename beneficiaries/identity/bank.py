"""Bank accounts: 16 to 19 digits.

Cards end in a Luhn check digit (ISO/IEC 7812); passbooks do not, so failing it is a warning and no refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells

NUMERIC_CELL = _(
    "This account number is stored as a number, so the spreadsheet has already lost its last digits. "
    "Format the column as text and type the number again."
)
LUHN_WARNING = _("This is not a valid card number. If it is a passbook, go on; otherwise compare it with the card.")

# Each digit as the sum of the digits of its double.
DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")


@dataclass(frozen=True, slots=True)
class Account:
    """`number` is digits only. `luhn_ok` False is worth a look, with `warnings` for the screen."""

    number: str
    luhn_ok: bool

    @property
    def warnings(self) -> tuple:
        return () if self.luhn_ok else (LUHN_WARNING,)

    @property
    def tail(self) -> str:
        return self.number[-4:]


def parse(text: str, *, field: str = "account") -> Account:
    """Raises Refusal: account."""
    number = re.sub(r"[-‐‑–—−]", "", cells.compact(text))
    if not re.fullmatch(r"[0-9]{16,19}", number):
        raise Refusal(
            "account",
            _(
                "An account number has 16 to 19 digits and nothing else; this one has %(length)s "
                "characters. Compare it with the card."
            ),
            field=field,
            params={"length": len(number)},
        )
    return Account(number, luhn(number))


def from_cell(value: object, *, field: str = "account") -> str:
    """The text of an account cell; "" when empty. Raises Refusal: account-numeric-cell."""
    return cells.text_of(value, code="account-numeric-cell", message=NUMERIC_CELL, field=field)


def luhn(number: str) -> bool:
    """Whether the digits, check digit included, sum to a multiple of ten by Luhn's rule."""
    digits = number.encode()
    return (sum(digits[::-2]) + sum(digits[-2::-2].translate(DOUBLED)) - ord("0") * len(digits)) % 10 == 0


def mask(number: str) -> str:
    """Only the last four digits stay."""
    return "*" * (len(number) - 4) + number[-4:] if len(number) > 4 else "*" * len(number)
