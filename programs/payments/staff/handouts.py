"""Handing out, in a village hall with a phone: the batches that are out, their lines here, one line, and the sheet that
was signed."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Min, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from beneficiaries.identity.relations import Relation as Kinship
from beneficiaries.staff.fields import DayField
from programs.enrolment.views.documents import sent_as_file
from programs.payments.flows import PaymentState, Receiver, Unmet
from programs.payments.models import Handout, SignedSheet
from programs.payments.services import handouts, paysheet
from programs.payments.staff.keyset import KeysetPage
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.models import Area
from registry.core.staff.views import ActionRequired, StaffAct, StaffView

SIZE = 50
OPEN = Q(receiver="", unmet="")
FILTERS = {"open": OPEN, "received": ~Q(receiver=""), "unmet": ~Q(unmet=""), "unsigned": ~OPEN & Q(sheet__isnull=True)}
# How many there are of each. (Named apart from the fields.)
COUNTS = {f"n_{key}": Count("pk", filter=where) for key, where in FILTERS.items()}
LABELS = (
    ("open", _("still to hand out")), ("received", _("received")), ("unmet", _("not handed out")),
    ("unsigned", _("waits for the sheet")),
)  # fmt: skip


class Handouts(StaffView):
    """The batches that are out here, each with how far it is."""

    action = "handout.view"
    page_title = _("Hand-outs")
    header_icon = "group"
    template_name = "money/handouts.html"

    def get_context_data(self, **kwargs):
        rows = Handout.objects.values(
            "batch", "batch__area", "program__name_zh", "program__name_en", "payment__entitlement__period"
        )  # fmt: skip
        everything = self.request.GET.get("state") == "all"
        if not everything:
            rows = rows.filter(payment__state=PaymentState.IN_TRANSIT)
        rows = rows.annotate(first=Min("number"), count=Count("pk"), **COUNTS).order_by("-batch")[:100]
        places = Area.objects.in_bulk({row["batch__area"] for row in rows})
        return super().get_context_data(
            rows=[
                row | {"number": row["first"].rpartition("-")[0], "place": places.get(row["batch__area"])}
                for row in rows
            ],
            everything=everything,
            **kwargs,
        )


class Lines(StaffView):
    """The lines of one batch, of the places that the account sees, and the sheet."""

    action = "handout.view"
    header_icon = "group"
    template_name = "money/handout_lines.html"

    def find(self, batch, **kwargs):
        self.batch = batch
        self.lines = Handout.objects.filter(batch=batch)
        self.first = self.lines.select_related("program", "payment__entitlement").order_by("payment__sequence").first()
        if self.first is None:
            raise Http404

    def get_page_title(self):
        return f"{self.first.program.name} {self.first.payment.entitlement.period}"

    def get_trail(self):
        return [(reverse("money:handouts"), _("Hand-outs"))]

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        place, show, after = asked.get("place", ""), asked.get("show", ""), asked.get("after", "")
        places = Area.objects.filter(pk__in=self.lines.values("area")).order_by("code")
        rows = self.lines.filter(area=place) if place in {area.pk for area in places} else self.lines
        counts = rows.aggregate(**COUNTS)
        if show in FILTERS:
            rows = rows.filter(FILTERS[show])
        actor = self.request.user
        return super().get_context_data(
            number=self.first.number.rpartition("-")[0], places=places, place=place, show=show,
            tabs=[(key, label, counts[f"n_{key}"]) for key, label in LABELS], page=self.page(rows, after),
            may_record=roles.may(actor, "handout.record", program=self.first.program_id),
            waiting=handouts.waiting(self.batch, actor).count(), sheet_id=uuid7(),
            sheets=SignedSheet.objects.filter(batch=self.batch).select_related("made_by").annotate(
                count=Count("handouts"),
                open=Count("handouts", filter=Q(handouts__payment__state=PaymentState.IN_TRANSIT))), **kwargs,
        )  # fmt: skip

    def page(self, rows, after: str) -> KeysetPage:
        begun = int(after) if after.isdigit() and len(after) < 10 else 0
        rows = rows.filter(payment__sequence__gt=begun).select_related("payment", "sheet")
        found = list(rows.order_by("payment__sequence")[: SIZE + 1])
        dress(found[:SIZE])
        query = self.request.GET.copy()
        query.pop("after", None)
        begin = f"?{query.urlencode()}" if begun else ""
        query["after"] = found[SIZE - 1].payment.sequence if len(found) > SIZE else ""
        return KeysetPage(found[:SIZE], f"?{query.urlencode()}" if query["after"] else "", begin)


def dress(lines: list[Handout]) -> None:
    """Give each line its place, what is given, and how it stands."""
    places = Area.objects.in_bulk({line.area for line in lines})
    things = paysheet.things_of({line.payment.rules_id for line in lines})
    for line in lines:
        line.place, line.thing = places.get(line.area), things.get(line.payment.rules_id)
        line.tone = "good" if line.receiver else "bad" if line.unmet else "wait"


class LineForm(forms.Form):
    """Who took it, or why nobody did, as one choice: guardians on record come before the others."""

    who = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of whoever took it"), max_length=60, required=False)
    relation = forms.ChoiceField(label=_("What they are to her"), required=False)
    id_tail = forms.CharField(label=_("Last four of their ID card"), max_length=4, required=False)
    on = DayField(label=_("Day"))

    def __init__(self, data=None, *, line: Handout, guardians: list, child: bool):
        initial = {"on": timezone.localdate(), "name": line.name, "relation": line.relation, "id_tail": line.id_tail}
        if line.receiver or line.unmet:
            initial |= {"on": line.on, "who": self.said(line, guardians)}
        super().__init__(data, initial=initial)
        self.guardians = {f"guardian-{one.pk}": one for one in guardians}
        known = [
            (key, _("Guardian on record: %(name)s (%(relation)s)") % {
                "name": one.name, "relation": Kinship(one.kind).label})
            for key, one in self.guardians.items()
        ]  # fmt: skip
        own = [(Receiver.SELF.value, _("Received by %(name)s herself") % {"name": line.payment.name})]
        self.fields["who"].choices = [
            *(known + own if child else own + known), (Receiver.AGENT.value, _("Received by someone on her behalf")),
            *[(value, _("Not handed out: %(why)s") % {"why": label}) for value, label in Unmet.choices],
        ]  # fmt: skip
        kin = [(kinship.value, str(kinship.label)) for kinship in Kinship if kinship != Kinship.SELF]
        self.fields["relation"].choices = [("", "—"), *kin]

    @staticmethod
    def said(line: Handout, guardians: list) -> str:
        if line.receiver == Receiver.GUARDIAN:
            return next((f"guardian-{one.pk}" for one in guardians if one.name == line.name), Receiver.AGENT.value)
        return line.receiver or line.unmet

    @property
    def given(self) -> dict:
        """As the service takes it."""
        data = self.cleaned_data
        who, rest = data["who"], {name: data[name] for name in ("name", "relation", "id_tail")}
        if who in self.guardians:
            return {"on": data["on"], "receiver": Receiver.GUARDIAN, "guardian": self.guardians[who], **rest}
        return {"on": data["on"], **({"unmet": who} if who in Unmet.values else {"receiver": who, **rest})}


class Line(StaffView):
    action = "handout.record"
    header_icon = "group"
    template_name = "money/handout_line.html"

    def find(self, pk):
        rows = Handout.objects.select_related("payment__person", "program", "sheet")
        self.line = get_object_or_404(rows, pk=pk)

    def get_page_title(self):
        return self.line.payment.name

    def get_trail(self):
        return [
            (reverse("money:handouts"), _("Hand-outs")),
            (reverse("money:handout-lines", args=[self.line.batch_id]), self.line.number.rpartition("-")[0]),
        ]

    def form(self, data=None) -> LineForm:
        person = self.line.payment.person
        child = bool(person.birth_date) and person.age_on(timezone.localdate()) < 18
        return LineForm(data, line=self.line, guardians=handouts.guardians(self.line), child=child)

    def get_context_data(self, **kwargs):
        dress([self.line])
        form = kwargs.pop("form", None) or self.form()
        return super().get_context_data(line=self.line, form=form, **kwargs)

    def post(self, request, pk):
        form = self.form(request.POST)
        if form.is_valid():
            try:
                handouts.record(handout=self.line, actor=request.user, **form.given)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Written down for %(name)s.") % {"name": self.line.payment.name})
                return redirect(self.onward())
        return self.render_to_response(self.get_context_data(form=form))

    def onward(self) -> str:
        """The next line of the same place that is still to be handed out; the list where there is none."""
        line = self.line
        rest = Handout.objects.filter(OPEN, batch=line.batch_id, area=line.area, payment__state=PaymentState.IN_TRANSIT)
        later = rest.filter(payment__sequence__gt=line.payment.sequence).order_by("payment__sequence").first()
        if "next" in self.request.POST and later:
            return reverse("money:handout-line", args=[later.pk])
        return reverse("money:handout-lines", args=[line.batch_id])


class SheetHandIn(StaffAct):
    action = "handout.record"

    def post(self, request, batch):
        upload = request.FILES.get("file")
        if upload is None:
            raise Refusal("file-empty", _("Choose a file first."), field="file")
        id = forms.UUIDField().clean(request.POST.get("id"))
        sheet = handouts.hand_in(batch=batch, upload=upload, actor=request.user, id=id)
        messages.success(
            request, _("Handed in, for %(count)s lines. Finance takes it over.") % {"count": sheet.handouts.count()}
        )
        return redirect("money:handout-lines", batch=batch)


class SheetFile(ActionRequired, View):
    action = "handout.view"

    def get(self, request, pk):
        sheet = get_object_or_404(SignedSheet, pk=pk)
        return sent_as_file(sheet, handouts.open_file(sheet=sheet, actor=request.user), download=False)


class SheetTakeBack(StaffAct):
    action = "handout.record"

    def post(self, request, pk):
        sheet = get_object_or_404(SignedSheet, pk=pk)
        handouts.take_back(sheet=sheet, actor=request.user)
        messages.success(request, _("Taken back. Its lines can be changed, and wait for another sheet."))
        return redirect("money:handout-lines", batch=sheet.batch_id)


class SheetTakeOver(StaffAct):
    action = "batch.confirm"

    def post(self, request, pk):
        sheet = get_object_or_404(SignedSheet, pk=pk)
        handouts.take_over(sheet=sheet, actor=request.user)
        messages.success(request, _("Taken over. What was received is paid; what wasn't came back."))
        return redirect("money:batch", pk=sheet.batch_id)
