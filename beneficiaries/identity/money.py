"""Amounts of money as rosters write them: 1,000.00, 1000元, 1.2万元, １００. Yuan, exact to the fen.

Arithmetic is decimal throughout. A spreadsheet hands its numbers over as binary floats; such a number is read
through its shortest decimal form, and refused if it isn't a whole number of fen.
"""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells

FEN = Decimal("0.01")
LIMIT = Decimal(10) ** 12  # numeric(14,2)
# What a spreadsheet's own additions leave behind (0.1 + 0.2), far below a fen.
FLOAT_DUST = Decimal("0.000001")
UNITS = {"": 1, "分": FEN, "元": 1, "圆": 1, "块": 1, "千元": 1_000, "万": 10_000, "万元": 10_000, "亿元": 100_000_000}
AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY)?[¥￥]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(千元|万元|亿元|[元圆块万]|)整?",
    re.ASCII | re.IGNORECASE,
)


def parse(value: object, *, unit: str = "", field: str | None = None) -> Decimal:
    """Yuan with two places, zero or more. `unit` holds where the value names none. Raises Refusal: amount."""
    dust = Decimal(0)
    if isinstance(value, bool) or value is None:
        raise _refused(value, field=field)
    if isinstance(value, float):
        text, dust = f"{Decimal(repr(value)):f}", FLOAT_DUST
    elif isinstance(value, (int, Decimal)):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    else:
        text = cells.compact(str(value))
    found = AMOUNT.fullmatch(text)
    if not found:
        raise _refused(value, field=field)
    whole, fraction, own = found.groups()
    exact = Decimal(whole.replace(",", "") + (fraction or "")) * UNITS[own or unit]
    if exact >= LIMIT:
        raise _refused(value, field=field)
    amount = exact.quantize(FEN)
    if abs(amount - exact) > dust:
        raise Refusal(
            "amount",
            _("“%(value)s” is finer than one fen. Round it to two decimal places."),
            field=field,
            params={"value": value},
        )
    return amount


def format(amount: Decimal) -> str:
    """1,234.50"""
    return f"{amount:,.2f}"


def _refused(value: object, *, field: str | None) -> Refusal:
    return Refusal(
        "amount",
        _("“%(value)s” is not an amount of money. Write yuan in digits, as in 1000 or 1,000.50 or 1.2万元."),
        field=field,
        params={"value": "" if value is None else cells.brief(str(value))},
    )
