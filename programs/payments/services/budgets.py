"""Budgets: a figure for a fund, program, year and county, in versions; and what was spent of it.

What a fund doesn't hold can't be committed, whatever was planned: that is the ledger's rule. A budget is the plan
beside it: what goes beyond it is approved with a reason, and the database asks for it. Spending counts from the
approval of a batch on, by the county of the enrolments and the period's year.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Fund, FundProgram, Program
from programs.payments.flows import CAME_BACK, PaymentState
from programs.payments.models import Batch, Budget, PaymentTally
from programs.payments.services.overview import ZERO
from programs.payments.services.record import database_rules
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models import Area
from registry.core.models.area import Level

# Not spent: what is only in a batch that nobody approved, and what was taken out or came back. What is paid again
# counts in the batch that pays it. (In SQL: `batch_beyond_budgets`.)
UNSPENT = (PaymentState.PLANNED, PaymentState.DROPPED, *CAME_BACK)


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


@dataclass(frozen=True)
class Beyond:
    """A budget that a batch would go beyond: of a county, or '' for all; what is left of it, and what is too much."""

    county: str
    left: Decimal
    yuan: Decimal


def exceeded_by(batch: Batch) -> list[Beyond]:
    """The budgets that a batch would go beyond if it were approved, whoever looks: the sums are the whole city's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT county, left_over, beyond FROM batch_beyond_budgets(%s) ORDER BY county", [batch.pk])
        return [Beyond(*row) for row in cursor.fetchall()]


def reason_to_exceed(batch: Batch, reason: str) -> str:
    """The reason that an approval of the batch keeps: '' where it stays within its budgets.

    Raises:
        Refusal: `batch_within_budgets` where it doesn't and no reason is given.
    """
    if not exceeded_by(batch):
        return ""
    reason = reason.strip()
    if len(reason) < 2:
        raise Refusal(
            "batch_within_budgets", _("This batch goes beyond a budget. Say why it is approved all the same."),
            field="beyond_budget",
        )  # fmt: skip
    return reason[:300]


def _standing(*, program: Program, year: int) -> dict[tuple[str, str], Budget]:
    """The newest version of each fund and county."""
    rows = Budget.objects.filter(program=program, year=year).select_related("fund", "made_by").order_by("version")
    return {(row.fund_id, row.county): row for row in rows}
