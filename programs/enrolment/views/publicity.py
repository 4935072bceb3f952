"""Publicity: choose who was approved, see exactly what the public will see, publish; objections."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Program, PublicForm
from programs.enrolment.flows import ReleaseState
from programs.enrolment.forms import ObjectionForm, PublishForm
from programs.enrolment.models import Enrolment, Objection, Release
from programs.enrolment.models.release import ObjectionState, ReleaseKind
from programs.enrolment.services import publicity, snapshot
from programs.enrolment.services.snapshot import SMALLEST
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.staff.views import StaffAct, StaffView

TONE = {ReleaseState.STANDING: "good", ReleaseState.ENDED: "idle", ReleaseState.REVOKED: "bad"}
MOST = 100
CHOOSABLE = 500


class ReleaseList(StaffView):
    action = "publicity.view"
    page_title = _("Publicity")
    header_icon = "doc-full-inverse"
    template_name = "publicity/index.html"

    def get_context_data(self, **kwargs):
        account = self.request.user
        open_ones = Count("objections", filter=Q(objections__state=ObjectionState.OPEN))
        area = account.area_id or "-"
        releases = list(
            Release.objects.filter(area__startswith=area)
            .select_related("program")
            .annotate(open_objections=open_ones)[:MOST]
        )
        for release in releases:
            release.tone = TONE[ReleaseState(release.state)]
        waiting, totals = [], []
        if roles.may(account, "publicity.publish"):
            for program in Program.objects.exclude(public_form=PublicForm.NEVER).filter(shape="enrolment"):
                if roles.may(account, "publicity.publish", program=program.pk):
                    count = publicity.publishable(program).count()
                    if publicity.totals_only(program) and count >= SMALLEST:
                        totals.append((program, count))
                    elif count and not publicity.totals_only(program):
                        waiting.append((program, count))
        return super().get_context_data(releases=releases, waiting=waiting, totals=totals, **kwargs)


class NewRelease(StaffView):
    """Steps on one page: who is on it (for totals: everyone), what the public will see, and then publish just that."""

    action = "publicity.publish"
    header_icon = "doc-full-inverse"
    template_name = "publicity/new.html"

    @cached_property
    def program(self) -> Program:
        program = get_object_or_404(Program, pk=self.kwargs["code"])
        if not roles.may(self.request.user, self.action, program=program.pk):
            raise PermissionDenied
        return program

    def get_page_title(self):
        return _("Publish %(program)s") % {"program": self.program}

    def get_trail(self):
        return [(reverse("publicity:index"), _("Publicity"))]

    def get_context_data(self, **kwargs):
        publishable = publicity.publishable(self.program)
        totals_only = publicity.totals_only(self.program)
        candidates = [] if totals_only else list(publishable[:CHOOSABLE])
        chosen = kwargs.pop("chosen", [enrolment.pk for enrolment in candidates])
        return super().get_context_data(
            program=self.program,
            candidates=candidates,
            totals_of=publishable.count() if totals_only else 0,
            chosen=chosen,
            form=kwargs.pop("form", None) or PublishForm(initial={"title": self.default_title()}),
            seen=kwargs.pop("seen", ""),
            **kwargs,
        )

    def default_title(self) -> str:
        given = {"program": self.program, "year": timezone.localdate().year}
        if publicity.totals_only(self.program):
            return _("%(program)s: totals by township, %(year)s") % given
        return _("%(program)s: publicity list, %(year)s") % given

    def chosen(self) -> list[Enrolment]:
        candidates = publicity.publishable(self.program)
        if publicity.totals_only(self.program):
            return list(candidates)
        ticked = set(self.request.POST.getlist("enrolment"))
        return [enrolment for enrolment in candidates if str(enrolment.pk) in ticked]

    def post(self, request, *args, **kwargs):
        form = PublishForm(request.POST)
        enrolments = self.chosen()
        rows, definition, total, seen = None, None, None, ""
        try:
            if not enrolments:
                raise Refusal("nobody", _("Choose at least one approved application."))
            rows = publicity.preview(program=self.program, enrolments=enrolments)
            total = snapshot.total_of(publicity.subjects_of(enrolments))
            seen = f"{snapshot.fingerprint(rows)} {len(enrolments)} {total}"
            definition = publicity.definition_for(self.program, on=timezone.localdate())
            if form.is_valid() and "publish" in request.POST:
                if request.POST.get("seen") != seen:
                    raise Refusal("changed", _("It is no longer what you saw. Look at it again, then publish."))
                release = publicity.publish(
                    program=self.program, enrolments=enrolments, actor=request.user, title=form.cleaned_data["title"],
                    opens_on=form.cleaned_data["opens_on"], stood_elsewhere=form.cleaned_data["stood_elsewhere"],
                )  # fmt: skip
                messages.success(request, _("Published as %(number)s.") % {"number": release.number})
                return redirect("publicity:detail", pk=release.pk)
        except Refusal as refusal:
            form.is_valid()
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return self.render_to_response(
            self.get_context_data(
                form=form,
                rows=rows,
                seen=seen,
                count=len(enrolments),
                total=total,
                chosen=[e.pk for e in enrolments],
                publicity=definition and definition.publicity,
            )
        )


class ReleaseDetail(StaffView):
    action = "publicity.view"
    header_icon = "doc-full-inverse"
    template_name = "publicity/detail.html"

    @cached_property
    def release(self) -> Release:
        release = get_object_or_404(Release.objects.select_related("program", "made_by"), pk=self.kwargs["pk"])
        release.tone = TONE[ReleaseState(release.state)]
        return release

    def get_page_title(self):
        return self.release.number

    def get_page_subtitle(self):
        return self.release.title

    def get_trail(self):
        return [(reverse("publicity:index"), _("Publicity"))]

    def get_context_data(self, **kwargs):
        release, account = self.release, self.request.user
        members = release.members.select_related("enrolment__person").order_by("area", "id")
        is_publicity = release.kind == ReleaseKind.PUBLICITY
        return super().get_context_data(
            release=release,
            rows=release.rows.all(),
            members=members[:CHOOSABLE],
            objections=release.objections.select_related("enrolment__person", "handled_by"),
            objection_form=ObjectionForm(
                # Totals name nobody whom an objection could be about.
                members=() if publicity.totals_only(release.program) else members[:CHOOSABLE],
                auto_id="objection_%s",
            ),
            may_revoke=release.state == ReleaseState.STANDING
            and release.area.startswith(account.area_id or "-")
            and roles.may(account, "publicity.publish", program=release.program_id),
            may_object=is_publicity
            and release.state != ReleaseState.REVOKED
            and roles.may(account, "publicity.objection", program=release.program_id),
            may_answer=roles.may(account, "enrolment.review", program=release.program_id),
            **kwargs,
        )


class Revoke(StaffAct):
    action = "publicity.publish"

    def post(self, request, pk):
        release = get_object_or_404(Release, pk=pk)
        publicity.revoke(release=release, actor=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("Revoked. It is off the public site."))
        return redirect("publicity:detail", pk=pk)


class ObjectTo(StaffAct):
    action = "publicity.objection"

    def post(self, request, pk):
        release = get_object_or_404(Release, pk=pk)
        about = request.POST.get("enrolment")
        publicity.object_to(
            release=release, actor=request.user, content=request.POST.get("content", ""),
            enrolment=get_object_or_404(Enrolment, pk=about) if about else None,
            objector=request.POST.get("objector", ""), channel=request.POST.get("channel", ""),
        )  # fmt: skip
        if publicity.totals_only(release.program):
            messages.success(request, _("The objection is on record. It waits for an answer."))
        else:
            messages.success(request, _("The objection is on record. Payment waits until it is answered."))
        return redirect("publicity:detail", pk=pk)


class AnswerObjection(StaffAct):
    action = "enrolment.review"

    def post(self, request, pk):
        objection = get_object_or_404(Objection, pk=pk)
        publicity.answer_objection(
            objection=objection, actor=request.user, upheld=request.POST.get("verdict") == "upheld",
            answer=request.POST.get("answer", ""),
        )  # fmt: skip
        messages.success(request, _("The objection is answered."))
        return redirect("publicity:detail", pk=objection.release_id)
