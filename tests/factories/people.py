"""People as most tests want them: valid, invented, and each with an ID number of her own."""

from datetime import date
from itertools import count

from beneficiaries.identity import resident_id
from beneficiaries.models import Person
from beneficiaries.services.intake import NewPerson
from beneficiaries.services.register import register_person
from registry.core import scope
from registry.core.models import Account
from tests.factories.accounts import make_account

VILLAGE = "341802001001"  # 宣州区西林街道的第一个社区
_numbers = count(1)


def id_number(*, birth_date: date = date(1980, 3, 7), sex: str = "2", region: str = "341802") -> str:
    """A valid number that no other call of this process gives for the day."""
    return resident_id.make(region=region, birth_date=birth_date, sequence=next(_numbers) % 500, sex=sex)


def make_person(*, actor: Account | None = None, **fields) -> Person:
    """A registered woman of `VILLAGE`, unless said otherwise. Without an actor, a caseworker of her village
    registers her, in a scope of their own.
    """
    sex = fields.pop("sex", "2")
    born = fields.pop("birth_date", date(1980, 3, 7))
    fields.setdefault("name", "王秀英")
    fields.setdefault("area", VILLAGE)
    if "id_number" not in fields and fields.get("id_type", "resident_id") == "resident_id":
        fields["id_number"] = id_number(birth_date=born, sex=sex)
    if fields.get("id_type", "resident_id") != "resident_id" or not fields.get("id_number"):
        fields |= {"sex": sex, "birth_date": born}
    if actor is not None:
        return register_person(actor=actor, **fields)
    actor = make_account("caseworker", fields["area"], programs=("LS",))
    with scope.entered(scope.of(actor)):
        return register_person(actor=actor, **fields)


def new_person(**fields) -> NewPerson:
    """The same woman, not yet registered."""
    fields.setdefault("name", "王秀英")
    fields.setdefault("area", VILLAGE)
    fields.setdefault("id_number", id_number())
    return NewPerson(**fields)
