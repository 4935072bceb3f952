"""What one account asks about a claim and another decides: a manager, to let money go; a finance officer, to take back
what was recorded wrongly. Nobody decides about a relative, as with batches.
"""

import uuid
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import Transfer, TransferKind
from programs.ledger.services import transfers
from programs.payments.flows import WriteOffState
from programs.payments.models import Claim, Recovery, TakeBack, WriteOff
from programs.payments.services.record import database_rules, reason_given
from programs.payments.services.recovery import check_amount, check_open, keep, locked, standing
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7


@transaction.atomic
def ask_write_off(
    *, claim: Claim, ground: str, amount: Decimal, reason: str, actor, id: uuid.UUID | None = None
) -> WriteOff:
    """Ask to let go of `amount`, on a `Ground`. Nothing changes until a manager decides. The same `id` again is the
    same request.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `claim-closed`; `amount`; `reason`; `request-differs`;
            `writeoff_within_claim` for more than is open; `writeoff_one_asked` while another request waits.
    """
    roles.require(actor, "claim.write-off", program=claim.program_id)
    claim = locked(claim, closed=True)
    if found := standing(WriteOff, id, claim_id=claim.pk, amount=amount):
        return found
    check_open(claim)
    check_amount(amount)
    asked = WriteOff(
        id=id or uuid7(), claim=claim, ground=ground, amount=amount, asked_by=actor,
        reason=reason_given(reason, _("Say why it is let go, for whoever decides and for the auditors.")),
    )  # fmt: skip
    with database_rules():
        asked.save(force_insert=True)
    return asked


@transaction.atomic
def ask_take_back(*, recovery: Recovery, reason: str, actor, id: uuid.UUID | None = None) -> TakeBack:
    """Ask to take back the whole of a recovery that was recorded wrongly. Nothing changes until another finance
    officer decides.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `reason`; `request-differs`; `takeback_one_asked` where one waits, or
            it was taken back; `takeback_of_a_recovery` for what takes back another.
    """
    roles.require(actor, "claim.record", program=recovery.claim.program_id)
    locked(recovery.claim, closed=True)
    if found := standing(TakeBack, id, recovery_id=recovery.pk):
        return found
    asked = TakeBack(
        id=id or uuid7(), recovery=recovery, asked_by=actor,
        reason=reason_given(reason, _("Say what is wrong with it, for whoever decides and for the auditors.")),
    )  # fmt: skip
    with database_rules():
        asked.save(force_insert=True)
    return asked


@transaction.atomic
def approve(*, asked: WriteOff | TakeBack, actor) -> WriteOff | TakeBack:
    """Another account says yes, and it happens. The same again changes nothing.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `payments_writeoff_states`, `payments_takeback_states` where another
            decided; `writeoff_asker_is_not_approver`, `takeback_asker_is_not_approver`; `claim_decider_is_no_kin`;
            `writeoff_within_claim` where so much isn't open any more; `ledgeraccount_not_overdrawn` where the fund has
            spent what would be taken back.
    """
    return _decided(asked, WriteOffState.APPROVED, actor)


@transaction.atomic
def refuse(*, asked: WriteOff | TakeBack, actor, reason: str) -> WriteOff | TakeBack:
    """Another account says no, and why. Refusals: as `approve`, and `reason`."""
    note = reason_given(reason, _("Say why, for whoever asked and the auditors."))
    return _decided(asked, WriteOffState.REFUSED, actor, note)


def decides(asked: WriteOff | TakeBack) -> str:
    """The act of whoever decides about it, as `roles` has it."""
    return "claim.take-back" if isinstance(asked, TakeBack) else "claim.decide"


def claim_of(asked: WriteOff | TakeBack) -> Claim:
    return asked.recovery.claim if isinstance(asked, TakeBack) else asked.claim


def is_kin(claim: Claim, actor) -> bool:
    """Whether the claim is on money of the actor's, or of a relative's on record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT claim_signer_is_kin(%s, %s)", [claim.pk, actor.pk])
        return cursor.fetchone()[0]


def _decided(asked, state: WriteOffState, actor, note: str = ""):
    claim = claim_of(asked)
    roles.require(actor, decides(asked), program=claim.program_id)
    # A manager doesn't write claims: the database holds the claim, once the request is held.
    found = type(asked).objects.select_for_update(of=("self",)).filter(pk=asked.pk).first()
    if found is None:
        raise Refusal("out-of-scope", _("This claim isn't in your area or programs, or may only be read."))
    if found.state == state and found.decided_by_id == actor.pk:
        return found
    if found.asked_by_id == actor.pk:
        raise Refusal(
            f"{type(asked)._meta.model_name}_asker_is_not_approver",
            _("You asked for this. Another account must decide."),
        )
    if is_kin(claim, actor):
        raise Refusal(
            "claim_decider_is_no_kin",
            _("It is about you or a relative of yours on record. Leave it to a colleague."),
        )
    found.state, found.decided_by, found.decided_at, found.note = state, actor, timezone.now(), note
    with database_rules():
        found.save(update_fields=["state", "decided_by", "decided_at", "note"])
        if isinstance(found, TakeBack) and state == WriteOffState.APPROVED:
            mirror([found.recovery], actor=actor, reason=found.reason)
    return found


def mirror(recoveries: Sequence[Recovery], *, actor, reason: str) -> None:
    """Take the money out of the funds again, and the recoveries back. The caller has decided, and holds the claims."""
    today = timezone.localdate()
    ids = {
        kind: [uuid.uuid5(r.pk, kind.value) for r in recoveries]
        for kind in (TransferKind.RECLAIM, TransferKind.RECOVERY)
    }
    posted = Transfer.objects.prefetch_related("legs__account").in_bulk([id for kind in ids.values() for id in kind])
    taken_back = [
        transfers.mirror_of(posted[id], id=uuid.uuid5(id, "reversal"), on=today, actor=actor, memo=reason[:200])
        for kind in ids.values()
        for id in kind
    ]
    transfers.post_new(taken_back)
    keep([
        Recovery(
            id=uuid.uuid5(r.pk, "taken back"), claim_id=r.claim_id, way=r.way, amount=-r.amount, on=today, note=reason,
            transfer_id=uuid.uuid5(uuid.uuid5(r.pk, TransferKind.RECOVERY.value), "reversal"),
            payment_id=r.payment_id, cancels=r, made_by=actor,
        )
        for r in recoveries
    ])  # fmt: skip
