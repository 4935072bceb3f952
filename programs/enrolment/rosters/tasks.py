"""Looking through a roster and taking it in, as jobs: one transaction each, kept only while the job is this worker's.
A kill leaves nothing, and it starts again."""

from django.utils.translation import gettext_lazy as _

from programs.enrolment.rosters import services
from programs.enrolment.rosters.models import RosterImport
from registry.core import jobs


@jobs.kind("rosters.import", label=_("taking in a roster"))
def take_in(run: jobs.Run) -> dict:
    roster = RosterImport.objects.get(pk=run.params["roster"])
    if run.checkpoint.get("done"):
        return roster.counts
    with run.commit(done=True):
        services.take_in(roster=roster, actor=run.job.account, progress=run.progress)
    roster.refresh_from_db()
    return roster.counts


@jobs.kind("rosters.preview", label=_("looking through a roster"))
def look_through(run: jobs.Run) -> dict:
    """With `take` it takes in at once what can go in: for whoever asks for that without looking."""
    roster = RosterImport.objects.get(pk=run.params["roster"])
    with run.commit():
        take = bool(run.params.get("take"))
        services.look_through(roster=roster, actor=run.job.account, progress=run.progress, take=take)
    roster.refresh_from_db()
    return roster.counts
