"""What taking in the rows of a roster would do: whom it creates, enrols, changes, leaves as they are, and what can't
go in.

Rows come chunk by chunk and are looked up in sets, in the present scope: a chunk asks a dozen questions, whether it
has one row or five thousand.
"""

import hashlib
from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import names, resident_id
from beneficiaries.identity.dates import today
from beneficiaries.services import duplicates
from beneficiaries.services.duplicates import Sought
from beneficiaries.services.intake import NewPerson, faults, judge
from beneficiaries.services.places import Places
from beneficiaries.services.uniqueness import counties_of, taken
from programs.catalogue.models import Rules
from programs.enrolment.rosters import differences
from programs.enrolment.rosters.ages import Ages
from programs.enrolment.rosters.layout import Layout
from programs.enrolment.rosters.models import Recognition
from programs.enrolment.rosters.resembling import Resembling
from programs.enrolment.rosters.rows import RosterRow
from programs.enrolment.rosters.states import Verdict
from programs.enrolment.services.bulk import obstacle, obstacles
from registry.core import vault
from registry.core.errors import Refusal

# What is taken of a row whose own cell for it can't be read, to judge the rest of it.
STAND_IN = {"name": "某某", "area": ""}


class Judge:
    """Judges the rows of one roster. It remembers whom it has seen: a second row of the same person is refused, and
    one that resembles an earlier waits.

    With `rehearse` new people are judged as registering them would; without, that is left to the registering, which is
    expected before the next rows come.
    """

    def __init__(self, *, roster: UUID, rules: Rules, layout: Layout, starts_on: date, rehearse: bool = True):
        self.rules, self.layout, self.starts_on, self._rehearse = rules, layout, starts_on, rehearse
        self._ages = Ages(rules.parsed)
        self._places, self._on = Places(()), today()
        self._seen: dict[object, int] = {}
        self._made: dict[UUID, int] = {}
        self._resembling = Resembling(roster)

    def beside(self, rows: Sequence[RosterRow]) -> None:
        """Hold what is judged against these, too: new people of the same roster, judged before."""
        foresee(rows)
        self._resembling.add(rows)

    def note(self, rows: Iterable[RosterRow]) -> None:
        """These were taken in: whoever was new is registered by now, and was named by her row."""
        self._made |= {row.known: row.line for row in rows if row.taken and row.verdict == Verdict.CREATE}

    def judge(self, rows: Sequence[RosterRow]) -> None:
        """Say of each row what would become of it, and find who it means."""
        foresee(rows)
        if not self._rehearse:
            self._resembling.forget()
        sound = [row for row in rows if row.person is not None]
        self._places.learn({row.person.area for row in sound})
        for row in rows:
            if row.person is None:
                self._look_further(row)
        sound = [row for row in sound if self._is_first(row, row.key, row.person_code)]
        _recognise(sound, besides=self._made)
        for row in sound:
            if row.known is None and row.person_code:
                row.refuse(
                    Refusal("person-unknown", _("No such person in your area. Leave the code empty for someone new."),
                            field="person_code"), self.layout,
                )  # fmt: skip
        sound = [row for row in sound if not row.faults and self._is_first(row, row.known)]
        self._known([row for row in sound if row.known])
        self._new([row for row in sound if not row.known])

    def _look_further(self, row: RosterRow) -> None:
        """What else is wrong with a row of which a cell can't be read: all of it is said at once."""
        try:
            new = row.fed.person(row=row.number, otherwise=STAND_IN)
        except Refusal:
            return
        self._places.learn({new.area})
        faulty = {fault.field for fault in row.faults}
        for refusal in faults(new, places=self._places, on=self._on):
            # Of a cell that was refused already, nothing can be said; nor of one that is missed only because of it.
            if refusal.code != "required" and row.column_of(refusal) not in {"", *faulty}:
                row.refuse(refusal, self.layout)

    def _is_first(self, row: RosterRow, *keys: object) -> bool:
        """Whether none of `keys` stood for an earlier row; from now on they stand for this one."""
        keys = [key for key in keys if key]
        earlier = next((line for key in keys if (line := self._seen.get(key) or self._made.get(key))), None)
        if earlier is None:
            self._seen |= dict.fromkeys(keys, row.line)
        else:
            self._repeats(row, earlier)
        return earlier is None

    def _repeats(self, row: RosterRow, earlier: int) -> None:
        row.refuse(
            Refusal("duplicate-in-file", _("The same person stands in row %(row)s. Keep one of the two."),
                    field="id_number", params={"row": earlier}), self.layout,
        )  # fmt: skip

    def _known(self, rows: list[RosterRow]) -> None:
        if not rows:
            return
        differences.find(rows, program=self.rules.program_id, definition=self.rules.parsed)
        in_the_way = obstacles([row.known for row in rows if not row.enrolment], self.rules.program_id)
        for row in rows:
            if row.enrolment:
                row.verdict = Verdict.UPDATE if row.changes else Verdict.UNCHANGED
            elif code := in_the_way.get(row.known):
                row.refuse(obstacle(code), self.layout)
            elif self._of_age(row):
                row.verdict = Verdict.ENROL
                row.changes = [change for change in row.changes if change.part != "answer"]

    def _new(self, rows: list[RosterRow]) -> None:
        elsewhere = _elsewhere(rows)
        fine = []
        for row in rows:
            if county := elsewhere.get(row.number):
                row.refuse(taken(county), self.layout)
            elif (not self._rehearse or self._would_register(row)) and self._of_age(row):
                fine.append(row)
        likely = duplicates.likely_among({row.number: row.sought for row in fine})
        apart = strangers([row for row in fine if row.number in likely])
        for row in fine:
            matches = [m for m in likely.get(row.number, ()) if (row.key, m.person) not in apart]
            row.likely = [{"person": str(m.person), "reasons": [str(reason) for reason in m.reasons]} for m in matches]
        resembled = self._resembling.look(fine, waiting=[row.number for row in fine if row.likely])
        for row in fine:
            if earlier := resembled.repeats.get(row.number):
                self._repeats(row, earlier)
                row.likely = []
            else:
                row.likely += resembled.likely.get(row.number, ())
                row.verdict = Verdict.DUPLICATE if row.likely else Verdict.CREATE

    def _of_age(self, row: RosterRow) -> bool:
        """Of those who would be new in the program: who is in it already stays, until her case is reviewed."""
        born = birth_of(row.person)
        refusal = self._ages.refusal(born, on=row.date_of("from") or self.starts_on)
        if refusal:
            row.refuse(refusal, self.layout, column="" if "birth_date" in self.layout.columns else "id_number")
        return refusal is None

    def _would_register(self, row: RosterRow) -> bool:
        try:
            judge(row.person, places=self._places, on=self._on)
        except Refusal as first:
            for refusal in faults(row.person, places=self._places, on=self._on) or [first]:
                row.refuse(refusal, self.layout)
            return False
        return True


def foresee(rows: Iterable[RosterRow]) -> None:
    """Work out what the database will be asked of the rows; once, and before its turn if a thread is free for it."""
    for row in rows:
        if row.person is not None and row.key is None:
            row.key, row.sought = key_of(row.person), sought(row.person)


def key_of(new: NewPerson) -> bytes:
    """Of whoever the row describes: the blind index of her ID number, as registering would make it; or of what
    stands for it where she has none."""
    if has_number(new):
        return vault.blind_index(resident_id.canonical(new.id_number).upper(), kind="id")
    said = "\0".join([names.normalise(new.name), str(new.birth_date or ""), new.sex, new.area[:9]])
    return vault.blind_index(said, kind="description")


def has_number(new: NewPerson) -> bool:
    return bool(new.id_number) and new.id_type != "none"


def digest_of(row: RosterRow) -> str:
    """Of what would be changed: to see whether it is still the same when it is taken in."""
    if not row.changes:
        return ""
    said = repr([(change.part, change.field, change.new) for change in row.changes])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def birth_of(new: NewPerson) -> date | None:
    """The birth date as the row has it, or as its ID number says."""
    if new.birth_date or not new.id_number:
        return new.birth_date
    try:
        return resident_id.parse(new.id_number).birth_date
    except Refusal:
        return None


def sought(new: NewPerson) -> Sought:
    return Sought(
        name=names.normalise(new.name),
        born=birth_of(new),
        area=new.area,
        phones=frozenset(vault.blind_index(phone.number, kind="phone") for phone in new.phones),
        has_number=has_number(new),
    )


# Each is asked key by key through an index: asked for all at once, PostgreSQL takes those in the scope for a few, and
# reads everyone.
REGISTERED = """
    SELECT asked.key, p.id FROM unnest(%s::bytea[]) AS asked(key) CROSS JOIN LATERAL (
        SELECT id FROM beneficiaries_person WHERE id_number_index = asked.key AND merged_into_id IS NULL LIMIT 1
    ) AS p
"""
CODED = """
    SELECT asked.key, kept.id FROM unnest(%s::text[]) AS asked(key) CROSS JOIN LATERAL (
        SELECT CASE WHEN merged_into_id IS NULL THEN id ELSE merged_into_id END AS id
        FROM beneficiaries_person WHERE code = asked.key LIMIT 1
    ) AS p CROSS JOIN LATERAL (
        SELECT id FROM beneficiaries_person WHERE id = p.id AND merged_into_id IS NULL LIMIT 1
    ) AS kept
"""
# The number of a record that was merged means the one that is left, where that is in scope.
MERGED = """
    SELECT asked.key, kept.id FROM unnest(%s::bytea[]) AS asked(key) CROSS JOIN LATERAL (
        SELECT merged_into_id FROM beneficiaries_person
        WHERE id_number_index = asked.key AND merged_into_id IS NOT NULL OFFSET 0
    ) AS p CROSS JOIN LATERAL (
        SELECT id FROM beneficiaries_person WHERE id = p.merged_into_id AND merged_into_id IS NULL LIMIT 1
    ) AS kept
"""
RECOGNISED = """
    SELECT asked.key, kept.id FROM unnest(%s::bytea[]) AS asked(key) CROSS JOIN LATERAL (
        SELECT person_id FROM rosters_recognition WHERE key = asked.key AND same OFFSET 0
    ) AS r CROSS JOIN LATERAL (
        SELECT CASE WHEN merged_into_id IS NULL THEN id ELSE merged_into_id END AS id
        FROM beneficiaries_person WHERE id = r.person_id LIMIT 1
    ) AS p CROSS JOIN LATERAL (
        SELECT id FROM beneficiaries_person WHERE id = p.id AND merged_into_id IS NULL LIMIT 1
    ) AS kept
"""


def _recognise(rows: list[RosterRow], *, besides: Container[UUID]) -> None:
    """Fill in who is registered: by person code, by ID number, as a caseworker said of this description, and by name,
    birth and sex where both have no number; that is not enough where it was said to be someone else, or for those
    `besides`, whom other rows of the file named."""
    codes = {row.person_code: row for row in rows if row.person_code}
    if codes:
        with connection.cursor() as cursor:
            cursor.execute(CODED, [list(codes)])
            for code, pk in cursor.fetchall():
                codes[code].known = pk
    for question in (REGISTERED, MERGED, RECOGNISED):
        keys = {row.key: row for row in rows if row.known is None}
        with connection.cursor() as cursor:
            cursor.execute(question, [list(keys)])
            for key, pk in cursor.fetchall():
                keys[bytes(key)].known = pk
    unknown = {row.number: row for row in rows if row.known is None}
    found = {number: people[0] for number, people in _without_papers(list(unknown.values())).items()
             if len(people) == 1 and people[0] not in besides}  # fmt: skip
    apart = strangers([unknown[number] for number in found])
    for number, pk in found.items():
        if (unknown[number].key, pk) not in apart:
            unknown[number].known = pk


def _without_papers(rows: list[RosterRow]) -> dict[int, list[UUID]]:
    """For each row without a number, the registered people without one, of the same name, sex and birth date."""
    asked = [
        (row.number, names.normalise(row.person.name), birth_of(row.person))
        for row in rows
        if not has_number(row.person) and birth_of(row.person)
    ]
    if not asked:
        return {}
    found: dict[int, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.row, p.id FROM unnest(%s::int[], %s::text[], %s::date[]) AS r(row, name, born) "
            "CROSS JOIN LATERAL (SELECT id FROM beneficiaries_person WHERE birth_date = r.born AND name = r.name "
            "AND merged_into_id IS NULL AND id_type = 'none' OFFSET 0) AS p",
            [list(column) for column in zip(*asked, strict=True)],
        )
        for number, pk in cursor.fetchall():
            found.setdefault(number, []).append(pk)
    return found


def strangers(rows: Sequence[RosterRow]) -> set[tuple[Any, UUID]]:
    """Who was said not to be whom: (key, person)."""
    if not rows:
        return set()
    found = Recognition.objects.filter(key__in=[row.key for row in rows], same=False)
    return {
        (bytes(key), merged_into or person)
        for key, person, merged_into in found.values_list("key", "person", "person__merged_into")
    }


def _elsewhere(rows: list[RosterRow]) -> dict[int, str]:
    """The county where the number of a row is registered outside the scope."""
    indexes = {row.key: row.number for row in rows if has_number(row.person)}
    return {indexes[index]: county for index, county in counties_of(list(indexes)).items()} if indexes else {}
