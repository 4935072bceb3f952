"""What would be corrected, with the reasons, before it is; and one enrolment's money with what it follows."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries.staff.fields import DayField
from programs.enrolment.models import Enrolment
from programs.payments.flows import PaymentState
from programs.payments.models import Payment, Why
from programs.payments.panels import TONE
from programs.payments.services import dated, entitlements, recalculation
from programs.payments.staff import choices
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models import Area, Job
from registry.core.staff.views import StaffView

MOST = 50_000  # rows that are compared while one waits for the page


class Recalculate(StaffView):
    """The differences of the chosen periods; a POST writes them down."""

    action = "entitlement.generate"
    page_title = _("Work out again")
    header_icon = "calendar-check"
    template_name = "money/again.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds")), (reverse("money:entitlements"), _("What is due"))]

    def chosen(self, data) -> tuple:
        """(programs, program, every period worked out, the oldest one to look at, the periods from it on)."""
        programs = choices.paying_programs()
        program = next((p for p in programs if p.pk == data.get("program")), programs[0] if programs else None)
        known = recalculation.periods_of(program=program.pk) if program else []
        since = data.get("since") if data.get("since") in known else (known[:12] or [""])[-1]
        return programs, program, known, since, [period for period in known if period >= since]

    def get_context_data(self, **kwargs):
        programs, program, known, since, periods = self.chosen(self.request.GET)
        preview, too_many = None, False
        if periods:
            rows = entitlements.Entitlement.objects.filter(program=program, period__in=periods)
            too_many = rows.order_by()[:MOST].count() >= MOST
            preview = None if too_many else recalculation.preview(program=program.pk, periods=periods)
        return super().get_context_data(
            programs=programs, program=program, known=known, since=since, periods=periods, preview=preview,
            too_many=too_many, sums=[(Why(why).label, *row) for why, row in sorted(preview.sums.items())]
            if preview else [],
            may=program and roles.may(self.request.user, "entitlement.generate", program=program.pk), **kwargs,
        )  # fmt: skip

    def post(self, request):
        _programs, program, _known, since, periods = self.chosen(request.POST)
        if not periods:
            return redirect("money:recalculate")
        done = recalculation.ask(program=program.pk, periods=periods, actor=request.user)
        if isinstance(done, Job):
            return redirect("jobs:detail", pk=done.pk)
        messages.success(request, _("%(corrections)s corrections and %(created)s new entitlements were added.") % done)
        return redirect(f"{reverse('money:recalculate')}?program={program.pk}&since={since}")


class AnswerForm(forms.Form):
    field = forms.ChoiceField(label=_("What changes"))
    value = forms.CharField(label=_("New answer"), max_length=60)
    since = DayField(label=_("Holds from"))
    reason = forms.CharField(label=_("Why, on what paper"), max_length=300)

    def __init__(self, asked, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(field.code, str(field.label)) for field in asked]
        kinds = {field.kind for field in asked}
        if kinds == {"choice"}:
            options = [(choice.code, str(choice.label)) for field in asked for choice in field.choices]
            self.fields["value"] = forms.ChoiceField(label=_("New answer"), choices=options)
        elif "choice" in kinds:
            self.fields["value"].help_text = "；".join(
                f"{f.label}：{'、'.join(str(c.label) for c in f.choices)}" for f in asked if f.kind == "choice"
            )


class EnrolmentMoney(StaffView):
    """What an enrolment was due, period by period, with each correction, and the answers that its amounts follow."""

    action = "enrolment.view"
    header_icon = "money"
    template_name = "money/enrolment.html"

    def find(self, pk):
        rows = Enrolment.objects.select_related("person", "program", "rules__program")
        self.enrolment = get_object_or_404(rows, pk=pk)

    def get_trail(self):
        one = self.enrolment
        return [
            (reverse("people:detail", args=[one.person_id]), one.person.name),
            (reverse("enrolments:detail", args=[one.pk]), one.program.name),
        ]

    @property
    def may_date(self) -> bool:
        return roles.may(self.request.user, "enrolment.date-answer", program=self.enrolment.program_id)

    def get_context_data(self, **kwargs):
        one = self.enrolment
        self.page_title = _("Money of this enrolment")
        asked = dated.fields_of(one)
        rows = list(one.entitlements.select_related("rules", "made_by").order_by("-period", "sequence"))
        payments: dict = {}
        # Of each period: what was paid of it beyond what is due.
        over: dict = {}
        for payment in Payment.objects.filter(enrolment=one).select_related("batch").order_by("batch__made_at"):
            payment.tone = TONE.get(payment.state, "idle")
            payments.setdefault(payment.entitlement_id, []).append(payment)
        for row in rows:
            row.paid_by = payments.get(row.pk, [])
            paid = sum(payment.amount for payment in row.paid_by if payment.state == PaymentState.PAID)
            over[row.period] = over.get(row.period, 0) + paid - row.amount
        for row in rows:
            row.too_much = over[row.period] > 0
        form = kwargs.pop("form", None) or (AnswerForm(asked) if asked and self.may_date else None)
        return super().get_context_data(
            enrolment=one, rows=rows, place=Area.objects.filter(pk=one.area).first(),
            due=sum(row.amount for row in rows),
            paid=Payment.objects.filter(enrolment=one, state=PaymentState.PAID).sums()["total"],
            over=sum(yuan for yuan in over.values() if yuan > 0),
            answers=timeline(one, asked), form=form, **kwargs,
        )  # fmt: skip

    def post(self, request, pk):
        form = AnswerForm(dated.fields_of(self.enrolment), request.POST)
        if form.is_valid():
            try:
                dated.record(enrolment=self.enrolment, actor=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Written down. Work out again what is due, so that amounts follow it."))
                return redirect("money:enrolment", pk=pk)
        return self.render_to_response(self.get_context_data(form=form))


def timeline(enrolment: Enrolment, asked) -> list[tuple]:
    """(field, answer, from when it held, the row that says so) of each answer that an amount follows."""
    rows = list(enrolment.dated_answers.select_related("made_by"))
    found = []
    for field in asked:
        said = [
            (field, shown(field, row.values[field.code]), row.since, row) for row in rows if field.code in row.values
        ]
        if not said or said[0][2].year > 1:
            said.insert(0, (field, shown(field, enrolment.answers.get(field.code)), None, None))
        found += said
    return found


def shown(field, value) -> str:
    """An answer as a person reads it."""
    if field.kind == "choice":
        return next((str(choice.label) for choice in field.choices if choice.code == value), "—")
    return str(value) if value not in (None, "") else "—"
