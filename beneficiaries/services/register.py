"""Registering a person, and saying first who it might be already."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from beneficiaries.identity.codes import IdType
from beneficiaries.identity.dates import today
from beneficiaries.models import Hardship, Household, PayAccount, Person, Phone, Relation
from beneficiaries.services.change import change_person
from beneficiaries.services.duplicates import Likely, likely_duplicates
from beneficiaries.services.intake import NewAccount, NewHardship, NewPerson, NewPhone, NewRelation, judge
from beneficiaries.services.pairs import remember_strangers
from beneficiaries.services.places import Places
from beneficiaries.services.uniqueness import check_free
from registry.core import roles
from registry.core.models import Account

__all__ = ["Likely", "change_person", "likely_duplicates", "register_apart", "register_new", "register_person"]


def register_person(
    *,
    actor: Account,
    name: str,
    area: str,
    sex: str = "",
    birth_date: date | None = None,
    id_type: str = IdType.RESIDENT_ID,
    id_number: str | None = None,
    no_id_reason: str = "",
    ethnic_group: str = "01",
    hukou_kind: str = "",
    hukou_area: str = "",
    address: str = "",
    household: Household | None = None,
    relation_to_head: str = "",
    public_employee: bool = False,
    note: str = "",
    phones: Sequence[NewPhone] = (),
    accounts: Sequence[NewAccount] = (),
    relations: Sequence[NewRelation] = (),
    hardships: Sequence[NewHardship] = (),
) -> Person:
    """Write down someone new, with what hangs on her, in one transaction.

    Raises:
        Refusal: `not-allowed`; `person_one_per_id` where the number is registered, here or elsewhere;
        and what `intake.judge` raises.
    """
    roles.require(actor, "person.register")
    new = NewPerson(
        name=name,
        area=area,
        sex=sex,
        birth_date=birth_date,
        id_type=id_type,
        id_number=id_number or "",
        no_id_reason=no_id_reason,
        ethnic_group=ethnic_group,
        hukou_kind=hukou_kind,
        hukou_area=hukou_area,
        address=address,
        household_id=household.pk if household else None,
        relation_to_head=relation_to_head,
        public_employee=public_employee,
        note=note,
        phones=phones,
        accounts=accounts,
        relations=relations,
        hardships=hardships,
    )
    return register_new(new, actor=actor)


@transaction.atomic
def register_new(new: NewPerson, *, actor: Account) -> Person:
    """`register_person`, of a `NewPerson`."""
    roles.require(actor, "person.register")
    intake = judge(new, places=Places([new.area]), on=today())
    [row] = intake.people
    check_free(row["id_number_index"])
    person = Person(**row)
    person.save(force_insert=True)
    Phone.objects.bulk_create([Phone(**row) for row in intake.phones])
    PayAccount.objects.bulk_create([PayAccount(**row) for row in intake.accounts])
    Relation.objects.bulk_create([Relation(**row) for row in intake.relations])
    Hardship.objects.bulk_create([Hardship(**row) for row in intake.hardships])
    return person


@transaction.atomic
def register_apart(new: NewPerson, likely: Sequence[Likely], *, actor: Account) -> Person:
    """`register_new`, of someone who was looked at and is none of `likely`: that is remembered, and not asked again."""
    person = register_new(new, actor=actor)
    remember_strangers([(person.pk, one.person.pk) for one in likely], actor=actor)
    return person
