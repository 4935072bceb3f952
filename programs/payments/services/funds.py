"""The money of a fund: received, taken back where it was entered wrongly, and where it stands."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Fund
from programs.ledger.models import LedgerAccount, Transfer, TransferKind
from programs.ledger.services import accounts, transfers
from programs.payments.models import Receipt
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7

ZERO = Decimal("0.00")


@transaction.atomic
def receive(
    *, fund: Fund, amount: Decimal, on: date, actor, memo: str = "", payer: str = "", document: str = "",
    id: uuid.UUID | None = None,
) -> Transfer:  # fmt: skip
    """Money has come into the fund, from `payer` under `document`. The same `id` again is the same receipt.

    Raises:
        Refusal: `not-allowed`; `amount` unless above zero; `date` for a day to come; `transfer-differs`.
    """
    _require(actor, "fund.receive", fund)
    if amount <= 0:
        raise Refusal("amount", _("An amount must be more than zero."), field="amount")
    if on > timezone.localdate():
        raise Refusal("date", _("This date lies in the future."), field="on")
    posted = transfers.post(
        id=id or uuid7(), kind=TransferKind.RECEIPT, on=on, actor=actor, memo=memo.strip()[:200],
        legs=[(accounts.source(fund.code), -amount), (accounts.available(fund.code), amount)],
    )  # fmt: skip
    if payer.strip() or document.strip():
        paper = {"payer": payer.strip()[:100], "document": document.strip()[:100]}
        Receipt.objects.get_or_create(transfer=posted, defaults=paper)
    return posted


@transaction.atomic
def take_back(*, fund: Fund, transfer: Transfer, actor, reason: str, id: uuid.UUID | None = None) -> Transfer:
    """Reverse a receipt that was entered wrongly. The steps of a batch are not taken back here.

    Raises:
        Refusal: `not-allowed`; `receipt`; those of `transfers.reverse`.
    """
    _require(actor, "fund.receive", fund)
    ours = transfer.legs.filter(account__fund=fund).exists()
    if transfer.kind != TransferKind.RECEIPT or not ours:
        raise Refusal("receipt", _("Only money that was received can be taken back here."))
    return transfers.reverse(
        id=id or uuid.uuid5(transfer.pk, "reversal"), transfer=transfer, on=timezone.localdate(), actor=actor,
        memo=reason[:200],
    )  # fmt: skip


def _require(actor, action: str, fund: Fund) -> None:
    """The account may do it for a program of the fund, or at all where the fund has none yet."""
    programs = list(fund.programs.values_list("pk", flat=True))
    if not any(roles.may(actor, action, program=code) for code in programs):
        roles.require(actor, action, program=programs[0] if programs else None)


@dataclass(frozen=True)
class Standing:
    """Where the money of a fund is, in yuan. What was received is the sum of the other four."""

    fund: Fund
    received: Decimal = ZERO
    available: Decimal = ZERO
    committed: Decimal = ZERO
    in_transit: Decimal = ZERO
    paid: Decimal = ZERO

    def share(self, amount: Decimal) -> Decimal:
        """Per cent of what was received."""
        return (amount * 100 / self.received).quantize(Decimal("0.1")) if self.received else Decimal(0)

    @property
    def parts(self) -> list[tuple[str, Decimal, Decimal]]:
        """(kind, yuan, per cent) in the order in which money flows."""
        kinds = ("available", "committed", "in_transit", "paid")
        return [(kind, getattr(self, kind), self.share(getattr(self, kind))) for kind in kinds]


def standings(funds: Iterable[Fund], *, on: date | None = None) -> list[Standing]:
    """Each fund's money today, or at the end of the day `on`."""
    funds = list(funds)
    rows = LedgerAccount.objects.filter(fund__in=funds)
    sums = rows.sums("fund", "kind") if on is None else rows.sums_on(on, "fund", "kind")
    held: dict[str, dict[str, Decimal]] = {}
    for row in sums:
        held.setdefault(row["fund"], {})[row["kind"]] = row["amount"]
    result = []
    for fund in funds:
        of = held.get(fund.pk, {})
        result.append(
            Standing(
                fund, -of.get("source", ZERO), of.get("available", ZERO), of.get("committed", ZERO),
                of.get("in_transit", ZERO), of.get("paid", ZERO),
            )
        )  # fmt: skip
    return result
