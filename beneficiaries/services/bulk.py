"""Registering thousands at once: the same rows as one by one, saved as sets.

COPY into temporary tables, then INSERT … SELECT, so that row-level security, constraints, search tokens and
history hold as for a single person.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.dates import today
from beneficiaries.models import Hardship, PayAccount, Person, Phone, Relation
from beneficiaries.services.intake import NewPerson, codes_of, judge
from beneficiaries.services.places import Places
from beneficiaries.services.rows import Row
from beneficiaries.services.uniqueness import counties_of, taken
from registry.core import roles
from registry.core.copying import has_grown, insert_text, lines_of
from registry.core.errors import Refusal
from registry.core.models import Account

CHUNK = 1_250

# Where `Intake` has the rows of each table, in the order in which they must go in.
TABLES: dict[str, type[models.Model]] = {
    "people": Person,
    "phones": Phone,
    "accounts": PayAccount,
    "relations": Relation,
    "hardships": Hardship,
}


@dataclass(slots=True)
class Registered:
    """What became of the rows, in their order.

    `ids` has the person of each row, None where it was refused. `existing` are those of them that were
    registered before; nothing of theirs was changed.
    """

    ids: list[UUID | None]
    created: int = 0
    existing: set[UUID] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ready:
    """A person whose rows are sound. `place` is hers among all the rows, `row` what the spreadsheet calls it."""

    place: int
    row: int
    pk: UUID
    index: bytes | None


@dataclass(slots=True)
class Lines:
    """Rows of one table, written out for COPY. `owners` has the person of each line, as a place in `Chunk.ready`."""

    columns: tuple[str, ...]
    lines: list[str]
    owners: list[int]


@dataclass(slots=True)
class Prepared:
    """The rows of a chunk that are sound in themselves, by table, and the refusals of the others."""

    ready: list[Ready] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    tables: dict[str, Lines] = field(default_factory=dict)


@transaction.atomic
def register_people(rows: Iterable[NewPerson], *, actor: Account) -> Registered:
    """Register all of `rows` that can be. A row whose ID number is registered stands for that person.

    A refusal names its row: `NewPerson.row`, or the place in `rows`, from 1. Besides the codes of
    `intake.judge`: `duplicate-in-file`, `person_one_per_id` (registered outside the scope).

    Raises:
        Refusal: `not-allowed`.
    """
    roles.require(actor, "person.register")
    outcome = Registered(ids=[])
    rows_by_index: dict[bytes, int] = {}
    for chunk in _chunks(rows, outcome):
        outcome.refusals += chunk.refusals
        _register(chunk, chunk.ready, rows_by_index, outcome)
    outcome.refusals.sort(key=lambda refusal: refusal.row)
    return outcome


@transaction.atomic
def register_prepared(chunk: Prepared, numbers: Sequence[int], *, actor: Account) -> Registered:
    """Register those of a prepared chunk who stand in the rows `numbers`; the ids are in the order of these. All else
    is as in `register_people`."""
    roles.require(actor, "person.register")
    outcome = Registered(ids=[None] * len(numbers))
    places = {number: place for place, number in enumerate(numbers)}
    outcome.refusals += [refusal for refusal in chunk.refusals if refusal.row in places]
    wanted = [replace(person, place=places[person.row]) for person in chunk.ready if person.row in places]
    _register(chunk, wanted, {}, outcome)
    return outcome


def _register(chunk: Prepared, wanted: list[Ready], rows_by_index: dict[bytes, int], outcome: Registered) -> None:
    fresh = _unknown(_once(wanted, rows_by_index, outcome), outcome)
    _insert(chunk, fresh)
    for person in fresh:
        outcome.ids[person.place] = person.pk
    outcome.created += len(fresh)


def _chunks(rows: Iterable[NewPerson], outcome: Registered) -> Iterator[Prepared]:
    """The rows judged and sealed, chunk by chunk: the next one while the database takes one in, and no more, so that
    a roster of any length fits."""
    rows, places, on = iter(rows), Places(()), today()
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting: deque[Future[Prepared]] = deque()
        while news := list(islice(rows, CHUNK)):
            places.learn(codes_of(news))
            start = len(outcome.ids)
            outcome.ids += [None] * len(news)
            waiting.append(beside.submit(prepare, news, places=places, on=on, start=start))
            if len(waiting) > 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def prepare(news: Sequence[NewPerson], *, places: Places, on: date, start: int = 0) -> Prepared:
    """Judge, seal and write out. Asks no database: it runs beside the thread that does. `start` is the place of the
    first of `news` among all rows, from 0; `places` knows every place that stands in them."""
    chunk = Prepared()
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    owners: dict[str, list[int]] = {name: [] for name in TABLES}
    for place, new in enumerate(news, start):
        try:
            intake = judge(new, places=places, on=on)
        except Refusal as refusal:
            refusal.row = refusal.row or place + 1
            chunk.refusals.append(refusal)
            continue
        for name in TABLES:
            if found := getattr(intake, name):
                rows[name] += found
                owners[name] += [len(chunk.ready)] * len(found)
        person = intake.people[0]
        chunk.ready.append(Ready(place, new.row or place + 1, person["id"], person["id_number_index"]))
    for name, found in rows.items():
        if found:
            chunk.tables[name] = Lines(tuple(found[0]), lines_of(map(dict.values, found)), owners[name])
    return chunk


def _once(ready: Iterable[Ready], rows_by_index: dict[bytes, int], outcome: Registered) -> list[Ready]:
    """Those whose ID number stands in no row before theirs."""
    kept = []
    for person in ready:
        if person.index is None or rows_by_index.setdefault(person.index, person.row) == person.row:
            kept.append(person)
            continue
        outcome.refusals.append(
            Refusal(
                "duplicate-in-file",
                _("Row %(row)s has the same ID number. Keep one of the two."),
                field="id_number",
                row=person.row,
                params={"row": rows_by_index[person.index]},
            )
        )
    return kept


def _unknown(ready: list[Ready], outcome: Registered) -> list[Ready]:
    """Those who aren't registered yet; of the others, who is known here is named, who is elsewhere refused."""
    counties = counties_of([person.index for person in ready if person.index])
    if not counties:
        return ready
    known = Person.objects.current().filter(id_number_index__in=list(counties))
    here = {bytes(index): pk for index, pk in known.values_list("id_number_index", "id")}
    fresh = []
    for person in ready:
        if person.index not in counties:
            fresh.append(person)
        elif person.index in here:
            outcome.ids[person.place] = here[person.index]
            outcome.existing.add(here[person.index])
        else:
            outcome.refusals.append(taken(counties[person.index], row=person.row))
    return fresh


def _insert(chunk: Prepared, fresh: Sequence[Ready]) -> None:
    """Save the rows of the `fresh` among the people of a chunk."""
    kept = {person.pk for person in fresh}
    left_out = {number for number, person in enumerate(chunk.ready) if person.pk not in kept}
    with connection.cursor() as cursor:
        for name, table in chunk.tables.items():
            lines = table.lines
            if left_out:
                lines = [line for line, owner in zip(lines, table.owners, strict=True) if owner not in left_out]
            if lines:
                insert_text(cursor, TABLES[name]._meta.db_table, columns=table.columns, text="".join(lines))
        # Whom the next rows are compared with.
        has_grown(cursor, *(model._meta.db_table for model in (Person, Phone)))
