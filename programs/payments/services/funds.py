"""The money of a fund: received, and taken back where it was entered wrongly. Where it stands is `overview`."""

import uuid
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Fund
from programs.ledger.models import FIRST_DAY, Transfer, TransferKind
from programs.ledger.services import accounts, transfers
from programs.payments.models import Receipt
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7


@transaction.atomic
def receive(
    *, fund: Fund, amount: Decimal, on: date, actor, memo: str = "", payer: str = "", document: str = "",
    id: uuid.UUID | None = None,
) -> Transfer:  # fmt: skip
    """Money has come into the fund, from `payer` under `document`. The same `id` again is the same receipt.

    Raises:
        Refusal: `not-allowed`; `amount` unless above zero; `date` for a day to come;
            `receipt_since_the_fund_began` for one before the fund's first; `transfer-differs`.
    """
    _require(actor, "fund.receive", fund)
    if amount <= 0:
        raise Refusal("amount", _("An amount must be more than zero."), field="amount")
    if on > timezone.localdate():
        raise Refusal("date", _("This date lies in the future."), field="on")
    if fund.starts_on and on < fund.starts_on:
        raise Refusal(
            "receipt_since_the_fund_began",
            _("This fund begins on %(first)s. Enter a day from then on, or change the fund's period first."),
            field="on", params={"first": fund.starts_on},
        )  # fmt: skip
    if on < FIRST_DAY:
        raise Refusal(
            "receipt_since_the_fund_began",
            _("No money was received before %(first)s. Look at the year again."),
            field="on", params={"first": FIRST_DAY},
        )  # fmt: skip
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
