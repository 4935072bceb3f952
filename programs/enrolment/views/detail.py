"""An enrolment with everything that was decided on it, and what may be done now."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from programs.catalogue import criteria
from programs.catalogue.text import Text
from programs.enrolment import work
from programs.enrolment.flows import IN_PROGRESS, State
from programs.enrolment.models import Enrolment
from programs.enrolment.models.enrolment import Act as Acted
from programs.enrolment.services import answers, application, chain, documents, eligibility
from programs.enrolment.views import acts
from registry.core import roles
from registry.core.models import Area
from registry.core.models.area import Level
from registry.core.staff.views import ActionRequired, StaffView

DECISION_TONE = {
    Acted.RETURNED: "bad", Acted.REFUSED: "bad", Acted.APPROVED: "good", Acted.ACTIVATED: "good",
    Acted.SUSPENDED: "bad", Acted.WITHDRAWN: "idle", Acted.EXITED: "idle",
}  # fmt: skip


class EnrolmentDetail(StaffView):
    action = "enrolment.view"
    header_icon = "form"
    template_name = "enrolments/detail.html"

    @cached_property
    def enrolment(self) -> Enrolment:
        rows = Enrolment.objects.select_related("person", "program", "rules", "made_by", "submitted_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self):
        return self.enrolment.person.name

    def get_page_subtitle(self):
        return str(self.enrolment.program)

    def get_trail(self):
        return [(reverse("enrolments:index"), _("Applications"))]

    def get_context_data(self, **kwargs):
        enrolment, account = self.enrolment, self.request.user
        work.described([enrolment], on=timezone.localdate())
        outcomes = eligibility.judge(enrolment=enrolment)
        buttons, why_not = acts.open_to(enrolment, account)
        in_progress = enrolment.state in IN_PROGRESS

        def may(action: str) -> bool:
            return roles.may(account, action, program=enrolment.program_id)

        return super().get_context_data(
            enrolment=enrolment,
            definition=enrolment.rules.parsed,
            place=Area.objects.filter(pk=enrolment.area).first(),
            steps=steps_of(enrolment),
            outcomes=outcomes,
            verdict=criteria.verdict(outcomes),
            answered=answered(enrolment),
            kinds=kinds_of(enrolment),
            unanswered=application.unanswered_of(enrolment) if in_progress else [],
            lacking=documents.missing(enrolment) if in_progress else [],
            decisions=decisions_of(enrolment),
            releases=enrolment.releases.select_related("release"),
            buttons=buttons,
            why_not=why_not,
            today=timezone.localdate().isoformat(),
            may_edit=enrolment.state in application.EDITABLE and may("enrolment.apply"),
            may_add=in_progress and may("document.add"),
            may_open=may("document.view"),
            may_reveal=may("person.reveal"),
            **kwargs,
        )


def steps_of(enrolment: Enrolment) -> list[dict]:
    """The chain, each step with what became of it: done, here, ahead."""
    if enrolment.origin != "application":
        return []
    last = enrolment.decisions.filter(act=Acted.SUBMITTED).order_by("-at").first()
    since = {"at__gte": last.at} if last else {"pk": None}
    passed = {
        decision.level: decision
        for decision in enrolment.decisions.filter(act__in=[Acted.PASSED, Acted.APPROVED], **since).select_related(
            "actor"
        )
    }
    return [
        {
            "label": step.label,
            "level": Level(step.level).label,
            "days": step.working_days,
            "decision": passed.get(step.level),
            "here": enrolment.state == State.SUBMITTED and enrolment.level == step.level,
        }
        for step in chain.steps(enrolment)
    ]


def answered(enrolment: Enrolment) -> list[dict]:
    """The answers as people read them; of secret ones the last four."""
    rows = []
    for form_field in enrolment.rules.parsed.fields:
        value = enrolment.answers.get(form_field.code)
        if value is None:
            continue
        secret = isinstance(value, dict)
        if secret:
            shown = f"****{value['tail']}"
        elif form_field.kind == "choice":
            choice = form_field.choice(value)
            shown = choice.label if choice else value
        elif form_field.kind == "bool":
            shown = _("yes") if value else _("no")
        elif form_field.kind == "area":
            shown = Area.objects.filter(pk=value).first() or value
        else:
            shown = value
        rows.append({"code": form_field.code, "label": form_field.label, "shown": shown, "secret": secret})
    return rows


def kinds_of(enrolment: Enrolment) -> list[dict]:
    """Each kind of document that the definition asks for, with the files that are there."""
    files: dict[str, list] = {}
    for document in enrolment.documents.select_related("added_by").order_by("added_at"):
        files.setdefault(document.kind, []).append(document)
    required = {kind.code for kind in documents.required(enrolment)}
    return [
        {
            "kind": kind,
            "required": kind.code in required,
            "files": files.get(kind.code, []),
            "there": any(document.withdrawn_on is None for document in files.get(kind.code, [])),
        }
        for kind in enrolment.rules.parsed.documents
    ]


def decisions_of(enrolment: Enrolment) -> list:
    decisions = list(enrolment.decisions.select_related("actor", "rules").order_by("-at", "-id"))
    for decision in decisions:
        decision.tone = DECISION_TONE.get(Acted(decision.act), "wait")
        decision.office = Level(decision.level).label if decision.level else ""
        decision.failed = [said(o) for o in decision.evaluation if o["met"] is False]
        decision.unknown = [said(o) for o in decision.evaluation if o["met"] is None]
    return decisions


def said(outcome: dict) -> dict:
    """The words of an outcome that a decision keeps, to be read in the reader's language."""
    return {name: Text(**outcome.get(name, {})) for name in ("label", "reason")}


class RevealAnswer(ActionRequired, View):
    """The full text of a secret answer, once its purpose is on record."""

    action = "person.reveal"
    http_method_names = ["post"]

    def post(self, request, pk, code):
        enrolment = get_object_or_404(Enrolment, pk=pk)
        if not isinstance(enrolment.answers.get(code), dict):
            return JsonResponse({}, status=404)
        full = answers.reveal(
            enrolment=enrolment, code=code, actor=request.user, purpose=request.POST.get("purpose", "")
        )
        return JsonResponse({"value": full})
