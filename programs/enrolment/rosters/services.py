"""What people do with a roster: send it in, name its columns, look at its rows, correct them, decide who is who, take
it in, take it back.

Looking through and taking in are a transaction each: what can go in goes in together, what can't comes back with its
row, column and reason. The same file twice changes nothing.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.dates import today
from beneficiaries.models import Person
from programs.catalogue.services import rules as rules_service
from programs.enrolment.rosters import resembling, staging
from programs.enrolment.rosters.layout import Layout
from programs.enrolment.rosters.models import Recognition, RosterImport, RosterMapping, StagedRow
from programs.enrolment.rosters.sealing import keep_file, payload_of
from programs.enrolment.rosters.staging import Progress
from programs.enrolment.rosters.states import GOES_IN, ImportState, Verdict
from programs.enrolment.services.record import reason_given
from registry.core import jobs, roles
from registry.core.errors import RULE_SENTENCES, Refusal, refusal_from
from registry.core.models import Account, Job
from registry.core.models.job import JobState
from registry.core.spreadsheets.reading import MAX_BYTES, too_large

# While a roster is in one of these, its rows may be corrected, chosen and decided.
OPEN = (ImportState.STAGED, ImportState.TAKEN_IN)
ASKED = (JobState.QUEUED, JobState.RUNNING)


@transaction.atomic
def receive(
    *, program: str, content: bytes | Iterable[bytes], filename: str, actor: Account, starts_on: date | None = None,
    size: int | None = None,
) -> RosterImport:  # fmt: skip
    """Keep a file, sealed; `content` may come piece by piece, with its `size`. `starts_on`: from when its people are
    in the program where a row doesn't say (today).

    Raises:
        Refusal: `not-allowed`, `no-rules`, `file-too-large`.
    """
    roles.require(actor, "roster.import", program=program)
    if isinstance(content, bytes):
        content, size = [content], len(content)
    if size is None or size > MAX_BYTES:
        raise too_large()
    starts_on = starts_on or today()
    rules_service.in_force(program=program, on=starts_on)
    roster = RosterImport.objects.create(
        program_id=program, area=actor.area_id, filename=filename[-200:], size=size, starts_on=starts_on,
        made_by=actor,
    )  # fmt: skip
    keep_file(roster, content)
    return roster


@transaction.atomic
def look_through(
    *, roster: RosterImport, actor: Account, progress: Progress | None = None, take: bool = False
) -> RosterImport:
    """Read it and say what taking it in would do, row by row; with `take`, do it at once. Once is enough: a roster
    that was looked through already stays as it is.

    Raises:
        Refusal: `not-allowed`, `no-rules`.
    """
    roster = _held(roster, actor)
    if roster.state == ImportState.UPLOADED:
        with staging.told(progress) as told:
            staging.look_through(roster, actor=actor, progress=told, take=take)
    return roster


@transaction.atomic
def take_in(*, roster: RosterImport, actor: Account, progress: Progress | None = None) -> RosterImport:
    """Take in the rows that are chosen and can go in: register the new, enrol them, change what the file says
    otherwise. Rows of which something else would become by now than was shown are left, and marked.

    Raises:
        Refusal: `not-allowed`, `no-rules`, `state`.
    """
    roster = _held(roster, actor, *OPEN)
    with staging.told(progress) as told:
        staging.take_in(roster, actor=actor, progress=told)
    return roster


def ask_to_look_through(*, roster: RosterImport, actor: Account, link: str = "") -> Job:
    """`look_through`, as a job. Asking again gives the same job while that isn't over."""
    return _ask("rosters.preview", roster, ImportState.UPLOADED, actor=actor, link=link, total=0)


def ask_to_take_in(*, roster: RosterImport, actor: Account, link: str = "") -> Job:
    """`take_in`, as a job. Asking again gives the same job while that isn't over.

    Raises:
        Refusal: `not-allowed`, `state`.
    """
    return _ask("rosters.import", roster, *OPEN, actor=actor, link=link, total=roster.counts.get("rows", 0))


def ask_to_undo(*, roster: RosterImport, actor: Account, reason: str, link: str = "") -> Job:
    """`undo`, as a job. Asking again gives the same job while that isn't over.

    Raises:
        Refusal: `not-allowed`, `state`, `reason`, `rosterimport_built_on` where something has been built on it already.
    """
    reason = reason_given(reason)
    if roster.state == ImportState.TAKEN_IN and obstacles(roster=roster):
        raise Refusal("rosterimport_built_on", RULE_SENTENCES["rosterimport_built_on"])
    return _ask("rosters.undo", roster, ImportState.TAKEN_IN, actor=actor, link=link, total=0, reason=reason)


@transaction.atomic
def _ask(
    kind: str, roster: RosterImport, *states: ImportState, actor: Account, link: str, total: int, **params
) -> Job:  # fmt: skip
    roster = _held(roster, actor, *states)
    if roster.job and roster.job.kind == kind and roster.job.state in ASKED:
        return roster.job
    params = {"roster": str(roster.pk), **params}
    roster.job = jobs.enqueue(kind=kind, account=actor, params=params, link=link, total=total)
    roster.save(update_fields=["job"])
    return roster.job


@transaction.atomic
def name_columns(*, roster: RosterImport, columns: dict[str, int], actor: Account) -> RosterImport:
    """Say which column is which ({code: index from 0}), for this file and for the next of its shape. It is to be
    looked through anew.

    Raises:
        Refusal: `not-allowed`; `state` once rows of it are in; `header-missing`.
    """
    roster = _held(roster, actor, ImportState.QUESTION, ImportState.STAGED)
    layout = Layout(**roster.layout)
    desk = staging.Desk(roster, Layout(**roster.layout | {"columns": columns}))
    if desk.layout.missing(desk.resource):
        raise staging.layouts.header_missing(desk.layout, desk.resource)
    RosterMapping.objects.update_or_create(
        program_id=roster.program_id, area=actor.area_id, fingerprint=layout.fingerprint,
        defaults={"columns": columns, "made_by": actor},
    )  # fmt: skip
    [(sheet, row), *_others] = layout.sheets.items()
    roster.said = {"sheet": sheet, "row": row, "columns": columns, "texts": layout.texts}
    roster.state = ImportState.UPLOADED
    roster.save(update_fields=["said", "state"])
    return roster


@transaction.atomic
def correct(*, roster: RosterImport, number: int, values: dict[str, str], actor: Account) -> StagedRow:
    """Write other values into the cells of a staged row, by column code, and judge it anew, with those that mean the
    same person.

    Raises:
        Refusal: `not-allowed`, `state`, `taken`.
    """
    roster = _held(roster, actor, *OPEN)
    desk = staging.Desk(roster)
    row = _untaken(roster, number)
    cells = list(payload_of(row).cells)
    for code, text in values.items():
        index = desk.layout.columns[code]
        cells += [None] * (index + 1 - len(cells))
        cells[index] = text.strip() or None
    before = row.key
    staging.rejudge(desk, [row], {number: list(cells)}, by=actor)
    row = StagedRow.objects.get(pk=row.pk)
    keys = [bytes(key) for key in (before, row.key) if key]
    alike = StagedRow.objects.filter(roster=roster, key__in=keys, taken_at=None)
    if keys and alike.exclude(number=number).exists():
        staging.rejudge(desk, list(alike.order_by("number")), {number: cells}, by=actor)
    _look_again(desk, {number}, by=actor)
    _count(roster)
    return StagedRow.objects.get(pk=row.pk)


@transaction.atomic
def recognise(
    *, roster: RosterImport, number: int, person: UUID | None = None, other: int | None = None, actor: Account
) -> StagedRow:
    """Say that the row is the registered `person`, or the person of the `other` row of the file, which then is left
    out; or that it is none of those whom it resembles. It is remembered for the next roster that describes her the same
    way.

    Raises:
        Refusal: `not-allowed`, `state`, `taken`, `person-unknown`.
    """
    roster = _held(roster, actor, *OPEN)
    row = _untaken(roster, number)
    people, others = resembled(row)
    if row.verdict != Verdict.DUPLICATE or (person and person not in people) or (other and other not in others):
        raise Refusal("person-unknown", _("The row isn't taken for this person any more. Look at it again."))
    same = bool(person or other)
    for someone in Person.objects.filter(pk__in=[person] if person else [] if other else list(people)):
        Recognition.objects.update_or_create(
            key=row.key, person=someone, defaults={"area": someone.area, "same": same, "made_by": actor}
        )
    for one in StagedRow.objects.filter(roster=roster, number__in=[other] if other else [] if person else list(others)):
        resembling.say(row.key, one.key, same=same, area=roster.area, made_by=actor)
    desk = staging.Desk(roster)
    staging.rejudge(desk, [row], by=actor)
    _look_again(desk, {number}, by=actor)
    _count(roster)
    return StagedRow.objects.get(pk=row.pk)


def resembled(row: StagedRow) -> tuple[dict[UUID, list[str]], dict[int, list[str]]]:
    """Whom a row may be, with the reasons: people by their ids, and other rows of the file that aren't in by their
    numbers."""
    likely = payload_of(row).likely
    people = {UUID(entry["person"]): entry["reasons"] for entry in likely if "person" in entry}
    others = {entry["row"]: entry["reasons"] for entry in likely if "row" in entry}
    taken = StagedRow.objects.filter(roster=row.roster_id, number__in=list(others), taken_at__isnull=False)
    for number, person in taken.values_list("number", "person_id"):
        people.setdefault(person, others.pop(number))
    return people, others


@transaction.atomic
def choose(
    *, roster: RosterImport, chosen: bool, actor: Account, numbers: Iterable[int] | None = None, verdict: str = ""
) -> int:
    """Which rows the next commit takes: those of `numbers`, or all of a `verdict`. How many it is now otherwise for.

    Raises:
        Refusal: `not-allowed`, `state`.
    """
    roster = _held(roster, actor, *OPEN)
    of = Q(number__in=list(numbers)) if numbers is not None else Q(verdict=verdict) if verdict else Q()
    rows = StagedRow.objects.filter(of, roster=roster, taken_at=None, verdict__in=GOES_IN).exclude(chosen=chosen)
    numbers = set(rows.values_list("number", flat=True))
    rows.update(chosen=chosen)
    _look_again(staging.Desk(roster), numbers, by=actor)
    _count(roster)
    return len(numbers)


def codes_of(*, roster: RosterImport) -> list[tuple[str, int]]:
    """In how many rows each code stands, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, count(*) FROM rosters_stagedrow, unnest(codes) code "
            "WHERE roster_id = %s AND verdict = 'error' GROUP BY code ORDER BY 2 DESC, 1",
            [roster.pk],
        )
        return cursor.fetchall()


def obstacles(*, roster: RosterImport) -> list[tuple[int, str, int]]:
    """What has been built on an import that is in, and keeps it from being taken back: (row, what, how often)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.line, o.what, sum(o.times) FROM roster_obstacles(%s) o JOIN rosters_stagedrow r "
            "ON r.roster_id = %s AND r.number = o.number GROUP BY r.line, o.what ORDER BY r.line, o.what",
            [roster.pk, roster.pk],
        )
        return [(line, _sentence(what), int(times)) for line, what, times in cursor.fetchall()]


@transaction.atomic
def undo(*, roster: RosterImport, actor: Account, reason: str) -> RosterImport:
    """Take an import back as a whole: whom it made is gone from every list, what it changed is as it was before. It
    stays in the history.

    Raises:
        Refusal: `not-allowed`, `state`, `reason`, `rosterimport_built_on` where something has been built on it.
    """
    reason = reason_given(reason)
    roster = _held(roster, actor, ImportState.TAKEN_IN)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT roster_undo(%s, %s)", [roster.pk, reason])
    except (IntegrityError, InternalError) as error:
        raise refusal_from(error) from error
    roster.refresh_from_db()
    return roster


def _held(roster: RosterImport, actor: Account, *states: ImportState) -> RosterImport:
    """The roster as it is now, held until the transaction ends; in one of `states`, if any are given."""
    roles.require(actor, "roster.import", program=roster.program_id)
    found = RosterImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=roster.pk)
    if states and found.state not in states:
        raise Refusal("state", _("It is not so far, or further already: %(state)s."),
                      params={"state": found.get_state_display()})  # fmt: skip
    return found


def _untaken(roster: RosterImport, number: int) -> StagedRow:
    row = StagedRow.objects.select_for_update().get(roster=roster, number=number)
    if row.taken_at:
        raise Refusal("taken", _("This row is in already. Change the person or the enrolment itself."))
    return row


def _look_again(desk: staging.Desk, numbers: set[int], *, by: Account) -> None:
    """Of rows that go in otherwise than before, those that waited because of them."""
    if parked := staging.parked_for(desk.roster, numbers):
        staging.rejudge(desk, parked, by=by)


def _count(roster: RosterImport) -> None:
    roster.counts = staging.counts_of(roster)
    roster.save(update_fields=["counts"])


OBSTACLES = {
    "enrolment-state": _("the enrolment has gone on"),
    "decision": _("something was decided on the enrolment"),
    "changed-since": _("changed since, by someone else or another roster"),
}


def _sentence(what: str) -> str:
    if what in OBSTACLES:
        return str(OBSTACLES[what])
    tables = {model._meta.db_table: model._meta.verbose_name_plural for model in apps.get_models()}
    return str(tables.get(what, what))
