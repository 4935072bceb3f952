"""A roster on the desk: its rows and what they would do, its columns, one row and its cells, taking it back. What is
done with one press is in `acts`."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Person
from programs.catalogue.services import rules as rules_service
from programs.enrolment.rosters import acts, services, views
from programs.enrolment.rosters.codes import CODES
from programs.enrolment.rosters.columns import resource_for
from programs.enrolment.rosters.layout import Layout, masked
from programs.enrolment.rosters.models import RosterImport, StagedRow
from programs.enrolment.rosters.sealing import payload_of, sample_of, shown
from programs.enrolment.rosters.states import GOES_IN, ImportState, Verdict
from registry.core import roles
from registry.core.spreadsheets.reading import letters
from registry.core.staff.views import StaffView

PAGE = 50
AT_ONCE = 500  # rows that are taken back while one waits
TONES = {Verdict.ERROR: "bad", Verdict.DUPLICATE: "wait", Verdict.UNCHANGED: "idle"}
# The tabs over the rows: what they are called, the filter, and the count of `RosterImport.counts`.
TABS = (
    ("", _("all"), "rows"),
    ("create", _("new"), "create"),
    ("update", _("changed"), "update"),
    ("unchanged", _("as they are"), "unchanged"),
    ("duplicate", _("possible duplicates"), "duplicates"),
    ("error", _("errors"), "errors"),
    ("left", _("left out"), "left"),
    ("taken", _("taken in"), "taken"),
)
FILTERS = {
    "create": {"verdict__in": [Verdict.CREATE, Verdict.ENROL]},
    "update": {"verdict": Verdict.UPDATE},
    "unchanged": {"verdict": Verdict.UNCHANGED},
    "duplicate": {"verdict": Verdict.DUPLICATE},
    "error": {"verdict": Verdict.ERROR},
    "left": {"chosen": False, "taken_at": None, "verdict__in": GOES_IN},
    "taken": {"taken_at__isnull": False},
}


class OfRoster(StaffView):
    """A screen about one roster."""

    header_icon = "table"

    def find(self, *, pk, **kwargs):
        self.roster = get_object_or_404(RosterImport.objects.select_related("program", "made_by", "job"), pk=pk)

    def get_page_title(self):
        return self.roster.filename

    def get_trail(self):
        return [(reverse_lazy("imports:index"), _("Rosters"))]

    def may_change(self) -> bool:
        return roles.may(self.request.user, "roster.import", program=self.roster.program_id)

    def get_context_data(self, **kwargs):
        roster = self.roster
        return super().get_context_data(
            roster=roster, tone=tone_of(roster), may_change=self.may_change(),
            open=roster.state in services.OPEN, **kwargs,
        )  # fmt: skip


class UnderRoster(OfRoster):
    action = "roster.import"

    def get_trail(self):
        return [*super().get_trail(), (reverse("imports:detail", args=[self.roster.pk]), self.roster.filename)]


class Detail(OfRoster):
    action = "roster.export"
    template_name = "rosters/detail.html"

    def get_context_data(self, **kwargs):
        roster, asked = self.roster, self.request.GET
        shown, code, name = asked.get("show", ""), asked.get("code", ""), asked.get("name", "").strip()
        after = int(asked["after"]) if asked.get("after", "").isdigit() else 0
        rows = StagedRow.objects.filter(roster=roster, number__gt=after, **FILTERS.get(shown, {}))
        if code:
            rows = rows.filter(codes__contains=[code])
        if name:
            rows = rows.filter(line=int(name)) if name.isdigit() else rows.filter(name__contains=name)
        rows = list(rows.order_by("number")[: PAGE + 1])
        waiting = roster.counts.get("create", 0) + roster.counts.get("update", 0)
        waiting -= roster.counts.get("taken", 0) + roster.counts.get("left", 0)
        entries = [self.entry(row) for row in rows[:PAGE]]
        layout = Layout(**roster.layout) if roster.layout else None
        running = roster.job and roster.job.state in services.ASKED
        asked = {key: value for key, value in (("show", shown), ("code", code), ("name", name)) if value}
        return super().get_context_data(
            tabs=[(key, label, roster.counts.get(count, 0)) for key, label, count in TABS],
            codes=[
                (key, CODES.get(key, key), rows)
                for key, rows in (services.codes_of(roster=roster) if shown == "error" else ())
            ],
            show=shown, code=code, name=name, rows=entries, several=len(roster.layout.get("sheets", ())) > 1,
            choosable=any(entry["choosable"] for entry in entries) and self.may_change(),
            unknown=layout.unknown if layout else (), hidden=layout.hidden if layout else (),
            after=rows[PAGE - 1].number if len(rows) > PAGE else None, begun=after, waiting=waiting,
            query=urlencode(asked), running=running,
            mine=roster.job and roster.job.account_id == self.request.user.pk,
            **kwargs,
        )  # fmt: skip

    def entry(self, row: StagedRow) -> dict:
        payload = payload_of(row)
        return {
            "row": row,
            "tone": "good" if row.taken_at else TONES.get(row.verdict, "wait"),
            "faults": payload.faults,
            "changes": payload.changes,
            "likely": payload.likely,
            "choosable": row.verdict in GOES_IN and not row.taken_at,
        }


class Row(UnderRoster):
    """A row with its cells, to be corrected in place; and whom it might be."""

    template_name = "rosters/row.html"

    def find(self, *, pk, number):
        super().find(pk=pk)
        self.row = get_object_or_404(StagedRow, roster=self.roster, number=number)

    def get_page_title(self):
        return _("Row %(line)s") % {"line": self.row.line}

    def get_context_data(self, **kwargs):
        payload = payload_of(self.row)
        people, others = services.resembled(self.row)
        rows = StagedRow.objects.filter(roster=self.roster, number__in=list(others)).order_by("number")
        return super().get_context_data(
            row=self.row, payload=payload, fields=self.fields(payload),
            several=len(self.roster.layout.get("sheets", ())) > 1,
            likely=[(person, people[person.pk]) for person in Person.objects.filter(pk__in=list(people))],
            alike=[(row, others[row.number], self.otherwise(row, payload)) for row in rows],
            whole=[fault for fault in payload.faults if not fault.field], **kwargs,
        )  # fmt: skip

    def otherwise(self, other: StagedRow, payload) -> list[dict]:
        """What another row says otherwise than this one, whose payload is given: to tell by it who is who."""
        pairs = zip(self.fields(payload_of(other)), self.fields(payload), strict=True)
        return [theirs for theirs, ours in pairs if theirs["text"] != ours["text"]]

    def fields(self, payload) -> list[dict]:
        """The columns of the file that mean something. Numbers are in full only for who sent them in."""
        layout = Layout(**self.roster.layout)
        rules = rules_service.in_force(program=self.roster.program_id, on=self.roster.starts_on)
        declared = {column.code: column for column in resource_for(rules.parsed).columns()}
        mine = self.roster.made_by_id == self.request.user.pk
        found = []
        for code, index in sorted(layout.columns.items(), key=lambda item: item[1]):
            cell = payload.cells[index] if index < len(payload.cells) else None
            text = str(shown(cell) or "")
            if declared[code].is_text and not mine:
                text = masked(text)
            found.append({
                "code": code, "label": layout.place(code), "text": text, "required": declared[code].required,
                "choices": [choice.label.zh for choice in declared[code].field.choices],
                "help": declared[code].field.help.zh,
                "faults": [fault.message for fault in payload.faults if fault.field == code],
            })  # fmt: skip
        return found

    def post(self, request, *args, **kwargs):
        before = {field["code"]: field["text"] for field in self.fields(payload_of(self.row))}
        values = {
            code: request.POST[f"cell-{code}"]
            for code, text in before.items()
            if f"cell-{code}" in request.POST and request.POST[f"cell-{code}"].strip() != text
        }
        if values:
            services.correct(roster=self.roster, number=self.row.number, values=values, actor=request.user)
        row = StagedRow.objects.get(pk=self.row.pk)
        if row.verdict == Verdict.ERROR:
            self.row = row
            return self.render_to_response(self.get_context_data(corrected=bool(values)))
        messages.success(request, _("Row %(line)s: %(verdict)s.") % {
            "line": row.line, "verdict": row.get_verdict_display()})  # fmt: skip
        return redirect(acts.next_wrong(row) or reverse("imports:detail", args=[self.roster.pk]))


class Columns(UnderRoster):
    """Which column is which, with the first rows beside the names."""

    template_name = "rosters/columns.html"
    page_title = _("Which column is which")

    def get_page_title(self):
        return self.page_title

    def get_context_data(self, **kwargs):
        layout, samples = Layout(**self.roster.layout), sample_of(self.roster)
        rules = rules_service.in_force(program=self.roster.program_id, on=self.roster.starts_on)
        codes = {index: code for code, index in layout.columns.items()}
        columns = [
            {
                "index": index, "letter": letters(index), "text": text, "code": codes.get(index, ""),
                "samples": [row[index] if index < len(row) else "" for row in samples],
            }
            for index, text in enumerate(layout.texts)
        ]  # fmt: skip
        resource = resource_for(rules.parsed)
        return super().get_context_data(
            columns=columns, missing=layout.missing(resource),
            fields=[(column.code, column.column_name, column.required) for column in resource.columns()],
            changeable=self.roster.state in (ImportState.QUESTION, ImportState.STAGED), **kwargs,
        )  # fmt: skip

    def post(self, request, *args, **kwargs):
        width = len(self.roster.layout.get("texts", ()))
        said = {index: request.POST.get(f"column-{index}", "") for index in range(width)}
        codes = [code for code in said.values() if code]
        if twice := {code for code in codes if codes.count(code) > 1}:
            labels = self.roster.layout["labels"]
            messages.error(request, _("Two columns can't both be: %(names)s.") % {
                "names": "、".join(labels.get(code, code) for code in twice)})  # fmt: skip
            return redirect("imports:columns", self.roster.pk)
        roster = services.name_columns(
            roster=self.roster, columns={code: index for index, code in said.items() if code}, actor=request.user
        )
        return views.look_through(roster, actor=request.user)


class Undo(UnderRoster):
    template_name = "rosters/undo.html"

    def get_page_title(self):
        return _("Undo the import")

    def get_context_data(self, **kwargs):
        found = services.obstacles(roster=self.roster) if self.roster.state == ImportState.TAKEN_IN else []
        return super().get_context_data(obstacles=found[:PAGE], more=max(0, len(found) - PAGE), **kwargs)

    def post(self, request, *args, **kwargs):
        reason = request.POST.get("reason", "")
        if self.roster.counts.get("taken", 0) > AT_ONCE:
            link = reverse("imports:detail", args=[self.roster.pk])
            job = services.ask_to_undo(roster=self.roster, actor=request.user, reason=reason, link=link)
            return redirect("jobs:detail", job.pk)
        services.undo(roster=self.roster, actor=request.user, reason=reason)
        messages.success(request, _("The import is undone. It stays in the history."))
        return redirect("imports:detail", self.roster.pk)


def tone_of(roster: RosterImport) -> str:
    bad = {ImportState.REFUSED, ImportState.QUESTION}
    tones = {ImportState.TAKEN_IN: "good", ImportState.UNDONE: "idle"} | dict.fromkeys(bad, "bad")
    return tones.get(roster.state, "wait")
