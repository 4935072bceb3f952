"""The way of a batch: made, checked, approved by as many as its amount needs, sent to the bank; or sent back, or
cancelled. What the bank answers is `settlement`'s and `answers`', what came back `returns`'.

Each step holds the batch's row, moves it in its chart, moves the money in the ledger under an id that
follows from the batch, and moves its payments, in one transaction: a step happens once, whole or not at
all, however many ask at once. Locks are taken in one order: batch, ledger, payments.
"""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Fund, Program
from programs.catalogue.services import rules
from programs.ledger.models import LedgerAccount, Transfer, TransferKind
from programs.ledger.services import transfers
from programs.payments.flows import BatchState, Method, Outcome, PaymentState
from programs.payments.models import Approval, Batch, Entitlement, Payment
from programs.payments.models.approval import Step
from programs.payments.services import blockers, budgets, entitlements, freezing, handouts, settlement
from programs.payments.services.record import (
    check_kin,
    check_move,
    database_rules,
    locked,
    post,
    reason_given,
    transfer_id,
)  # fmt: skip
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7


@transaction.atomic
def make(
    *, program, area: str, period: str, fund, actor, note: str = "", id: uuid.UUID | None = None,
    method: str = Method.BANK, outside_months: str = "", set_off: bool = True, progress=lambda done: None,
) -> Batch:  # fmt: skip
    """A batch of everything in `area` that is due for the period and in no batch yet.

    With the `id` of a batch that stands, that batch: a repeated request makes one. In cash, nobody needs an account.
    `outside_months` says why it is paid although the program pays in other months; it is kept only then. With `set_off`
    a payment is less what the same person is asked back, as far as the program lets (`setoff`).

    Raises:
        Refusal: `not-allowed`; `in-kind`, `period`, `no-rules`; `nothing-due`; `nothing-payable` where all of it had to
            be left out; `fund-over` outside the fund's dates; `batch_fund_pays_for_program`; `out-of-scope`;
            `batch_in_its_months` without a reason in another month than the program's; `set_off_within_claim` where
            something of a claim came back just now; `batch_signer_is_no_kin` where the actor has a relative in it.
    """
    program = program if isinstance(program, Program) else Program.objects.get(pk=program)
    fund = fund if isinstance(fund, Fund) else Fund.objects.get(pk=fund)
    roles.require(actor, "batch.make", program=program.pk)
    period = entitlements.period_of(program=program.pk, period=period).text
    entitlements.hold(program.pk)
    if id is not None and (standing := Batch.objects.filter(pk=id).first()):
        return standing
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_batch_number()")
        number = cursor.fetchone()[0]
    _check_dates(fund)
    outside_months = _outside(program.pk, outside_months)
    if not Entitlement.objects.for_period(program.pk, period).within(area).unpaid().exists():
        raise Refusal(
            "nothing-due", _("Nothing is due here that isn't in a batch already. Work out what is due first.")
        )
    batch = Batch(id=id or uuid7(), number=number, program=program, area=area, period=period, fund=fund,
                  note=note.strip(), method=Method(method), outside_months=outside_months, made_by=actor)  # fmt: skip
    with database_rules():
        batch.save(force_insert=True)
        count, left_out = freezing.freeze(batch, set_off=set_off, progress=progress)
        if not count:
            raise Refusal(
                "nothing-payable",
                _("None of the %(count)s that are due can be paid yet: an account is missing, the publicity list "
                  "hasn't stood its days, or the enrolment is suspended."),
                params={"count": left_out},
            )  # fmt: skip
        batch.count, batch.total = count, batch.payments.sums()["total"]
        batch.save(update_fields=["count", "total"])
        check_kin(batch, actor)
    return batch


def _check_dates(fund: Fund) -> None:
    today = timezone.localdate()
    if (fund.starts_on and today < fund.starts_on) or (fund.ends_on and today > fund.ends_on):
        raise Refusal("fund-over", _("Today is outside the fund's dates. Choose another fund."), field="fund")


def other_months(program: str) -> tuple[int, ...]:
    """The months in which the program pays by its rules of today, where this one isn't among them; else none."""
    today = timezone.localdate()
    months = rules.in_force(program=program, on=today).parsed.payment.months
    return () if today.month in months else months


def _outside(program: str, reason: str) -> str:
    """The reason that is kept. Raises Refusal: `batch_in_its_months` where one is needed and isn't given."""
    if not (months := other_months(program)):
        return ""
    reason = reason.strip()
    if len(reason) < 2:
        raise Refusal(
            "batch_in_its_months",
            _("This program pays in these months: %(months)s. Say why it is paid now all the same."),
            field="outside_months", params={"months": "、".join(map(str, months))},
        )  # fmt: skip
    return reason[:300]


@transaction.atomic
def check(*, batch: Batch, actor) -> Batch:
    """Another account than the maker's has looked through it. From here its total says how many approvals it needs.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`; `batch_maker_is_not_approver`; `batch_signer_is_no_kin`.
    """
    roles.require(actor, "batch.check", program=batch.program_id)
    batch = locked(batch, to=BatchState.CHECKED)
    check_move(batch, BatchState.CHECKED)
    _check_signer(batch, actor)
    batch.state, batch.checked_by, batch.checked_at = BatchState.CHECKED, actor, timezone.now()
    with database_rules():
        Approval.objects.create(batch=batch, step=Step.CHECK, account=actor, round=0, count=0, total=0)
        batch.save(update_fields=["state", "checked_by", "checked_at"])
        batch.refresh_from_db(fields=["approvals_needed"])
    return batch


@transaction.atomic
def send_back(*, batch: Batch, actor, reason: str) -> Batch:
    """Back to its maker, with the reason; who signed must sign anew.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`, `reason`.
    """
    roles.require(actor, "batch.check", program=batch.program_id)
    reason = reason_given(reason, _("Say why the batch is sent back."))
    batch = locked(batch, to=BatchState.MADE)
    check_move(batch, BatchState.MADE)
    batch.state, batch.sent_back_by, batch.sent_back_reason = BatchState.MADE, actor, reason
    with database_rules():
        batch.save(update_fields=["state", "sent_back_by", "sent_back_reason"])
    batch.refresh_from_db()
    return batch


@blockers.looked_at
@transaction.atomic
def approve(*, batch: Batch, actor, on: date | None = None, beyond_budget: str = "") -> Batch:
    """One more account says yes. With the last that is needed the fund's money is committed, all of it or none.

    Until then the batch stays checked. `on` dates the commitment in the ledger. `beyond_budget` says why it is approved
    although it goes beyond a budget; it is kept only then.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`; `batch_maker_is_not_approver`, `approval_once_per_person` for
            who made, checked or approved it; `batch_signer_is_no_kin`; `batch_publicity_stood`; `batch_within_budgets`
            where it goes beyond a budget and no reason is given; `fund-short` where the fund holds less;
            `ledgeraccount_never_overdrawn` where it did on a past `on`; `date`.
    """
    roles.require(actor, "batch.approve", program=batch.program_id)
    batch = locked(batch, to=BatchState.APPROVED)
    check_move(batch, BatchState.APPROVED)
    _check_signer(batch, actor)
    with database_rules():
        Approval.objects.create(
            batch=batch, step=Step.APPROVAL, account=actor, round=0, count=0, total=0,
            beyond_budget=budgets.reason_to_exceed(batch, beyond_budget),
        )  # fmt: skip
        if signed(batch) < batch.approvals_needed:
            return batch
        batch.state, batch.approved_by, batch.approved_at = BatchState.APPROVED, actor, timezone.now()
        batch.save(update_fields=["state", "approved_by", "approved_at"])
        _commit(batch, actor=actor, on=on)
        _move(batch, PaymentState.PLANNED, PaymentState.COMMITTED)
    return batch


def signed(batch: Batch) -> int:
    """How many approved it in this round."""
    return batch.approvals.filter(round=batch.round, step=Step.APPROVAL).count()


def _check_signer(batch: Batch, actor) -> None:
    if batch.made_by_id == actor.pk:
        raise Refusal("batch_maker_is_not_approver", _("You made this batch. Others check and approve it."))
    if batch.signed_by(actor):
        raise Refusal("approval_once_per_person", _("You have signed this batch. Another account must go on."))
    # Whether the signer has a relative in it, the database asks as the signature is written.


def _commit(batch: Batch, *, actor, on: date | None) -> None:
    """What is paid again was committed before: its money comes from what was returned."""
    if batch.reissue:
        post(batch, TransferKind.REISSUE, "returned", "committed", batch.total, actor=actor, on=on)
        return
    try:
        post(batch, TransferKind.COMMITMENT, "available", "committed", batch.total, actor=actor, on=on)
    except Refusal as refusal:
        if refusal.code == "ledgeraccount_not_overdrawn":
            raise _short(batch) from refusal
        raise


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
    """The bank gets the list: from now on its file can be had, and the money is in transit. By hand it is handed out.

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
        post(batch, TransferKind.SENDING, "committed", "in_transit", batch.total, actor=actor, on=on)
        _move(batch, PaymentState.COMMITTED, PaymentState.IN_TRANSIT)
        if batch.method == Method.CASH:
            handouts.begin(batch)
    return batch


def confirm(
    *, batch: Batch, actor, on: date | None = None, payments: Iterable[Payment] | None = None,
    serials: dict[uuid.UUID, str] | None = None, progress=lambda done, total: None,
) -> Batch:  # fmt: skip
    """The bank says that money arrived: for `payments` of the batch, or for all that it owes an answer for.

    `settlement.record`, with its refusals.
    """
    return settlement.record(
        batch=batch, actor=actor, outcome=Outcome.PAID, payments=payments, on=on, serials=serials, progress=progress
    )


@transaction.atomic
def cancel(*, batch: Batch, actor, reason: str) -> Batch:
    """Give a batch up before it is sent: its money is released, and what it was for is due again.

    What it was to pay again has come back, as before.

    Raises:
        Refusal: `not-allowed` (of a batch that pays again, for managers too), `out-of-scope`, `state`, `reason`.
    """
    roles.require(actor, "batch.reissue" if batch.reissue else "batch.cancel", program=batch.program_id)
    reason = reason_given(reason, _("Say why the batch is cancelled."))
    batch = locked(batch, to=BatchState.CANCELLED)
    before = BatchState(batch.state)
    check_move(batch, BatchState.CANCELLED)
    batch.state, batch.cancelled_by, batch.cancelled_at = BatchState.CANCELLED, actor, timezone.now()
    batch.reason = reason
    with database_rules():
        batch.save(update_fields=["state", "cancelled_by", "cancelled_at", "reason"])
        first = Payment.objects.filter(pk__in=list(batch.payments.kept().values_list("replaces", flat=True)))
        if before == BatchState.APPROVED:
            _uncommit(batch, actor=actor)
        batch.payments.kept().update(state=PaymentState.DROPPED)
        if batch.reissue:
            first.update(state=PaymentState.RETURNED)
    return batch


def _uncommit(batch: Batch, *, actor) -> None:
    if not batch.reissue:
        post(batch, TransferKind.RELEASE, "committed", "available", batch.total, actor=actor)
        return
    taken = Transfer.objects.get(pk=transfer_id(batch, TransferKind.REISSUE.value))
    transfers.reverse(id=transfer_id(batch, "back"), transfer=taken, on=timezone.localdate(), actor=actor,
                      memo=batch.reason[:200])  # fmt: skip


def _move(batch: Batch, source: PaymentState, target: PaymentState) -> None:
    batch.payments.filter(state=source).update(state=target)
