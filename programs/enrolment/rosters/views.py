"""Rosters for staff: the ones that were sent in, sending one in, and the way out. What happens to one that is in is
`desk`'s."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.dates import today
from programs.catalogue.models import Program
from programs.catalogue.services.rules import in_force
from programs.enrolment.rosters import exporting, outgoing, services
from programs.enrolment.rosters.models import RosterExport, RosterImport
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.staff.views import StaffAct, StaffView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50
AT_ONCE = 100_000  # bytes of a file that is looked through while one waits: a thousand people or so


def programs_for(account, action: str) -> list[Program]:
    return [
        program for program in Program.objects.filter(active=True) if roles.may(account, action, program=program.pk)
    ]


class UploadForm(forms.Form):
    program = forms.ModelChoiceField(label=_("Program"), queryset=Program.objects.none())
    file = forms.FileField(label=_("Workbook or csv file"))
    starts_on = forms.DateField(
        label=_("In the program from"), initial=today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Where a row doesn't say otherwise. Its rules are those of that day."),
    )  # fmt: skip

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        codes = [program.pk for program in programs_for(account, "roster.import")]
        self.fields["program"].queryset = Program.objects.filter(pk__in=codes)
        if len(codes) == 1:
            self.fields["program"].initial = codes[0]


class Index(StaffView):
    action = "roster.export"
    page_title = _("Rosters")
    header_icon = "table"
    template_name = "rosters/index.html"

    def get_context_data(self, **kwargs):
        account = self.request.user
        return super().get_context_data(
            imports=RosterImport.objects.select_related("program", "made_by", "job").defer("sample_sealed", "layout")[
                :SHOWN
            ],
            form=kwargs.pop("form", None) or UploadForm(account=account),
            importable=programs_for(account, "roster.import"),
            exportable=programs_for(account, "roster.export"),
            **kwargs,
        )

    def post(self, request):
        roles.require(request.user, "roster.import")
        form = UploadForm(request.POST, request.FILES, account=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        upload = form.cleaned_data["file"]
        try:
            roster = services.receive(
                program=form.cleaned_data["program"].pk, content=upload.chunks(), size=upload.size,
                filename=upload.name, actor=request.user, starts_on=form.cleaned_data["starts_on"],
            )  # fmt: skip
            return look_through(roster, actor=request.user)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
            return self.render_to_response(self.get_context_data(form=form))


def look_through(roster: RosterImport, *, actor) -> HttpResponse:
    """At once where that takes no longer than a page may; else as a job, whose page says how far it is."""
    detail = reverse("imports:detail", args=[roster.pk])
    if roster.size > AT_ONCE:
        job = services.ask_to_look_through(roster=roster, actor=actor, link=detail)
        return redirect("jobs:detail", job.pk)
    services.look_through(roster=roster, actor=actor)
    return redirect(detail)


class Blank(StaffView):
    action = "roster.export"

    def get(self, request, program):
        program = get_object_or_404(Program, pk=program)
        roles.require(request.user, "roster.export", program=program.pk)
        return workbook(
            exporting.blank(in_force(program=program.pk, on=today()).parsed), f"{program.name_zh}-空白表.xlsx"
        )


class Export(StaffAct):
    action = "roster.export"

    def post(self, request):
        program = get_object_or_404(Program, pk=request.POST.get("program", ""))
        purpose = request.POST.get("purpose", "")
        if not outgoing.is_small(program):
            export = outgoing.ask(program=program, actor=request.user, purpose=purpose, link=place_of)
            return redirect("jobs:detail", export.job_id)
        definition = in_force(program=program.pk, on=today()).parsed
        content = exporting.roster(program=program, definition=definition, actor=request.user, purpose=purpose)
        return workbook(content, f"{program.name_zh}-花名册.xlsx")


class Exported(StaffView):
    """What a job wrote out: whoever asked for it fetches it here, for a day."""

    action = "roster.export"
    page_title = _("A roster written out")
    header_icon = "download"
    template_name = "rosters/exported.html"
    trail = [(reverse_lazy("imports:index"), _("Rosters"))]

    def find(self, *, pk):
        self.export = get_object_or_404(RosterExport.objects.select_related("program", "roster", "job"), pk=pk)

    def get_context_data(self, **kwargs):
        kept = self.export.expires_at > timezone.now() and self.export.parts.exists()
        return super().get_context_data(export=self.export, kept=kept, **kwargs)

    def post(self, request, *args, **kwargs):
        content = outgoing.fetch(export=self.export, actor=request.user)
        if self.export.roster:
            return workbook(content, errors_name(self.export.roster))
        return workbook(content, f"{self.export.program.name_zh}-花名册.xlsx")


def place_of(export: RosterExport) -> str:
    """Where an export is fetched once it is written."""
    return reverse("imports:exported", args=[export.pk])


def errors_name(roster: RosterImport) -> str:
    return f"{roster.filename.rsplit('.', 1)[0]}-待更正.xlsx"


def workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition(name)
    response.headers["Cache-Control"] = "no-store"
    return response


def content_disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name)
