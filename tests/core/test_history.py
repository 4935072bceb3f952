"""Who changed what is recorded for raw and bulk changes too, and can't be forged or erased."""

import pghistory
import psycopg2
import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from registry.core import audit, scope, vault
from registry.core.ids import uuid7
from registry.core.models import AccessLog
from registry.core.scope.install import declared
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account

pytestmark = pytest.mark.django_db


def raw(sql: str, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def make_household(area="341802001001"):
    key = uuid7()
    raw(
        "INSERT INTO beneficiaries_household (id, area, address, head_name, booklet_number) "
        "VALUES (%s, %s, '', '王英', '')",
        key,
        area,
    )
    return key


def test_a_raw_change_is_recorded_with_the_account_of_the_scope():
    account = make_account("caseworker", "341802001")
    with entered_as(account), pghistory.context(account=999, reason="核对地址"):
        key = make_household()
        raw("UPDATE beneficiaries_household SET address = '西林街道1号' WHERE id = %s", key)
        rows = raw(
            "SELECT address, pgh_account, pgh_context->>'reason' FROM beneficiaries_householdhistoryrow "
            "WHERE pgh_obj_id = %s ORDER BY pgh_id",
            key,
        )
    assert rows == [("", account.pk, "核对地址"), ("西林街道1号", account.pk, "核对地址")]


def test_history_is_scoped_like_its_rows():
    with entered_as(make_account("caseworker", "3418")):
        make_household("341821100")
    with entered_as(make_account("auditor", "341802")):
        assert raw("SELECT count(*) FROM beneficiaries_householdhistoryrow") == [(0,)]
    assert raw("SELECT count(*) FROM beneficiaries_householdhistoryrow") == [(0,)]


HISTORIES = sorted(table for table, _access in declared() if table.endswith("historyrow"))


@pytest.mark.parametrize("table", [*HISTORIES, "core_accesslog", "ledger_transfer", "ledger_leg"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_history_access_log_and_ledger_are_append_only(app_connection, table, verb):
    column = "pgh_label" if table in HISTORIES else "id"
    with app_connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(verb.format(table, column, column))


@pytest.mark.parametrize("table", HISTORIES)
def test_history_cannot_be_invented(app_connection, table):
    with app_connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(f"INSERT INTO {table} DEFAULT VALUES")


def test_no_history_keeps_a_sealed_value():
    assert (
        raw(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_name LIKE '%%historyrow' AND column_name LIKE '%%sealed%%'"
        )
        == []
    )


def test_even_the_owner_cannot_edit_history(owner_connection):
    with owner_connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_accesslog (id, at, account_id, area, subject, object_id, field, purpose, request) "
            "SELECT gen_random_uuid(), now(), id, '3418', 'x', gen_random_uuid(), 'f', 'test', '' "
            "FROM core_account LIMIT 1"
        )
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("TRUNCATE core_accesslog")


class TestReveal:
    @pytest.fixture
    def phone(self):
        """A row with a sealed value, as the vault's columns are."""

        class Sealed:
            pk, area, _meta = uuid7(), "341802001001", AccessLog._meta

        Sealed.number_sealed = vault.seal("13812341234", row=Sealed.pk, field="number")
        return Sealed()

    def test_is_logged_with_its_purpose(self, phone):
        account = make_account("caseworker", "341802001")
        with entered_as(account):
            assert audit.reveal(row=phone, field="number", actor=account, purpose="电话回访") == "13812341234"
            entry = AccessLog.objects.get()
        assert (entry.account, entry.purpose, entry.field, entry.object_id) == (account, "电话回访", "number", phone.pk)

    @pytest.mark.parametrize("purpose", ["", "   ", "看看"])
    def test_needs_a_purpose(self, phone, purpose):
        account = make_account("caseworker", "341802001")
        with entered_as(account), refused("purpose"):
            audit.reveal(row=phone, field="number", actor=account, purpose=purpose)

    @pytest.mark.parametrize("role", ["editor", "administrator"])
    def test_is_not_for_everyone(self, phone, role):
        account = make_account(role, "3418")
        with entered_as(account), refused("not-allowed"):
            audit.reveal(row=phone, field="number", actor=account, purpose="电话回访")

    def test_cannot_be_logged_in_the_name_of_another(self, phone):
        mine, other = make_account("caseworker", "341802001"), make_account("caseworker", "341802001")
        with scope.entered(scope.of(mine)), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            audit.reveal(row=phone, field="number", actor=other, purpose="电话回访")

    def test_an_empty_purpose_is_refused_by_the_database(self):
        account = make_account("caseworker", "341802001")
        with entered_as(account), pytest.raises((IntegrityError, InternalError), match="accesslog_purpose_given"):
            raw(
                "INSERT INTO core_accesslog (id, at, account_id, area, subject, object_id, field, purpose, request) "
                "VALUES (%s, now(), %s, '3418', 'x', %s, 'f', '', '')",
                uuid7(),
                account.pk,
                uuid7(),
            )
