"""Scope: what row-level security shows, to whom, and that raw SQL in the app's role can't widen it."""

import psycopg2
import pytest
from django.db import connection, transaction

from registry.core import scope
from registry.core.ids import uuid7
from registry.core.models import Area
from registry.core.scope.install import declared
from tests.factories.accounts import entered_as, make_account

pytestmark = pytest.mark.django_db

XILIN, CHENGJIANG, LANGXI = "341802001", "341802002", "341821100"


def raw(sql: str, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def household(area: str) -> str:
    key = str(uuid7())
    raw(
        "INSERT INTO beneficiaries_household (id, area, address, head_name, booklet_number) "
        "VALUES (%s, %s, '', %s, '')",
        key,
        area,
        f"户主{area}",
    )
    return key


@pytest.fixture
def households():
    with entered_as(make_account("caseworker", "3418")):
        return [household(area) for area in (f"{XILIN}001", CHENGJIANG, LANGXI)]


def test_the_app_logs_in_as_a_role_that_policies_bind():
    assert raw("SELECT session_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user") == [
        ("registry_app", False, False)
    ]


def test_no_scope_sees_nothing_and_writes_nothing(households):
    assert raw("SELECT count(*) FROM beneficiaries_household") == [(0,)]
    assert raw("UPDATE beneficiaries_household SET address = 'x'") == 0
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        household(XILIN)


@pytest.mark.parametrize(
    ("area", "seen"), [("3418", 3), ("341802", 2), (XILIN, 1), (CHENGJIANG, 1), ("341821", 1), ("341823", 0)]
)
def test_an_account_sees_its_area_and_below(households, area, seen):
    with entered_as(make_account("auditor", area)):
        assert raw("SELECT count(*) FROM beneficiaries_household") == [(seen,)]


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_roles_that_see_no_people_see_none(households, role):
    with entered_as(make_account(role, "3418")):
        assert raw("SELECT count(*) FROM beneficiaries_household") == [(0,)]


def test_an_auditor_changes_nothing(households):
    with entered_as(make_account("auditor", "3418")):
        assert raw("UPDATE beneficiaries_household SET address = 'x'") == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            household(XILIN)


def test_a_row_cannot_be_moved_out_of_scope(households):
    refused = pytest.raises(Exception, match="row-level security")
    with entered_as(make_account("caseworker", XILIN)), refused, transaction.atomic():
        raw("UPDATE beneficiaries_household SET area = %s", CHENGJIANG)


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token.replace(XILIN, "3418"),
        lambda token: token.rsplit("|", 1)[0] + "|" + "0" * 64,
        lambda token: token.rsplit("|", 1)[0],
        lambda token: token.replace("|caseworker|", "|system|"),
        lambda token: "v2||3418|||||",
        lambda token: "3418",
        lambda token: token + "|x",
    ],
)
def test_a_scope_that_was_not_signed_is_no_scope(households, forge):
    with entered_as(make_account("caseworker", XILIN)) as inside:
        raw("SELECT set_config('app.scope', %s, false)", forge(inside.token(connection.connection.info.backend_pid)))
        assert raw("SELECT count(*) FROM beneficiaries_household") == [(0,)]
        assert raw("SELECT scope_account(), scope_system()") == [(None, False)]


def test_the_signing_key_is_out_of_reach(app_connection):
    for sql in ("SELECT * FROM core_scopekey", "UPDATE core_scopekey SET id = 1", "TABLE core_scopekey"):
        with app_connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(sql)
        app_connection.rollback()


@pytest.mark.parametrize(
    "sql",
    [
        "SET ROLE registry_owner",
        "SET SESSION AUTHORIZATION registry_owner",
        "ALTER TABLE beneficiaries_person DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE ledger_leg DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "DROP POLICY scope_select ON beneficiaries_person",
        "CREATE OR REPLACE FUNCTION scope_low() RETURNS text LANGUAGE sql AS 'SELECT ''3'''",
    ],
)
def test_the_app_cannot_become_more_than_it_is(app_connection, sql):
    with app_connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(sql)


def test_security_settings_of_a_session_do_not_leak_rows(households):
    """`row_security = off` must make a query fail, not show everything."""
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        raw("SET LOCAL row_security = off")
        raw("SELECT count(*) FROM beneficiaries_household")


def test_the_scope_before_comes_back_after_an_error(households):
    caseworker = make_account("caseworker", XILIN)
    with entered_as(caseworker):
        with pytest.raises(ZeroDivisionError), entered_as(make_account("auditor", "3418")):
            raise ZeroDivisionError
        assert raw("SELECT count(*) FROM beneficiaries_household") == [(1,)]
    assert scope.current() == scope.EMPTY
    assert raw("SELECT current_setting('app.scope')") == [("",)]


def test_every_table_of_people_declares_who_sees_it():
    """A table about people is under a policy, its history too; a table that declares nothing has no grant."""
    open_to_all = {table for table, access in declared() if access.verbs and access.read is None}
    people = [t for t, _ in declared() if t.startswith(("beneficiaries_", "enrolment_", "payments_"))]
    assert len(people) > 25
    assert not open_to_all.intersection(people)
    secured = dict(raw("SELECT relname::text, relrowsecurity FROM pg_class WHERE relname = ANY(%s)", people))
    assert secured == dict.fromkeys(people, True)


def test_what_is_declared_is_what_is_granted():
    granted: dict[str, set[str]] = {}
    for table, verb in raw(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'registry_app'"
    ):
        granted.setdefault(table, set()).add(verb)
    granted.pop("django_migrations")
    assert granted == {table: set(access.verbs) for table, access in declared() if access.verbs}


def test_no_table_is_left_to_the_public():
    assert (
        raw(
            "SELECT table_name FROM information_schema.role_table_grants "
            "WHERE grantee = 'PUBLIC' AND table_schema = 'public'"
        )
        == []
    )


def test_areas_are_those_of_the_city():
    assert Area.objects.filter(level="village").count() == 866
    assert Area.objects.get(code="341802001001").full_name == "宣州区西林街道城西社区居委会"
    assert Area.objects.within("341802001").count() == 5
    assert Area.objects.children_of("3418").count() == 8
