"""What every step of a batch shares: lock it, and turn what the database refuses into a sentence."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, InternalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from programs.ledger.services import accounts
from programs.payments.flows import BATCH, BatchState
from programs.payments.models import Batch
from registry.core.errors import Refusal, refusal_from

# What the transfers of a batch are named in, so that a repeated step is the same transfer.
STEPS = ("commitment", "sending", "release")


def locked(batch: Batch, *, to: BatchState) -> Batch:
    """The row as it is now, held until the transaction ends: fifty who approve at once come one after another.

    Raises:
        Refusal: `out-of-scope` where the account may not change it, or may not even see it; `state` where it may not
            because the batch is too far on to move `to` there: a manager's sight of what is finance's by now.
    """
    found = Batch.objects.select_for_update(of=("self",)).select_related("program", "fund").filter(pk=batch.pk).first()
    if found is None:
        if seen := Batch.objects.filter(pk=batch.pk).first():
            check_move(seen, to)
        raise Refusal("out-of-scope", _("This batch isn't in your area or programs, or may only be read."))
    return found


def check_move(batch: Batch, target: BatchState) -> None:
    BATCH.check(BatchState(batch.state), target)


def transfer_id(batch: Batch, step: str) -> uuid.UUID:
    """The id of the transfer that a step of the batch posts: always the same one."""
    return uuid.uuid5(batch.pk, step)


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
