"""Make what a roster says otherwise so, change by change, through the services that a person at a desk uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Person, Relation
from beneficiaries.services import change, circumstances, contact, family, move
from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.models.enrolment import Act
from programs.enrolment.rosters.differences import Change
from programs.enrolment.rosters.rows import RosterRow
from programs.enrolment.services import answers as answering
from programs.enrolment.services.record import decide
from registry.core import roles
from registry.core.errors import Refusal, refusal_from
from registry.core.models import Account


def _add_relation(*, until: date | None, **facts) -> None:
    family.add_relation(**facts)


ADDED = {
    "phone": contact.add_phone,
    "account": contact.add_account,
    "relation": _add_relation,
    "hardship": circumstances.certify_hardship,
}


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A savepoint: a row whose third change is refused keeps none of the first two."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, InternalError) as error:
        raise refusal_from(error) from error


def person(row: RosterRow, *, actor: Account, on: date) -> None:
    """What the row says otherwise about the person, and what hangs on her."""
    changes = [change for change in row.changes if change.part != "answer"]
    if not changes:
        return
    someone = Person.objects.get(pk=row.known)
    plain = {change.field: change.new for change in changes if change.part == "person"}
    reason = str(_("as the roster says"))
    if plain:
        change.change_person(person=someone, actor=actor, reason=reason, **plain)
    for said in changes:
        new = said.new
        if said.part == "area":
            move.move_person(person=someone, actor=actor, to=new, on=on, reason=reason)
        elif said.part in ADDED:
            ADDED[said.part](person=someone, actor=actor, **asdict(new))
    _relatives([said for said in changes if said.part == "relative"], actor=actor, reason=reason)


def _relatives(changes: list[Change], *, actor: Account, reason: str) -> None:
    by_relation: dict[UUID, dict[str, Any]] = {}
    for said in changes:
        by_relation.setdefault(said.of, {})[said.field] = said.new
    for relation in Relation.objects.filter(pk__in=list(by_relation)):
        family.correct_relation(relation=relation, actor=actor, reason=reason, **by_relation[relation.pk])


def answers(row: RosterRow, *, actor: Account, reason: str) -> None:
    """Answers of an enrolment that came by a roster and runs. One under review is corrected at its desk.

    Raises:
        Refusal: `state`.
    """
    said = {change.field: change.new for change in row.changes if change.part == "answer"}
    if not said:
        return
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("rules").get(pk=row.enrolment)
    roles.require(actor, "roster.import", program=enrolment.program_id)
    if enrolment.state not in (State.ACTIVE, State.SUSPENDED):
        raise Refusal(
            "state", _("An application of hers is under review. Correct it there, or wait until it is decided.")
        )
    enrolment.answers = enrolment.answers | answering.seal(enrolment.rules.parsed, said, row=enrolment.pk)
    enrolment.save(update_fields=["answers", "changed_at"])
    decide(enrolment, Act.CHANGED, actor=actor, reason=reason)
