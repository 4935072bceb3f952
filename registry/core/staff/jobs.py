"""Jobs as people see them: a list of one's own, and a page with a bar that moves."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from registry.core import jobs
from registry.core.models.job import Job, JobState

TONE = {
    JobState.QUEUED: "idle",
    JobState.RUNNING: "wait",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "idle",
}


def described(job: Job) -> Job:
    job.label = jobs.label_of(job.kind)
    job.figures = jobs.figures_of(job)
    job.tone = TONE[JobState(job.state)]
    job.may_cancel = job.state in (JobState.QUEUED, JobState.RUNNING) and not job.cancel_requested
    job.may_retry = job.state in (JobState.FAILED, JobState.CANCELLED)
    return job


class JobScreen(WagtailAdminTemplateMixin, TemplateView):
    """Everyone on the staff site has jobs; row-level security shows each account its own."""

    header_icon = "cogs"

    def get_breadcrumbs_items(self):
        home = {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}
        return [home, {"url": reverse_lazy("jobs:index"), "label": _("My jobs")}]


class JobList(JobScreen):
    page_title = _("My jobs")
    template_name = "core/jobs/index.html"

    def get_context_data(self, **kwargs):
        rows = Job.objects.filter(account=self.request.user)[:100]
        return super().get_context_data(jobs=[described(job) for job in rows], **kwargs)


class JobDetail(JobScreen):
    template_name = "core/jobs/detail.html"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        self.job = described(get_object_or_404(Job, pk=self.kwargs["pk"]))
        self.page_title = self.job.label
        return super().get_context_data(job=self.job, **kwargs)


class JobProgress(View):
    """What the page asks every second while a job runs."""

    def get(self, request, pk):
        job = described(get_object_or_404(Job, pk=pk))
        return JsonResponse(
            {
                "state": job.state,
                "label": job.get_state_display(),
                "done": job.done,
                "total": job.total,
                "percent": job.percent,
                "over": job.state not in (JobState.QUEUED, JobState.RUNNING),
                "elapsed": timesince(job.started_at) if job.started_at else "",
            }
        )


class JobAct(View):
    http_method_names = ["post"]

    def post(self, request, pk, act):
        job = get_object_or_404(Job, pk=pk)
        if act == "cancel":
            jobs.cancel(job=job)
            messages.success(request, _("The job will stop."))
        else:
            jobs.retry(job=job)
            messages.success(request, _("The job is queued again."))
        return redirect("jobs:detail", pk=job.pk)
