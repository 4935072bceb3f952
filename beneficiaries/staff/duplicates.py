"""The queue of pairs that may be one person: side by side, the likeliest first."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Pair
from beneficiaries.models.duplicates import PairState
from beneficiaries.services import evidence, finding, pairs
from beneficiaries.services.merging import suggested
from beneficiaries.staff import comparison
from registry.core import scope
from registry.core.models import Area, Job
from registry.core.models.area import Level, upper_bound
from registry.core.staff.views import StaffAct, StaffView

PEOPLE = (reverse_lazy("people:index"), _("People"))
QUEUE = (reverse_lazy("people:duplicates"), _("Possible duplicates"))
SIZE = 20
COUNTED = 500  # up to here the queue is counted


class Duplicates(StaffView):
    action = "duplicate.view"
    page_title = _("Possible duplicates")
    header_icon = "copy"
    template_name = "people/duplicates.html"
    trail = [PEOPLE]

    def get_context_data(self, **kwargs):
        decided = "decided" in self.request.GET
        area = self.request.GET.get("area", "")
        rows = Pair.objects.filter(state=PairState.DIFFERENT) if decided else Pair.objects.open()
        if area.isdigit():
            rows = rows.filter(first_area__gte=area, first_area__lt=upper_bound(area)) | rows.filter(
                second_area__gte=area, second_area__lt=upper_bound(area)
            )
        total = rows[: COUNTED + 1].count()
        after = cursor(self.request.GET.get("after", ""))
        page = rows.select_related("first", "second", "decided_by").prefetch_related(
            *(f"{side}__{name}" for side in ("first", "second") for name in comparison.WITH)
        )
        found = list(page.page_after(after, SIZE + 1))
        last = found[SIZE - 1] if len(found) > SIZE else None
        return super().get_context_data(
            pairs=described(found[:SIZE]), next=last and f"{last.weight!r}~{last.pk}", after=after, decided=decided,
            area=area, areas=areas(), total=f"{COUNTED}+" if total > COUNTED else str(total),
            job=Job.objects.filter(account=self.request.user, kind=finding.KIND).first(), **kwargs,
        )  # fmt: skip


def cursor(text: str) -> tuple[float, UUID] | None:
    """The keyset of a page, None where it is malformed: an address is typed by anyone."""
    weight, _tilde, pk = text.partition("~")
    try:
        return float(weight), UUID(pk)
    except ValueError:
        return None


def described(found: list[Pair]) -> list[Pair]:
    """With what a card shows: the two records row by row, what speaks for it in words, and which to keep."""
    people = [person for pair in found for person in (pair.first, pair.second)]
    places, programs = comparison.Places.of(people), comparison.programs(people)
    for pair in found:
        pair.kept, pair.merged = suggested(pair.first, pair.second)
        pair.lines = comparison.facts(pair.kept, pair.merged, places=places)
        pair.badges = programs[pair.kept.pk], programs[pair.merged.pk]
        pair.said = evidence.in_words(pair.evidence)
        pair.likely, pair.tone = evidence.likelihood(pair.weight)
    return found


def areas():
    """What the queue can be narrowed down to: the parts of the account's own area."""
    mine = scope.current().area or "?"
    return (
        Area.objects.within(mine).filter(level__in=[Level.COUNTY, Level.TOWNSHIP]).exclude(code=mine).order_by("code")
    )


class FindDuplicates(StaffAct):
    """Look through the account's area, as a job with a bar."""

    action = "duplicate.find"

    def post(self, request):
        return redirect("jobs:detail", pk=finding.ask(actor=request.user).pk)


class DecidePair(StaffAct):
    """Keep two records apart, or ask about them again."""

    action = "duplicate.decide"

    def find(self, *, pk, act):
        self.pair = Pair.objects.filter(pk=pk).first()
        if self.pair is None:
            raise Http404(_("There is no such pair in your area."))

    def post(self, request, pk, act):
        if act == "apart":
            pairs.keep_apart(pair=self.pair, actor=request.user, reason=request.POST.get("reason", ""))
            messages.success(request, _("Kept apart: they won't be asked about again."))
        else:
            pairs.ask_again(pair=self.pair, actor=request.user)
            messages.success(request, _("The pair waits to be decided again."))
        return redirect(request.META.get("HTTP_REFERER") or reverse("people:duplicates"))
