"""The database's own rules about people, gone at with raw SQL in the app's role."""

from datetime import date

import psycopg2.errors
import pytest
from django.db import DatabaseError, connection, transaction

from beneficiaries.models import Person
from beneficiaries.services.intake import NewPhone
from registry.core import scope
from registry.core.ids import uuid7
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import make_person

CHILDREN = ("phone", "payaccount", "relation", "hardship", "disability", "consent", "move")
TABLES = ("person", "household", *CHILDREN)


def raw(sql: str, *params) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def refused_by_database(sql: str, *params, by=None):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        raw(sql, *params)
    if by is not None:
        assert isinstance(caught.value.__cause__, by)
    return caught.value.__cause__.diag


@pytest.fixture
def person(caseworker):
    return make_person(actor=caseworker, phones=[NewPhone(number="13812345678")])


def test_a_row_of_another_area_than_the_persons(person):
    diag = refused_by_database(
        "INSERT INTO beneficiaries_hardship (id, person_id, area, category, evidence, issuer, since) "
        "VALUES (%s, %s, '341802001002', 'dibao', '', '', '2020-01-01')",
        uuid7(),
        person.pk,
        by=psycopg2.errors.ForeignKeyViolation,
    )
    assert diag.constraint_name == "hardship_area_is_the_persons"
    diag = refused_by_database("UPDATE beneficiaries_phone SET area = '341802001002' WHERE person_id = %s", person.pk)
    assert diag.constraint_name == "phone_area_is_the_persons"


@pytest.mark.parametrize("table", TABLES)
def test_nothing_of_a_person_can_be_deleted_or_truncated(person, table):
    for sql in ("DELETE FROM beneficiaries_{}", "TRUNCATE beneficiaries_{} CASCADE"):
        refused_by_database(sql.format(table), by=psycopg2.errors.InsufficientPrivilege)


def test_nobody_outside_the_scope_can_be_changed(person):
    elsewhere = make_account("caseworker", "341821", programs=("LS",))
    with entered_as(elsewhere):
        assert raw("UPDATE beneficiaries_person SET name = '李四' WHERE id = %s", person.pk) == 0
        assert raw("UPDATE beneficiaries_phone SET holder = '李四'") == 0
    with scope.entered(scope.EMPTY):
        assert raw("UPDATE beneficiaries_person SET name = '李四'") == 0
        assert not Person.objects.exists()


def test_nobody_can_be_moved_or_written_outside_the_scope(person):
    refused_by_database("UPDATE beneficiaries_person SET area = '341821100'")
    refused_by_database(
        "INSERT INTO beneficiaries_household (id, area, address, head_name, booklet_number) "
        "VALUES (%s, '341821100', '', '', '')",
        uuid7(),
    )


def test_an_auditor_writes_nothing_even_by_raw_sql(person):
    with entered_as(make_account("auditor", "3418", programs=("LS",))):
        assert Person.objects.filter(pk=person.pk).exists()
        assert raw("UPDATE beneficiaries_person SET note = 'x'") == 0


@pytest.mark.parametrize("table", ["person", "phone", "payaccount", "relation", "hardship", "disability", "consent"])
def test_history_is_written_by_triggers_alone(person, table):
    history = f"beneficiaries_{table}historyrow"
    for sql in (
        f"INSERT INTO {history} DEFAULT VALUES",
        f"UPDATE {history} SET pgh_label = 'x'",
        f"DELETE FROM {history}",
        f"TRUNCATE {history}",
    ):
        refused_by_database(sql, by=psycopg2.errors.InsufficientPrivilege)


def test_a_raw_change_is_recorded_with_who_made_it(person, caseworker):
    raw("UPDATE beneficiaries_person SET note = '原始' WHERE id = %s", person.pk)
    last = person.history.order_by("pgh_id").last()
    assert (last.note, last.pgh_account) == ("原始", caseworker.pk)


def test_tokens_are_written_by_triggers_alone(person):
    for sql in (
        "INSERT INTO beneficiaries_searchtoken (token, area, person_id) "
        "VALUES ('x', '341802001001', gen_random_uuid())",
        "UPDATE beneficiaries_searchtoken SET token = 'x'",
        "DELETE FROM beneficiaries_searchtoken",
        "SELECT 1 FROM beneficiaries_searchtoken_settled",
        "SELECT 1 FROM beneficiaries_searchtoken_fresh",
    ):
        refused_by_database(sql, by=psycopg2.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("id_type = 'none'", "person_id_or_reason"),
        ("id_number_index = NULL", "person_id_or_reason"),
        ("sex = '3'", "person_sex_code"),
        ("died_on = birth_date - 1", "person_born_before_death"),
    ],
)
def test_constraints_of_a_person(person, change, rule):
    assert refused_by_database(f"UPDATE beneficiaries_person SET {change}").constraint_name == rule


def test_one_person_per_id_number_in_the_whole_city(person):
    elsewhere = make_account("caseworker", "341821", programs=("LS",))
    with entered_as(elsewhere):
        other = make_person(actor=elsewhere, area="341821100")
        diag = refused_by_database(
            "UPDATE beneficiaries_person SET id_number_index = %s WHERE id = %s",
            bytes(person.id_number_index),
            other.pk,
        )
    assert diag.constraint_name == "person_one_per_id"


def test_a_person_code_is_one_persons(person, caseworker):
    make_person(actor=caseworker)
    assert refused_by_database("UPDATE beneficiaries_person SET code = 'R1'").constraint_name == "person_code"


def test_without_a_scope_the_city_answers_nothing_about_a_number(person):
    with connection.cursor() as cursor:
        index = [bytes(person.id_number_index)]
        cursor.execute("SELECT county FROM registered_counties(%s)", [index])
        assert cursor.fetchall() == [("341802",)]
        with scope.entered(scope.EMPTY):
            cursor.execute("SELECT county FROM registered_counties(%s)", [index])
            assert cursor.fetchall() == []
            cursor.execute("SELECT people_estimate()")
            assert cursor.fetchone() == (0,)


def test_periods_end_after_they_begin(person):
    for table, columns in (
        ("hardship", "category, evidence, issuer"),
        ("relation", "kind, name, id_number_tail"),
    ):
        diag = refused_by_database(
            f"INSERT INTO beneficiaries_{table} (id, person_id, area, {columns}, since, until"
            + (", phone_masked, guardian, entrusted, workplace, situation, proof" if table == "relation" else "")
            + ") VALUES (%s, %s, %s, '51', '', '', '2020-01-02', '2020-01-01'"
            + (", '', false, false, '', '', ''" if table == "relation" else "")
            + ")",
            uuid7(),
            person.pk,
            person.area,
        )
        assert diag.constraint_name == f"{table}_period"
    assert person.birth_date < date.today()
