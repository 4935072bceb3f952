"""Where the money is: each fund's and program's, today, at the end of any past day, and month by month.

Today's figures are the balances of the ledger's accounts; past ones the sums of months (`LedgerMonth`) and the legs of
the one month that the day lies in. Neither grows with the number of payments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from programs.catalogue.models import Fund
from programs.ledger.models import AccountKind, LedgerAccount, LedgerMonth, Leg
from programs.ledger.querysets import LegQuerySet

ZERO = Decimal("0.00")
# In the order in which money flows.
KINDS = (
    AccountKind.AVAILABLE, AccountKind.COMMITTED, AccountKind.IN_TRANSIT, AccountKind.PAID, AccountKind.RETURNED,
    AccountKind.RECOVERED,
)  # fmt: skip


# Those that hold money.
HOLD = KINDS[:-1]
# What of a month is looked at for what came in it; before them what was received.
CAME = (AccountKind.PAID, AccountKind.RETURNED, AccountKind.RECOVERED)


@dataclass(frozen=True)
class Standing:
    """Where the money of a fund (or of one program) is, in yuan.

    What was received, and what came from other funds less what went to them, is the sum of those from `available` to
    `returned`. What was `recovered` is in the fund again with the same step, and so is all that ever was: it is part of
    what is available, or was spent anew.
    """

    of: object
    received: Decimal = ZERO
    available: Decimal = ZERO
    committed: Decimal = ZERO
    in_transit: Decimal = ZERO
    paid: Decimal = ZERO
    returned: Decimal = ZERO
    recovered: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum((getattr(self, kind) for kind in HOLD), ZERO)

    @property
    def from_other_funds(self) -> Decimal:
        """Above zero: more came from other funds than went to them."""
        return self.total - self.received

    def share(self, amount: Decimal) -> Decimal:
        """Per cent of the whole."""
        return (amount * 100 / self.total).quantize(Decimal("0.1")) if self.total else Decimal(0)

    @property
    def parts(self) -> list[tuple[str, Decimal, Decimal]]:
        """(kind, yuan, per cent of the whole)."""
        return [
            (kind.value, getattr(self, kind), self.share(getattr(self, kind)) if kind in HOLD else Decimal(0))
            for kind in KINDS
        ]


@dataclass(frozen=True)
class Month:
    """What was received, paid, returned and recovered in a month, whatever became of it since, and what was available
    at its end, in yuan; of the month that is looked at from a day within it, up to that day (`last`)."""

    first: date
    last: date
    received: Decimal
    paid: Decimal
    returned: Decimal
    recovered: Decimal
    available: Decimal

    @property
    def flows(self) -> list[tuple[str, Decimal]]:
        """(name, yuan) of what moved in it; `movements` has the legs of each."""
        return [(name, getattr(self, name)) for name in ("received", *(kind.value for kind in CAME))]

    @property
    def whole(self) -> bool:
        return self.last == _end(self.first)


def movements(flow: str, *, month: date, until: date | None = None, fund: str | None = None) -> LegQuerySet:
    """The legs that sum to a flow of a month (`Month.flows`), of all of it or `until` a day, of one fund or of all."""
    legs = Leg.objects.received() if flow == "received" else Leg.objects.came().filter(account__kind=AccountKind(flow))
    legs = legs.filter(transfer__on__gte=month, transfer__on__lte=min(until or date.max, _end(month)))
    return (legs if fund is None else legs.filter(account__fund=fund)).select_related("transfer", "account__fund")


def held(*, on: date | None = None) -> dict[tuple[str, str, str], Decimal]:
    """What each (fund, kind, program) holds today, or held at the end of the day `on`."""
    found: dict[tuple[str, str, str], Decimal] = {}
    if on is None:
        rows = LedgerAccount.objects.order_by().values_list("fund", "kind", "program").annotate(Sum("balance"))
        return {(fund, kind, program): amount for fund, kind, program, amount in rows}
    first = on.replace(day=1)
    whole = LedgerMonth.objects.filter(month__lt=first).order_by().values_list("fund", "kind", "program")
    begun = (
        Leg.objects.filter(transfer__on__gte=first, transfer__on__lte=on).order_by()
        .values_list("account__fund", "account__kind", "account__program")
    )  # fmt: skip
    for fund, kind, program, amount in [*whole.annotate(Sum("amount")), *begun.annotate(Sum("amount"))]:
        found[fund, kind, program] = found.get((fund, kind, program), ZERO) + amount
    return found


def recovered(*, on: date | None = None) -> dict[tuple[str, str, str], Decimal]:
    """What was recovered of each (fund, kind, program) until today or the end of the day `on`, by the same keys."""
    kept = LedgerMonth.objects.filter(kind=AccountKind.RECOVERED)
    first = on.replace(day=1) if on else None
    rows = kept.filter(month__lt=first) if first else kept
    found = {
        (fund, AccountKind.RECOVERED.value, program): amount
        for fund, program, amount in rows.order_by().values_list("fund", "program").annotate(Sum("came"))
    }
    if on is None:
        return found
    begun = Leg.objects.came().filter(
        account__kind=AccountKind.RECOVERED, transfer__on__gte=first, transfer__on__lte=on
    ).order_by().values_list("account__fund", "account__program")  # fmt: skip
    for fund, program, amount in begun.annotate(Sum("amount")):
        key = (fund, AccountKind.RECOVERED.value, program)
        found[key] = found.get(key, ZERO) + amount
    return found


def standings(funds: Iterable[Fund], *, on: date | None = None) -> list[Standing]:
    """Each fund's money today, or at the end of the day `on`."""
    return [_standing(fund, by_kind) for fund, by_kind in _grouped(list(funds), 0, held(on=on) | recovered(on=on))]


def program_standings(programs: Iterable, *, on: date | None = None) -> list[Standing]:
    """What each program has in hand: from the commitment of a batch on. Nothing of it is received or available."""
    return [
        _standing(program, by_kind) for program, by_kind in _grouped(list(programs), 2, held(on=on) | recovered(on=on))
    ]


def total(rows: Iterable[Standing]) -> Standing:
    rows = list(rows)
    names = ("received", *(kind.value for kind in KINDS))
    return Standing(None, *(sum((getattr(row, name) for row in rows), ZERO) for name in names))


def months(*, fund: str | None = None, count: int = 24, until: date | None = None) -> list[Month]:
    """The last `count` months up to the day `until` (today), from the first that moved anything; of one fund or all."""
    last = until or timezone.localdate()
    begun = last.replace(day=1)
    moved: dict[date, dict[str, Decimal]] = {}
    came: dict[tuple[date, str], Decimal] = {}
    rows = LedgerMonth.objects.filter(month__lt=begun) if until else LedgerMonth.objects.filter(month__lte=begun)
    if fund is not None:
        rows = rows.filter(fund=fund)
    by_month = rows.order_by("month").values_list("month", "kind").annotate(Sum("amount"), Sum("came"))
    for month, kind, amount, inward in by_month:
        moved.setdefault(month, {})[kind] = amount
        came[month, kind] = inward
    if until:
        # Of the month that the day lies in only what was until then.
        legs = Leg.objects.filter(transfer__on__gte=begun, transfer__on__lte=until).order_by()
        if fund is not None:
            legs = legs.filter(account__fund=fund)
        for kind, amount in legs.values_list("account__kind").annotate(Sum("amount")):
            moved.setdefault(begun, {})[kind] = amount
        for kind, inward in legs.came().values_list("account__kind").annotate(Sum("amount")):
            came[begun, kind] = inward
    if not moved:
        return []
    available, course, month = ZERO, [], min(moved)
    while month <= begun:
        by_kind = moved.get(month, {})
        available += by_kind.get(AccountKind.AVAILABLE, ZERO)
        course.append(
            Month(
                month, min(_end(month), last), -by_kind.get(AccountKind.SOURCE, ZERO),
                *(came.get((month, kind), ZERO) for kind in CAME), available,
            )
        )  # fmt: skip
        month = _end(month) + timedelta(days=1)
    return course[-count:]


def _end(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)


def _grouped(subjects: list, part: int, amounts: dict) -> list[tuple[object, dict[str, Decimal]]]:
    by: dict[str, dict[str, Decimal]] = {subject.pk: {} for subject in subjects}
    for key, amount in amounts.items():
        if key[part] in by:
            by_kind = by[key[part]]
            by_kind[key[1]] = by_kind.get(key[1], ZERO) + amount
    return [(subject, by[subject.pk]) for subject in subjects]


def _standing(of, by_kind: dict[str, Decimal]) -> Standing:
    return Standing(of, -by_kind.get(AccountKind.SOURCE, ZERO), *(by_kind.get(kind, ZERO) for kind in KINDS))
