"""Looking through a roster, taking it in, taking it back, writing one out, as jobs: one transaction each, kept only
while the job is this worker's. A kill leaves nothing, and it starts again."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.enrolment.rosters import outgoing, services
from programs.enrolment.rosters.models import RosterExport, RosterImport
from registry.core import jobs

# What the page of a job calls the figures of its result.
FIGURES = {
    "rows": _("Rows"),
    "create": pgettext_lazy("roster rows", "new"),
    "update": pgettext_lazy("roster rows", "changed"),
    "unchanged": pgettext_lazy("roster rows", "as they are"),
    "duplicates": pgettext_lazy("roster rows", "possible duplicates"),
    "errors": pgettext_lazy("roster rows", "errors"),
    "taken": pgettext_lazy("roster rows", "taken in"),
}


@jobs.kind("rosters.import", label=_("taking in a roster"), figures=FIGURES)
def take_in(run: jobs.Run) -> dict:
    roster = RosterImport.objects.get(pk=run.params["roster"])
    if run.checkpoint.get("done"):
        return roster.counts
    with run.commit(done=True):
        services.take_in(roster=roster, actor=run.job.account, progress=run.progress)
    roster.refresh_from_db()
    return roster.counts


@jobs.kind("rosters.preview", label=_("looking through a roster"), figures=FIGURES)
def look_through(run: jobs.Run) -> dict:
    """With `take` it takes in at once what can go in: for whoever asks for that without looking."""
    roster = RosterImport.objects.get(pk=run.params["roster"])
    with run.commit():
        take = bool(run.params.get("take"))
        services.look_through(roster=roster, actor=run.job.account, progress=run.progress, take=take)
    roster.refresh_from_db()
    return roster.counts


@jobs.kind("rosters.undo", label=_("taking back a roster"), figures=FIGURES)
def undo(run: jobs.Run) -> dict:
    roster = RosterImport.objects.get(pk=run.params["roster"])
    if not run.checkpoint.get("done"):
        with run.commit(done=True):
            services.undo(roster=roster, actor=run.job.account, reason=run.params["reason"])
        roster.refresh_from_db()
    return {"taken": roster.counts.get("taken", 0)}


@jobs.kind("rosters.export", label=_("writing out a roster"), figures=FIGURES)
def export(run: jobs.Run) -> dict:
    asked = RosterExport.objects.select_related("program", "roster").get(pk=run.params["export"])
    if not run.checkpoint.get("done"):
        with run.commit(done=True):
            outgoing.write(export=asked, actor=run.job.account, progress=run.progress)
    return {"rows": asked.rows}


@shared_task(name="rosters.expire")
def expire() -> int:
    """What was written out is thrown away when its day is over."""
    return outgoing.expire()
