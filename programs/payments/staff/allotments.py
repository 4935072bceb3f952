"""Money between funds: what was asked, who decided, and the form to ask."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries.staff.fields import YuanField
from programs.catalogue.models import Fund
from programs.ledger.models import LedgerAccount, Transfer, TransferKind
from programs.payments.flows import AllotmentState
from programs.payments.models import Allotment
from programs.payments.services import allotments
from programs.payments.staff.keyset import Keyset
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.staff.views import StaffAct, StaffView

TONE = {"asked": "wait", "posted": "good", "refused": "bad", "withdrawn": "idle"}
DONE = {
    "approve": _("Approved. The money has gone to the other fund."),
    "refuse": _("Refused. Nothing was moved."),
    "withdraw": _("Withdrawn. Nothing was moved."),
}


class AskForm(forms.Form):
    source = forms.ModelChoiceField(Fund.objects.none(), label=_("From the fund"))
    target = forms.ModelChoiceField(Fund.objects.none(), label=_("To the fund"))
    amount = YuanField(label=_("Amount, yuan"))
    document = forms.CharField(label=_("Document number"), max_length=100, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    # Made with the form, so that a form that is sent twice is one request.
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = {row["fund"]: row["amount"] for row in LedgerAccount.objects.of_kind("available").sums("fund")}
        for name in ("source", "target"):
            self.fields[name].queryset = Fund.objects.order_by("code")
        self.fields["source"].label_from_instance = lambda fund: f"{fund.name} ({held.get(fund.pk, 0):,.2f})"


class Allotments(StaffView):
    action = "fund.view"
    page_title = _("Transfers between funds")
    header_icon = "money"
    template_name = "money/allotments.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds"))]

    def get_context_data(self, **kwargs):
        actor = self.request.user
        rows = Allotment.objects.select_related("source", "target", "asked_by", "decided_by")
        page = Keyset(self.request).page(rows, "asked_at", "pk")
        moved = dict(
            Transfer.objects.filter(kind=TransferKind.ALLOTMENT, cause__in=[row.pk for row in page.rows])
            .values_list("cause", "pk")
        )  # fmt: skip
        decides = roles.may(actor, "fund.allot-approve")
        for row in page.rows:
            waits = row.state == AllotmentState.ASKED
            row.tone, row.moved_by = TONE[row.state], moved.get(row.pk)
            row.may_decide = waits and decides and row.asked_by_id != actor.pk
            row.may_withdraw = waits and row.asked_by_id == actor.pk and roles.may(actor, "fund.allot")
        form = kwargs.pop("form", None) or (AskForm() if roles.may(actor, "fund.allot") else None)
        return super().get_context_data(page=page, form=form, **kwargs)


class Ask(Allotments):
    action = "fund.allot"
    http_method_names = ["post"]

    def post(self, request):
        form = AskForm(request.POST)
        if form.is_valid():
            try:
                allotments.ask(actor=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Asked for. Another finance officer decides."))
                return redirect("money:allotments")
        return self.render_to_response(self.get_context_data(form=form))


class AllotmentAct(StaffAct):
    """Approve, refuse or withdraw. The service asks for the right role."""

    action = "fund.view"

    def post(self, request, pk, act):
        allotment = get_object_or_404(Allotment, pk=pk)
        if act not in DONE:
            raise Http404
        reason = {} if act == "approve" else {"reason": request.POST.get("reason", "")}
        getattr(allotments, act)(allotment=allotment, actor=request.user, **reason)
        messages.success(request, DONE[act])
        return redirect("money:allotments")
