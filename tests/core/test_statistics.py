"""A table that has grown is looked at again when the app says so, and nothing else is, whatever name the app gives."""

import pytest
from django.db import connection, transaction

from registry.city.models import Stage

# A page of the database holds fewer of these than a hundred.
ROWS = (
    "INSERT INTO {} (name, seed, seconds, built_at) SELECT n || repeat('x', 50), 1, 1, now() FROM generate_series({}) n"
)
TABLE = Stage._meta.db_table
KNOWN = (
    "SELECT oid, relpages, reltuples FROM pg_class WHERE relname IN ('pg_class', 'pg_proc', 'core_account', "
    f"'of_the_session', '{TABLE}', '{TABLE}_pkey') ORDER BY oid"
)


def ask(sql: str, params=()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def known(table: str = TABLE) -> float:
    """How many rows the planner thinks that a table has."""
    return ask("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])[0][0]


@pytest.mark.django_db(transaction=True)
def test_what_grew_in_this_transaction_is_looked_at():
    with transaction.atomic():
        before = known()
        ask(ROWS.format(TABLE, "1, 100"))
        ask("SELECT has_grown(%s)", [TABLE])
        assert known() == before, "a page or two"
        ask(ROWS.format(TABLE, "101, 3000"))
        assert known() == before
        ask("SELECT has_grown(%s)", [TABLE])
        assert known() == 3000
        ask(ROWS.format(TABLE, "3001, 3200"))
        ask("SELECT has_grown(%s)", [TABLE])
        assert known() == 3000, "it was looked at when it was nearly as large"


@pytest.mark.django_db(transaction=True)
def test_what_is_no_table_of_the_registry_is_let_be(owner_connection):
    """Tables of the system and of the session, a view, an index; names with a schema, with quotes, and commands."""
    owner_connection.cursor().execute(f"CREATE VIEW a_view AS SELECT * FROM {TABLE}")
    with transaction.atomic():
        ask(ROWS.format(TABLE, "1, 3000"))
        ask(f"CREATE TEMPORARY TABLE of_the_session ON COMMIT DROP AS SELECT * FROM {TABLE}")
        before = ask(KNOWN)
        for name in (
            "pg_class", "pg_proc", "of_the_session", "a_view", f"{TABLE}_pkey", "nothing", "", None,
            f"public.{TABLE}", f'"{TABLE}"', TABLE.upper(), f"{TABLE} ", f"{TABLE}; DROP TABLE {TABLE}",
            f'{TABLE}"; DROP TABLE {TABLE}; --', f"'; DROP TABLE {TABLE}; --", f"{TABLE}, core_account", "%s", "$$",
        ):  # fmt: skip
            ask("SELECT has_grown(%s)", [name])
            assert ask(KNOWN) == before, name
        ask("SELECT has_grown(%s)", [TABLE])
        assert ask(KNOWN) != before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ['odd "name"', "it's", 'a"; DROP TABLE city_stage; --', "Upper", "a.b", "%I"])
def test_a_table_with_an_odd_name_is_looked_at_as_what_it_is(owner_connection, name):
    quoted = '"' + name.replace('"', '""') + '"'
    owner_connection.cursor().execute(f"CREATE TABLE {quoted} (LIKE {TABLE})")
    owner_connection.cursor().execute(ROWS.format(quoted, "1, 3000"))
    ask("SELECT has_grown(%s)", [name])
    assert known(quoted) == 3000 and ask(f"SELECT count(*) FROM {TABLE}") == [(0,)]


@pytest.mark.django_db
def test_the_app_looks_at_no_table_by_itself():
    """So that what is looked at is looked at by the function, which is the owner's."""
    before = known()
    ask(ROWS.format(TABLE, "1, 3000"))
    ask(f"ANALYZE {TABLE}")  # PostgreSQL warns, and goes on
    assert known() == before
