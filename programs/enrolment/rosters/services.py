"""Take a roster in: receive the file, say what it would do, do it.

All of an import is one transaction: what can go in goes in together, and what can't comes back with its
row, column and reason. The same file twice changes nothing.
"""

import base64
from collections.abc import Callable
from datetime import date

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.dates import today
from programs.catalogue.services import rules as rules_service
from programs.enrolment.rosters import applying
from programs.enrolment.rosters import plan as planning
from programs.enrolment.rosters.columns import resource_for
from programs.enrolment.rosters.models import ImportState, RosterImport
from programs.enrolment.rosters.plan import Plan
from programs.enrolment.rosters.reading import read
from registry.core import jobs, roles, vault
from registry.core.errors import Refusal
from registry.core.models import Account, Job
from registry.core.models.job import JobState
from registry.core.spreadsheets import headers
from registry.core.spreadsheets.reading import MAX_BYTES, sheets, too_large

KEPT_ERRORS = 2_000
Progress = Callable[[int, int | None], None]


@transaction.atomic
def receive(
    *, program: str, content: bytes, filename: str, actor: Account, starts_on: date | None = None
) -> RosterImport:
    """Keep a file, sealed. `starts_on`: from when its people are in the program where a row doesn't say (today).

    Raises:
        Refusal: `not-allowed`, `no-rules`, `file-too-large`.
    """
    roles.require(actor, "roster.import", program=program)
    if len(content) > MAX_BYTES:
        raise too_large()
    starts_on = starts_on or today()
    rules_service.in_force(program=program, on=starts_on)
    roster = RosterImport(
        program_id=program, area=actor.area_id, filename=filename[:200], size=len(content), starts_on=starts_on,
        made_by=actor,
    )  # fmt: skip
    roster.content_sealed = vault.seal(base64.b64encode(content).decode(), row=roster.pk, field="content")
    roster.save(force_insert=True)
    return roster


def content_of(roster: RosterImport) -> bytes:
    return base64.b64decode(vault.open_sealed(roster.content_sealed, row=roster.pk, field="content"))


def preview(*, roster: RosterImport, actor: Account, keep: bool = True, progress: Progress | None = None) -> Plan:
    """What taking it in would do, each row judged as it would be then. Nothing but the counts is written, and
    without `keep` not even they.

    Raises:
        Refusal: `not-allowed`, `no-rules`, `file-unreadable`, `file-encrypted`, `file-empty`,
            `file-too-large`, `header-missing`.
    """
    roles.require(actor, "roster.import", program=roster.program_id)
    made = _planned(roster, content_of(roster), progress=progress)
    planning.judge_new(made)
    if keep:
        _keep(roster, made)
    return made


def check(*, roster: RosterImport, actor: Account) -> None:
    """Whether the file can be read and has the columns; raises as `preview` does about files."""
    roles.require(actor, "roster.import", program=roster.program_id)
    resource = resource_for(rules_service.in_force(program=roster.program_id, on=roster.starts_on).parsed)
    headers.find(sheets(content_of(roster)), names=resource.names(), required=resource.required())


@transaction.atomic
def take_in(*, roster: RosterImport, actor: Account, progress: Progress | None = None) -> Plan:
    """Take it in: register the new, enrol them, change what the file says otherwise.

    Raises:
        Refusal: `not-allowed`, `state` where it was taken in before, and those of `preview`.
    """
    roles.require(actor, "roster.import", program=roster.program_id)
    roster = RosterImport.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state != ImportState.UPLOADED:
        raise Refusal("state", _("This roster was taken in already."))
    told = progress or (lambda _done, _total=None: None)
    with pghistory.context(roster=str(roster.pk)):
        made = _planned(roster, content_of(roster), progress=told)
        rules = rules_service.in_force(program=roster.program_id, on=roster.starts_on)
        source = str(_("Roster “%(name)s”")) % {"name": roster.filename}
        applying.apply(made, rules=rules, starts_on=roster.starts_on, actor=actor, source=source, progress=told)
    roster.state, roster.taken_in_at = ImportState.TAKEN_IN, timezone.now()
    _keep(roster, made, "state", "taken_in_at")
    return made


def ask_to_preview(*, roster: RosterImport, actor: Account, link: str = "") -> Job:
    """`preview`, as a job: for files that take longer than anyone waits for a page."""
    return _ask("rosters.preview", roster, actor=actor, link=link, total=0)


def ask_to_take_in(*, roster: RosterImport, actor: Account, link: str = "") -> Job:
    """Queue it as a job. Asking again gives the same job while that isn't over.

    Raises:
        Refusal: `not-allowed`, `state` where it was taken in before.
    """
    return _ask("rosters.import", roster, actor=actor, link=link, total=roster.counts.get("rows", 0) * 2)


@transaction.atomic
def _ask(kind: str, roster: RosterImport, *, actor: Account, link: str, total: int) -> Job:
    roles.require(actor, "roster.import", program=roster.program_id)
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=roster.pk)
    if roster.state != ImportState.UPLOADED:
        raise Refusal("state", _("This roster was taken in already."))
    if roster.job and roster.job.kind == kind and roster.job.state in (JobState.QUEUED, JobState.RUNNING):
        return roster.job
    roster.job = jobs.enqueue(kind=kind, account=actor, params={"roster": str(roster.pk)}, link=link, total=total)
    roster.save(update_fields=["job"])
    return roster.job


def _planned(roster: RosterImport, content: bytes, *, progress: Progress | None = None) -> Plan:
    rules = rules_service.in_force(program=roster.program_id, on=roster.starts_on)
    resource = resource_for(rules.parsed)
    rows = read(content, resource=resource, on=roster.starts_on, progress=progress)
    return planning.make(rows, program=roster.program_id, on=roster.starts_on)


def _keep(roster: RosterImport, made: Plan, *also: str) -> None:
    said = made.as_json()
    roster.errors = said.pop("errors")[:KEPT_ERRORS]
    roster.counts = {**said, "errors": len(made.errors)}
    roster.save(update_fields=["counts", "errors", *also])
