"""One finding: what the rule saw, the records side by side, what was said, and what may be done."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries.staff.fields import DayField
from programs.assurance.flows import MOVES, Act, FindingState
from programs.assurance.models import Finding
from programs.assurance.services import findings
from programs.assurance.staff import cards
from programs.assurance.staff.findings import above, described
from programs.payments.models import Batch
from registry.core import roles
from registry.core.models import Account, Area
from registry.core.staff.views import StaffAct, StaffView

BUTTONS = {
    Act.EXPLAINED: _("Explained: there is nothing wrong"),
    Act.CONFIRMED: _("Confirmed: it is so"),
    Act.FIXED: _("Put right"),
    Act.OPEN: _("Open again"),
}
DONE = {
    "remark": _("The remark is kept."), "assigned": _("The finding is given to them."),
    "explained": _("Explained."), "confirmed": _("Found to be so."), "fixed": _("Put right."), "open": _("Open again."),
}  # fmt: skip


def finding_or_404(pk) -> Finding:
    return get_object_or_404(Finding.objects.select_related("program", "owner"), pk=pk)


class AssignForm(forms.Form):
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due_on = DayField(label=_("Answer by"), required=False)
    text = forms.CharField(label=_("What is asked of them"), max_length=1000, required=False)

    def __init__(self, finding: Finding, data=None):
        super().__init__(data, initial={"owner": finding.owner_id, "due_on": finding.due_on})
        self.fields["owner"].choices = [
            ("", _("nobody")),
            *((account.pk, f"{account} · {roles_said(account)}") for account in findings.owners(finding)),
        ]


def roles_said(account) -> str:
    return "、".join(grant.get_role_display() for grant in roles.grants_of(account))


class FindingDetail(StaffView):
    action = "finding.view"
    header_icon = "glasses"
    template_name = "assurance/finding.html"

    def find(self, pk):
        self.finding = finding_or_404(pk)

    def get_trail(self):
        return [*above(self.request), (reverse("assurance:findings"), _("Findings"))]

    def get_context_data(self, **kwargs):
        finding, actor = described(self.finding), self.request.user
        self.page_title = f"{finding.rule} {finding.name}"
        records, more = cards.of(finding)
        moves = [
            (act, BUTTONS[act])
            for act, target in MOVES.items()
            if target != finding.state and target in _moves(finding.state)
        ]
        may_assign = roles.may(actor, "finding.assign", program=finding.program_id)
        return super().get_context_data(
            finding=finding, check=finding.of_rule, facts=cards.facts(finding), cards=records, more=more,
            place=Area.objects.filter(pk=finding.area).first(), held=Batch.objects.filter(pk__in=finding.holds),
            remarks=finding.remarks.select_related("by", "owner"), may_judge=roles.may(actor, "finding.judge"),
            moves=moves, form=(kwargs.pop("form", None) or AssignForm(finding)) if may_assign else None, **kwargs,
        )  # fmt: skip


def _moves(state: str):
    from programs.assurance.flows import FINDING

    return FINDING.moves[FindingState(state)]


class FindingAct(StaffAct):
    """Remark, assign or judge. The service asks for the right role."""

    action = "finding.remark"

    def find(self, pk, act):
        self.finding = finding_or_404(pk)

    def post(self, request, pk, act):
        text = request.POST.get("text", "")
        if act == Act.REMARK:
            findings.remark(finding=self.finding, actor=request.user, text=text)
        elif act == Act.ASSIGNED:
            roles.require(request.user, "finding.assign")
            form = AssignForm(self.finding, request.POST)
            if not form.is_valid():
                for errors in form.errors.values():
                    messages.error(request, " ".join(errors))
                return redirect("assurance:finding", pk=pk)
            owner = form.cleaned_data["owner"]
            findings.assign(
                finding=self.finding, owner=Account.objects.filter(pk=owner).first() if owner else None,
                due_on=form.cleaned_data["due_on"], actor=request.user, text=form.cleaned_data["text"],
            )  # fmt: skip
        elif act in MOVES:
            findings.judge(finding=self.finding, act=act, actor=request.user, text=text)
        else:
            raise Http404
        messages.success(request, DONE[act])
        return redirect("assurance:finding", pk=pk)
