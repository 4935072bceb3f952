"""One batch: who did what, what stands in its way, its payments, its money, and the next step."""

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import Transfer
from programs.payments import tasks
from programs.payments.flows import BatchState, PaymentState
from programs.payments.models import Batch, LeftOut
from programs.payments.services import bankfile, blockers, disclosure, proofs
from programs.payments.staff.batches import TONE
from programs.payments.staff.funds import day
from programs.payments.staff.keyset import Keyset
from registry.core import roles
from registry.core.models import Area, Job
from registry.core.staff.views import StaffAct, StaffView

PAYMENT_TONE = {"planned": "wait", "committed": "wait", "in_transit": "wait", "paid": "good", "dropped": "idle"}
DONE = {
    "approve": _("Approved. The fund's money is committed."),
    "send": _("Sent. Take the bank's file below."),
    "confirm": _("Confirmed."),
    "cancel": _("Cancelled. What it was for is due again."),
}


def batch_or_404(pk) -> Batch:
    rows = Batch.objects.select_related(
        "program", "fund", "made_by", "approved_by", "sent_by", "closed_by", "cancelled_by"
    )
    return get_object_or_404(rows, pk=pk)


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
        page = Keyset(self.request).by_sequence(rows)
        places = Area.objects.in_bulk({row.area for row in page.rows})
        changed = blockers.changed_since(page.rows)
        for row in page.rows:
            row.tone, row.place, row.changed = PAYMENT_TONE[row.state], places.get(row.area), changed.get(row.pk)
        actor = self.request.user
        return super().get_context_data(
            batch=batch, tone=TONE[batch.state], place=Area.objects.filter(pk=batch.area).first(), page=page,
            steps=steps(batch), states=states(batch), state=state, blockers=blockers.of(batch, actor),
            acts=acts(batch, actor), transfers=Transfer.objects.about(batch.pk).select_related("actor").annotate(
                moved=Sum("legs__amount", filter=positive())), today=timezone.localdate(),
            sent_on=timezone.localdate(batch.sent_at) if batch.sent_at else None,
            left_out=[(LeftOut(r["reason"]).label, r["count"], r["total"]) for r in batch.omissions.order_by("reason")
                      .values("reason").annotate(count=Count("pk"), total=Sum("amount"))],
            omissions=batch.omissions.select_related("person").order_by("pk")[:50],
            release=disclosure.of(batch), seal=proofs.seal_of(batch), **kwargs,
        )  # fmt: skip


def positive():
    from django.db.models import Q

    return Q(legs__amount__gt=0)


def steps(batch: Batch) -> list[tuple]:
    """(what, who, when) of what happened."""
    happened = [
        (_("made"), batch.made_by, batch.made_at), (_("approved"), batch.approved_by, batch.approved_at),
        (_("sent to the bank"), batch.sent_by, batch.sent_at), (_("closed"), batch.closed_by, batch.closed_at),
        (_("cancelled"), batch.cancelled_by, batch.cancelled_at),
    ]  # fmt: skip
    return [step for step in happened if step[1]]


def states(batch: Batch) -> list[tuple]:
    """(state, label, count, yuan) of the batch's payments."""
    found = batch.payments.all().by_state()
    return [
        (s.value, s.label, found[s.value]["count"], found[s.value]["total"]) for s in PaymentState if s.value in found
    ]


def acts(batch: Batch, actor) -> dict[str, bool]:
    """Which buttons are there: those whose role and state fit."""

    def may(action: str) -> bool:
        return roles.may(actor, action, program=batch.program_id)

    state = batch.state
    return {
        "approve": state == BatchState.MADE and may("batch.approve") and batch.made_by_id != actor.pk,
        "send": state == BatchState.APPROVED and may("batch.send"),
        "confirm": state == BatchState.SENT and may("batch.confirm"),
        "cancel": state in (BatchState.MADE, BatchState.APPROVED) and may("batch.cancel"),
        "file": state in (BatchState.SENT, BatchState.CLOSED) and may("batch.send"),
        "publish": state == BatchState.CLOSED and may("publicity.publish") and batch.program.public_form != "never"
        and disclosure.of(batch) is None,
    }  # fmt: skip


class BatchAct(StaffAct):
    """Approve, send, confirm, cancel or publish. The service asks for the right role."""

    action = "batch.view"

    def post(self, request, pk, act):
        batch = batch_or_404(pk)
        if act == "publish":
            release = disclosure.publish(batch=batch, actor=request.user)
            messages.success(request, _("Published as %(number)s.") % {"number": release.number})
            return redirect("money:batch", pk=pk)
        if act not in tasks.STEPS:
            raise Http404
        done = tasks.step(act, batch=batch, actor=request.user, **self.params(batch, act))
        if isinstance(done, Job):
            return redirect("jobs:detail", pk=done.pk)
        messages.success(request, DONE[act])
        return redirect("money:batch", pk=pk)

    def params(self, batch: Batch, act: str) -> dict:
        if act == "cancel":
            return {"reason": self.request.POST.get("reason", "")}
        if act != "confirm":
            return {}
        params = {"on": day(self.request.POST.get("on")) or timezone.localdate()}
        if "some" in self.request.POST:
            wanted = [text for text in self.request.POST.getlist("payment") if text.isdigit()]
            params["payments"] = list(batch.payments.filter(sequence__in=wanted))
        return params


class BatchFile(StaffAct):
    """The file for the bank: a POST, because it reveals and is logged."""

    action = "batch.send"

    def post(self, request, pk):
        form = "csv" if request.POST.get("form") == "csv" else "xlsx"
        file = bankfile.download(
            batch=batch_or_404(pk), form=form, actor=request.user, purpose=request.POST.get("purpose", "")
        )
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
        return HttpResponse(file.content, content_type=file.mime, headers=headers)
