"""Households, guardians and other relations."""

from datetime import date

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Household, Person, Relation
from beneficiaries.services.intake import NewRelation, line, relation_code, relation_row, required
from beneficiaries.services.locking import locked
from beneficiaries.services.places import Places
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models import Account


@transaction.atomic
def add_relation(
    *,
    person: Person,
    actor: Account,
    kind: str,
    name: str = "",
    since: date,
    other: Person | None = None,
    guardian: bool = False,
    entrusted: bool = False,
    id_number: str = "",
    phone: str = "",
    workplace: str = "",
    situation: str = "",
    situation_since: date | None = None,
    proof: str = "",
) -> Relation:
    """Say who is what to the person. `other`, where the relative is registered, gives the name.

    Raises Refusal: not-allowed, relation_not_self, required, choice, and what `intake.relation_row` raises.
    """
    roles.require(actor, "person.change")
    person = locked(person)
    if other is not None and other.pk == person.pk:
        raise Refusal("relation_not_self", _("A person can't be their own relative."), field="other")
    new = NewRelation(
        kind=kind,
        name=name or (other.name if other else ""),
        since=since,
        guardian=guardian,
        entrusted=entrusted,
        id_number=id_number,
        phone=phone,
        workplace=workplace,
        situation=situation,
        situation_since=situation_since,
        proof=proof,
    )
    row = relation_row(new, person=person.pk, area=person.area)
    return Relation.objects.create(**row | {"other_id": other.pk if other else None})


# What a correction of a relation may touch; who it is, and what to the person, is another relation.
CORRECTED = ("id_number", "phone", "workplace", "situation", "situation_since", "proof")


@transaction.atomic
def correct_relation(*, relation: Relation, actor: Account, reason: str = "", **changes) -> Relation:
    """Correct what is written of a relative: the fields of `CORRECTED` that are given.

    Raises:
        Refusal: not-allowed, gone, and what `intake.relation_row` raises.
        TypeError: on any other field.
    """
    roles.require(actor, "person.change")
    if unknown := set(changes) - set(CORRECTED):
        raise TypeError(f"not corrected here: {', '.join(sorted(unknown))}")
    relation = locked(relation)
    new = NewRelation(kind=relation.kind, name=relation.name, since=relation.since, **changes)
    row = relation_row(new, person=relation.person_id, area=relation.area, pk=relation.pk)
    columns = [
        column
        for name in changes
        for column in {
            "id_number": ("id_number_sealed", "id_number_index", "id_number_tail"),
            "phone": ("phone_sealed", "phone_index", "phone_masked"),
        }.get(name, (name,))
    ]
    for column in columns:
        setattr(relation, column, row[column])
    with pghistory.context(reason=reason):
        relation.save(update_fields=columns)
    return relation


@transaction.atomic
def end_relation(*, relation: Relation, actor: Account, on: date, reason: str = "") -> Relation:
    """The relation, or the guardianship, holds until `on`. Raises Refusal: not-allowed, gone, ended, date-order."""
    roles.require(actor, "person.change")
    relation = ended(locked(relation), on=on)
    with pghistory.context(reason=reason):
        relation.save(update_fields=["until"])
    return relation


def ended(period, *, on: date):
    """The dated fact, with its end. Raises Refusal: ended, date-order."""
    if period.until is not None:
        raise Refusal("ended", _("This ended on %(on)s already."), params={"on": period.until})
    if on < period.since:
        raise Refusal("date-order", _("The end can't be before the beginning."), field="on")
    period.until = on
    return period


@transaction.atomic
def form_household(*, actor: Account, head: Person, address: str = "", booklet_number: str = "") -> Household:
    """A household around its head, at the head's place. Raises Refusal: not-allowed, gone, household."""
    roles.require(actor, "person.change")
    head = locked(head)
    if head.household_id:
        raise Refusal("household", _("%(name)s belongs to a household already."), params={"name": head.name})
    household = Household.objects.create(
        area=Places([head.area]).living(head.area),
        address=line(address, 200) or head.address,
        head_name=head.name,
        booklet_number=line(booklet_number, 20),
    )
    head.household, head.relation_to_head = household, "02"
    head.save(update_fields=["household", "relation_to_head"])
    return household


@transaction.atomic
def join_household(*, person: Person, household: Household, relation_to_head: str, actor: Account) -> Person:
    """Raises Refusal: not-allowed, gone, required, choice."""
    roles.require(actor, "person.change")
    person = locked(person)
    code = relation_code(relation_to_head, field="relation_to_head")
    if not code:
        raise required("relation_to_head")
    person.household, person.relation_to_head = household, code
    person.save(update_fields=["household", "relation_to_head"])
    return person


@transaction.atomic
def enter_household(
    *, person: Person, actor: Account, head_code: str = "", relation_to_head: str = "", booklet_number: str = ""
) -> Household:
    """Put a person into the household of the head with that person code; without one, she is a head herself.

    A head who has no household yet gets one.

    Raises:
        Refusal: `not-allowed`, `gone`, `household` where she is a head already, `head` where nobody in the
            account's area has the code, `required`, `choice`.
    """
    roles.require(actor, "person.change")
    if not head_code.strip():
        return form_household(actor=actor, head=person, booklet_number=booklet_number)
    head = Person.objects.current().select_related("household").filter(code=head_code.strip().upper()).first()
    if head is None or head.pk == person.pk:
        raise Refusal(
            "head",
            _("Nobody else in your area has the person code %(code)s. Look it up on the page of the head."),
            field="head_code",
            params={"code": head_code},
        )
    household = head.household or form_household(actor=actor, head=head, booklet_number=booklet_number)
    join_household(person=person, household=household, relation_to_head=relation_to_head, actor=actor)
    return household
