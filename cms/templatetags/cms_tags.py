"""What every page of the public site needs besides its own context."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from cms import navigation
from cms.display import Display
from cms.models import Office
from registry.core.models.area import Level

register = template.Library()
LEVELS = {level.value: level.label for level in Level}


@register.simple_tag(takes_context=True)
def office(context) -> Office:
    return Office.for_request(context["request"])


@register.simple_tag(takes_context=True)
def sections(context) -> list:
    return navigation.sections(context["request"])


@register.simple_tag(takes_context=True)
def display(context) -> Display:
    return Display.of(context["request"])


@register.simple_tag(takes_context=True)
def is_within(context, section) -> bool:
    """Whether the page that is read is this section, or in it."""
    page = context.get("page")
    return bool(page and getattr(page, "path", "").startswith(section.path))


@register.simple_tag(takes_context=True)
def this_address(context) -> str:
    """Where to go back to after a choice; the start page where the address was posted to."""
    request = context["request"]
    return request.get_full_path() if request.method in ("GET", "HEAD") else "/"


@register.filter
def yuan(amount: Decimal | None) -> str:
    """1,234.50; whole yuan without the fen."""
    if amount is None:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


@register.filter
def grouped(fingerprint: str) -> list[str]:
    """A fingerprint in groups of eight, which eyes can compare."""
    return [fingerprint[n : n + 8] for n in range(0, len(fingerprint), 8)]


@register.filter
def level_name(code: str) -> str:
    return str(LEVELS.get(code, code))


@register.filter
def months(numbers: list[int]) -> str:
    return _(", ").join(_("month %(n)s") % {"n": n} for n in numbers)
