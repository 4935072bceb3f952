"""The way of a batch: made, approved by another account, sent to the bank, confirmed, closed; or cancelled.

Each step holds the batch's row, moves it in its chart, moves the money in the ledger under an id that
follows from the batch, and moves its payments, in one transaction: a step happens once, whole or not at
all, however many ask at once. Locks are taken in one order: batch,
ledger, payments.
"""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Fund, Program
from programs.ledger.models import LedgerAccount, Transfer, TransferKind
from programs.ledger.services import transfers
from programs.payments.flows import BatchState, PaymentState
from programs.payments.models import Batch, Entitlement, Payment
from programs.payments.services import blockers, entitlements, freezing
from programs.payments.services.record import account, check_move, database_rules, locked, transfer_id
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7


@transaction.atomic
def make(
    *, program, area: str, period: str, fund, actor, note: str = "", id: uuid.UUID | None = None,
    progress=lambda done: None,
) -> Batch:  # fmt: skip
    """A batch of everything in `area` that is due for the period and in no batch yet.

    With the `id` of a batch that stands, that batch: a repeated request makes one.

    Raises:
        Refusal: `not-allowed`; `in-kind`, `period`, `no-rules`; `nothing-due`; `nothing-payable` where all of it had to
            be left out; `fund-over` outside the fund's dates; `batch_fund_pays_for_program`; `out-of-scope`.
    """
    program = program if isinstance(program, Program) else Program.objects.get(pk=program)
    fund = fund if isinstance(fund, Fund) else Fund.objects.get(pk=fund)
    roles.require(actor, "batch.make", program=program.pk)
    period = entitlements.period_of(program=program.pk, period=period).text
    with connection.cursor() as cursor:
        # Two who make batches of one program wait for each other, and the second sees what is taken.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('payments.make ' || %s, 0))", [program.pk])
        if id is not None and (standing := Batch.objects.filter(pk=id).first()):
            return standing
        cursor.execute("SELECT next_batch_number()")
        number = cursor.fetchone()[0]
    _check_dates(fund)
    if not Entitlement.objects.for_period(program.pk, period).within(area).unpaid().exists():
        raise Refusal(
            "nothing-due", _("Nothing is due here that isn't in a batch already. Work out what is due first.")
        )
    batch = Batch(id=id or uuid7(), number=number, program=program, area=area, period=period, fund=fund,
                  note=note.strip(), made_by=actor)  # fmt: skip
    with database_rules():
        batch.save(force_insert=True)
        count, left_out = freezing.freeze(batch, progress=progress)
        if not count:
            raise Refusal(
                "nothing-payable",
                _("None of the %(count)s that are due can be paid yet: an account is missing, the publicity list "
                  "hasn't stood its days, or the enrolment is suspended."),
                params={"count": left_out},
            )  # fmt: skip
        batch.count, batch.total = count, batch.payments.sums()["total"]
        batch.save(update_fields=["count", "total"])
    return batch


def _check_dates(fund: Fund) -> None:
    today = timezone.localdate()
    if (fund.starts_on and today < fund.starts_on) or (fund.ends_on and today > fund.ends_on):
        raise Refusal("fund-over", _("Today is outside the fund's dates. Choose another fund."), field="fund")


@blockers.looked_at
@transaction.atomic
def approve(*, batch: Batch, actor, on: date | None = None) -> Batch:
    """Another account says yes; the fund's money is committed, all of it or none. `on` dates it in the ledger.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`; `batch_maker_is_not_approver`; `batch_publicity_stood`;
            `fund-short` where the fund holds less; `ledgeraccount_never_overdrawn` where it did on a past `on`; `date`.
    """
    roles.require(actor, "batch.approve", program=batch.program_id)
    batch = locked(batch, to=BatchState.APPROVED)
    check_move(batch, BatchState.APPROVED)
    if batch.made_by_id == actor.pk:
        raise Refusal("batch_maker_is_not_approver", _("You made this batch. Another account must approve it."))
    batch.state, batch.approved_by, batch.approved_at = BatchState.APPROVED, actor, timezone.now()
    with database_rules():
        batch.save(update_fields=["state", "approved_by", "approved_at"])
        try:
            _post(batch, TransferKind.COMMITMENT, "available", "committed", batch.total, actor=actor, on=on)
        except Refusal as refusal:
            if refusal.code == "ledgeraccount_not_overdrawn":
                raise _short(batch) from refusal
            raise
        _move(batch, PaymentState.PLANNED, PaymentState.COMMITTED)
    return batch


def _short(batch: Batch) -> Refusal:
    holds = LedgerAccount.objects.of_fund(batch.fund).of_kind("available").total()
    return Refusal(
        "fund-short",
        _("The fund has %(holds)s yuan available, and this batch needs %(needs)s. Ask for money to be received first, "
          "or make the batch smaller."),
        params={"holds": f"{holds:,.2f}", "needs": f"{batch.total:,.2f}"},
    )  # fmt: skip


@blockers.looked_at
@transaction.atomic
def send(*, batch: Batch, actor, on: date | None = None) -> Batch:
    """The bank gets the list: from now on its file can be had, and the money is in transit.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`; `batch_publicity_stood` where an objection came meanwhile;
            `date` for a day to come or before it was approved.
    """
    roles.require(actor, "batch.send", program=batch.program_id)
    batch = locked(batch, to=BatchState.SENT)
    check_move(batch, BatchState.SENT)
    batch.state, batch.sent_by, batch.sent_at = BatchState.SENT, actor, timezone.now()
    with database_rules():
        batch.save(update_fields=["state", "sent_by", "sent_at"])
        _post(batch, TransferKind.SENDING, "committed", "in_transit", batch.total, actor=actor, on=on)
        _move(batch, PaymentState.COMMITTED, PaymentState.IN_TRANSIT)
    return batch


@transaction.atomic
def confirm(
    *, batch: Batch, actor, on: date | None = None, payments: Iterable[Payment] | None = None,
    serials: dict[uuid.UUID, str] | None = None,
) -> Batch:  # fmt: skip
    """The bank says that money arrived: for `payments` of the batch, or for all that are in transit.

    `on` is the day on which it did; `serials` the bank's serial numbers by payment id. When nothing is in
    transit any more, the batch is closed. The same payments again change nothing.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`; `payment-not-in-transit` where one of them isn't this
            batch's or isn't at the bank; `date` for a day to come or before it was sent.
    """
    roles.require(actor, "batch.confirm", program=batch.program_id)
    batch = locked(batch, to=BatchState.CLOSED)
    on = on or timezone.localdate()
    wanted = None if payments is None else {payment.pk for payment in payments}
    if _confirmed_before(batch, wanted):
        return batch
    if batch.state != BatchState.SENT:
        check_move(batch, BatchState.CLOSED)
    rows = batch.payments.filter(state=PaymentState.IN_TRANSIT)
    if wanted is not None:
        rows = rows.filter(pk__in=wanted)
    found = rows.sums()
    if not found["count"] or (wanted is not None and found["count"] != len(wanted)):
        raise Refusal("payment-not-in-transit", _("One of these payments isn't at the bank, or isn't in this batch."))
    everything = found["count"] == batch.payments.filter(state=PaymentState.IN_TRANSIT).count()
    # The payments' own ids name the transfer, so that the same answer of the bank is the same confirmation.
    name = (
        "confirmation "
        + hashlib.sha256(",".join(sorted(map(str, rows.values_list("pk", flat=True)))).encode()).hexdigest()
    )
    with database_rules():
        transfer = _post(
            batch, TransferKind.CONFIRMATION, "in_transit", "paid", found["total"], actor=actor, on=on, name=name
        )
        if everything:
            batch.state, batch.closed_by, batch.closed_at = BatchState.CLOSED, actor, timezone.now()
            # Payments follow in this transaction; the rules that compare them are asked when both are done.
        rows.update(state=PaymentState.PAID, paid_on=on, settled_by=transfer)
        if everything:
            batch.save(update_fields=["state", "closed_by", "closed_at"])
        for pk, serial in (serials or {}).items():
            batch.payments.filter(pk=pk).update(bank_serial=serial[:40])
    return batch


def _confirmed_before(batch: Batch, wanted: set | None) -> bool:
    if wanted is None:
        return batch.state == BatchState.CLOSED
    return bool(wanted) and batch.payments.filter(pk__in=wanted, state=PaymentState.PAID).count() == len(wanted)


@transaction.atomic
def cancel(*, batch: Batch, actor, reason: str) -> Batch:
    """Give a batch up before it is sent: its money is released, and what it was for is due again.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`, `reason`.
    """
    roles.require(actor, "batch.cancel", program=batch.program_id)
    reason = reason.strip()
    if len(reason) < 2:
        raise Refusal("reason", _("Say why the batch is cancelled."), field="reason")
    batch = locked(batch, to=BatchState.CANCELLED)
    before = BatchState(batch.state)
    check_move(batch, BatchState.CANCELLED)
    batch.state, batch.cancelled_by, batch.cancelled_at = BatchState.CANCELLED, actor, timezone.now()
    batch.reason = reason[:300]
    with database_rules():
        batch.save(update_fields=["state", "cancelled_by", "cancelled_at", "reason"])
        if before == BatchState.APPROVED:
            _post(batch, TransferKind.RELEASE, "committed", "available", batch.total, actor=actor)
        batch.payments.kept().update(state=PaymentState.DROPPED)
    return batch


def _post(batch: Batch, kind: TransferKind, source: str, target: str, amount, *, actor, on=None, name: str = ""):
    today = timezone.localdate()
    before = Transfer.objects.filter(cause=batch.pk).aggregate(on=Max("on"))["on"]
    if on is not None and (on > today or (before is not None and on < before)):
        raise Refusal("date", _("The day must lie between the step before and today."), field="on")
    return transfers.post(
        id=transfer_id(batch, name or kind.value),
        kind=kind,
        on=on or today,
        actor=actor,
        legs=[(account(batch, source), -amount), (account(batch, target), amount)],
        memo=batch.number,
        cause=batch.pk,
    )


def _move(batch: Batch, source: PaymentState, target: PaymentState) -> None:
    batch.payments.filter(state=source).update(state=target)
