"""A crowd: people and enrolments straight through the set-based services, to measure the registry on."""

from collections.abc import Iterator

import pghistory
from django.db import transaction

from beneficiaries.services.bulk import register_people
from beneficiaries.services.intake import NewPerson, NewPhone, NewRelation
from beneficiaries.tasks import settle_search_tokens
from programs.enrolment.services.bulk import RosterEnrolment, take_over
from registry.city import places, staff
from registry.city.building import acting
from registry.city.pen import SINCE
from registry.city.people import County, Resident
from registry.core.ahead import ahead
from registry.core.roles import Role

CHUNK = 5_000
SETTLED_EVERY = 20  # chunks: as a worker does it every few minutes


def make(people: int, *, seed: int) -> Iterator[int]:
    """Make so many children over the counties; after each chunk, how many there are. Each chunk is one transaction."""
    staff.employ()
    made = 0
    for number, (county, children) in enumerate(ahead(drawn(people, seed=seed)), start=1):
        with (
            acting(staff.post(Role.CASEWORKER, county, "LS")) as actor,
            transaction.atomic(),
            pghistory.context(reason="make_city"),
        ):
            registered = register_people(children, actor=actor)
            rows = [
                RosterEnrolment(person=pk, starts_on=SINCE["LS"], answers={"schooling": "primary"})
                for pk in registered.ids
                if pk and pk not in registered.existing
            ]
            take_over(rows, actor=actor, program="LS", on=SINCE["LS"], source="make_city")
        if number % SETTLED_EVERY == 0:
            settle_search_tokens()
        made += len(children)
        yield made
    settle_search_tokens()


def drawn(people: int, *, seed: int) -> Iterator[tuple[str, list[NewPerson]]]:
    """So many children over the counties, as they would be registered: (county, some of its children)."""
    for county, count in places.shared(people).items():
        draw = County(county, seed=seed, part="crowd")
        for start in range(0, count, CHUNK):
            some = range(min(CHUNK, count - start))
            yield county, [new_person(draw.child(youngest=3, oldest=14)) for _child in some]


def new_person(child: Resident) -> NewPerson:
    father, carer = child.father, child.carer
    return NewPerson(
        name=child.name, area=child.village.code, id_number=child.id_number, ethnic_group=child.ethnic_group,
        hukou_kind="rural", address=child.address, phones=[NewPhone(number=child.phone, preferred=True)],
        relations=[
            NewRelation(kind="51", name=father.name, since=child.born, id_number=father.id_number, situation="away"),
            NewRelation(kind=child.carer_relation, name=carer.name, since=SINCE["LS"], entrusted=True),
        ],
    )  # fmt: skip
