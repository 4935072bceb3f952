"""Amounts and counts as they are read in ledgers: 1,234.50 and 26,662, in every language."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def yuan(amount) -> str:
    return f"{Decimal(amount or 0):,.2f}"


@register.filter
def counted(number) -> str:
    return f"{number or 0:,}"


@register.filter
def at(names: dict, code: str):
    """What a code is called; the code itself where it has no name."""
    return names.get(code, code)


@register.filter
def tail(last: str) -> str:
    """The end of a number that isn't shown; nothing where there is no number, as with what is handed out."""
    return f"····{last}" if last else ""
