"""Money asked back: the list of claims, one claim with all that came of it, and the form that opens one."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.staff.fields import DayField, YuanField
from programs.catalogue.services import rules
from programs.payments.flows import HOLDS_SET_OFF, ClaimState, PaymentState, WriteOffState
from programs.payments.models import Claim, Entitlement, Payment, Recovery, TakeBack, WriteOff
from programs.payments.models.claim import Ground, Way
from programs.payments.services import recovery, requests, setoff
from programs.payments.staff.keyset import Keyset
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.models import Area
from registry.core.staff.views import StaffAct, StaffView

TONE = {"open": "wait", "settled": "good", "written_off": "idle"}
WRITE_OFF_TONE = {"asked": "wait", "approved": "good", "refused": "bad"}


class Asked(forms.Form):
    # Made with the form, so that a form that is sent twice is one request.
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class Difference(forms.ModelChoiceField):
    def label_from_instance(self, row) -> str:
        return f"{-row.amount:,.2f} · {row.get_why_display()}"


class ClaimForm(Asked):
    difference = Difference(
        Entitlement.objects.none(), label=_("Worked out as paid too much"), required=False,
        empty_label=_("for another reason"),
    )  # fmt: skip
    amount = YuanField(label=_("Amount, yuan"))
    reason = forms.CharField(label=_("Why it is asked back"), max_length=300)

    def __init__(self, payment: Payment, data=None):
        super().__init__(data)
        found = recovery.differences(payment)
        self.fields["difference"].queryset = found
        if first := found.first():
            self.initial |= {"difference": first.pk, "amount": min(-first.amount, payment.amount)}
        else:
            del self.fields["difference"]


class RecoveryForm(Asked):
    amount = YuanField(label=_("Amount, yuan"))
    # What is set off comes with the bank's answer.
    way = forms.ChoiceField(label=_("Way"), choices=[(w.value, w.label) for w in Way if w != Way.OFFSET])
    on = DayField(label=_("Came back on"))
    note = forms.CharField(label=_("Voucher or note"), max_length=300, required=False)


class PlanForm(forms.Form):
    count = forms.IntegerField(label=_("Number of instalments, one a month"), min_value=1, max_value=60)
    first = DayField(label=_("The first is due on"))


class WriteOffForm(Asked):
    ground = forms.ChoiceField(label=_("Ground"), choices=Ground)
    amount = YuanField(label=_("Amount, yuan"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class Claims(StaffView):
    """The claims that are open, or all of them; of each what came back and what is overdue."""

    action = "claim.view"
    page_title = _("Money asked back")
    header_icon = "rotate"
    template_name = "money/claims.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds"))]

    def get_context_data(self, **kwargs):
        everything = self.request.GET.get("state") == "all"
        rows = recovery.with_sums(
            Claim.objects.select_related("payment__batch", "payment__entitlement", "program", "opened_by")
        )
        if not everything:
            rows = rows.filter(state=ClaimState.OPEN)
        page = Keyset(self.request).page(rows, "opened_at", "pk")
        places = Area.objects.in_bulk({row.area for row in page.rows})
        waiting = set(
            WriteOff.objects.filter(claim__in=[row.pk for row in page.rows], state=WriteOffState.ASKED)
            .values_list("claim", flat=True)
        )  # fmt: skip
        today = timezone.localdate()
        for row in page.rows:
            row.tone, row.place, row.waits = TONE[row.state], places.get(row.area), row.pk in waiting
            row.overdue = recovery.overdue(row, open_=row.rest, on=today)
        return super().get_context_data(page=page, everything=everything, **kwargs)


class ClaimOpen(StaffView):
    """Ask back what a payment paid wrongly."""

    action = "claim.open"
    page_title = _("Ask the money back")
    header_icon = "rotate"
    template_name = "money/form.html"

    def find(self, pk):
        self.payment = get_object_or_404(Payment.objects.select_related("batch", "entitlement"), pk=pk)

    def get_trail(self):
        number = f"{self.payment.batch.number}-{self.payment.sequence}"
        return [(reverse("money:payment", args=[self.payment.pk]), number)]

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or ClaimForm(self.payment)
        return super().get_context_data(form=form, back=reverse("money:payment", args=[self.payment.pk]), **kwargs)

    def post(self, request, pk):
        form = ClaimForm(self.payment, request.POST)
        if form.is_valid():
            try:
                made = recovery.claim(payment=self.payment, actor=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Asked back. Record here what comes back."))
                return redirect("money:claim", pk=made.pk)
        return self.render_to_response(self.get_context_data(form=form))


class ClaimDetail(StaffView):
    """One claim: what came back and what was let go, the plan, and what the account may do next."""

    action = "claim.view"
    header_icon = "rotate"
    template_name = "money/claim.html"

    def find(self, pk, **kwargs):
        rows = Claim.objects.select_related(
            "payment__batch__fund", "payment__entitlement", "program", "difference", "opened_by"
        )
        self.claim = get_object_or_404(recovery.with_sums(rows), pk=pk)

    def get_trail(self):
        return [(reverse("money:claims"), _("Money asked back"))]

    def plan(self) -> list[dict]:
        """Each instalment with whether it came back, by what is open: the last ones are what is still to come."""
        open_, rows = self.claim.rest, []
        for row in reversed(self.claim.plan):
            amount = Recovery._meta.get_field("amount").to_python(row["amount"])
            left = min(open_, amount)
            open_ -= left
            rows.append({"due": date.fromisoformat(row["due"]), "amount": amount, "left": left,
                         "late": left and row["due"] < timezone.localdate().isoformat()})  # fmt: skip
        return rows[::-1]

    def forms(self) -> dict:
        one, may = self.claim, lambda act: roles.may(self.request.user, act, program=self.claim.program_id)
        if one.state != ClaimState.OPEN:
            return {}
        found = {}
        if may("claim.record") and one.payment.state == PaymentState.PAID:
            way = Way.INSTALMENT if one.plan else Way.REPAID
            found["record"] = RecoveryForm(initial={"on": timezone.localdate(), "way": way})
            found["plan"] = PlanForm()
        if may("claim.write-off") and not one.write_offs.filter(state=WriteOffState.ASKED).exists():
            found["write-off"] = WriteOffForm(initial={"amount": one.rest - setoff.under_way(one)})
        return found

    def decidable(self, rows) -> list:
        """Requests, each with whether this account may decide."""
        found = list(rows.select_related("asked_by", "decided_by"))
        for row in found:
            may = roles.may(self.request.user, requests.decides(row), program=self.claim.program_id)
            row.tone = WRITE_OFF_TONE[row.state]
            row.may_decide = may and row.state == WriteOffState.ASKED and row.asked_by_id != self.request.user.pk
        return found

    def get_context_data(self, **kwargs):
        one, actor = self.claim, self.request.user
        self.page_title = _("Asked back from %(name)s") % {"name": one.payment.name}
        write_offs = self.decidable(one.write_offs)
        take_backs: dict = {}
        for row in self.decidable(TakeBack.objects.filter(recovery__claim=one)):
            take_backs.setdefault(row.recovery_id, []).append(row)
        recoveries = list(one.recoveries.select_related("made_by", "cancelled_by"))
        may_record = roles.may(actor, "claim.record", program=one.program_id)
        for row in recoveries:
            row.asked = take_backs.get(row.pk, [])
            stands = row.cancels_id is None and row.way != Way.OFFSET and not hasattr(row, "cancelled_by")
            row.may_ask = may_record and stands and not any(a.state == WriteOffState.ASKED for a in row.asked)
        bound = kwargs.pop("bound", {})
        texts = [
            ("record", _("Record what came back"), _("Record")),
            ("plan", _("Agree on instalments for what is open"), _("Agree")),
            ("write-off", _("Ask to let it go"), _("Ask")),
        ]
        offered = self.forms() | bound
        return super().get_context_data(
            claim=one, tone=TONE[one.state], place=Area.objects.filter(pk=one.area).first(), plan=self.plan(),
            overdue=recovery.overdue(one, open_=one.rest, on=timezone.localdate()), write_offs=write_offs,
            share=setoff.share_of(rules.in_force(program=one.program_id, on=timezone.localdate()).parsed),
            recoveries=recoveries, set_offs=one.set_offs.filter(state__in=HOLDS_SET_OFF).select_related("batch"),
            acts=[(act, title, button, offered[act]) for act, title, button in texts if act in offered], **kwargs,
        )  # fmt: skip


class ClaimAct(ClaimDetail):
    """Record what came back, agree on instalments, or ask to let it go. The service asks for the right role."""

    http_method_names = ["post"]

    def post(self, request, pk, act):
        kinds = {"record": RecoveryForm, "plan": PlanForm, "write-off": WriteOffForm}
        if act not in kinds:
            raise Http404
        form = kinds[act](request.POST)
        if form.is_valid():
            try:
                messages.success(request, self.do(act, request.user, form.cleaned_data))
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                return redirect("money:claim", pk=pk)
        return self.render_to_response(self.get_context_data(bound={act: form}))

    def do(self, act: str, actor, data: dict):
        if act == "record":
            recovery.record(claim=self.claim, actor=actor, **data)
            return _("Recorded. The money is the fund's again.")
        if act == "plan":
            rows = recovery.monthly(amount=self.claim.rest, **data)
            recovery.plan(claim=self.claim, instalments=rows, actor=actor)
            return _("The instalments are agreed on.")
        requests.ask_write_off(claim=self.claim, actor=actor, **data)
        return _("Asked for. A manager decides.")


class Decide(StaffAct):
    """Approve a request, or refuse it. The service asks for the right role."""

    action = "claim.view"
    model: type[WriteOff] | type[TakeBack]
    said: dict

    def post(self, request, pk, act):
        asked = get_object_or_404(self.model, pk=pk)
        if act not in self.said:
            raise Http404
        reason = {} if act == "approve" else {"reason": request.POST.get("reason", "")}
        getattr(requests, act)(asked=asked, actor=request.user, **reason)
        messages.success(request, self.said[act])
        return redirect("money:claim", pk=requests.claim_of(asked).pk)


class DecideWriteOff(Decide):
    model = WriteOff
    said = {"approve": _("Approved. It isn't asked back any more."), "refuse": _("Refused. It is still asked back.")}


class DecideTakeBack(Decide):
    model = TakeBack
    said = {
        "approve": _("Taken back. Both entries stay in the books."),
        "refuse": _("Refused. What was recorded stays."),
    }


class AskTakeBack(StaffAct):
    """Ask to take back what was recorded wrongly."""

    action = "claim.record"

    def post(self, request, pk):
        recorded = get_object_or_404(Recovery.objects.select_related("claim"), pk=pk)
        requests.ask_take_back(recovery=recorded, reason=request.POST.get("reason", ""), actor=request.user)
        messages.success(request, _("Asked for. Another finance officer decides."))
        return redirect("money:claim", pk=recorded.claim_id)
