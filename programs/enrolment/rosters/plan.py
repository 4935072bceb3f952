"""What a roster would do: whom it creates, enrols, changes, leaves as they are, and what can't go in.

Everything is looked up in sets, in the present scope: a plan of 20,000 rows asks a dozen questions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import names, resident_id
from beneficiaries.identity.dates import today
from beneficiaries.models import Person
from beneficiaries.services.intake import NewPerson, judge
from beneficiaries.services.places import Places
from beneficiaries.services.uniqueness import counties_of, taken
from programs.enrolment.rosters import differences
from programs.enrolment.rosters.differences import Change
from programs.enrolment.rosters.faults import Fault, column_of, fault_of
from programs.enrolment.rosters.reading import Roster, RosterRow
from registry.core import vault
from registry.core.errors import Refusal

CHUNK = 5_000


@dataclass(slots=True)
class Matched:
    """A row of someone who is registered. `enrolment` is the open one in the program, if there is one."""

    row: RosterRow
    person: UUID
    enrolment: UUID | None = None
    changes: list[Change] = field(default_factory=list)


@dataclass
class Plan:
    """`create` are new people; `enrol` registered ones who are new to the program."""

    roster: Roster
    create: list[RosterRow] = field(default_factory=list)
    enrol: list[Matched] = field(default_factory=list)
    update: list[Matched] = field(default_factory=list)
    unchanged: list[Matched] = field(default_factory=list)
    # Rows that may be someone who is registered, and who; they are left out until a person has looked.
    duplicates: list[tuple[RosterRow, list[UUID]]] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)

    def refuse(self, row: RosterRow, refusal: Refusal) -> None:
        place = refusal.field if refusal.field in self.roster.header.columns else column_of(refusal, self.roster.fed)
        fault = fault_of(refusal, row=row.number, field=place, header=self.roster.header)
        row.faults.append(fault)
        self.errors.append(fault)

    def as_json(self) -> dict:
        """The counts and errors, as the command prints them. A row with two errors is listed twice."""
        return {
            "rows": len(self.roster.rows),
            "create": len(self.create) + len(self.enrol),
            "update": len(self.update),
            "unchanged": len(self.unchanged),
            "duplicates": len(self.duplicates),
            "errors": [fault.as_json() for fault in sorted(self.errors, key=lambda f: f.row)],
        }


def make(roster: Roster, *, program: str, on: date) -> Plan:
    """The plan of a roster for `program`, in the present scope."""
    plan = Plan(roster, errors=list(roster.faults))
    sound = [row for row in roster.rows if row.person is not None]
    sound = _once_each(plan, sound)
    people = _registered(sound)
    new = []
    matched = []
    for row in sound:
        person = people.get(row.number)
        if person is None and row.person_code:
            plan.refuse(
                row,
                Refusal("person-unknown", _("No such person in your area. Leave the code empty for someone new."),
                        field="person_code"),
            )  # fmt: skip
        elif person is None:
            new.append(row)
        else:
            matched.append(Matched(row, person))
    differences.find(matched, program=program, definition=roster.resource.definition, on=on)
    for match in matched:
        kind = plan.enrol if match.enrolment is None else plan.update if match.changes else plan.unchanged
        kind.append(match)
    _sort_new(plan, new)
    return plan


def judge_new(plan: Plan) -> None:
    """Judge the new people as registering them would, for a preview: rows that would be refused become errors."""
    places, on = Places({row.person.area for row in plan.create}), today()
    elsewhere = _elsewhere(plan.create)
    fine = []
    for row in plan.create:
        try:
            judge(row.person, places=places, on=on)
            if county := elsewhere.get(row.number):
                raise taken(county, row=row.number)
        except Refusal as refusal:
            plan.refuse(row, refusal)
        else:
            fine.append(row)
    plan.create = fine


def id_index(new: NewPerson) -> bytes | None:
    """The blind index of a person's number, as registering would make it; None where there is none."""
    if not new.id_number or new.id_type == "none":
        return None
    number = resident_id.canonical(new.id_number).upper()
    return vault.blind_index(number, kind="id")


def _once_each(plan: Plan, rows: list[RosterRow]) -> list[RosterRow]:
    """Without the rows whose number, or person code, stood in an earlier one."""
    seen: dict[object, int] = {}
    fine = []
    for row in rows:
        keys = [key for key in (id_index(row.person), row.person_code) if key]
        earlier = next((seen[key] for key in keys if key in seen), None)
        if earlier is None:
            seen |= dict.fromkeys(keys, row.number)
            fine.append(row)
        else:
            plan.refuse(
                row,
                Refusal("duplicate-in-file", _("The same person stands in row %(row)s. Keep one of the two."),
                        field="id_number", params={"row": earlier}),
            )  # fmt: skip
    return fine


def _registered(rows: list[RosterRow]) -> dict[int, UUID]:
    """Who is registered, by row number: by person code, by ID number, and by name, birth and sex where both have
    no number."""
    found: dict[int, UUID] = {}
    codes = {row.person_code: row.number for row in rows if row.person_code}
    for code, pk in Person.objects.current().filter(code__in=list(codes)).values_list("code", "id"):
        found[codes[code]] = pk
    by_index = {index: row.number for row in rows if (index := id_index(row.person)) and row.number not in found}
    for some in chunks(list(by_index)):
        known = Person.objects.current().filter(id_number_index__in=some).values_list("id_number_index", "id")
        found |= {by_index[bytes(index)]: pk for index, pk in known}
    without = [row for row in rows if row.number not in found and id_index(row.person) is None]
    for row, same in _namesakes(without).items():
        exact = [pk for pk, id_type in same if id_type == "none"]
        if len(exact) == 1:
            found[row] = exact[0]
    return found


def _sort_new(plan: Plan, rows: list[RosterRow]) -> None:
    namesakes = _namesakes(rows)
    for row in rows:
        same = namesakes.get(row.number)
        if same:
            plan.duplicates.append((row, [pk for pk, _type in same]))
        else:
            plan.create.append(row)


def _namesakes(rows: list[RosterRow]) -> dict[int, list[tuple[UUID, str]]]:
    """For each row the registered people of the same name, born on the same day: (id, type of ID)."""
    asked = [(row.number, names.normalise(row.person.name), birth_of(row.person)) for row in rows]
    asked = [entry for entry in asked if entry[2]]
    found: dict[int, list[tuple[UUID, str]]] = {}
    with connection.cursor() as cursor:
        for some in chunks(asked):
            cursor.execute(
                "SELECT r.row, p.id, p.id_type FROM unnest(%s::int[], %s::text[], %s::date[]) AS r(row, name, born) "
                "JOIN beneficiaries_person p ON p.birth_date = r.born AND p.name = r.name "
                "WHERE p.merged_into_id IS NULL",
                [list(column) for column in zip(*some, strict=True)],
            )
            for number, pk, id_type in cursor.fetchall():
                found.setdefault(number, []).append((pk, id_type))
    return found


def birth_of(new: NewPerson) -> date | None:
    """The birth date as the row has it, or as its ID number says."""
    if new.birth_date or not new.id_number:
        return new.birth_date
    try:
        return resident_id.parse(new.id_number).birth_date
    except Refusal:
        return None


def _elsewhere(rows: list[RosterRow]) -> dict[int, str]:
    indexes = {index: row.number for row in rows if (index := id_index(row.person))}
    found: dict[int, str] = {}
    for some in chunks(list(indexes)):
        found |= {indexes[index]: county for index, county in counties_of(some).items()}
    return found


def chunks(entries: list) -> Iterator[list]:
    return (entries[i : i + CHUNK] for i in range(0, len(entries), CHUNK))
