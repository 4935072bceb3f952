"""UPDATE, DELETE and TRUNCATE of everything that stays, in the app's role and in the owner's: each table refuses each.

The tables come from the catalog: whatever has a trigger that protects its rows, every history, and every other table of the
ledger. A table that loses its trigger or gains a grant is found by name.
"""

import psycopg2
import pytest
from django.conf import settings

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
MAY_EMPTY = "SELECT relname FROM pg_class WHERE relkind = 'r' AND has_table_privilege(%s, oid, %s) ORDER BY 1"
# What is taken away again in the course of things: drafts, rows on their way in, lists that follow from a definition. Every
# other table of ours keeps what it has.
TAKEN_AWAY = {
    "beneficiaries_pair", "catalogue_exclusion", "catalogue_fundarea", "catalogue_fundprogram", "core_grant",
    "core_account_groups", "enrolment_releaserow", "payments_answerrow", "rosters_exportpart", "rosters_stagedrow",
}  # fmt: skip
OURS = (
    "assurance_", "beneficiaries_", "catalogue_", "city_", "core_", "enrolment_", "ledger_", "payments_", "rosters_",
)  # fmt: skip
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
        statements += [
            f"MERGE INTO {table} t USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE"
            for table in [*append_only, *never_deleted]
        ]
        statements += [f"COPY {table} FROM '/dev/null'" for table in append_only]
        assert accepted(cursor, statements) == []


def test_no_other_table_can_be_emptied_by_the_app(app_connection):
    """By the grants of every table that there is, whatever its triggers are called."""
    with app_connection.cursor() as cursor:
        assert rows(cursor, MAY_EMPTY, settings.APP_ROLE, "TRUNCATE") == []
        assert {
            table for table in rows(cursor, MAY_EMPTY, settings.APP_ROLE, "DELETE") if table.startswith(OURS)
        } == TAKEN_AWAY


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
