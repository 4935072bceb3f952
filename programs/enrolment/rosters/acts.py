"""What is done to a roster with one press: looked through, rows chosen and decided, taken in, handed back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beneficiaries.models import Person
from programs.enrolment.rosters import errors, outgoing, services, views
from programs.enrolment.rosters.models import RosterImport, StagedRow
from programs.enrolment.rosters.states import Verdict
from registry.core.staff.views import StaffAct

# What may be chosen as a whole.
KINDS = {"create": [Verdict.CREATE, Verdict.ENROL], "update": [Verdict.UPDATE]}


class Act(StaffAct):
    action = "roster.import"

    def find(self, *, pk, **kwargs):
        self.roster = get_object_or_404(RosterImport, pk=pk)

    def back(self, query: str = ""):
        return redirect(reverse("imports:detail", args=[self.roster.pk]) + query)


class LookThrough(Act):
    def post(self, request, pk):
        return views.look_through(self.roster, actor=request.user)


class TakeIn(Act):
    def post(self, request, pk):
        job = services.ask_to_take_in(roster=self.roster, actor=request.user, link=reverse("imports:detail", args=[pk]))
        messages.success(request, _("The roster is being taken in."))
        return redirect("jobs:detail", job.pk)


class Choose(Act):
    """The ticks of a page, or all rows of a kind."""

    def post(self, request, pk):
        show = request.POST.get("show", "")
        if every := request.POST.get("all"):
            verdicts = KINDS.get(show) or [""]
            changed = sum(
                services.choose(roster=self.roster, chosen=every == "in", verdict=verdict, actor=request.user)
                for verdict in verdicts
            )
        else:
            here, ticked = set(numbers(request.POST.getlist("row"))), set(numbers(request.POST.getlist("chosen")))
            changed = services.choose(roster=self.roster, chosen=True, numbers=here & ticked, actor=request.user)
            changed += services.choose(roster=self.roster, chosen=False, numbers=here - ticked, actor=request.user)
        messages.success(request, ngettext("%(count)s row is now otherwise.", "%(count)s rows are now otherwise.",
                                           changed) % {"count": changed})  # fmt: skip
        return self.back(f"?show={show}" if show in KINDS else "")


class Recognise(Act):
    def post(self, request, pk, number):
        person, other = request.POST.get("person") or None, request.POST.get("other", "")
        if person and not Person.objects.filter(pk=person).exists():
            raise Http404
        row = services.recognise(
            roster=self.roster, number=number, person=person and UUID(person),
            other=int(other) if other.isdigit() else None, actor=request.user,
        )  # fmt: skip
        messages.success(request, _("Row %(line)s: %(verdict)s.") % {
            "line": row.line, "verdict": row.get_verdict_display()})  # fmt: skip
        return redirect(next_wrong(row, Verdict.DUPLICATE) or reverse("imports:detail", args=[pk]))


class Errors(Act):
    """The rows that can't go in, as a workbook to correct."""

    def post(self, request, pk):
        if not outgoing.are_few(self.roster):
            export = outgoing.ask_for_errors(roster=self.roster, actor=request.user, link=views.place_of)
            return redirect("jobs:detail", export.job_id)
        return views.workbook(errors.workbook(self.roster, actor=request.user), views.errors_name(self.roster))


def next_wrong(row: StagedRow, verdict: str = Verdict.ERROR) -> str | None:
    """The next row that wants looking at: whoever corrects one mostly corrects them all."""
    rows = StagedRow.objects.filter(roster_id=row.roster_id, verdict=verdict, taken_at=None)
    number = rows.filter(number__gt=row.number).order_by("number").values_list("number", flat=True).first()
    return number and reverse("imports:row", args=[row.roster_id, number])


def numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdigit()]
