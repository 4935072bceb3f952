"""What money adds to a person's page: what she was due and what was paid, each leading to its batch."""

from django.db.models import Sum

from beneficiaries import panels
from programs.payments.flows import PaymentState
from programs.payments.models import Entitlement, Payment, Recovery
from programs.payments.services import proofs
from registry.core import roles

TONE = dict.fromkeys(PaymentState.values, "wait") | {
    "paid": "good", "returned": "bad", "unknown": "bad", "reissued": "idle", "released": "idle", "given_up": "idle",
    "dropped": "idle",
}  # fmt: skip
MOST = 60


def payments_of(request, person) -> dict | None:
    """The newest first. Batches lead on for those who may see them."""
    rows = (
        Payment.objects.filter(person__in=person.records)
        .select_related("batch", "program", "entitlement", "rules")
        .order_by("-batch__made_at", "-sequence")[:MOST]
    )
    payments = list(rows)
    for payment in payments:
        payment.tone = TONE[payment.state]
    due = (
        Entitlement.objects.filter(person__in=person.records)
        .unpaid()
        .select_related("program", "rules")
        .order_by("-period")[:MOST]
    )
    paid = Payment.objects.filter(person__in=person.records, state=PaymentState.PAID).sums()
    back = Recovery.objects.filter(claim__payment__person__in=person.records).aggregate(sum=Sum("amount"))["sum"]
    sealed = proofs.sealed({payment.batch_id for payment in payments})
    return {
        "payments": payments,
        "due": due,
        "paid": paid,
        "back": back,
        "sealed": sealed,
        "may_see_batch": roles.may(request.user, "batch.view"),
        "may_give_receipt": roles.may(request.user, "receipt.give"),
    }


panels.register(300, "money/panel.html", payments_of)
