"""What the forms of money offer: programs that pay, their periods, funds and places."""

from django.utils import timezone

from programs.catalogue.models import Fund, Program, Shape
from programs.catalogue.services import rules as catalogue
from programs.ledger.models import LedgerAccount
from programs.payments import periods
from registry.core import scope
from registry.core.errors import Refusal
from registry.core.models.area import Area


def benefit_of(code: str):
    """The benefit of a program today; None where it has no rules."""
    try:
        return catalogue.in_force(program=code, on=timezone.localdate()).parsed.benefit
    except Refusal:
        return None


def paying_programs() -> list[Program]:
    """The programs of the scope that give money."""
    found = Program.objects.filter(shape=Shape.ENROLMENT, pk__in=scope.current().reads)
    return [program for program in found if (benefit := benefit_of(program.pk)) and benefit.kind in periods.SHAPES]


def period_names(code: str) -> list[str]:
    """The periods to choose from: those that have begun lately, the newest first, and those with money on record."""
    from programs.payments.models import Entitlement

    recent = [period.text for period in periods.recent(benefit_of(code), timezone.localdate())]
    # One look at the index for each period, however many rows there are.
    standing, last = [], "~"
    for _n in range(24):
        last = (
            Entitlement.objects.filter(program=code, period__lt=last)
            .order_by("-period")
            .values_list("period", flat=True)
            .first()
        )
        if last is None:
            break
        standing.append(last)
    return sorted({*recent, *standing}, reverse=True)


def funds_for(code: str) -> list[tuple[str, str]]:
    """(code, name with what is available) of the funds that pay for a program."""
    funds = Fund.objects.filter(programs=code)
    held = {row["fund"]: row["amount"] for row in LedgerAccount.objects.of_kind("available").sums("fund")}
    return [(fund.pk, f"{fund.name} ({held.get(fund.pk, 0):,.2f})") for fund in funds]


def areas() -> list[tuple[str, str]]:
    """The account's own area, and those one level below."""
    own = scope.current().area
    if not own:
        return []
    rows = [*Area.objects.filter(pk=own), *Area.objects.children_of(own)]
    return [(area.pk, area.name) for area in rows]
