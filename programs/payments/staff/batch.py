"""One batch: who did what, what stands in its way, its payments, its money, and the next step (`acts`)."""

from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.ledger.models import Transfer, TransferKind
from programs.payments.flows import (
    AT_THE_BANK,
    BEFORE_SENDING,
    WITH_THE_BANK,
    BatchState,
    Method,
    PaymentState,
    ReturnReason,
    state_label,
)
from programs.payments.models import BankFormat, Batch, LeftOut, Payment
from programs.payments.models.bankformat import DEFAULT
from programs.payments.panels import TONE as TONE_OF_PAYMENT
from programs.payments.services import bankfile, batches, blockers, budgets, changes, disclosure, proofs
from programs.payments.staff.batches import TONE
from programs.payments.staff.keyset import Keyset, is_uuid
from registry.core import roles, scope
from registry.core.models import Area
from registry.core.staff.views import StaffAct, StaffView


def batch_or_404(pk) -> Batch:
    rows = Batch.objects.select_related(
        "program", "fund", "bank_format", "made_by", "sent_by", "closed_by", "cancelled_by", "sent_back_by"
    )
    return get_object_or_404(rows, pk=pk)


# Which payments a word by hand may be about; of what is still to hand out the signed sheet says what became of it.
TICKED = {
    Method.BANK: (*AT_THE_BANK, PaymentState.PAID, PaymentState.RETURNED),
    Method.CASH: (PaymentState.PAID, PaymentState.RETURNED),
}


class BatchDetail(StaffView):
    action = "batch.view"
    header_icon = "list-ul"
    template_name = "money/batch.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds")), (reverse("money:batches"), _("Batches"))]

    def get_context_data(self, **kwargs):
        batch = batch_or_404(self.kwargs["pk"])
        self.page_title = _("Batch %(number)s") % {"number": batch.number}
        state = self.request.GET.get("state", "")
        rows = batch.payments.filter(state=state) if state in PaymentState.values else batch.payments.all()
        # Where it is of use only: what was paid, or went another way, isn't looked at.
        may_change = batch.state not in (BatchState.CLOSED, BatchState.CANCELLED)
        only_changed = may_change and self.request.GET.get("changed") == "1"
        if only_changed:
            rows = rows.filter(pk__in=changes.among(batch))
        rows = rows.select_related("replaces__batch")
        page = Keyset(self.request).by_sequence(rows)
        places = Area.objects.in_bulk({row.area for row in page.rows})
        changed = changes.since(page.rows)
        again = replacements(page.rows)
        for row in page.rows:
            row.tone, row.place, row.changed = TONE_OF_PAYMENT[row.state], places.get(row.area), changed.get(row.pk)
            row.again, row.may_tick = again.get(row.pk, []), row.state in TICKED[batch.method]
        actor, found = self.request.user, batch.payments.all().by_state()
        transfers = Transfer.objects.about(batch.pk).select_related("actor")
        transfers = list(transfers.annotate(moved=Sum("legs__amount", filter=Q(legs__amount__gt=0))))
        for transfer in transfers:
            transfer.called = batch.called(transfer.kind)
        return super().get_context_data(
            batch=batch, tone=TONE[batch.state], place=Area.objects.filter(pk=batch.area).first(), page=page,
            steps=steps(batch), states=states(batch, found), state=state,
            may_change=may_change, only_changed=only_changed, blockers=blockers.of(batch, actor),
            beyond=beyond_budget(batch),
            whole=holds(batch), acts=acts(batch, actor), transfers=transfers, today=timezone.localdate(),
            out=out(found),
            sent_on=timezone.localdate(batch.sent_at) if batch.sent_at else None,
            left_out=[(LeftOut(r["reason"]).label, r["count"], r["total"]) for r in batch.omissions.order_by("reason")
                      .values("reason").annotate(count=Count("pk"), total=Sum("amount"))],
            omissions=batch.omissions.select_related("person").order_by("pk")[:50],
            release=disclosure.of(batch), seal=proofs.seal_of(batch), reasons=ReturnReason.choices_of(batch.method),
            formats=formats(batch), format=str(batch.bank_format_id or DEFAULT),
            approved=batches.signed(batch), answers=batch.answers.select_related("made_by")[:20],
            sheets=batch.sheets.select_related("made_by", "answer").annotate(count=Count("handouts")), **kwargs,
        )  # fmt: skip


def replacements(payments) -> dict:
    """The payments that pay these again, by the id of the first."""
    found: dict = {}
    rows = Payment.objects.kept().filter(replaces__in=[row.pk for row in payments]).select_related("batch")
    for payment in rows:
        found.setdefault(payment.replaces_id, []).append(payment)
    return found


def beyond_budget(batch: Batch) -> list[str]:
    """The budgets that the batch would go beyond, in sentences: whoever approves it all the same says why."""
    if batch.state not in (BatchState.MADE, BatchState.CHECKED):
        return []
    found = budgets.exceeded_by(batch)
    counties = Area.objects.in_bulk({one.county for one in found})
    return [
        _("The budget of %(year)s for %(place)s has %(left)s yuan left: this batch goes %(beyond)s yuan beyond it.")
        % {
            "year": batch.period[:4],
            "place": getattr(counties.get(one.county), "name", None) or batch.fund.name,
            "left": f"{one.left:,.2f}",
            "beyond": f"{one.yuan:,.2f}",
        }
        for one in found
    ]


def steps(batch: Batch) -> list[tuple]:
    """(what, who, when, remark) of what happened, in its order; signatures of an earlier round say so."""
    happened = [(_("made"), batch.made_by, batch.made_at, "")]
    for signed in batch.approvals.select_related("account"):
        remarks = [_("before it was sent back")] if signed.round < batch.round else []
        if signed.beyond_budget:
            remarks.append(_("beyond the budget: %(why)s") % {"why": signed.beyond_budget})
        happened.append((signed.get_step_display(), signed.account, signed.at, " · ".join(map(str, remarks))))
    happened += [
        (batch.called(TransferKind.SENDING), batch.sent_by, batch.sent_at, ""),
        (_("closed"), batch.closed_by, batch.closed_at, ""),
        (pgettext_lazy("batch", "cancelled"), batch.cancelled_by, batch.cancelled_at, batch.reason),
    ]  # fmt: skip
    return [step for step in happened if step[1]]


def states(batch: Batch, found: dict[str, dict]) -> list[tuple]:
    """(state, label, count, yuan, yuan paid out) of the batch's payments, as they were `found` by state."""
    return [
        (s.value, state_label(s, batch.method), *(found[s.value][name] for name in ("count", "total", "net")))
        for s in PaymentState if s.value in found
    ]  # fmt: skip


def out(found: dict[str, dict]) -> dict:
    """Those of which the bank owes an answer: count, yuan that it was told, and of how many it doesn't know."""
    rows = [row for state, row in found.items() if state in AT_THE_BANK]
    unknown = found.get(PaymentState.UNKNOWN, {"count": 0})["count"]
    return {"count": sum(row["count"] for row in rows), "total": sum(row["net"] for row in rows), "unknown": unknown}


def holds(batch: Batch) -> bool:
    """Whether all of the batch is in the area of the account, which otherwise sees its own part."""
    return batch.area.startswith(scope.current().area or "?")


def formats(batch: Batch) -> list[BankFormat]:
    """What the bank's file may be written in: what is offered, and what it was written in before."""
    found = list(BankFormat.objects.offered())
    own = [batch.bank_format] if batch.bank_format and batch.bank_format not in found else []
    return [*own, *found]


def acts(batch: Batch, actor) -> dict[str, bool]:
    """Which buttons are there: those whose role and state fit, to accounts whose area holds all of the batch."""
    whole = holds(batch)

    def may(action: str) -> bool:
        return whole and roles.may(actor, action, program=batch.program_id)

    state, signs = batch.state, batch.made_by_id != actor.pk and not batch.signed_by(actor)
    bank = batch.method == Method.BANK
    return {
        "check": state == BatchState.MADE and may("batch.check") and signs,
        "approve": state == BatchState.CHECKED and may("batch.approve") and signs,
        "send_back": state == BatchState.CHECKED and may("batch.check"),
        "send": state == BatchState.APPROVED and may("batch.send"),
        "answer": state in WITH_THE_BANK and may("batch.confirm"),
        "confirm": state == BatchState.SENT and may("batch.confirm"),
        "cancel": state in BEFORE_SENDING and may("batch.reissue" if batch.reissue else "batch.cancel"),
        "file": state in WITH_THE_BANK and bank and may("batch.send"),
        "again": state in WITH_THE_BANK and may("batch.reissue") and batch.payments.to_correct().exists(),
        "publish": state == BatchState.CLOSED and may("publicity.publish") and batch.program.public_form != "never"
        and disclosure.of(batch) is None,
    }  # fmt: skip


class BatchFile(StaffAct):
    """The file for the bank: a POST, because it reveals and is logged."""

    action = "batch.send"

    def post(self, request, pk):
        chosen = request.POST.get("format", "")
        format = get_object_or_404(BankFormat, pk=chosen if is_uuid(chosen) else DEFAULT)
        file = bankfile.download(
            batch=batch_or_404(pk), format=format, actor=request.user, purpose=request.POST.get("purpose", "")
        )
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
        return HttpResponse(file.content, content_type=file.mime, headers=headers)
