"""The amount bands: how many approvals a batch needs, in dated versions, and the form that adds the next."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.staff.fields import DayField, YuanField
from programs.payments.models import ApprovalRule
from programs.payments.services import approvals
from programs.payments.staff import choices
from programs.payments.staff.keyset import Keyset
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.staff.views import StaffView

COUNTS = [(n, str(n)) for n in range(1, approvals.MOST + 1)]
# Amounts above which more must approve; further ones can be left empty.
STEPS = (1, 2, 3)


class RuleForm(forms.Form):
    program = forms.ChoiceField(
        label=_("Program"), required=False, help_text=_("A program's own rule goes before the one for all.")
    )
    valid_from = DayField(label=_("Valid from"), help_text=_("Tomorrow at the earliest."))
    document = forms.CharField(label=_("Document number"), max_length=100)
    approvals = forms.TypedChoiceField(label=_("Approvals for every amount"), choices=COUNTS, coerce=int)
    # Made with the form, so that a form that is sent twice is one rule.
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, data=None, *, actor):
        super().__init__(data, initial={"valid_from": timezone.localdate() + timedelta(days=1)})
        own = [(p.pk, p.name) for p in choices.paying_programs() if roles.may(actor, "approvals.change", program=p.pk)]
        self.fields["program"].choices = [("", _("All that have no rule of their own")), *own]
        for step in STEPS:
            self.fields[f"above_{step}"] = YuanField(label=_("Above, yuan"), required=False)
            self.fields[f"approvals_{step}"] = forms.TypedChoiceField(
                label=_("Approvals"), choices=[("", "—"), *COUNTS], coerce=int, empty_value=None, required=False
            )

    def clean(self):
        given = super().clean()
        for step in STEPS:
            above, count = given.get(f"above_{step}"), given.get(f"approvals_{step}")
            if (above is None) != (count is None) and not self.errors:
                self.add_error(
                    f"above_{step}", _("Give both the amount and the number of approvals, or leave both empty.")
                )
        return given

    @property
    def common(self) -> list:
        return [self[name] for name in ("program", "valid_from", "document", "approvals")]

    @property
    def pairs(self) -> list[tuple]:
        return [(self[f"above_{step}"], self[f"approvals_{step}"]) for step in STEPS]

    @property
    def bands(self) -> list[dict]:
        """The bands as the service takes them; those left empty aren't there."""
        given = self.cleaned_data
        further = [
            {"above": given[f"above_{step}"], "approvals": given[f"approvals_{step}"]}
            for step in STEPS
            if given[f"above_{step}"] is not None
        ]
        return [{"above": 0, "approvals": given["approvals"]}, *further]


class ApprovalRules(StaffView):
    """Every version there was, the newest first. The form is there for whoever may add one: a manager of the city."""

    action = "batch.view"
    page_title = _("Amount bands for approvals")
    header_icon = "list-ul"
    template_name = "money/approvals.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds")), (reverse("money:batches"), _("Batches"))]

    def get_context_data(self, **kwargs):
        actor = self.request.user
        page = Keyset(self.request).page(ApprovalRule.objects.select_related("program", "made_by"), "made_at", "pk")
        today, standing = timezone.localdate(), {rule.pk for rule in approvals.all_in_force()}
        for row in page.rows:
            if row.valid_from > today:
                row.tone, row.standing = "wait", _("to come")
            else:
                row.tone, row.standing = ("good", _("in force")) if row.pk in standing else ("idle", _("earlier"))
            row.steps = [(Decimal(band["above"]), band["approvals"]) for band in row.bands]
        form = kwargs.pop("form", None) or (RuleForm(actor=actor) if approvals.may_change(actor) else None)
        return super().get_context_data(page=page, form=form, **kwargs)


class AddApprovalRule(ApprovalRules):
    action = "approvals.change"
    http_method_names = ["post"]

    def post(self, request):
        form = RuleForm(request.POST, actor=request.user)
        if form.is_valid():
            given = form.cleaned_data
            try:
                rule = approvals.change(
                    actor=request.user, program=given["program"] or None, valid_from=given["valid_from"],
                    document=given["document"], bands=form.bands, id=given["id"],
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Saved. It holds from %(day)s.") % {"day": rule.valid_from})
                return redirect("money:approvals")
        return self.render_to_response(self.get_context_data(form=form))
