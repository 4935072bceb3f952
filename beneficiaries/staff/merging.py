"""Making two records one, and a merge that was made, with its undoing."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beneficiaries.models import Merge, Person
from beneficiaries.services import evidence, merging, unmerging
from beneficiaries.services.conflicts import conflicts_of
from beneficiaries.services.moving import SAME
from beneficiaries.services.pairs import pair_of
from beneficiaries.staff import comparison
from beneficiaries.staff.detail import PEOPLE
from beneficiaries.staff.duplicates import QUEUE
from beneficiaries.staff.fields import refuse
from registry.core.errors import Refusal
from registry.core.staff.views import StaffView

# How what goes over is called, by the table of it.
CALLED = {
    "beneficiaries_phone": lambda n: ngettext("%(count)s phone", "%(count)s phones", n),
    "beneficiaries_payaccount": lambda n: ngettext("%(count)s account", "%(count)s accounts", n),
    "beneficiaries_relation": lambda n: ngettext("%(count)s relation", "%(count)s relations", n),
    "beneficiaries_hardship": lambda n: ngettext("%(count)s hardship", "%(count)s hardships", n),
    "beneficiaries_disability": lambda n: ngettext("%(count)s disability", "%(count)s disabilities", n),
    "beneficiaries_consent": lambda n: ngettext("%(count)s consent", "%(count)s consents", n),
    "beneficiaries_person": lambda n: ngettext("%(count)s earlier merge", "%(count)s earlier merges", n),
    "enrolment_enrolment": lambda n: ngettext("%(count)s enrolment", "%(count)s enrolments", n),
    "ended": lambda n: ngettext("%(count)s enrolment ended", "%(count)s enrolments ended", n),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class MergePeople(StaffView):
    """Two records, part by part: which value stays. What doesn't fit is shown first."""

    action = "person.merge"
    page_title = _("Merge two records")
    header_icon = "link"
    template_name = "people/merge.html"
    trail = [PEOPLE, QUEUE]

    def find(self, *, kept, merged):
        people = (
            Person.objects.select_related("household").prefetch_related("phones", "relations").in_bulk([kept, merged])
        )
        if len(people) < 2:
            raise Http404(_("One of the two isn't registered in your area."))
        self.kept, self.merged = people[kept], people[merged]

    def get(self, request, *args, **kwargs):
        return self.shown(ReasonForm())

    def post(self, request, *args, **kwargs):
        form = ReasonForm(request.POST)
        taken = [part for part in merging.PARTS if request.POST.get(f"part-{part}") == "merged"]
        if form.is_valid():
            try:
                record = merging.merge(
                    kept=self.kept, merged=self.merged, actor=request.user, taken=taken,
                    acknowledged=request.POST.getlist("seen"), reason=form.cleaned_data["reason"],
                )  # fmt: skip
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, _("The two records are one now. It can be undone from here."))
                return redirect("people:merge-record", pk=record.pk)
        return self.shown(form, taken=taken)

    def shown(self, form, *, taken=None):
        conflicts = conflicts_of(kept=self.kept, merged=self.merged)
        places = comparison.Places.of([self.kept, self.merged])
        lines = comparison.parts(self.kept, self.merged, places=places)
        chosen = {line.part for line in lines if line.take} if taken is None else set(taken)
        pair = pair_of(self.kept, self.merged)
        context = self.get_context_data(
            form=form, kept=self.kept, merged=self.merged, conflicts=conflicts, pair=pair,
            lines=[(line, line.part in chosen) for line in lines],
            facts=comparison.facts(self.kept, self.merged, places=places),
            said=evidence.in_words(pair.evidence) if pair else (),
            forbidden=any(conflict.forbidden for conflict in conflicts),
            going=[
                CALLED[f"beneficiaries_{child}"](count) % {"count": count}
                for child in SAME if (count := getattr(self.merged, f"{child}s").count())
            ],
        )  # fmt: skip
        return self.render_to_response(context, status=409 if form.errors else 200)


class MergeRecord(StaffView):
    """A merge: who made it, what came from whom, what went over, what didn't fit; and its undoing."""

    action = "duplicate.view"
    page_title = _("Merge")
    header_icon = "link"
    template_name = "people/merge_record.html"
    trail = [PEOPLE, QUEUE]

    def find(self, *, pk):
        self.merge = (
            Merge.objects.select_related("person", "merged", "made_by", "undone_by")
            .filter(pk=pk, merged__in=Person.objects.all())
            .first()
        )
        if self.merge is None:
            raise Http404(_("There is no such merge in your area."))

    def get(self, request, *args, **kwargs):
        return self.shown(ReasonForm())

    def shown(self, form):
        merge = self.merge
        moved = [
            CALLED[name](len(ids)) % {"count": len(ids)} for name, ids in merge.moved.items() if ids and name in CALLED
        ]
        context = self.get_context_data(
            form=form, merge=merge, moved=moved, taken=[comparison.LABELS[part] for part in merge.taken],
            conflicts=merge.conflicts.order_by("id"),
            obstacles=[] if merge.undone_at else unmerging.obstacles(merge=merge),
        )  # fmt: skip
        return self.render_to_response(context, status=409 if form.errors else 200)


class UndoMerge(MergeRecord):
    action = "person.merge"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                unmerging.undo(merge=self.merge, actor=request.user, reason=form.cleaned_data["reason"])
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, _("The merge is undone: there are two records again."))
                return redirect("people:merge-record", pk=self.merge.pk)
        return self.shown(form)
