"""What somebody who can run any statement in the app's login, in a caseworker's session, can't do."""

import psycopg2
import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from registry.core import scope
from registry.core.ids import uuid7
from registry.core.models import Account
from registry.core.sessions import SessionStore
from tests.factories.accounts import entered_as, make_account

pytestmark = pytest.mark.django_db

XILIN = "341802001"


def raw(sql: str, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def refused(sql: str, *params) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        raw(sql, *params)
    return str(caught.value)


@pytest.fixture
def caseworker():
    account = make_account("caseworker", XILIN)
    with entered_as(account):
        yield account


def household() -> str:
    key = str(uuid7())
    raw(
        "INSERT INTO beneficiaries_household (id, area, address, head_name, booklet_number) "
        "VALUES (%s, %s, '', '', '')",
        key,
        XILIN,
    )
    return key


class TestRights:
    def test_nobody_gives_themselves_a_role(self, caseworker):
        insert = "INSERT INTO core_grant (account_id, role, programs) VALUES (%s, 'manager', '{*}')"
        assert "row-level security" in refused(insert, caseworker.pk)
        assert raw("UPDATE core_grant SET role = 'manager' WHERE account_id = %s", caseworker.pk) == 0
        assert raw("DELETE FROM core_grant") == 0

    @pytest.mark.parametrize(
        "change",
        ["area_id = '3418'", "is_superuser = true", "is_staff = true", "username = 'x'", "is_active = false"],
    )
    def test_nobody_changes_what_their_account_may(self, caseworker, change):
        assert "account" in refused(f"UPDATE core_account SET {change} WHERE id = %s", caseworker.pk)

    def test_nobody_sets_the_password_of_another(self, caseworker):
        manager = make_account("manager", "3418")
        assert "account" in refused("UPDATE core_account SET password = 'x' WHERE id = %s", manager.pk)
        assert raw("UPDATE core_account SET password = 'x' WHERE id = %s", caseworker.pk) == 1

    def test_nobody_makes_an_account(self, caseworker):
        assert "account" in refused(
            "INSERT INTO core_account (username, password, is_superuser, is_staff, is_active, first_name, last_name, "
            "email, bureau, full_name, phone, date_joined) "
            "SELECT 'new', password, true, true, true, '', '', '', '', '', '', now() FROM core_account LIMIT 1"
        )

    def test_an_administrator_does_so_but_not_for_themselves(self):
        administrator, other = make_account("administrator", "3418"), make_account("caseworker", XILIN)
        with entered_as(administrator):
            assert raw("UPDATE core_account SET area_id = '3418' WHERE id = %s", other.pk) == 1
            assert raw("UPDATE core_grant SET role = 'reviewer' WHERE account_id = %s", other.pk) == 1
            refused("UPDATE core_account SET area_id = NULL WHERE id = %s", administrator.pk)
            refused(
                "INSERT INTO core_grant (account_id, role, programs) VALUES (%s, 'manager', '{*}')", administrator.pk
            )

    def test_nobody_joins_a_group_or_gives_it_rights(self, caseworker):
        refused("INSERT INTO auth_group (name) VALUES ('x')")
        refused("INSERT INTO core_account_groups (account_id, group_id) SELECT %s, id FROM auth_group", caseworker.pk)
        refused(
            "INSERT INTO auth_group_permissions (group_id, permission_id) SELECT 1, id FROM auth_permission LIMIT 1"
        )
        refused("INSERT INTO core_account_user_permissions (account_id, permission_id) VALUES (%s, 1)", caseworker.pk)

    def test_a_hash_under_older_settings_is_made_anew_at_login(self, caseworker, settings):
        settings.PASSWORD_HASHERS = [
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
            "django.contrib.auth.hashers.MD5PasswordHasher",
        ]
        raw(
            "UPDATE core_account SET password = %s WHERE id = %s",
            make_password("long-password", hasher="md5"),
            caseworker.pk,
        )
        account = Account.objects.get(pk=caseworker.pk)
        with scope.entered(scope.EMPTY):
            assert account.check_password("long-password")
        assert Account.objects.get(pk=account.pk).password.startswith("pbkdf2")


class TestTriggers:
    """pgtrigger has a setting that names triggers to pass over; anyone can set it."""

    def ignore(self, table: str) -> None:
        raw(
            "SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger "
            "WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            table,
        )

    def test_history_is_written_all_the_same(self, caseworker):
        key = household()
        self.ignore("beneficiaries_household")
        raw("UPDATE beneficiaries_household SET address = 'unseen' WHERE id = %s", key)
        assert raw(
            "SELECT address, pgh_account FROM beneficiaries_householdhistoryrow WHERE pgh_obj_id = %s ORDER BY pgh_id",
            key,
        ) == [("", caseworker.pk), ("unseen", caseworker.pk)]

    def test_states_hold_all_the_same(self, caseworker):
        self.ignore("core_job")
        assert "may not become" in refused(
            "INSERT INTO core_job (id, kind, account_id, params, checkpoint, state, done, total, attempt, "
            "cancel_requested, result, error, created_at, link) "
            "VALUES (gen_random_uuid(), 'x', %s, '{}', '{}', 'done', 0, 0, 0, false, '{}', '', now(), '')",
            caseworker.pk,
        )

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE core_accesslog SET purpose = 'x'",
            "DELETE FROM core_accesslog",
            "TRUNCATE core_accesslog",
            "INSERT INTO beneficiaries_householdhistoryrow SELECT * FROM beneficiaries_householdhistoryrow",
            "UPDATE beneficiaries_householdhistoryrow SET pgh_account = 1",
            "DELETE FROM beneficiaries_householdhistoryrow",
            "DELETE FROM core_job",
            "INSERT INTO beneficiaries_searchtoken (token, area, person_id) VALUES ('x', '3418', gen_random_uuid())",
            "INSERT INTO pghistory_context (id, metadata) VALUES (gen_random_uuid(), '{}')",
            "SELECT * FROM pghistory_context",
            "UPDATE django_content_type SET model = 'x'",
        ],
    )
    def test_the_record_is_not_touched(self, caseworker, sql):
        assert "permission denied" in refused(sql)


class TestScopeOfAnother:
    def test_what_was_signed_for_another_session_opens_nothing(self, app_connection):
        token = scope.of(make_account("manager", "3418")).token(connection.connection.info.backend_pid)
        for session, seen in ((connection.connection, "3418"), (app_connection, None)):
            with session.cursor() as cursor:
                cursor.execute("SELECT set_config('app.scope', %s, true)", [token])
                cursor.execute("SELECT scope_low()")
                assert cursor.fetchone() == (seen,)

    def test_an_old_one_opens_nothing(self, monkeypatch):
        manager = make_account("manager", "3418")
        monkeypatch.setattr(scope, "HOLDS_FOR", -1)
        with entered_as(manager):
            assert raw("SELECT scope_low(), scope_account()") == [(None, None)]

    def test_other_sessions_do_not_see_it(self, app_connection):
        with entered_as(make_account("manager", "3418")), app_connection.cursor() as cursor:
            scope.apply(scope.current())  # the last statement of this session
            cursor.execute(
                "SELECT query FROM pg_stat_activity WHERE pid = %s", [connection.connection.info.backend_pid]
            )
            (query,) = cursor.fetchone()
            assert query.startswith("SELECT /*") and "v2" not in query


@pytest.mark.django_db(transaction=True)
class TestWhatIsLeftBehind:
    @pytest.mark.parametrize(
        "sql",
        [
            "CREATE TEMP TABLE beneficiaries_household (id uuid)",
            "CREATE TEMP VIEW beneficiaries_household AS SELECT 1 AS id",
            "SET search_path = pg_temp",
            "PREPARE mine AS SELECT 1",
            "DECLARE mine CURSOR WITH HOLD FOR SELECT 1",
            "LISTEN mine",
            "SELECT pg_advisory_lock(7)",
            "SET TIME ZONE 'Asia/Tokyo'",
            "SET datestyle = 'German'",
            "SET app.scope = 'x'",
        ],
    )
    def test_nothing_of_a_session_stays_for_the_next_request(self, sql):
        raw(sql)
        Client().get("/language/")
        assert raw(
            "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()), "
            "(SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors WHERE name = 'mine'), "
            "(SELECT count(*) FROM pg_listening_channels()), "
            "(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()), "
            "current_setting('search_path'), current_setting('TimeZone'), current_setting('datestyle'), "
            "current_setting('app.scope')"
        ) == [(0, 0, 0, 0, 0, '"$user", public', "UTC", "ISO, MDY", "")]


class TestSessions:
    def test_a_row_gives_no_cookie(self):
        client = Client()
        client.force_login(make_account("manager", "3418"), "registry.core.backend.RoleBackend")
        (row,) = Session.objects.all()
        assert row.session_key != client.session.session_key
        assert SessionStore(client.session.session_key).load()["_auth_user_id"]
        assert SessionStore(row.session_key).load() == {}

    def test_what_a_row_says_is_of_no_use_in_another(self):
        mine, other = SessionStore(), SessionStore()
        for store, value in ((mine, 1), (other, 2)):
            store["_auth_user_id"] = value
            store.create()
        rows = {row.pk: row for row in Session.objects.all()}
        theirs = Session.objects.exclude(pk=mine.create_model_instance({}).pk).get()
        assert len(rows) == 2
        Session.objects.exclude(pk=theirs.pk).update(session_data=theirs.session_data)
        assert SessionStore(mine.session_key).load() == {}
        assert SessionStore(other.session_key).load() == {"_auth_user_id": 2}

    def test_a_session_ends(self):
        store = SessionStore()
        store["x"] = 1
        store.create()
        old = store.session_key
        store.cycle_key()
        assert not store.exists(old) and store.exists(store.session_key)
        store.flush()
        assert not Session.objects.exists()


def test_functions_are_not_everybodys():
    """A function that runs as the owner must be meant for the app: PostgreSQL gives new ones to PUBLIC."""
    assert (
        raw(
            "SELECT p.oid::regprocedure::text "
            "FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a "
            "WHERE p.pronamespace = 'public'::regnamespace AND a.grantee = 0"
        )
        == []
    )
    definers = raw("SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef")
    assert [name for name, config in definers if not any("pg_temp" in c for c in config or ())] == []


def test_no_function_of_the_app_reads_a_table_by_a_name_that_could_be_shadowed(app_connection):
    """pg_temp is searched first: inside what runs as the owner, a temporary table of the same name must not count."""
    key = None
    with entered_as(make_account("caseworker", XILIN)), transaction.atomic():
        key = household()
        raw('CREATE TEMP TABLE core_scopekey (id int, "inner" bytea, "outer" bytea) ON COMMIT DROP')
        raw("INSERT INTO core_scopekey VALUES (1, '', '')")
        assert raw("SELECT count(*) FROM beneficiaries_household WHERE id = %s", key) == [(1,)]


def test_a_leaky_function_sees_no_row_that_the_policy_hides(app_connection):
    with entered_as(make_account("caseworker", "3418")):
        household()
    with entered_as(make_account("caseworker", "341823")):
        raw(
            "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
            "$$ BEGIN RAISE EXCEPTION 'leaked %%', $1; END $$"
        )
        assert raw("SELECT * FROM beneficiaries_household WHERE pg_temp.leak(area)") == []
        assert "leakproof" in refused(
            "CREATE FUNCTION pg_temp.proof(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true'"
        )


def test_the_statistics_of_people_are_hidden():
    assert raw("SELECT count(*) FROM pg_stats WHERE tablename LIKE 'beneficiaries\\_%%'") == [(0,)]
    for sql in ("SELECT * FROM pg_statistic", "SELECT pg_read_file('/etc/passwd')", "COPY core_area TO PROGRAM 'cat'"):
        # PostgreSQL 15 says the second of some.
        assert any(words in refused(sql) for words in ("permission denied", "must be superuser"))


def test_the_server_itself_is_out_of_reach(app_connection):
    with app_connection.cursor() as cursor:
        for sql in ("CREATE EXTENSION dblink", "SELECT lo_import('/etc/passwd')", "CREATE SCHEMA mine"):
            with pytest.raises(psycopg2.Error):
                cursor.execute(sql)
            app_connection.rollback()
