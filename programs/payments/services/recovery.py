"""What was paid and should not have been: asked back, and given back at once or bit by bit.

The payment stays `paid`. What comes back goes in the ledger from what was paid to the fund, under the claim's id, so
that the batch goes on agreeing with its payments. The database holds every sum, and closes a claim when nothing of it
is open. What is let go of it, or was recorded wrongly, is `requests`'.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import DecimalField, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import Transfer, TransferKind
from programs.ledger.services import transfers
from programs.payments.flows import ClaimState, WriteOffState
from programs.payments.models import Claim, Entitlement, Payment, Recovery, WriteOff
from programs.payments.models.claim import Way
from programs.payments.services.record import account, database_rules, reason_given
from registry.core import roles
from registry.core.copying import has_grown
from registry.core.errors import Refusal
from registry.core.ids import uuid7

FEN = Decimal("0.01")


@transaction.atomic
def claim(
    *, payment: Payment, amount: Decimal, reason: str, actor, difference: Entitlement | None = None,
    id: uuid.UUID | None = None,
) -> Claim:  # fmt: skip
    """Ask back `amount` of a payment; because of a `difference` (`overpaid`) where a recalculation found one. Nothing
    moves yet. The same `id` again is the same claim.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `amount`; `reason`; `request-differs` where the id stands for something
            else; `claim_of_what_was_paid` where it hasn't arrived; `claim_within_payment` where, with the other claims,
            more is asked back than was paid; `claim_within_difference` for more than the difference, or another's.
    """
    roles.require(actor, "claim.open", program=payment.program_id)
    held = Payment.objects.select_for_update().filter(pk=payment.pk).first()
    if held is None:
        raise Refusal("out-of-scope", _("This payment isn't in your area or programs, or may only be read."))
    if found := standing(Claim, id, payment_id=held.pk, amount=amount):
        return found
    check_amount(amount)
    made = Claim(
        id=id or uuid7(), payment=held, enrolment_id=held.enrolment_id, program_id=held.program_id, area=held.area,
        amount=amount, difference=difference, opened_by=actor,
        reason=reason_given(reason, _("Say why the money is asked back.")),
    )  # fmt: skip
    with database_rules():
        made.save(force_insert=True)
    return made


@transaction.atomic
def plan(*, claim: Claim, instalments: Iterable[tuple[date, Decimal]], actor) -> Claim:
    """Agree on instalments, as (due day, yuan), of all that is still open. A later plan takes the place of this one.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `claim-closed`; `claim_plan_is_the_rest` where they don't sum to what
            is open, or a day isn't after the one before.
    """
    roles.require(actor, "claim.record", program=claim.program_id)
    claim = locked(claim)
    claim.plan = [{"due": due.isoformat(), "amount": str(amount)} for due, amount in instalments]
    with database_rules():
        claim.save(update_fields=["plan"])
    return claim


@transaction.atomic
def record(
    *, claim: Claim, amount: Decimal, actor, way: str = Way.REPAID, on: date | None = None, note: str = "",
    id: uuid.UUID | None = None,
) -> Recovery:  # fmt: skip
    """What was given back, on a day between the payment and today: it is the fund's again. The same `id` again is the
    same money.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `claim-closed`; `amount`; `request-differs`; `recovery_within_claim` for
            more than is open; `recovery_after_payment` for a day outside; `recovery_by_plan` for an instalment where no
            plan was agreed on; `claim_of_what_was_paid` where the bank returned the payment meanwhile.
    """
    roles.require(actor, "claim.record", program=claim.program_id)
    claim = locked(claim, closed=True)
    if found := standing(Recovery, id, claim_id=claim.pk, amount=amount):
        return found
    check_open(claim)
    check_amount(amount)
    on = on or timezone.localdate()
    if amount > rest(claim):
        raise Refusal("recovery_within_claim", _("That is more than is still open."), field="amount")
    if on > timezone.localdate() or (claim.payment.paid_on and on < claim.payment.paid_on):
        raise Refusal("recovery_after_payment", _("The day must lie between the payment and today."), field="on")
    made = Recovery(
        id=id or uuid7(), claim=claim, way=Way(way).value, amount=amount, on=on, note=note.strip()[:300], made_by=actor
    )
    with database_rules():
        book([made], actor=actor)
    return made


def book(rows: Sequence[Recovery], *, actor) -> None:
    """Post them in the ledger and keep them: out of what their payments' batches paid, and the funds' again. The caller
    holds the claims."""
    movements = []
    for made in rows:
        batch = made.claim.payment.batch
        paid, recovered, available = (account(batch, kind) for kind in ("paid", "recovered", "available"))
        back, again = (
            (
                Transfer(
                    id=uuid.uuid5(made.pk, kind.value), kind=kind.value, on=made.on, actor=actor, memo=batch.number,
                    cause=made.claim_id,
                ),
                {source: -made.amount, target: made.amount},
            )
            for kind, source, target in (
                (TransferKind.RECOVERY, paid, recovered),
                (TransferKind.RECLAIM, recovered, available),
            )
        )  # fmt: skip
        made.transfer = back[0]
        movements += back, again
    transfers.post_new(movements)
    keep(rows)


def keep(rows: Sequence[Recovery]) -> None:
    """Those whose transfers are posted."""
    for portion in transfers.portions(rows):
        Recovery.objects.bulk_create(portion)
        with connection.cursor() as cursor:
            has_grown(cursor, Recovery._meta.db_table)


def summed(rows, outer: str = "claim"):
    """The yuan of `rows` that belong to the claim of the outer query."""
    sums = rows.filter(**{outer: OuterRef("pk")}).order_by().values(outer).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(sums), Value(0), output_field=DecimalField(max_digits=14, decimal_places=2))


def with_sums(rows):
    """Claims with `back`, `gone` and `rest`, yuan: what came back, what was let go, and what is open."""
    return rows.annotate(
        back=summed(Recovery.objects.all()), gone=summed(WriteOff.objects.filter(state=WriteOffState.APPROVED))
    ).annotate(rest=F("amount") - F("back") - F("gone"))


def rest(claim: Claim) -> Decimal:
    """What of the claim is still open, yuan."""
    back = claim.recoveries.aggregate(sum=Sum("amount"))["sum"] or 0
    gone = claim.write_offs.filter(state=WriteOffState.APPROVED).aggregate(sum=Sum("amount"))["sum"] or 0
    return claim.amount - back - gone


def differences(payment: Payment):
    """What a recalculation found too much of a payment's enrolment and period: rows below zero."""
    period = payment.entitlement.period
    return Entitlement.objects.overpaid().filter(enrolment=payment.enrolment_id, period=period).order_by("sequence")


def overdue(claim: Claim, *, open_: Decimal, on: date) -> Decimal:
    """What by its plan should have come back before `on` and is still open, yuan: of `open_` all but what is due on
    that day or later."""
    if not claim.plan or claim.state != ClaimState.OPEN:
        return Decimal(0)
    later = sum(Decimal(row["amount"]) for row in claim.plan if row["due"] >= on.isoformat())
    return max(Decimal(0), open_ - later)


def monthly(*, amount: Decimal, count: int, first: date) -> list[tuple[date, Decimal]]:
    """`amount` in `count` instalments a month apart, each of whole fen, the last one with what is left over."""
    each = (amount / count).quantize(FEN, rounding="ROUND_DOWN")
    rows = []
    for number in range(count):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        # The last day of a shorter month.
        last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - date.resolution).day
        rows.append((date(year, month + 1, min(first.day, last)), each))
    rows[-1] = (rows[-1][0], amount - each * (count - 1))
    return rows


def locked(claim: Claim, *, closed: bool = False) -> Claim:
    found = Claim.objects.select_for_update(of=("self",)).select_related("payment__batch").filter(pk=claim.pk).first()
    if found is None:
        raise Refusal("out-of-scope", _("This claim isn't in your area or programs, or may only be read."))
    if not closed:
        check_open(found)
    return found


def check_open(claim: Claim) -> None:
    if claim.state != ClaimState.OPEN:
        raise Refusal("claim-closed", _("Nothing of this claim is open any more."))


def check_amount(amount: Decimal) -> None:
    if amount <= 0 or amount != amount.quantize(FEN):
        raise Refusal("amount", _("An amount must be more than zero."), field="amount")


def standing(model, id: uuid.UUID | None, **same):
    """What stands under that id already. Raises Refusal: `request-differs` where it is about something else."""
    found = model.objects.filter(pk=id).first() if id else None
    if found and any(getattr(found, name) != value for name, value in same.items()):
        raise Refusal("request-differs", _("This form was used for something else already. Reload the page."))
    return found
