"""UPDATE, DELETE and TRUNCATE of everything that stays, in the app's role and in the owner's: each table refuses each.

The tables come from the catalog: whatever has a trigger that protects its rows, every history, and every other table of the
ledger. A table that loses its trigger or gains a grant is found by name.
"""

import psycopg2
import pytest

from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_due, make_fund, receive

pytestmark = pytest.mark.django_db(transaction=True)

APPEND_ONLY = """
    SELECT DISTINCT c.relname FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND (t.tgname LIKE 'pgtrigger_append_only%' OR c.relname LIKE '%historyrow')
    ORDER BY 1
"""
NEVER_DELETED = """
    SELECT DISTINCT c.relname FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
    WHERE t.tgname LIKE 'pgtrigger_no_delete%' ORDER BY 1
"""
COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
REFUSED = (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.RaiseException)


def rows(cursor, text: str, *params) -> list[str]:
    cursor.execute(text, params or None)
    return [name for (name,) in cursor.fetchall()]


def accepted(cursor, statements: list[str]) -> list[str]:
    """Those of the statements that were not refused."""
    found = []
    for statement in statements:
        try:
            cursor.execute(statement)
            found.append(statement)
        except REFUSED:
            pass
    return found


def test_what_stays_is_refused_to_the_app(app_connection):
    app_connection.autocommit = True
    with app_connection.cursor() as cursor:
        append_only, never_deleted = rows(cursor, APPEND_ONLY), rows(cursor, NEVER_DELETED)
        assert {"ledger_transfer", "ledger_leg", "core_accesslog", "payments_entitlement", "enrolment_decision"} <= set(
            append_only
        )
        assert {"ledger_ledgeraccount", "payments_batch", "payments_payment"} <= set(never_deleted)
        assert len([name for name in append_only if name.endswith("historyrow")]) >= 8
        statements = [
            f'UPDATE {table} SET "{column}" = "{column}"'
            for table in [*append_only, "ledger_ledgeraccount"]
            for column in rows(cursor, COLUMNS, table)
        ]
        statements += [f"DELETE FROM {table}" for table in [*append_only, *never_deleted]]
        statements += [f"TRUNCATE {table} CASCADE" for table in [*append_only, *never_deleted]]
        assert accepted(cursor, statements) == []


@pytest.fixture
def money():
    """Rows in every table of the ledger, for statements that would find some."""
    make_program("TA", form="totals")
    desk = Desk.make()
    with entered_as(desk.finance):
        receive(make_fund(programs=("TA",)), 100, actor=desk.finance)
    make_due(desk, 1)


LEDGER = ["ledger_transfer", "ledger_leg", "payments_entitlement"]


def test_the_owner_is_refused_by_the_triggers(money, owner_connection):
    """What stays is kept from the owner as well, with every history."""
    with owner_connection.cursor() as cursor:
        tables = [*rows(cursor, APPEND_ONLY), *rows(cursor, NEVER_DELETED)]
        assert set(LEDGER) <= set(tables)
        assert len([name for name in tables if name.endswith("historyrow")]) >= 20
        assert accepted(cursor, [f"TRUNCATE {table} CASCADE" for table in tables]) == []


def test_control_without_its_trigger_a_table_can_be_emptied(money, owner_connection):
    with owner_connection.cursor() as cursor:
        for table in LEDGER:
            for trigger in rows(
                cursor,
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger_no_truncate%%'",
                table,
            ):
                cursor.execute(f'DROP TRIGGER "{trigger}" ON {table}')
        cursor.execute("BEGIN")
        cursor.execute("TRUNCATE ledger_leg")
        cursor.execute("ROLLBACK")
