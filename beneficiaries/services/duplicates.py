"""Who a new person might be already, with the reasons in words. Asked while someone types, and of each row of a
roster."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from beneficiaries.identity import names, phones, resident_id
from beneficiaries.models import Person, Phone
from beneficiaries.services.evidence import (
    SAME_ID,
    SAME_NAME_AND_BIRTH,
    SAME_PHONE,
    SOUND_AND_AREA,
    SOUND_AND_BIRTH,
    SOUND_AND_NEAR_BIRTH,
)
from beneficiaries.services.intake import spoken
from beneficiaries.services.pairs import strangers_of
from registry.core import vault
from registry.core.errors import Refusal

MOST = 10

WEIGHT = {
    SAME_ID: 100, SAME_NAME_AND_BIRTH: 50, SOUND_AND_BIRTH: 30, SOUND_AND_NEAR_BIRTH: 20, SAME_PHONE: 20,
    SOUND_AND_AREA: 10,
}  # fmt: skip


@dataclass(slots=True)
class Likely:
    """A person who may be the same, and why. The likeliest have the greatest weight."""

    person: Person
    reasons: list[str] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return sum(WEIGHT[reason] for reason in self.reasons)


def likely_duplicates(
    *,
    name: str,
    birth_date: date | None = None,
    id_number: str | None = None,
    phone: str | None = None,
    area: str = "",
    besides: UUID | None = None,
) -> list[Likely]:
    """People of the present scope who may be the one described, likeliest first, at most `MOST`.

    What is unfinished or malformed is passed over: this runs while someone types. `besides` is whom the description is
    of, where she is registered: neither she is named, nor who was said to be someone else. An ID number that is
    registered outside the scope is `uniqueness.check_free`'s to say.
    """
    found: dict[UUID, Likely] = {}

    def note(people: Iterable[Person], reason: str) -> None:
        for person in people:
            if person.pk != besides:
                likely = found.setdefault(person.pk, Likely(person))
                if reason not in likely.reasons:
                    likely.reasons.append(reason)

    people = Person.objects.current()
    name = names.normalise(name or "")
    if id_number:
        number = resident_id.canonical(id_number)
        index = vault.blind_index(number, kind="id")
        # Hers, or that of a record that became part of hers.
        note(people.filter(id_number_index=index), SAME_ID)
        note(people.filter(merged__id_number_index=index, merged__merged_into__isnull=False), SAME_ID)
        if birth_date is None:
            birth_date = birth_of(number)
    if phone and (number := number_of(phone)):
        holders = Phone.objects.filter(number_index=vault.blind_index(number, kind="phone"))
        note(people.filter(pk__in=holders.values("person_id")[:MOST]), SAME_PHONE)
    if len(name) > 1:
        sound = spoken(name)
        readings = set(sound.split("|")) - {""}
        born = list(people.filter(birth_date=birth_date)[:2000]) if birth_date else []
        note((p for p in born if p.name == name), SAME_NAME_AND_BIRTH)
        note((p for p in born if p.name != name and readings & set(p.pinyin.split("|"))), SOUND_AND_BIRTH)
        if area and birth_date:
            near = people.filter(pk__in=sounding(readings, township=area[:9]))
            note(
                (
                    p
                    for p in near
                    if abs((p.birth_date - birth_date).days) <= 366
                    and p.birth_date != birth_date
                    and readings & set(p.pinyin.split("|"))
                ),
                SOUND_AND_AREA,
            )
    if besides:
        for stranger in strangers_of(besides, list(found)):
            del found[stranger]
    return sorted(found.values(), key=lambda likely: -likely.weight)[:MOST]


# As many rows of a roster are asked about at once.
CHUNK = 5_000
# Below this, a row of a roster goes in unasked.
PARKED = 30
# Two people with two sound ID numbers who don't live in one township are hardly one.
TWO_NUMBERS = 30


@dataclass(frozen=True, slots=True)
class Sought:
    """Someone whose ID number isn't registered. `born` is None where nothing tells it."""

    name: str
    born: date | None
    area: str
    phones: frozenset[bytes] = frozenset()
    has_number: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Someone who may be the one sought. `reasons` are sentences of `WEIGHT`."""

    # A registered person; or, of `Fellows`, whatever stands for one of them.
    person: Any
    reasons: tuple
    weight: int


def likely_among(sought: Mapping[Hashable, Sought]) -> dict[Hashable, list[Match]]:
    """Who of the present scope may be each of `sought`, likeliest first; those whom nobody resembles are absent.

    Two questions for each `CHUNK`, whatever the size of the registry: a row is compared with who was born on the
    same day in her county, and with who has her phone.
    """
    found: dict[Hashable, list[Match]] = {}
    keys = list(sought)
    for start in range(0, len(keys), CHUNK):
        some = {key: sought[key] for key in keys[start : start + CHUNK]}
        for key, candidates in _candidates(some).items():
            if matches := likeliest(some[key], candidates.values()):
                found[key] = matches
    return found


@dataclass(slots=True)
class Candidate:
    """Someone whom a description is held against. `pinyin` as `Person` keeps it."""

    pk: Any
    name: str
    pinyin: str
    born: date
    area: str
    has_number: bool
    same_phone: bool = False


def _candidates(sought: Mapping[Hashable, Sought]) -> dict[Hashable, dict[UUID, Candidate]]:
    keys = list(sought)
    columns = "p.id, p.name, p.pinyin, p.birth_date, p.area, p.id_number_index IS NOT NULL"
    born = [
        (n, s.born, s.area[:6], s.name, "|".join(readings_of(s.name))) for n, s in enumerate(sought.values()) if s.born
    ]
    phones = [(n, index) for n, s in enumerate(sought.values()) for index in s.phones]
    found: dict[Hashable, dict[UUID, Candidate]] = {}
    with connection.cursor() as cursor:
        if born:
            cursor.execute(
                # Day by day through the index: a join with everyone in the scope is planned as if they were a few. Who
                # sounds otherwise (`_match`) is left where she is: in a county of a hundred thousand, dozens were born
                # on that day.
                f"SELECT r.n, {columns} "  # noqa: S608
                "FROM unnest(%s::int[], %s::date[], %s::text[], %s::text[], %s::text[]) r(n, born, county, name, said) "
                "CROSS JOIN LATERAL (SELECT * FROM beneficiaries_person WHERE birth_date = r.born "
                "AND area >= r.county AND area < r.county || 'a' AND merged_into_id IS NULL "
                "AND (name = r.name OR string_to_array(pinyin, '|') && string_to_array(r.said, '|')) OFFSET 0) AS p",
                [list(column) for column in zip(*born, strict=True)],
            )
            for number, *facts in cursor.fetchall():
                found.setdefault(keys[number], {})[facts[0]] = Candidate(*facts)
        if phones:
            cursor.execute(
                f"SELECT r.n, {columns} FROM unnest(%s::int[], %s::bytea[]) AS r(n, number) "  # noqa: S608
                "CROSS JOIN LATERAL (SELECT person_id FROM beneficiaries_phone "
                "WHERE number_index = r.number AND closed_on IS NULL OFFSET 0) AS f "
                "CROSS JOIN LATERAL (SELECT * FROM beneficiaries_person "
                "WHERE id = f.person_id AND merged_into_id IS NULL LIMIT 1) AS p",
                [list(column) for column in zip(*phones, strict=True)],
            )
            for number, *facts in cursor.fetchall():
                of_row = found.setdefault(keys[number], {})
                of_row.setdefault(facts[0], Candidate(*facts)).same_phone = True
    return found


def likeliest(sought: Sought, candidates: Iterable[Candidate]) -> list[Match]:
    """Those who may be the one sought, likeliest first, at most `MOST`."""
    matches = [match for person in candidates if (match := _match(sought, person))]
    return sorted(matches, key=lambda match: -match.weight)[:MOST]


def _match(sought: Sought, person: Candidate) -> Match | None:
    same_name = person.name == sought.name
    sounds = same_name or not readings_of(sought.name).isdisjoint(person.pinyin.split("|"))
    if not sounds:
        return None
    reasons = []
    if person.born == sought.born:
        reasons.append(SAME_NAME_AND_BIRTH if same_name else SOUND_AND_BIRTH)
    elif sought.born and near(sought.born, person.born):
        reasons.append(SOUND_AND_NEAR_BIRTH)
    if person.same_phone:
        reasons.append(SAME_PHONE)
    weight = sum(WEIGHT[reason] for reason in reasons)
    if sought.has_number and person.has_number and sought.area[:9] != person.area[:9]:
        weight -= TWO_NUMBERS
    return Match(person.pk, tuple(reasons), weight) if weight >= PARKED else None


def near(one: date, other: date) -> bool:
    """Whether two dates are one that was written wrong: one digit, or month and day swapped."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum(a != b for a, b in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)) == 1


@lru_cache(maxsize=10_000)
def readings_of(name: str) -> frozenset[str]:
    return frozenset(spoken(name).split("|")) - {""}


def sounding(readings: Iterable[str], *, township: str) -> list[UUID]:
    """The people of a township with one of these readings."""
    tokens = [reading.replace(" ", "") for reading in readings]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM beneficiaries_searchtoken "
            "WHERE token = ANY (%s) AND area >= %s AND area < %s LIMIT 200",
            [tokens, township, township[:-1] + chr(ord(township[-1]) + 1)],
        )
        return [pk for (pk,) in cursor.fetchall()]


def birth_of(number: str) -> date | None:
    try:
        return resident_id.parse(number).birth_date
    except Refusal:
        return None


def number_of(phone: str) -> str:
    try:
        return phones.parse(phone)
    except Refusal:
        return ""
