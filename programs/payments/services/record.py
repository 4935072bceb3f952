"""What every step of a batch shares: lock it, move its money, and turn what the database refuses into a sentence."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import Transfer, TransferKind
from programs.ledger.services import accounts, transfers
from programs.payments.flows import BATCH, BatchState
from programs.payments.models import Batch
from registry.core.errors import Refusal, refusal_from

BANK_SAYS = (TransferKind.CONFIRMATION, TransferKind.RETURN, TransferKind.LATE_RETURN)


def locked(batch: Batch, *, to: BatchState | None = None) -> Batch:
    """The row as it is now, held until the transaction ends: fifty who approve at once come one after another.

    Raises:
        Refusal: `out-of-scope` where the account may not change it, or may not even see it; `state` where it may not
            because the batch is too far on to move `to` there: a manager's sight of what is finance's by now.
    """
    found = Batch.objects.select_for_update(of=("self",)).select_related("program", "fund").filter(pk=batch.pk).first()
    if found is None:
        if to and (seen := Batch.objects.filter(pk=batch.pk).first()):
            check_move(seen, to)
        raise Refusal("out-of-scope", _("This batch isn't in your area or programs, or may only be read."))
    return found


def check_move(batch: Batch, target: BatchState) -> None:
    BATCH.check(BatchState(batch.state), target)


def transfer_id(batch: Batch, step: str) -> uuid.UUID:
    """The id of the transfer that a step of the batch posts: always the same one."""
    return uuid.uuid5(batch.pk, step)


def post(
    batch: Batch, kind: TransferKind, source: str, target: str, amount: Decimal, *, actor, on: date | None = None,
    name: str = "",
) -> Transfer:  # fmt: skip
    """Move money of the batch, on a day between its last step and today; of the same `name` it is the same transfer.

    What the bank says may be dated back to the day on which it was sent: its rows come in any order.

    Raises:
        Refusal: `date`; those of `transfers.post`.
    """
    today = timezone.localdate()
    steps = Transfer.objects.filter(cause=batch.pk)
    if kind in BANK_SAYS:
        steps = steps.filter(kind=TransferKind.SENDING)
    before = steps.aggregate(on=Max("on"))["on"]
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


def check_kin(batch: Batch, actor) -> None:
    """Raises Refusal: `batch_signer_is_no_kin` where the actor is in the batch, or on record as a relative."""
    if is_kin(batch, actor):
        raise Refusal(
            "batch_signer_is_no_kin",
            _("Someone in this batch is you or a relative of yours on record. Leave it to a colleague."),
        )


def is_kin(batch: Batch, actor) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT batch_signer_is_kin(%s, %s)", [batch.pk, actor.pk])
        return cursor.fetchone()[0]


def reason_given(reason: str, asked) -> str:
    """The reason, cut to what is kept. Raises Refusal: `reason` with the sentence `asked` where there is none."""
    reason = reason.strip()
    if len(reason) < 2:
        raise Refusal("reason", asked, field="reason")
    return reason[:300]


def account(batch: Batch, kind: str) -> accounts.LedgerAccountKey:
    """Where the batch's money is: the fund's own account, or that of its program and period."""
    if kind == "available":
        return accounts.available(batch.fund_id)
    return accounts.spending(kind, fund=batch.fund_id, program=batch.program_id, period=batch.period)


@contextmanager
def database_rules() -> Iterator[None]:
    """Inside, all or nothing; what the database refuses, now or when it would commit, is a `Refusal`.

    The deferred rules are asked at the end of the block, so that their sentence reaches whoever asked.
    """
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (IntegrityError, InternalError) as error:
        raise refusal_from(error) from error
