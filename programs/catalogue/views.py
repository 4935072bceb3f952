"""Staff screens of the programs: what they are, what their rules say and said, and who meets them."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programs.catalogue.forms import AdvancedForm, RulesForm
from programs.catalogue.models import Exclusion, Program, Rules
from programs.catalogue.services import eligible, history, rules
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models import Area
from registry.core.staff.views import StaffView

INDEX = (reverse_lazy("programs:index"), _("Programs"))
RHYTHMS = {
    "once": _("once"),
    "term": _("each school term"),
    "month": _("each month"),
    "in_kind": _("in kind"),
}


class ProgramIndex(StaffView):
    action = "program.view"
    page_title = _("Programs")
    header_icon = "clipboard-list"
    template_name = "programs/index.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        # The last of each program in this order is the one in force.
        current = {row.program_id: row for row in Rules.objects.in_force(today).select_related("program")}
        programs = list(Program.objects.order_by("position", "code"))
        for program in programs:
            program.current = current.get(program.pk)
        return super().get_context_data(
            programs=[p for p in programs if p.active], outside=[p for p in programs if not p.active], **kwargs
        )


class OfProgram(StaffView):
    header_icon = "clipboard-list"

    @cached_property
    def program(self) -> Program:
        return get_object_or_404(Program, pk=self.kwargs["code"])

    def get_trail(self):
        return [INDEX, (reverse("programs:detail", args=[self.program.pk]), self.program.name)]

    @cached_property
    def rules(self) -> Rules:
        """The version asked for, or the one in force on the day asked for (today), or the first to come."""
        if version := self.request.GET.get("version"):
            return get_object_or_404(Rules, program=self.program, version=version if version.isdigit() else 0)
        try:
            return rules.in_force(program=self.program.pk, on=self.on)
        except Refusal:
            first = self.program.rules.order_by("valid_from", "version").first()
            if first is None:
                raise Http404 from None
            return first

    @cached_property
    def on(self) -> date:
        try:
            return date.fromisoformat(self.request.GET.get("on", ""))
        except ValueError:
            return timezone.localdate()

    def get_context_data(self, **kwargs):
        may_change = roles.may(self.request.user, "program.change", program=self.program.pk)
        return super().get_context_data(
            program=self.program, rules=self.rules, definition=self.rules.parsed, on=self.on,
            may_change=may_change, **kwargs,
        )  # fmt: skip


class ProgramDetail(OfProgram):
    action = "program.view"
    template_name = "programs/detail.html"

    def get_page_title(self):
        return self.program.name

    def get_trail(self):
        return [INDEX]

    def get_context_data(self, **kwargs):
        definition = self.rules.parsed
        benefit = definition.benefit
        pair = Exclusion.objects.select_related("first", "second")
        excluded = [e.second for e in pair.filter(first=self.program)] + [
            e.first for e in pair.filter(second=self.program)
        ]
        return super().get_context_data(
            versions=self.versions(),
            rhythm=RHYTHMS[benefit.kind],
            amounts=[
                (definition.choice_label(benefit.by, code), amount) for code, amount in (benefit.amounts or {}).items()
            ],
            own=definition.field(benefit.own).label if benefit.own else None,
            top_up=definition.field(benefit.top_up).label if benefit.top_up else None,
            excluded=excluded,
            same_relief=Program.objects.filter(lifetime_group=self.program.lifetime_group).exclude(pk=self.program.pk)
            if self.program.lifetime_group
            else [],
            **kwargs,
        )

    def versions(self) -> list[Rules]:
        """Newest first, each with what it changed from the one that it took over from."""
        ordered = list(self.program.rules.select_related("made_by").order_by("valid_from", "version"))
        today = timezone.localdate()
        in_force = [row for row in ordered if row.valid_from <= today][-1:]
        self.rules.is_in_force_today = self.rules in in_force
        for before, row in zip([None, *ordered], ordered, strict=False):
            row.changes = history.changes(before.parsed, row.parsed) if before else []
            row.is_first = before is None
            row.is_current = row in in_force
            row.is_future = row.valid_from > today
        return ordered[::-1]


class ProgramEdit(OfProgram):
    """A new dated version, on a form. What was decided before keeps the rules that it was decided under."""

    action = "program.change"
    template_name = "programs/edit.html"
    form_class = RulesForm
    advanced = False

    def get_page_title(self):
        return _("New version of the rules")

    def get(self, request, *args, **kwargs):
        roles.require(request.user, "program.change", program=self.program.pk)
        return super().get(request, *args, **kwargs)

    def form(self, data=None):
        return self.form_class(data, definition=self.rules.parsed, data_of_version=self.rules.definition)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.form())
        return super().get_context_data(advanced=self.advanced, **kwargs)

    def post(self, request, *args, **kwargs):
        roles.require(request.user, "program.change", program=self.program.pk)
        form = self.form(request.POST)
        if form.is_valid():
            try:
                saved = rules.save_version(
                    program=self.program.pk,
                    definition=form.changed_rules(),
                    valid_from=form.cleaned_data["valid_from"],
                    document=form.cleaned_data["document"],
                    note=form.cleaned_data["note"],
                    actor=request.user,
                )
            except Refusal as refusal:
                field = refusal.field if refusal.field in form.fields else None
                for line in str(refusal).split("\n"):
                    form.add_error(field, line)
            else:
                messages.success(
                    request,
                    _("Version %(version)s is saved. It holds from %(date)s.")
                    % {"version": saved.version, "date": date_format(saved.valid_from)},
                )
                return redirect(
                    reverse("programs:detail", args=[self.program.pk]) + "?" + urlencode({"version": saved.version})
                )
        return self.render_to_response(self.get_context_data(form=form))


class ProgramAdvanced(ProgramEdit):
    form_class = AdvancedForm
    advanced = True

    def get_page_title(self):
        return _("All rules, as a file")


class ProgramEligible(OfProgram):
    """Those whose record meets the rules and who aren't in the program."""

    action = "person.view"
    template_name = "programs/eligible.html"

    def get_page_title(self):
        return _("Eligible and not enrolled")

    def get_context_data(self, **kwargs):
        definition, home = self.rules.parsed, self.request.scope.area
        asked = self.request.GET.get("area", "")
        # A place outside the scope has no rows; asking for it is answered with one's own.
        area = asked if asked.startswith(home) and asked.isdigit() else home
        after = tuple(self.request.GET["after"].split(",", 1)) if "," in self.request.GET.get("after", "") else None
        record, form = eligible.of_the_record(definition)
        places = eligible.counts(definition, on=self.on, area=area) if area else []
        rows, following = eligible.page(definition, on=self.on, area=area, after=after) if area else ([], None)
        names = dict(Area.objects.filter(code__in={row.area for row in rows}).values_list("code", "full_name"))
        return super().get_context_data(
            area=Area.objects.filter(pk=area).first(),
            home=home,
            above=area[: {12: 9, 9: 6, 6: 4}.get(len(area), 4)] if len(area) > len(home) else "",
            places=places,
            total=sum(place.people for place in places),
            rows=[(row, names.get(row.area, row.area)) for row in rows],
            next=",".join(following) if following else "",
            record=record,
            open_questions=form,
            **kwargs,
        )
