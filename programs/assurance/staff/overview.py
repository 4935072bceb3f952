"""The desk: each rule with what stands open, the money at stake, and what came and went since the last run."""

from django.contrib import messages
from django.db.models import Sum
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from programs.assurance import checks
from programs.assurance.checks.shape import SEVERITY_TONE
from programs.assurance.models import Finding
from programs.assurance.services import rounds
from registry.core import scope
from registry.core.models import Job
from registry.core.models.job import JobState
from registry.core.staff.views import StaffAct, StaffView


class Overview(StaffView):
    action = "assurance.view"
    page_title = _("Assurance")
    header_icon = "glasses"
    template_name = "assurance/overview.html"

    def get_context_data(self, **kwargs):
        last = rounds.last()
        counted = Finding.objects.by_rule(since=last.started_at if last else None)
        rows = [
            {"check": check, "tone": SEVERITY_TONE[check.severity], **nothing(), **counted.get(check.code, {})}
            for check in checks.CHECKS.values()
        ]
        total = Finding.objects.standing().aggregate(money=Sum("money", default=0))
        return super().get_context_data(
            rows=rows, last=last, running=running(self.request.user), standing=sum(row["standing"] for row in rows),
            came=sum(row["came"] for row in rows), went=sum(row["went"] for row in rows), money=total["money"],
            held=Finding.objects.standing().exclude(holds=[]).count(), **kwargs,
        )  # fmt: skip


def nothing() -> dict:
    return {"standing": 0, "money": 0, "came": 0, "went": 0}


def running(account) -> dict | None:
    """The run that is under way, whoever asked for it: how far it is; its page is for whoever asked."""
    with scope.entered(scope.SYSTEM):
        job = Job.objects.filter(kind=rounds.KIND, state__in=(JobState.QUEUED, JobState.RUNNING)).first()
        if job is None:
            return None
        return {"done": job.done, "total": job.total, "pk": job.pk if job.account_id == account.pk else None,
                "percent": job.percent, "queued": job.state == JobState.QUEUED}  # fmt: skip


class AskNow(StaffAct):
    action = "assurance.run"

    def post(self, request):
        job = rounds.ask(actor=request.user)
        messages.success(request, _("The rules are being asked. What they find appears here as they go on."))
        return redirect("jobs:detail", pk=job.pk)
