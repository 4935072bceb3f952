"""What is where: balances today and on any past day, and the legs behind each of them."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

ZERO = Decimal("0.00")


class LedgerAccountQuerySet(models.QuerySet):
    def of_fund(self, fund):
        return self.filter(fund=fund)

    def of_kind(self, *kinds: str):
        return self.filter(kind__in=kinds)

    def in_program(self, program: str, period: str | None = None):
        rows = self.filter(program=program)
        return rows if period is None else rows.filter(period=period)

    def sums(self, *by: str) -> list[dict]:
        """Today's balances in yuan, summed `by` any of fund, kind, program, period."""
        return list(self.order_by(*by).values(*by).annotate(amount=Sum("balance")))

    def held_on(self, day: date) -> dict:
        """What each of the accounts held at the end of `day`, by its id; those that held nothing aren't there."""
        from programs.ledger.models import Leg

        legs = Leg.objects.filter(account__in=self).until(day).order_by().values_list("account")
        return {account: amount for account, amount in legs.annotate(Sum("amount")) if amount}

    def sums_on(self, day: date, *by: str) -> list[dict]:
        """As `sums`, at the end of `day`: the legs of all transfers dated up to and with it."""
        from programs.ledger.models import Leg

        legs = Leg.objects.filter(account__in=self).until(day)
        names = {name: F(f"account__{name}") for name in by}
        return list(legs.values(**names).annotate(amount=Sum("amount")).order_by(*by))

    def total(self) -> Decimal:
        return self.aggregate(amount=Coalesce(Sum("balance"), ZERO))["amount"]


class LegQuerySet(models.QuerySet):
    def until(self, day: date):
        return self.filter(transfer__on__lte=day)

    def came(self):
        """Those that brought money into their account, less those that were reversed: `LedgerMonth.came`."""
        return self.filter(Q(amount__gt=0) ^ Q(transfer__kind="reversal"))

    def received(self):
        """Money that funds received, less what was taken back of it."""
        receipt = Q(transfer__kind="receipt") | Q(transfer__reverses__kind="receipt")
        return self.filter(receipt, account__kind="available")

    def behind(self, accounts):
        """The legs that make the balances of `accounts`, newest first."""
        return self.filter(account__in=accounts).select_related("transfer", "account").order_by("-transfer__at", "-id")

    def total(self) -> Decimal:
        return self.aggregate(amount=Coalesce(Sum("amount"), ZERO))["amount"]


class TransferQuerySet(models.QuerySet):
    def of_fund(self, fund):
        return self.filter(legs__account__fund=fund).distinct()

    def about(self, cause):
        """The transfers of one batch or receipt, in the order in which they were posted."""
        return self.filter(cause=cause).order_by("at", "id")
