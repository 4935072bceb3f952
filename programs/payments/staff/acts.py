"""What the buttons on a batch's page do: its steps, what the bank said by hand, and what came back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.payments import tasks
from programs.payments.flows import BatchState, Method
from programs.payments.models import Batch
from programs.payments.services import batches, disclosure, returns, settlement
from programs.payments.staff.batch import batch_or_404
from programs.payments.staff.funds import day
from registry.core.errors import Refusal
from registry.core.models import Job
from registry.core.staff.views import StaffAct

DONE = {
    "check": _("Checked. Others must approve it now."),
    "approve": _("Approved. The fund's money is committed."),
    "send": _("Sent. Take the bank's file below."),
    "confirm": _("Confirmed."),
    "cancel": _("Cancelled. What it was for is due again."),
    "send-back": _("Sent back to its maker."),
    "returned": _("Recorded: they came back."),
    "unknown": _("Recorded: the bank doesn't know yet. Nothing is paid again or released until it does."),
    "release": _("Released. They are due again."),
    "give-up": _("Given up. The fund has the money back."),
}
# The same where no bank is in it.
BY_HAND = {
    "send": _("Out to be handed over. Whoever hands it out finds it under “Hand-outs”."),
    "returned": _("Recorded: they were brought back."),
}


class BatchAct(StaffAct):
    """One step. The service asks for the right role."""

    action = "batch.view"

    def post(self, request, pk, act):
        batch = batch_or_404(pk)
        if act in tasks.STEPS:
            done = tasks.step(act, batch=batch, actor=request.user, **self.params(batch, act))
            if isinstance(done, Job):
                return redirect("jobs:detail", pk=done.pk)
            messages.success(request, self.said(act, done))
            return redirect("money:batch", pk=pk)
        one = getattr(self, f"do_{act.replace('-', '_')}", None)
        if one is None:
            raise Http404
        return one(batch) or self.back(batch, act)

    def back(self, batch: Batch, act: str):
        messages.success(self.request, self.said(act, batch))
        return redirect("money:batch", pk=batch.pk)

    def said(self, act: str, batch: Batch):
        if act == "approve" and batch.state == BatchState.CHECKED:
            return _("Your approval is on record. %(left)s more must approve it.") % {
                "left": batch.approvals_needed - batches.signed(batch)
            }
        by_hand = BY_HAND if batch.method == Method.CASH else {}
        return by_hand.get(act, DONE[act])

    def params(self, batch: Batch, act: str) -> dict:
        if act == "cancel":
            return {"reason": self.request.POST.get("reason", "")}
        if act == "approve":
            return {"beyond_budget": self.request.POST.get("beyond_budget", "")}
        if act != "confirm":
            return {}
        return {"on": self.on(), "payments": None if "all" in self.request.POST else self.ticked(batch)}

    def on(self):
        return day(self.request.POST.get("on")) or timezone.localdate()

    def ticked(self, batch: Batch) -> list:
        """The payments that are ticked; none is no answer."""
        wanted = [text for text in self.request.POST.getlist("payment") if text.isdigit() and len(text) < 10]
        found = list(batch.payments.filter(sequence__in=wanted))
        if not found:
            raise Refusal("none-ticked", _("Tick the payments that it is about."))
        return found

    def do_publish(self, batch: Batch):
        release = disclosure.publish(batch=batch, actor=self.request.user)
        messages.success(self.request, _("Published as %(number)s.") % {"number": release.number})
        return redirect("money:batch", pk=batch.pk)

    def do_send_back(self, batch: Batch) -> None:
        batches.send_back(batch=batch, actor=self.request.user, reason=self.request.POST.get("reason", ""))

    def do_returned(self, batch: Batch) -> None:
        settlement.record(
            batch=batch, actor=self.request.user, outcome="returned", payments=self.ticked(batch), on=self.on(),
            reason=self.request.POST.get("why", ""), note=self.request.POST.get("note", ""),
        )  # fmt: skip

    def do_unknown(self, batch: Batch) -> None:
        settlement.record(
            batch=batch, actor=self.request.user, outcome="unknown", payments=self.ticked(batch), on=self.on()
        )

    def do_again(self, batch: Batch):
        made = returns.reissue(batch=batch, actor=self.request.user)
        messages.success(
            self.request, _("Batch %(number)s pays %(count)s of them again. Another account must check it.") % {
                "number": made.number, "count": made.count}
        )  # fmt: skip
        return redirect("money:batch", pk=made.pk)

    def _release(self, batch: Batch, *, give_up: bool) -> None:
        returns.release(
            batch=batch, actor=self.request.user, reason=self.request.POST.get("reason", ""),
            payments=self.ticked(batch), give_up=give_up,
        )  # fmt: skip

    def do_release(self, batch: Batch) -> None:
        self._release(batch, give_up=False)

    def do_give_up(self, batch: Batch) -> None:
        self._release(batch, give_up=True)
