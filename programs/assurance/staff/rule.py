"""One rule: what it looks for, what it can't decide, its figures, and new ones from a day on."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.assurance import checks
from programs.assurance.checks.shape import SEVERITY_TONE
from programs.assurance.models import Figure, Finding
from programs.assurance.services import figures, rounds
from registry.core import roles, scope
from registry.core.errors import Refusal
from registry.core.staff.views import StaffView


class RuleDetail(StaffView):
    action = "assurance.view"
    header_icon = "glasses"
    template_name = "assurance/rule.html"

    def find(self, code):
        if code not in checks.CHECKS:
            raise Http404
        self.check = checks.CHECKS[code]

    def get_trail(self):
        return [(reverse("assurance:index"), _("Assurance"))]

    def get_context_data(self, **kwargs):
        check, last = self.check, rounds.last()
        self.page_title = f"{check.code} {check.name}"
        counted = Finding.objects.filter(rule=check.code).by_rule(since=last.started_at if last else None)
        dated = Figure.objects.filter(rule=check.code).select_related("made_by").order_by("-valid_from", "-made_at")
        return super().get_context_data(
            check=check, tone=SEVERITY_TONE[check.severity], counted=counted.get(check.code), last=last,
            took=(last.rules.get(check.code) or {}).get("seconds") if last else None,
            figures=figures.shown(check), holding=figures.latest(check, on=timezone.localdate()), dated=dated[:20],
            may_change=self.may_change(), **kwargs,
        )  # fmt: skip

    def may_change(self) -> bool:
        return (
            bool(self.check.params)
            and roles.may(self.request.user, "assurance.figures")
            and figures.is_whole_city(scope.current().area)
        )


class FiguresForm(forms.Form):
    def __init__(self, check, data=None):
        super().__init__(data)
        known = figures.in_force(check, on=timezone.localdate())
        for param in check.params:
            initial = known[param.code]
            if isinstance(param.default, tuple):
                field = forms.CharField(label=param.label, required=False, initial=", ".join(initial))
                field.help_text = _("Separate several by commas.")
            else:
                field = forms.IntegerField(
                    label=param.label, initial=initial, min_value=param.least, max_value=param.most
                )
            self.fields[f"figure_{param.code}"] = field
        self.fields["valid_from"] = forms.DateField(
            label=_("Valid from"), initial=timezone.localdate(), widget=forms.DateInput(attrs={"type": "date"})
        )
        self.fields["document"] = forms.CharField(label=_("Document number"), max_length=100)
        self.fields["note"] = forms.CharField(label=_("What changes and why"), max_length=300)


class RuleFigures(RuleDetail):
    action = "assurance.figures"
    template_name = "assurance/figures.html"

    def get_trail(self):
        return [*super().get_trail(), (reverse("assurance:rule", args=[self.check.code]), self.check.code)]

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or FiguresForm(self.check)
        return super().get_context_data(form=form, **kwargs)

    def post(self, request, code):
        form = FiguresForm(self.check, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            values = {param.code: data[f"figure_{param.code}"] for param in self.check.params}
            try:
                figures.save(
                    check=self.check, values=values, valid_from=data["valid_from"], document=data["document"],
                    note=data["note"], actor=request.user,
                )  # fmt: skip
            except Refusal as refusal:
                field = refusal.field if refusal.field in form.fields else f"figure_{refusal.field}"
                form.add_error(field if field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Saved. The next run goes by the new figures."))
                return redirect("assurance:rule", code=code)
        return self.render_to_response(self.get_context_data(form=form))
