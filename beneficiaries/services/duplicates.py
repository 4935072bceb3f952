"""Who a new person might be already, with the reasons in words. Asked while someone types."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import names, phones, resident_id
from beneficiaries.models import Person, Phone
from beneficiaries.services.intake import spoken
from registry.core import vault
from registry.core.errors import Refusal

MOST = 10

SAME_ID = _("same ID number")
SAME_NAME_AND_BIRTH = _("same name and date of birth")
SOUND_AND_BIRTH = _("name sounds the same, same date of birth")
SOUND_AND_AREA = _("name sounds the same, born within a year, same township")
SAME_PHONE = _("same phone")
WEIGHT = {SAME_ID: 100, SAME_NAME_AND_BIRTH: 50, SOUND_AND_BIRTH: 30, SAME_PHONE: 20, SOUND_AND_AREA: 10}


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

    What is unfinished or malformed is passed over: this runs while someone types. An ID number that is
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
        note(people.filter(id_number_index=vault.blind_index(number, kind="id")), SAME_ID)
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
    return sorted(found.values(), key=lambda likely: -likely.weight)[:MOST]


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
