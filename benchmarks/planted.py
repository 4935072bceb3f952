"""People who are registered a second time, with the slips that really happen, to measure whoever looks for them.

Each is drawn from the city that is there and registered through the service, as an office would that doesn't know of
the first record. A seed makes the same ones again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random
from uuid import UUID

from beneficiaries.identity import resident_id
from beneficiaries.identity.pinyin import of_character
from beneficiaries.models import Person
from beneficiaries.services.bulk import register_people
from beneficiaries.services.intake import NewPerson, NewPhone, NewRelation
from registry.city import places, staff
from registry.city.building import acting
from registry.city.names import CHARACTERS
from registry.core import scope, vault
from registry.core.roles import Role

# What went wrong when she was registered again; two of them at once are "mixed".
SLIPS = ("slip", "homophone", "birth", "phone")
KINDS = ("slip", "homophone", "birth", "no number", "phone", "number", "mixed")
LETTERS = "".join(sorted(set("".join(CHARACTERS.values()))))


@dataclass(frozen=True, slots=True)
class Planted:
    original: UUID
    again: UUID
    kind: str


def plant(count: int, *, seed: int = 1) -> list[Planted]:
    """Register `count` people of the city again."""
    random = Random(f"planted/{seed}")
    by_county: dict[str, list[tuple[Person, str, NewPerson]]] = {}
    for number, person in enumerate(_drawn(count, random)):
        kind = KINDS[number % len(KINDS)]
        by_county.setdefault(person.area[:6], []).append((person, kind, _again(person, kind, random)))
    planted = []
    for county, people in by_county.items():
        with acting(staff.post(Role.CASEWORKER, county, "LS")) as actor:
            registered = register_people([new for _person, _kind, new in people], actor=actor)
        for (person, kind, _new), pk in zip(people, registered.ids, strict=True):
            if pk:
                planted.append(Planted(person.pk, pk, kind))
    return planted


def _drawn(count: int, random: Random) -> Iterator[Person]:
    with scope.entered(scope.whole_city()):
        ids = list(Person.objects.current().order_by("id").values_list("pk", flat=True))
        chosen = random.sample(ids, count)
        for start in range(0, count, 2000):
            some = chosen[start : start + 2000]
            found = Person.objects.prefetch_related("phones", "relations").in_bulk(some)
            yield from (found[pk] for pk in some)


def _again(person: Person, kind: str, random: Random) -> NewPerson:
    """The second registration: without the number, as most that happen twice, and three in four of her relatives'."""
    phones = [_opened(phone, "number") for phone in person.phones.all()]
    relations = [
        NewRelation(
            kind=relation.kind, name=relation.name, since=relation.since, entrusted=relation.entrusted,
            id_number=_opened(relation, "id_number") if random.random() < 0.75 else "",
        )
        for relation in person.relations.all()
        if random.random() < 0.85
    ]  # fmt: skip
    new = NewPerson(
        name=person.name, area=_place(person.area, random), sex=person.sex, birth_date=person.birth_date,
        id_type="none", no_id_reason="证件遗失", hukou_kind=person.hukou_kind, relations=relations,
        phones=[NewPhone(number=number) for number in phones],
    )  # fmt: skip
    if kind == "number":
        number = resident_id.make(
            region="342501", birth_date=new.birth_date, sequence=random.randrange(500), sex=new.sex
        )
        return replace(new, id_type="resident_id", id_number=number, no_id_reason="")
    for slip in random.sample(SLIPS, 2) if kind == "mixed" else [kind] if kind in SLIPS else []:
        new = MAKE[slip](new, random)
    return new


def _opened(row, field: str) -> str:
    sealed = getattr(row, f"{field}_sealed")
    return vault.open_sealed(sealed, row=row.pk, field=field) if sealed else ""


def _place(area: str, random: Random) -> str:
    """Mostly the same village, or another of the township, or another of the county."""
    chance = random.random()
    if chance < 0.85:
        return area
    villages = [village.code for village in places.villages(area[:6])]
    near = [code for code in villages if code[:9] == area[:9]]
    return random.choice(near if near and chance < 0.93 else villages)


def _letter(new: NewPerson, random: Random) -> NewPerson:
    place = random.randrange(1, len(new.name))
    return replace(new, name=new.name[:place] + random.choice(LETTERS) + new.name[place + 1 :])


def _homophone(new: NewPerson, random: Random) -> NewPerson:
    for place in random.sample(range(1, len(new.name)), len(new.name) - 1):
        alike = [letter for letter in sounding(reading(new.name[place])) if letter != new.name[place]]
        if alike:
            return replace(new, name=new.name[:place] + random.choice(alike) + new.name[place + 1 :])
    return _letter(new, random)


def _birth(new: NewPerson, random: Random) -> NewPerson:
    """Day and month swapped, two digits beside each other swapped, or one digit another."""
    born = new.birth_date
    for _try in range(30):
        digits = list(f"{born:%Y%m%d}")
        chance, place = random.random(), random.randrange(3, 7)
        if chance < 0.35:
            digits[4:6], digits[6:8] = digits[6:8], digits[4:6]
        elif chance < 0.7:
            digits[place], digits[place + 1] = digits[place + 1], digits[place]
        else:
            digits[place + 1] = str(random.randrange(10))
        try:
            slipped = date.fromisoformat("".join(digits))
        except ValueError:
            continue
        if slipped != born and abs(slipped.year - born.year) < 10 and slipped < date(2026, 1, 1):
            return replace(new, birth_date=slipped)
    return replace(new, birth_date=date(born.year, born.month, born.day % 28 + 1))


def _phone(new: NewPerson, random: Random) -> NewPerson:
    return replace(new, phones=[NewPhone(number=f"166{random.randrange(10**8):08d}")])


MAKE: dict[str, Callable[[NewPerson, Random], NewPerson]] = {
    "slip": _letter, "homophone": _homophone, "birth": _birth, "phone": _phone,
}  # fmt: skip


def reading(letter: str) -> str:
    return (of_character(letter) or ("",))[0]


@cache
def sounding(said: str) -> list[str]:
    return [letter for letter in LETTERS if reading(letter) == said]
