"""Each wild workbook: everyone in it is found, what is wrong is said with its place, and the rest goes in."""

import pytest

from beneficiaries.identity import resident_id
from beneficiaries.models import Person
from tests.rosters.wild import WILD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", WILD)
def test_wild(send, name):
    wild = WILD[name]()
    sent = send(wild.content, program=wild.program, filename=f"{name}.bin", take=True)
    said = sent.as_json()
    found = {(fault["row"], fault["column"], fault["code"]) for fault in said["errors"]}
    assert found == wild.faults
    wrong = len({row for row, _column, _code in wild.faults})
    assert (said["rows"], said["create"], said["taken"]) == (wild.people, wild.people - wrong, wild.people - wrong)


@pytest.mark.parametrize("name", ["every_way_to_write_a_date", "dates_counted_from_1904", "xls_counted_from_1904"])
def test_dates_are_what_the_id_numbers_say(send, name):
    """They would be refused otherwise; held here as well, as what is written down."""
    sent = send(WILD[name]().content, take=True)
    for person in Person.objects.all():
        row = next(r for r in sent.roster.stagedrows.filter(person_id=person.pk))
        number = sent.payload(row.line).cells[1]
        assert person.birth_date == resident_id.parse(number).birth_date


def test_hidden_sheets_are_named(send):
    sent = send(WILD["hidden_rows_and_columns_count_and_hidden_sheets_dont"]().content)
    assert sent.roster.layout["hidden"] == ["旧名单"]
