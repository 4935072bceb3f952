"""Rosters to measure imports with: left-behind children who aren't registered yet, as a workbook."""

from datetime import date
from pathlib import Path

from django.db import connection

from beneficiaries.services.uniqueness import counties_of
from programs.catalogue.services.rules import in_force
from programs.enrolment.rosters.columns import resource_for
from registry.city import files, places, staff
from registry.city.building import acting
from registry.city.people import County
from registry.city.population import left_behind_child
from registry.core import vault
from registry.core.roles import Role

PROGRAM, SINCE = "LS", date(2013, 3, 1)
ROWS = 26_662  # left-behind children in the report of 2013


def clerk() -> str:
    """Who sends it in: a caseworker of the city's office."""
    staff.employ()
    return staff.post(Role.CASEWORKER, places.CITY, PROGRAM)


def workbook(folder: Path, rows: int, *, database: str = "") -> Path:
    """A roster of so many, kept in `folder`. Nobody in it is registered in the city `database`, if one is given."""
    path = folder / f"LS-{rows}{'-' + database if database else ''}.xlsx"
    if not path.exists():
        records = [record for county, count in places.shared(rows).items() for record in drawn(county, count)]
        resource = resource_for(in_force(program=PROGRAM, on=SINCE).parsed)
        path.write_bytes(files.workbook(resource, records, title="宣城市农村留守儿童花名册（2013年度）"))
    return path


def drawn(county: str, count: int) -> list[dict]:
    draw = County(county, seed=26, part="benchmark")
    found: list[dict] = []
    with acting(clerk()):
        while len(found) < count:
            found += strangers([left_behind_child(draw)[1] for _ in range(count - len(found))])
    return found


def strangers(records: list[dict]) -> list[dict]:
    """Those who are not registered, nor have the name and birth date of someone who is."""
    by_index = {vault.blind_index(str(record["id_number"]), kind="id"): record for record in records}
    known = counties_of(list(by_index))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.name, p.birth_date FROM unnest(%s::text[], %s::date[]) AS drawn(name, born) "
            "JOIN beneficiaries_person p ON p.birth_date = drawn.born AND p.name = drawn.name",
            [[record["name"] for record in records], [record["birth_date"] for record in records]],
        )
        namesakes = set(cursor.fetchall())
    return [
        record
        for index, record in by_index.items()
        if index not in known and (record["name"], record["birth_date"]) not in namesakes
    ]
