"""Rosters, out: who is in a program, in the columns in which they come in; and the blank workbook.

Numbers are masked unless a purpose is given; then each person's export is on record in the access log. An
exported roster can be sent in again: its person codes say who is meant, and masked cells say nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Hardship, PayAccount, Person, Phone, Relation
from programs.catalogue.definition import Definition
from programs.catalogue.models import Program
from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.rosters.columns import Column, RosterResource, example_of, resource_for
from programs.enrolment.services import answers as answering
from registry.core import audit, roles, vault
from registry.core.errors import Refusal
from registry.core.models import AccessLog, Account
from registry.core.spreadsheets.writing import Writer

ON_A_ROSTER = (State.ACTIVE, State.SUSPENDED)
CHUNK = 1_000
BLANK_ROWS = 200
# Which relation a column's relative is kept as.
RELATIVES = {
    "father": lambda relation: relation.kind == "51",
    "mother": lambda relation: relation.kind == "52",
    "guardian": lambda relation: relation.guardian,
    "carer": lambda relation: relation.entrusted,
}


def blank(definition: Definition) -> bytes:
    """The workbook that a township fills in: drop-downs, ID columns as text, notes, an example in the first row."""
    columns = [column for column in resource_for(definition).written() if column.code != "person_code"]
    writer = Writer([column.for_workbook() for column in columns], blank_rows=BLANK_ROWS)
    writer.append([example_of(column) for column in columns])
    return writer.save()


def roster(
    *, program: Program, definition: Definition, actor: Account, purpose: str = "",
    progress: Callable[[int], None] | None = None,
) -> bytes:  # fmt: skip
    """The roster of a program in the account's scope: active and suspended, by area. `progress` is told how many rows
    are written.

    Raises:
        Refusal: `not-allowed`; `purpose` where one is given that says nothing.
    """
    purpose = checked(program=program, actor=actor, purpose=purpose)
    resource = resource_for(definition)
    columns = resource.columns()
    writer = Writer([column.for_workbook() for column in columns], title=f"{program.name_zh}花名册")
    for done, values in enumerate(_rows(program, resource, actor=actor, purpose=purpose), start=1):
        writer.append([column.widget.render(values.get(column.code)) for column in columns])
        if progress and done % CHUNK == 0:
            progress(done)
    if progress:
        progress(writer.rows)
    return writer.save()


def checked(*, program: Program, actor: Account, purpose: str) -> str:
    """The purpose as it is written down, of whoever may take the roster out.

    Raises:
        Refusal: `not-allowed`; `purpose` where one is given that says nothing.
    """
    roles.require(actor, "roster.export", program=program.pk)
    purpose = purpose.strip()
    if purpose:
        roles.require(actor, "person.reveal", program=program.pk)
        if len(purpose) < 4:
            raise Refusal(
                "purpose", _("Say what you need the full numbers for (at least four characters)."), field="purpose"
            )
    return purpose


def _rows(program: Program, resource: type[RosterResource], *, actor: Account, purpose: str) -> Iterator[dict]:
    found = Enrolment.objects.in_program(program.pk).filter(state__in=ON_A_ROSTER).order_by("area", "id")
    last = ("", None)
    while True:
        rows = found
        if last[1]:
            rows = rows.filter(area__gte=last[0]).exclude(area=last[0], id__lte=last[1])
        some = list(rows.select_related("person")[:CHUNK])
        if not some:
            return
        if purpose:
            _log(some, actor=actor, purpose=purpose)
        shelf = _Shelf([enrolment.person_id for enrolment in some])
        for enrolment in some:
            yield {column.code: _value(column, enrolment, shelf, full=bool(purpose)) for column in resource.written()}
        last = (some[-1].area, some[-1].pk)


class _Shelf:
    """What hangs on some people, read in one query for each table."""

    def __init__(self, people: list[UUID]):
        self.phones = _by_person(Phone.objects.order_by("-preferred", "id"), people)
        self.accounts = _by_person(PayAccount.objects.filter(closed_on__isnull=True).order_by("-id"), people)
        self.hardships = _by_person(Hardship.objects.filter(until__isnull=True).order_by("-since", "id"), people)
        self.relations = _by_person(Relation.objects.filter(until__isnull=True).order_by("id"), people)


def _by_person(rows, people: list[UUID]) -> dict[UUID, list]:
    found: dict[UUID, list] = {}
    for row in rows.filter(person_id__in=people):
        found.setdefault(row.person_id, []).append(row)
    return found


def _value(column: Column, enrolment: Enrolment, shelf: _Shelf, *, full: bool) -> Any:
    person = enrolment.person
    if column.code == "person_code":
        return person.code
    if not column.feeds:
        return _answer(enrolment, column.code, full=full)
    kind, *who, name = column.path
    if kind == "person":
        return _of_person(person, name, shelf, full=full)
    if kind == "hardship":
        first = next(iter(shelf.hardships.get(person.pk, ())), None)
        return first and getattr(first, name)
    if kind == "account":
        return _of_account(next(iter(shelf.accounts.get(person.pk, ())), None), name, full=full)
    relation = next((r for r in shelf.relations.get(person.pk, ()) if RELATIVES[who[0]](r)), None)
    return relation and _of_relation(relation, name, full=full)


def _of_person(person: Person, name: str, shelf: _Shelf, *, full: bool) -> Any:
    if name == "phone":
        phones = shelf.phones.get(person.pk, ())
        return tuple(_open(phone, "number") if full else phone.masked for phone in phones)
    if name == "id_number":
        if not person.id_number_tail:
            return ""
        return _open(person, "id_number") if full else f"{'*' * 14}{person.id_number_tail}"
    return getattr(person, name)


def _of_account(account: PayAccount | None, name: str, *, full: bool) -> Any:
    if account is None:
        return ""
    if name == "number":
        return _open(account, "number") if full else f"{'*' * 12}{account.tail}"
    return getattr(account, {"relation": "payee_relation"}.get(name, name))


def _of_relation(relation: Relation, name: str, *, full: bool) -> Any:
    if name == "id_number":
        if not relation.id_number_tail:
            return ""
        return _open(relation, "id_number") if full else f"{'*' * 14}{relation.id_number_tail}"
    if name == "phone":
        return (_open(relation, "phone") if full else relation.phone_masked,) if relation.phone_masked else ""
    if name == "situation":
        return relation.situation or "caring"
    return getattr(relation, {"relation": "kind", "since": "situation_since", "agreement_on": "since"}.get(name, name))


def _answer(enrolment: Enrolment, code: str, *, full: bool) -> Any:
    kept = enrolment.answers.get(code)
    if isinstance(kept, dict):
        return answering.opened(enrolment, code) if full else f"{'*' * 12}{kept.get('tail', '')}"
    return kept


def _open(row, field: str) -> str:
    return vault.open_sealed(getattr(row, f"{field}_sealed"), row=row.pk, field=field)


def _log(enrolments: list[Enrolment], *, actor: Account, purpose: str) -> None:
    request, address = audit.request_of.get()
    AccessLog.objects.bulk_create(
        AccessLog(
            account=actor, area=enrolment.person.area, subject="beneficiaries.person", object_id=enrolment.person_id,
            field="roster", purpose=purpose[:200], request=request, address=address,
        )
        for enrolment in enrolments
    )  # fmt: skip
