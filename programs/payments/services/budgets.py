"""Budgets: a figure for a fund, program, year and county, in versions; and what was spent of it.

What a fund doesn't hold can't be committed, whatever was planned: that is the ledger's rule. A budget is the plan
beside it. Spending counts from the approval of a batch on, by the county of the enrolments and the period's year.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Fund, FundProgram, Program
from programs.payments.models import Batch, Budget, PaymentTally
from programs.payments.services.overview import ZERO
from programs.payments.services.record import database_rules
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models import Area
from registry.core.models.area import Level

# Not spent: what is only in a batch that nobody approved, and what was taken out or came back.
UNSPENT = ("planned", "dropped", "returned", "released")


@dataclass(frozen=True)
class BudgetLine:
    """A budget that holds, with what was committed (paid or on its way) and paid of it, in yuan."""

    budget: Budget
    committed: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        return self.budget.amount - self.committed

    @property
    def share(self) -> Decimal:
        """Per cent of the plan, at most 100: for a bar."""
        if not self.budget.amount:
            return Decimal(100 if self.committed else 0)
        return min(self.committed * 100 / self.budget.amount, Decimal(100)).quantize(Decimal("0.1"))


@transaction.atomic
def plan(
    *, fund: Fund, program: Program, year: int, amount: Decimal, actor, county: str = "", document: str = "",
    reason: str = "",
) -> Budget:  # fmt: skip
    """Set what may be spent, or change it by a new version.

    Raises:
        Refusal: `not-allowed`; `amount` below zero; `year`; `county`; `fund-program` where the fund isn't for it;
            `reason` for a change without one.
    """
    roles.require(actor, "fund.change", program=program.pk)
    if amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise Refusal("amount", _("A budget can't be below zero."), field="amount")
    if not 2000 <= year <= 2100:
        raise Refusal("year", _("Write the year as 2013."), field="year")
    if county and not Area.objects.filter(pk=county, level=Level.COUNTY).exists():
        raise Refusal("county", _("Choose a county."), field="county")
    if not FundProgram.objects.filter(fund=fund, program=program).exists():
        raise Refusal("fund-program", _("This fund isn't for this program."), field="program")
    before = _standing(program=program, year=year).get((fund.pk, county))
    reason = reason.strip()
    if before and len(reason) < 2:
        raise Refusal("reason", _("Say why the budget is changed."), field="reason")
    planned = Budget(fund=fund, program=program, year=year, county=county, amount=amount, reason=reason[:300],
                     document=document.strip()[:100], version=before.version + 1 if before else 1)  # fmt: skip
    with database_rules():
        planned.save(force_insert=True)
    return planned


def lines(*, program: Program, year: int) -> list[BudgetLine]:
    """The budgets that hold for a program and year, with what was spent of each."""
    standing = _standing(program=program, year=year)
    rows = PaymentTally.objects.filter(program=program, period__startswith=str(year)).exclude(state__in=UNSPENT)
    spent: dict[tuple[str, str], list[Decimal]] = {}
    for fund, county, state, amount in rows.order_by().values_list("fund", "county", "state").annotate(Sum("amount")):
        for key in ((fund, county), (fund, "")):
            sums = spent.setdefault(key, [ZERO, ZERO])
            sums[0] += amount
            sums[1] += amount if state == "paid" else ZERO
    return [BudgetLine(budget, *spent.get(key, (ZERO, ZERO))) for key, budget in sorted(standing.items())]


def exceeded_by(batch: Batch) -> list[tuple[BudgetLine, Decimal]]:
    """The budgets that a batch would go beyond if it were approved, each with the yuan beyond it."""
    needs: dict[str, Decimal] = {}
    kept = batch.payments.kept().annotate(county=Substr("area", 1, 6)).order_by()
    for county, amount in kept.values_list("county").annotate(Sum("amount")):
        needs[county] = amount
    needs[""] = sum(needs.values(), ZERO)
    found = []
    for line in lines(program=batch.program, year=int(batch.period[:4])):
        if line.budget.fund_id == batch.fund_id and (need := needs.get(line.budget.county, ZERO)) > line.left:
            found.append((line, need - line.left))
    return found


def _standing(*, program: Program, year: int) -> dict[tuple[str, str], Budget]:
    """The newest version of each fund and county."""
    rows = Budget.objects.filter(program=program, year=year).select_related("fund", "made_by").order_by("version")
    return {(row.fund_id, row.county): row for row in rows}
