"""The list of batches, and the form that makes one."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue.services import rules
from programs.payments import tasks
from programs.payments.flows import BatchState, Method
from programs.payments.models import Batch, Entitlement
from programs.payments.services import batches, setoff
from programs.payments.staff import choices
from programs.payments.staff.entitlements import sums
from programs.payments.staff.keyset import Keyset
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models import Area, Job
from registry.core.staff.views import StaffView

TONE = dict.fromkeys(BatchState.values, "wait") | {"answered": "bad", "closed": "good", "cancelled": "idle"}


class BatchList(StaffView):
    action = "batch.view"
    page_title = _("Batches")
    header_icon = "list-ul"
    template_name = "money/batches.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds"))]

    def get_context_data(self, **kwargs):
        rows = Batch.objects.newest_first()
        state, program = self.request.GET.get("state", ""), self.request.GET.get("program", "")
        fund, number = self.request.GET.get("fund", ""), self.request.GET.get("number", "").strip()
        if number:
            rows = rows.filter(number__icontains=number)
        if state in BatchState.values:
            rows = rows.filter(state=state)
        if program:
            rows = rows.filter(program=program)
        if fund:
            rows = rows.filter(fund=fund)
        page = Keyset(self.request).page(rows, "made_at", "pk")
        places = Area.objects.in_bulk({row.area for row in page.rows})
        for row in page.rows:
            row.tone, row.place = TONE[row.state], places.get(row.area)
        return super().get_context_data(
            page=page, states=BatchState.choices, state=state, program=program, fund=fund,
            programs=choices.paying_programs(), number=number, filtered=bool(state or program or fund or number),
            **kwargs,
        )  # fmt: skip


class BatchForm(forms.Form):
    fund = forms.ChoiceField(label=_("Fund (available, yuan)"))
    area = forms.ChoiceField(label=_("Area"))
    method = forms.ChoiceField(label=_("How it is paid"), choices=Method.choices)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    set_off = forms.BooleanField(label=_("Set off what is asked back"), required=False, initial=True)
    outside_months = forms.CharField(label=_("Why it is paid outside its months"), max_length=300, min_length=2)

    def __init__(self, data=None, *, program: str, asked_back: setoff.AskedBack):
        super().__init__(data)
        if asked_back.offered:
            count, yuan = asked_back.own
            self.fields["set_off"].help_text = _(
                "%(count)s claims are open on people who are due here, %(yuan)s yuan. Up to %(share)s%% of a payment "
                "is set off; it is approved with the batch."
            ) % {"count": count, "yuan": f"{yuan:,.2f}", "share": asked_back.share}
        else:
            del self.fields["set_off"]
        if months := batches.other_months(program):
            self.fields["outside_months"].help_text = _("This program pays in these months: %(months)s.") % {
                "months": "、".join(map(str, months))
            }
        else:
            del self.fields["outside_months"]
        if rules.in_force(program=program, on=timezone.localdate()).parsed.benefit.goods:
            self.fields["method"].initial = Method.CASH
        self.fields["fund"].choices = choices.funds_for(program)
        self.fields["area"].choices = choices.areas()


class BatchMake(StaffView):
    """From what is due for a program and period, in the address; everything in no batch yet goes in."""

    action = "batch.make"
    page_title = _("Make a batch")
    header_icon = "list-ul"
    template_name = "money/batch_make.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds")), (reverse("money:batches"), _("Batches"))]

    @property
    def what(self) -> tuple[str, str]:
        return self.request.GET.get("program", ""), self.request.GET.get("period", "")

    def get_context_data(self, **kwargs):
        code, period = self.what
        program = next((p for p in choices.paying_programs() if p.pk == code), None)
        if program is None or not roles.may(self.request.user, "batch.make", program=code):
            raise Refusal("not-allowed", _("Choose a program first, on the page of what is due."))
        unpaid = sums(Entitlement.objects.for_period(code, period).unpaid())
        asked_back = setoff.asked_back(code, period)
        return super().get_context_data(
            program=program,
            period=period,
            unpaid=unpaid,
            elsewhere=asked_back.others,
            form=kwargs.pop("form", None) or BatchForm(program=code, asked_back=asked_back),
            **kwargs,
        )

    def post(self, request):
        code, period = self.what
        form = BatchForm(request.POST, program=code, asked_back=setoff.asked_back(code, period))
        if form.is_valid():
            try:
                made = tasks.make(program=code, period=period, actor=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                if isinstance(made, Job):
                    return redirect("jobs:detail", pk=made.pk)
                messages.success(
                    request, _("Batch %(number)s is made. Another account must check it.") % {"number": made.number}
                )
                return redirect("money:batch", pk=made.pk)
        return self.render_to_response(self.get_context_data(form=form))
