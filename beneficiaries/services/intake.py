"""What is written down about someone who is new, judged once for a form and for a roster of thousands.

`judge` turns a `NewPerson`, as typed, into the rows that stand for her. One person's registration and a set-based
import both save exactly these rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from beneficiaries.services.newcomers import NewAccount, NewHardship, NewPerson, NewPhone, NewRelation
from beneficiaries.services.places import Places
from beneficiaries.services.rows import (
    Row,
    account_row,
    check_period,
    hardship_row,
    line,
    person_row,
    phone_row,
    relation_code,
    relation_row,
    required,
    spoken,
)
from registry.core.errors import Refusal
from registry.core.ids import uuid7

__all__ = [
    "Intake", "NewAccount", "NewHardship", "NewPerson", "NewPhone", "NewRelation", "account_row", "check_period",
    "codes_of", "faults", "hardship_row", "judge", "line", "person_row", "phone_row", "relation_code", "relation_row",
    "required", "spoken",
]  # fmt: skip


@dataclass(slots=True)
class Intake:
    """The rows that stand for a person, by table; each is columns and values, always in the same order."""

    people: list[Row]
    phones: list[Row] = field(default_factory=list)
    accounts: list[Row] = field(default_factory=list)
    relations: list[Row] = field(default_factory=list)
    hardships: list[Row] = field(default_factory=list)


def judge(new: NewPerson, *, places: Places, on: date) -> Intake:
    """The rows for `new`, on the day `on`.

    Raises:
        Refusal: with `field` (and `row` where `new` has one): name, choice, required, area-unknown,
        area-out-of-scope, area-too-wide, hukou-area, date-order, phone, account, and what
        `identity.papers.validate` raises.
    """
    try:
        return _judge(new, places=places, on=on)
    except Refusal as refusal:
        refusal.row = new.row
        if refusal.field == "id_reason":
            refusal.field = "no_id_reason"
        raise


def _judge(new: NewPerson, *, places: Places, on: date) -> Intake:
    pk = uuid7()
    person = person_row(new, pk=pk, on=on)
    area = person["area"] = places.living(new.area)
    intake = Intake([person])
    seen = set()
    for phone in new.phones:
        row = phone_row(phone, person=pk, area=area)
        if row["number_index"] not in seen:
            seen.add(row["number_index"])
            intake.phones.append(row)
    seen = set()
    for account in new.accounts:
        row = account_row(account, person=pk, area=area, holder=person["name"])
        if row["number_index"] not in seen:
            seen.add(row["number_index"])
            intake.accounts.append(row)
    intake.relations = [relation_row(relation, person=pk, area=area, on=on) for relation in new.relations]
    intake.hardships = [hardship_row(hardship, person=pk, area=area) for hardship in new.hardships]
    return intake


def faults(new: NewPerson, *, places: Places, on: date) -> list[Refusal]:
    """Everything that `judge` would refuse, part by part: the person, the place, each phone, account, relation and
    hardship. Empty where it would refuse nothing."""
    pk = uuid7()
    area = new.area
    parts: list[Callable[[], Any]] = [
        partial(person_row, new, pk=pk, on=on),
        partial(places.living, new.area),
        *(partial(phone_row, phone, person=pk, area=area) for phone in new.phones),
        *(partial(account_row, account, person=pk, area=area, holder=new.name) for account in new.accounts),
        *(partial(relation_row, relation, person=pk, area=area, on=on) for relation in new.relations),
        *(partial(hardship_row, hardship, person=pk, area=area) for hardship in new.hardships),
    ]
    found = []
    for part in parts:
        try:
            part()
        except Refusal as refusal:
            refusal.row = new.row
            if refusal.field == "id_reason":
                refusal.field = "no_id_reason"
            found.append(refusal)
    return found


def codes_of(people: Iterable[NewPerson]) -> set[str]:
    """The area codes that stand in `people`."""
    return {new.area for new in people}
