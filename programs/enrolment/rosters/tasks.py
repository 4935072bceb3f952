"""Taking a roster in, as a job."""

from django.utils.translation import gettext_lazy as _

from programs.enrolment.rosters import services
from programs.enrolment.rosters.models import ImportState, RosterImport
from registry.core import jobs


@jobs.kind("rosters.import", label=_("taking in a roster"))
def take_in(run: jobs.Run) -> dict:
    """One transaction, kept only while the job is this worker's: a kill leaves nothing, and it starts again."""
    roster = RosterImport.objects.get(pk=run.params["roster"])
    if roster.state == ImportState.TAKEN_IN:
        return roster.counts
    with run.commit():
        services.take_in(roster=roster, actor=run.job.account, progress=run.progress)
    roster.refresh_from_db()
    return roster.counts


@jobs.kind("rosters.preview", label=_("looking through a roster"))
def preview(run: jobs.Run) -> dict:
    """Writes nothing but the counts, so it may be done as often as it takes."""
    roster = RosterImport.objects.get(pk=run.params["roster"])
    services.preview(roster=roster, actor=run.job.account, progress=run.progress)
    return roster.counts
