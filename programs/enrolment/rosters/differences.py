"""What a row says otherwise than the registry does, field by field. A cell that is empty says nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from beneficiaries.identity import bank, cells, names, phones
from beneficiaries.identity.relations import Relation as Kin
from beneficiaries.models import Hardship, PayAccount, Person, Phone, Relation
from beneficiaries.services.intake import NewPerson, NewRelation
from programs.catalogue.definition import Definition
from programs.enrolment.flows import OPEN
from programs.enrolment.models import Enrolment
from programs.enrolment.rosters.rows import RosterRow
from programs.enrolment.services import answers as answering
from registry.core import vault

# What is plain on the person and may be told otherwise by a roster.
PLAIN = ("name", "ethnic_group", "hukou_kind", "hukou_area", "area", "address", "note")
# The same of a relative who is on record.
OF_RELATIVE = ("workplace", "situation", "situation_since", "proof")


@dataclass(frozen=True, slots=True)
class Change:
    """`part` says which service makes it: person, area, phone, account, relation, relative, hardship, answer. `of` is
    the relation that a change to a relative is of."""

    part: str
    field: str
    old: Any
    new: Any
    of: UUID | None = None
    who: str = ""


class Known:
    """What the registry has of some people, read in one query for each table."""

    def __init__(self, people: list[UUID], *, program: str):
        self.people = {person.pk: person for person in Person.objects.filter(pk__in=people)}
        self.phones = _sets(Phone, people, "number_index")
        self.accounts = _sets(PayAccount.objects.filter(closed_on__isnull=True), people, "number_index")
        self.hardships = _sets(Hardship.objects.filter(until__isnull=True), people, "category")
        self.relations: dict[UUID, dict[tuple[str, str], Relation]] = {}
        for relation in Relation.objects.filter(until__isnull=True, person_id__in=people).order_by("-id"):
            self.relations.setdefault(relation.person_id, {})[relation.kind, relation.name] = relation
        self.enrolments = {
            enrolment.person_id: enrolment
            for enrolment in Enrolment.objects.filter(person_id__in=people, program=program, state__in=OPEN)
        }


def find(rows: list[RosterRow], *, program: str, definition: Definition) -> None:
    """Fill in `enrolment` and `changes` of rows whose person is `known`."""
    known = Known([row.known for row in rows], program=program)
    for row in rows:
        enrolment = known.enrolments.get(row.known)
        row.enrolment = enrolment.pk if enrolment else None
        row.changes = [
            *_of_person(row.person, known.people[row.known], known),
            *(_of_answers(row.answers, enrolment, definition) if enrolment else ()),
        ]


def _of_person(new: NewPerson, person: Person, known: Known) -> Iterator[Change]:
    for name in PLAIN:
        said = getattr(new, name)
        if name == "name":
            said = names.normalise(said)
        elif isinstance(said, str):
            said = cells.visible(said)
        if name == "area" and person.area.startswith(said):
            continue  # the township of the village where she is known to live
        if said and said != getattr(person, name):
            yield Change("area" if name == "area" else "person", name, getattr(person, name), said)
    for phone in new.phones:
        if vault.blind_index(phone.number, kind="phone") not in known.phones[person.pk]:
            yield Change("phone", "phone", "", phone)
    for account in new.accounts:
        if vault.blind_index(account.number, kind="account") not in known.accounts[person.pk]:
            yield Change("account", "account", "", account)
    for relation in new.relations:
        kept = known.relations.get(person.pk, {}).get((Kin.parse(relation.kind).value, relation.name))
        if kept is None:
            yield Change("relation", "relation", "", relation)
        else:
            yield from _of_relative(relation, kept)
    for hardship in new.hardships:
        if hardship.category not in known.hardships[person.pk]:
            yield Change("hardship", "hardship", "", hardship)


def _of_relative(said: NewRelation, kept: Relation) -> Iterator[Change]:
    for name, kind, old in (("id_number", "id", kept.id_number_tail), ("phone", "phone", kept.phone_masked)):
        value = getattr(said, name)
        if value and vault.blind_index(value, kind=kind) != _bytes(getattr(kept, f"{name}_index")):
            yield Change("relative", name, old, value, kept.pk, kept.name)
    for name in OF_RELATIVE:
        value = getattr(said, name)
        if value and value != getattr(kept, name):
            yield Change("relative", name, getattr(kept, name), value, kept.pk, kept.name)


def _of_answers(answers: dict[str, Any], enrolment: Enrolment, definition: Definition) -> Iterator[Change]:
    for code, value in answers.items():
        if not _same(enrolment.answers.get(code), value, definition.field(code)):
            yield Change("answer", code, enrolment.answers.get(code), value)


def _same(kept: Any, said: Any, field) -> bool:
    if isinstance(kept, dict):
        kind = answering.SECRET_KINDS.get(field.kind, "account")
        return kept.get("index") == vault.blind_index(str(said), kind=kind).hex()
    return kept == said


def shown(change: Change, definition: Definition, labels: Mapping[str, str]) -> dict:
    """{"label", "old", "new"} for a person to read: in her words, and no number in full. `labels` says what the
    column of a fact is called."""
    label, old, new = change.field, change.old, change.new
    if change.part == "answer":
        field = definition.field(change.field)
        label, words = field.label.zh, {choice.code: choice.label.zh for choice in field.choices}
        if answering.is_secret(field):
            old, new = f"…{old.get('tail', '')}" if isinstance(old, dict) else "", f"…{str(new)[-4:]}"
        old, new = words.get(old, old), words.get(new, new)
    elif change.part in ("person", "area"):
        model = Person._meta.get_field(change.field)
        label, words = labels.get(f"person.{label}", model.verbose_name), dict(model.flatchoices)
        old, new = words.get(old, old), words.get(new, new)
    elif change.part == "phone":
        label, new = _("phone added"), phones.mask(new.number)
    elif change.part == "account":
        label, new = _("account added"), f"{new.bank} …{bank.parse(new.number).tail}"
    elif change.part == "relation":
        label, new = _("relative added"), f"{new.name}（{Kin.parse(new.kind).zh}）"
    elif change.part == "hardship":
        words = dict(Hardship._meta.get_field("category").flatchoices)
        label, new = _("hardship added"), words.get(new.category, new.category)
    else:
        model = Relation._meta.get_field({"id_number": "id_number_tail", "phone": "phone_masked"}.get(label, label))
        words = dict(model.flatchoices)
        new = {"id_number": lambda: str(new)[-4:], "phone": lambda: phones.mask(new)}.get(change.field, lambda: new)()
        label = f"{change.who} · {model.verbose_name}"
        old, new = words.get(old, old), words.get(new, new)
    return {"label": str(label), "old": _text(old), "new": _text(new)}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _bytes(value: Any) -> bytes | None:
    return bytes(value) if value is not None else None


class _sets(dict):
    """Sets of what a table says of each person; an empty one for whom it says nothing of."""

    def __init__(self, rows, people: list[UUID], column: str):
        super().__init__()
        queryset = rows.objects.all() if isinstance(rows, type) else rows
        for person, value in queryset.filter(person_id__in=people).values_list("person_id", column):
            self.setdefault(person, set()).add(bytes(value) if isinstance(value, memoryview) else value)

    def __missing__(self, person) -> frozenset:
        return frozenset()
