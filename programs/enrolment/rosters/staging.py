"""Look through a roster, and take in what was looked through: chunk by chunk, in one transaction each.

What stands in the file is read once and staged, row by row, as it was judged. Taking in reads the staged rows, judges
them again in the registry as it is by then, and leaves out those of which something else would become than was shown.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from uuid import UUID

import pghistory
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import names
from beneficiaries.services.duplicates import readings_of
from programs.catalogue.services import rules as rules_service
from programs.enrolment.rosters import layout as layouts
from programs.enrolment.rosters.columns import resource_for
from programs.enrolment.rosters.differences import shown
from programs.enrolment.rosters.judging import Judge, digest_of, foresee
from programs.enrolment.rosters.layout import Found, Layout
from programs.enrolment.rosters.models import RosterImport, RosterMapping, StagedRow
from programs.enrolment.rosters.rows import Reader, RosterRow, StagedNew
from programs.enrolment.rosters.sealing import Payload, content_of, keep_sample, payload_of
from programs.enrolment.rosters.states import GOES_IN, ImportState, Verdict
from programs.enrolment.rosters.taking import Foreseen, Taker
from registry.core.ahead import ahead
from registry.core.copying import insert_text, lines_of, stage, text_of
from registry.core.errors import Refusal
from registry.core.models import Account
from registry.core.spreadsheets import reading

FIRST, CHUNK = 200, 800
COLUMNS = (
    "roster_id", "program_id", "area", "number", "line", "sheet", "name", "verdict", "chosen", "codes", "key",
    "payload", "person_id", "enrolment_id", "overtaken", "corrected_by_id", "taken_at",
)  # fmt: skip
# What changes of a row once it is staged.
JUDGED = ("name", "verdict", "codes", "key", "payload", "person_id", "enrolment_id", "overtaken", "corrected_by_id",
          "taken_at")  # fmt: skip
Progress = Callable[[int, int | None], None]


class Desk:
    """A roster with all that is needed to read and judge its rows."""

    def __init__(self, roster: RosterImport, layout: Layout | None = None):
        self.roster = roster
        self.rules = rules_service.in_force(program=roster.program_id, on=roster.starts_on)
        self.definition = self.rules.parsed
        self.resource = resource_for(self.definition)
        self._labels = {column.feeds: column.column_name for column in self.resource.columns() if column.feeds}
        if layout or roster.layout:
            self.lay_out(layout or Layout(**roster.layout))

    def lay_out(self, layout: Layout) -> None:
        self.layout = layout
        self.reader = Reader(self.resource, layout, on=self.roster.starts_on)

    def judge(self, *, rehearse: bool = True) -> Judge:
        return Judge(
            roster=self.roster.pk,
            rules=self.rules,
            layout=self.layout,
            starts_on=self.roster.starts_on,
            rehearse=rehearse,
        )

    def taker(self, actor: Account) -> Taker:
        source = str(_("Roster “%(name)s”")) % {"name": self.roster.filename}
        return Taker(rules=self.rules, layout=self.layout, starts_on=self.roster.starts_on, actor=actor, source=source)

    def again(self, staged: StagedRow, payload: Payload) -> RosterRow:
        """A staged row, read again."""
        return self.reader.read(payload.cells, number=staged.number, line=staged.line, sheet=staged.sheet)

    def foresee(self, rows: Sequence[RosterRow], foreseen: Foreseen | None) -> None:
        """Seal and write out what most rows will be staged as, before it is their turn."""
        sound = [row for row in rows if not row.faults]
        for row in sound:
            row.sealed = self._sealed(row, [])
        if foreseen is None:
            return
        going_in = [(row, made) for row in sound if (made := foreseen.enrolments.get(row.number))]
        now = timezone.now()
        lines = lines_of(
            self._whole(row, _judged(row, Verdict.CREATE, row.sealed, person=made.person, enrolment=made.id, taken=now))
            for row, made in going_in
        )
        for (row, made), line in zip(going_in, lines, strict=True):
            row.as_new, row.sealed = StagedNew(made.person, made.id, line), None

    def payload(self, row: RosterRow) -> bytes:
        if row.sealed and not (row.faults or row.changes or row.likely):
            return row.sealed
        changes = [shown(change, self.definition, self._labels) for change in row.changes] if not row.taken else []
        return self._sealed(row, changes)

    def _sealed(self, row: RosterRow, changes: list[dict]) -> bytes:
        kept = Payload(row.cells, row.faults, changes, row.likely, digest_of(row))
        return kept.sealed(roster=self.roster.pk, number=row.number)

    def values(self, row: RosterRow, *, overtaken: bool = False, corrected_by: int | None = None) -> list:
        """Of `JUDGED`."""
        return _judged(
            row, row.verdict, self.payload(row), person=row.known, enrolment=row.enrolment,
            taken=timezone.now() if row.taken else None, overtaken=overtaken, corrected_by=corrected_by,
        )  # fmt: skip

    def stage(self, rows: Sequence[RosterRow]) -> None:
        foreseen = [row.as_new.line for row in rows if went_as_foreseen(row)]
        others = text_of(self._whole(row, self.values(row)) for row in rows if not went_as_foreseen(row))
        with connection.cursor() as cursor:
            insert_text(cursor, "rosters_stagedrow", columns=COLUMNS, text="".join([*foreseen, others]))

    def _whole(self, row: RosterRow, judged: list) -> list:
        """Of `COLUMNS`; `judged` of `JUDGED`."""
        roster, (name, verdict, *rest) = self.roster, judged
        place = [roster.pk, roster.program_id, roster.area, row.number, row.line, row.sheet[:60]]
        return [*place, name, verdict, True, *rest]

    def restage(self, rows: Iterable[tuple[RosterRow, bool]], *, corrected_by: int | None = None) -> None:
        """Write down what became of staged rows: (row, whether it was overtaken)."""
        assigned = ", ".join(f'"{column}" = n."{column}"' for column in JUDGED)
        with connection.cursor() as cursor:
            stage(cursor, "judged_row", like="rosters_stagedrow", columns=("number", *JUDGED), rows=[
                [row.number, *self.values(row, overtaken=overtaken, corrected_by=corrected_by)]
                for row, overtaken in rows
            ])  # fmt: skip
            cursor.execute(
                f"UPDATE rosters_stagedrow r SET {assigned} FROM judged_row n "  # noqa: S608
                "WHERE r.roster_id = %s AND r.number = n.number",
                [self.roster.pk],
            )
            cursor.execute("DROP TABLE judged_row")


def _judged(
    row: RosterRow, verdict: str, payload: bytes, *, person: UUID | None, enrolment: UUID | None,
    taken: datetime | None, overtaken: bool = False, corrected_by: int | None = None,
) -> list:  # fmt: skip
    """Of `JUDGED`."""
    codes = "{" + ",".join(sorted({fault.code for fault in row.faults})) + "}"
    return [row.name, str(verdict), codes, row.key, payload, person, enrolment, overtaken, corrected_by, taken]


def went_as_foreseen(row: RosterRow) -> bool:
    return (
        row.as_new is not None
        and row.taken
        and row.verdict == Verdict.CREATE
        and not (row.faults or row.changes or row.likely)
        and (row.known, row.enrolment) == (row.as_new.person, row.as_new.enrolment)
    )


def look_through(roster: RosterImport, *, actor: Account, progress: Progress, take: bool = False) -> None:
    """Read the file, judge its rows and stage them; with `take`, take in what can go in as it comes.

    Its state says how that went: `staged` or `taken_in`; `question` where the columns must be named; `refused`, with
    `problem`, where the file can't be read.
    """
    desk = Desk(roster)
    roster.problem, roster.counts = {}, {}
    StagedRow.objects.filter(roster=roster).delete()
    try:
        with transaction.atomic(), reading.opened(content_of(roster)) as sheets:
            found = layouts.find(sheets, resource=desk.resource, said=roster.said, remembered=remembered(roster))
            roster.layout = found.layout.as_json()
            keep_sample(roster, found.samples)
            if found.layout.missing(desk.resource):
                raise layouts.header_missing(found.layout, desk.resource)
            if found.unread:
                roster.problem = problem(unread(found.unread))
            desk.lay_out(found.layout)
            with pghistory.context(roster=str(roster.pk)):
                _stage(desk, found, actor=actor, progress=progress, take=take)
    except Refusal as refusal:
        if not refusal.code.startswith(("file-", "header-")):
            raise
        roster.problem = problem(refusal)
        question = refusal.code == "header-missing"
        roster.state = ImportState.QUESTION if question else ImportState.REFUSED
    else:
        roster.state = ImportState.TAKEN_IN if take else ImportState.STAGED
        roster.taken_in_at = timezone.now() if take else None
    roster.counts = counts_of(roster)
    roster.save()


def _stage(desk: Desk, found: Found, *, actor: Account, progress: Progress, take: bool) -> None:
    judge, taker = desk.judge(rehearse=not take), desk.taker(actor)
    done = 0

    def coming() -> Iterator[tuple[list[RosterRow], Foreseen | None]]:
        for rows in chunks(desk.reader.people(found.rows())):
            foresee(rows)
            foreseen = taker.foresee(rows) if take else None
            desk.foresee(rows, foreseen)
            yield rows, foreseen

    for rows, foreseen in ahead(coming()):
        judge.judge(rows)
        if take:
            taker.take(rows, foreseen=foreseen)
            judge.note(rows)
        desk.stage(rows)
        done += len(rows)
        progress(done, None)


def take_in(roster: RosterImport, *, actor: Account, progress: Progress) -> None:
    """Take in the staged rows that are chosen and can go in."""
    desk = Desk(roster)
    judge, taker = desk.judge(rehearse=False), desk.taker(actor)
    waiting = waiting_rows(roster)
    total, done, last = waiting.count(), 0, 0
    progress(0, total)
    with pghistory.context(roster=str(roster.pk)):
        while staged := list(waiting.filter(number__gt=last).order_by("number")[:CHUNK]):
            before = {row.number: (row.verdict, payload_of(row)) for row in staged}
            rows = [desk.again(row, before[row.number][1]) for row in staged]
            judge.judge(rows)
            same = [row for row in rows if (row.verdict, digest_of(row)) == _shown(before[row.number])]
            taker.take(same)
            judge.note(same)
            desk.restage([(row, not row.taken) for row in rows])
            done, last = done + len(rows), staged[-1].number
            progress(done, total)
    roster.state, roster.taken_in_at = ImportState.TAKEN_IN, timezone.now()
    roster.counts = counts_of(roster)
    roster.save()


def _shown(staged: tuple[str, Payload]) -> tuple[str, str]:
    return staged[0], staged[1].digest


def waiting_rows(roster: RosterImport):
    """The staged rows that the next commit takes."""
    return StagedRow.objects.filter(roster=roster, verdict__in=GOES_IN, chosen=True, taken_at=None)


def rejudge(desk: Desk, staged: Sequence[StagedRow], cells: dict[int, list] | None = None, *, by: Account) -> None:
    """Judge staged rows anew, as one chunk, beside the others of the roster that would register someone; `cells` has
    the new ones of those that were corrected."""
    rows = []
    for row in staged:
        payload = payload_of(row)
        payload.cells = (cells or {}).get(row.number, payload.cells)
        rows.append(desk.again(row, payload))
    judge = desk.judge()
    judge.beside(_sounding(desk, rows))
    judge.judge(rows)
    corrected = [(row, False) for row in rows if row.number in (cells or {})]
    desk.restage([(row, False) for row in rows if row.number not in (cells or {})])
    if corrected:
        desk.restage(corrected, corrected_by=by.pk)


def _sounding(desk: Desk, rows: Sequence[RosterRow]) -> list[RosterRow]:
    """The other rows of the roster that would register someone whose name sounds like one of `rows`."""
    sounds = {sound for row in rows for sound in readings_of(names.normalise(row.name))}
    others = StagedRow.objects.filter(roster=desk.roster, verdict=Verdict.CREATE, chosen=True, taken_at=None).exclude(
        number__in=[row.number for row in rows]
    )
    numbers = [
        number for number, name in others.values_list("number", "name").iterator(chunk_size=10_000)
        if not sounds.isdisjoint(readings_of(names.normalise(name)))
    ]  # fmt: skip
    return [desk.again(row, payload_of(row)) for row in others.filter(number__in=numbers)]


def parked_for(roster: RosterImport, numbers: Container[int]) -> list[StagedRow]:
    """The rows that wait because they resemble one of these."""
    parked = StagedRow.objects.filter(roster=roster, verdict=Verdict.DUPLICATE, taken_at=None).order_by("number")
    return [row for row in parked if any(entry.get("row") in numbers for entry in payload_of(row).likely)]


def counts_of(roster: RosterImport) -> dict[str, int]:
    """How many rows there are of each verdict; `taken` of those that are in, `left` of those left out by choice."""
    found = {
        entry.pop("verdict"): entry
        for entry in StagedRow.objects.filter(roster=roster)
        .values("verdict")
        .annotate(
            rows=Count("number"), taken=Count("taken_at"),
            left=Count("number", filter=Q(chosen=False, taken_at=None, verdict__in=GOES_IN)),
        )
        .order_by()
    }  # fmt: skip
    rows = {verdict: found.get(verdict, {}).get("rows", 0) for verdict in Verdict.values}
    return {
        "rows": sum(rows.values()),
        "create": rows[Verdict.CREATE] + rows[Verdict.ENROL],
        "enrol": rows[Verdict.ENROL],
        "update": rows[Verdict.UPDATE],
        "unchanged": rows[Verdict.UNCHANGED],
        "duplicates": rows[Verdict.DUPLICATE],
        "errors": rows[Verdict.ERROR],
        "taken": sum(entry["taken"] for entry in found.values()),
        "left": sum(entry["left"] for entry in found.values()),
    }


def remembered(roster: RosterImport) -> layouts.Remembered:
    def columns(fingerprint: str) -> dict[str, int] | None:
        said = RosterMapping.objects.filter(program=roster.program_id, fingerprint=fingerprint)
        # Of two offices' the nearer one.
        return said.order_by("-area", "-changed_at").values_list("columns", flat=True).first()

    return columns


def problem(refusal: Refusal) -> dict:
    return {"code": refusal.code, "message": str(refusal)}


def unread(names: list[str]) -> Refusal:
    """Another sheet with a roster is said, never passed over: its people would be missed by nobody."""
    return Refusal(
        "sheet-unread",
        _(
            "The sheets %(sheets)s have a roster too, with other columns. Save each as a workbook of its own and send "
            "that as well."
        ),
        params={"sheets": "、".join(f"“{name}”" for name in names)},
    )


def chunks(rows: Iterator[RosterRow]) -> Iterator[list[RosterRow]]:
    """The first are small, so that the database has work soon; the more there are, the less a question costs."""
    size = FIRST
    while some := list(islice(rows, size)):
        yield some
        size = min(2 * size, CHUNK)


@contextmanager
def told(progress: Progress | None) -> Iterator[Progress]:
    yield progress or (lambda _done, _total=None: None)
