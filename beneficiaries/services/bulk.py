"""Registering thousands at once: the same rows as one by one, saved as sets.

COPY into temporary tables, then INSERT … SELECT, so that row-level security, constraints, search tokens and
history hold as for a single person.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.dates import today
from beneficiaries.models import Hardship, PayAccount, Person, Phone, Relation
from beneficiaries.services.intake import NewPerson, codes_of, judge
from beneficiaries.services.places import Places
from beneficiaries.services.uniqueness import counties_of, taken
from registry.core import roles
from registry.core.copying import insert_text, text_of
from registry.core.errors import Refusal
from registry.core.models import Account

CHUNK = 4000

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
    """A person's rows, written out for COPY: a text for each of TABLES."""

    place: int
    row: int
    pk: UUID
    index: bytes | None
    texts: tuple[str, ...]


@dataclass(slots=True)
class Chunk:
    """The rows of a chunk that are sound in themselves, and the refusals of the others."""

    ready: list[Ready] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)


@transaction.atomic
def register_people(rows: Iterable[NewPerson], *, actor: Account) -> Registered:
    """Register all of `rows` that can be. A row whose ID number is registered stands for that person.

    A refusal names its row: `NewPerson.row`, or the place in `rows`, from 1. Besides the codes of
    `intake.judge`: `duplicate-in-file`, `person_one_per_id` (registered outside the scope).

    Raises:
        Refusal: `not-allowed`.
    """
    roles.require(actor, "person.register")
    news = list(rows)
    outcome = Registered(ids=[None] * len(news))
    places, on = Places(codes_of(news)), today()
    rows_by_index: dict[bytes, int] = {}
    # While the database takes one chunk in, the next is judged and sealed.
    with ThreadPoolExecutor(max_workers=1) as beside:
        tasks = deque(
            beside.submit(_prepared, news[start : start + CHUNK], start, places, on)
            for start in range(0, len(news), CHUNK)
        )
        while tasks:
            chunk = tasks.popleft().result()
            outcome.refusals += chunk.refusals
            fresh = _unknown(_once(chunk.ready, rows_by_index, outcome), outcome)
            _insert(fresh, chunk.columns)
            for person in fresh:
                outcome.ids[person.place] = person.pk
            outcome.created += len(fresh)
    outcome.refusals.sort(key=lambda refusal: refusal.row)
    return outcome


def _prepared(news: Sequence[NewPerson], start: int, places: Places, on: date) -> Chunk:
    """Judge, seal and write out. Asks no database: it runs beside the thread that does."""
    chunk = Chunk()
    for place, new in enumerate(news, start):
        try:
            intake = judge(new, places=places, on=on)
        except Refusal as refusal:
            refusal.row = refusal.row or place + 1
            chunk.refusals.append(refusal)
            continue
        person = intake.people[0]
        texts = []
        for name in TABLES:
            rows = getattr(intake, name)
            if rows and name not in chunk.columns:
                chunk.columns[name] = tuple(rows[0])
            texts.append(text_of(map(dict.values, rows)))
        chunk.ready.append(Ready(place, new.row or place + 1, person["id"], person["id_number_index"], tuple(texts)))
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


def _insert(people: Sequence[Ready], columns: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for number, (name, model) in enumerate(TABLES.items()):
            if text := "".join([person.texts[number] for person in people]):
                insert_text(cursor, model._meta.db_table, columns=columns[name], text=text)
