"""What came back: paid again to a corrected account, in a batch of its own that cites the first; or not at all.

Only what the bank said came back gets here: of what it doesn't know yet nothing is paid again or released, by the
chart of a payment, which the database holds.
"""

import hashlib
import uuid
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import TransferKind
from programs.payments.flows import PaymentState
from programs.payments.models import Batch, Payment
from programs.payments.services import freezing
from programs.payments.services.record import check_kin, database_rules, locked, post, reason_given
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7


@transaction.atomic
def reissue(*, batch: Batch, actor, payments: Iterable[Payment] | None = None, id: uuid.UUID | None = None) -> Batch:
    """A new batch that pays again what came back of `batch` (all of it, or `payments`), to the account that each
    person has by now. With the `id` of a batch that stands, that batch.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `nothing-returned` where one of them hasn't come back, or is being
            paid again; `nothing-payable` where nobody has another account; `batch_signer_is_no_kin`.
    """
    roles.require(actor, "batch.reissue", program=batch.program_id)
    batch = locked(batch)
    if id is not None and (standing := Batch.objects.filter(pk=id).first()):
        return standing
    first = _came_back(batch, payments)
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_batch_number()")
        number = cursor.fetchone()[0]
    note = str(_("Again, of %(number)s")) % {"number": batch.number}
    again = Batch(
        id=id or uuid7(), number=number, program=batch.program, area=batch.area, period=batch.period, fund=batch.fund,
        method=batch.method, reissue=True, note=note, made_by=actor,
    )  # fmt: skip
    with database_rules():
        again.save(force_insert=True)
        count, left_out = freezing.freeze_again(again, [payment.pk for payment in first])
        if not count:
            raise Refusal(
                "nothing-payable",
                _("None of the %(count)s that came back can be paid again yet: correct the account on the person's "
                  "page first."),
                params={"count": left_out},
            )  # fmt: skip
        again.count, again.total = count, again.payments.sums()["total"]
        again.save(update_fields=["count", "total"])
        check_kin(again, actor)
    return again


@transaction.atomic
def release(
    *, batch: Batch, actor, reason: str, payments: Iterable[Payment] | None = None, give_up: bool = False
) -> Batch:
    """It isn't paid again: the fund has its money back. What it was for is due again, or given up for good.

    The same again changes nothing.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `reason`; `nothing-returned` where one of them hasn't come back.
    """
    roles.require(actor, "batch.release", program=batch.program_id)
    reason = reason_given(reason, _("Say why it isn't paid again."))
    batch = locked(batch)
    target = PaymentState.GIVEN_UP if give_up else PaymentState.RELEASED
    wanted = None if payments is None else {payment.pk for payment in payments}
    if wanted and batch.payments.filter(pk__in=wanted, state=target).count() == len(wanted):
        return batch
    found = _came_back(batch, None if wanted is None else [Payment(pk=pk) for pk in wanted])
    ids = sorted(str(payment.pk) for payment in found)
    named = hashlib.sha256(",".join(ids).encode()).hexdigest()
    with database_rules():
        transfer = post(
            batch, TransferKind.RESTITUTION, "returned", "available", sum(payment.amount for payment in found),
            actor=actor, on=timezone.localdate(), name=f"restitution {named}",
        )  # fmt: skip
        batch.payments.filter(pk__in=ids).update(state=target, released_by=transfer, release_reason=reason)
    batch.refresh_from_db()
    return batch


def _came_back(batch: Batch, payments: Iterable[Payment] | None) -> Sequence[Payment]:
    rows = batch.payments.select_for_update().to_correct()
    wanted = None if payments is None else {payment.pk for payment in payments}
    found = list(rows if wanted is None else rows.filter(pk__in=wanted))
    if not found or (wanted is not None and len(found) != len(wanted)):
        raise Refusal(
            "nothing-returned",
            _("Only what the bank returned, and is not being paid again yet, can be dealt with here."),
        )
    return found
