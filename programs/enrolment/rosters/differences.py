"""What a row says otherwise than the registry does. A cell that is empty says nothing."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from beneficiaries.identity import cells, names
from beneficiaries.identity.relations import Relation as Kin
from beneficiaries.models import Hardship, PayAccount, Person, Phone, Relation
from beneficiaries.services.intake import NewPerson
from programs.catalogue.definition import Definition
from programs.enrolment.flows import OPEN
from programs.enrolment.models import Enrolment
from programs.enrolment.services import answers as answering
from registry.core import vault

if TYPE_CHECKING:
    from programs.enrolment.rosters.plan import Matched

# What is plain on the person and may be told otherwise by a roster.
PLAIN = ("name", "ethnic_group", "hukou_kind", "hukou_area", "area", "address", "note")


@dataclass(frozen=True, slots=True)
class Change:
    """`part` says which service makes it: person, area, phone, account, relation, hardship, answer."""

    part: str
    field: str
    old: Any
    new: Any


class Known:
    """What the registry has of some people, read in one query for each table."""

    def __init__(self, people: list[UUID], *, program: str):
        self.people = {person.pk: person for person in Person.objects.filter(pk__in=people)}
        self.phones = _sets(Phone, people, "number_index")
        self.accounts = _sets(PayAccount.objects.filter(closed_on__isnull=True), people, "number_index")
        self.relations = _sets(Relation.objects.filter(until__isnull=True), people, "kind", "name")
        self.hardships = _sets(Hardship.objects.filter(until__isnull=True), people, "category")
        self.enrolments = {
            enrolment.person_id: enrolment
            for enrolment in Enrolment.objects.filter(person_id__in=people, program=program, state__in=OPEN)
        }


def find(matched: "list[Matched]", *, program: str, definition: Definition, on: date) -> None:
    """Fill in `enrolment` and `changes` of each match."""
    from programs.enrolment.rosters.plan import chunks

    for some in chunks(matched):
        known = Known([match.person for match in some], program=program)
        for match in some:
            enrolment = known.enrolments.get(match.person)
            match.enrolment = enrolment.pk if enrolment else None
            match.changes = [
                *_of_person(match.row.person, known.people[match.person], known),
                *(_of_answers(match.row.answers, enrolment, definition) if enrolment else ()),
            ]


def _of_person(new: NewPerson, person: Person, known: Known) -> list[Change]:
    changes = []
    for name in PLAIN:
        said = getattr(new, name)
        if name == "name":
            said = names.normalise(said)
        elif isinstance(said, str):
            said = cells.visible(said)
        if said and said != getattr(person, name):
            changes.append(Change("area" if name == "area" else "person", name, getattr(person, name), said))
    for phone in new.phones:
        if vault.blind_index(phone.number, kind="phone") not in known.phones[person.pk]:
            changes.append(Change("phone", "phone", "", phone))
    for account in new.accounts:
        if vault.blind_index(account.number, kind="account") not in known.accounts[person.pk]:
            changes.append(Change("account", "account", "", account))
    for relation in new.relations:
        kind = Kin.parse(relation.kind).value
        if (kind, relation.name) not in known.relations[person.pk]:
            changes.append(Change("relation", "relation", "", relation))
    for hardship in new.hardships:
        if hardship.category not in known.hardships[person.pk]:
            changes.append(Change("hardship", "hardship", "", hardship))
    return changes


def _of_answers(answers: dict[str, Any], enrolment: Enrolment, definition: Definition) -> list[Change]:
    return [
        Change("answer", code, enrolment.answers.get(code), value)
        for code, value in answers.items()
        if not _same(enrolment.answers.get(code), value, definition.field(code))
    ]


def _same(kept: Any, said: Any, field) -> bool:
    if isinstance(kept, dict):
        kind = answering.SECRET_KINDS.get(field.kind, "account")
        return kept.get("index") == vault.blind_index(str(said), kind=kind).hex()
    return kept == said


class _sets(dict):
    """Sets of what a table says of each person; an empty one for whom it says nothing of."""

    def __init__(self, rows, people: list[UUID], *columns: str):
        super().__init__()
        queryset = rows.objects.all() if isinstance(rows, type) else rows
        for person, *values in queryset.filter(person_id__in=people).values_list("person_id", *columns):
            values = [bytes(value) if isinstance(value, memoryview) else value for value in values]
            self.setdefault(person, set()).add(tuple(values) if len(columns) > 1 else values[0])

    def __missing__(self, person) -> frozenset:
        return frozenset()
