"""A public request can read no person, by no SQL, whoever is logged in; and the rows are there to be read."""

from collections import Counter

import pytest
from django.db import connection
from django.test.signals import template_rendered
from wagtail.models import Page

from cms.models import HomePage, NoticePage, SectionPage
from registry.core import scope
from registry.core.scope.install import declared
from tests.factories.accounts import make_account

# Whose reading depends on who asks; what is `true` is released, or reference data.
SCOPED = sorted(table for table, access in declared() if access.read not in (None, "true"))
HIDDEN = sorted(table for table, access in declared() if not access.verbs)
PATHS = ["/", "/notices/", "/notices/n-probe/", "/publicity/", "/disclosure/", "/search/?q=通知", "/nope/"]

VALUES = {
    "uuid": "gen_random_uuid()", "text": "'x'", "character varying": "'x'", "boolean": "true", "date": "current_date",
    "timestamp with time zone": "now()", "bytea": "'x'", "jsonb": "'{}'", "ARRAY": "'{}'", "interval": "'1 day'",
}  # fmt: skip


def fill(cursor, table: str, account: int) -> None:
    """One row, of the city and the account, whatever the table's own rules say: they aren't what is tested."""
    cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f')", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}" CASCADE')
    cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    cursor.execute(
        "SELECT column_name, data_type, is_nullable = 'YES' FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'NO' AND is_generated = 'NEVER'",
        [table],
    )
    row = {}
    for column, kind, optional in cursor.fetchall():
        if column in ("area", "area_id"):
            row[column] = "'341802001'"
        elif column in ("program", "program_id"):
            row[column] = "'LQJZ'"
        elif column in ("account_id", "actor_id") and kind != "uuid":
            row[column] = str(account)
        elif not optional:
            row[column] = VALUES.get(kind, "1")
    columns = ", ".join(f'"{column}"' for column in row)
    cursor.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join(row.values())})')


def counts() -> Counter:
    """How many rows of each table the connection sees."""
    found = Counter()
    with connection.cursor() as cursor:
        for table in SCOPED:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db(transaction=True)
def test_a_public_request_sees_no_person_by_any_sql(client, owner_connection):
    with scope.entered(scope.SITE_KEEPER):
        root = Page.objects.get(depth=1)
        default = root.get_children().first()
        home = default.add_child(instance=HomePage(title="首页", slug="start"))
        default.sites_rooted_here.update(root_page=home)
        notices = home.add_child(instance=SectionPage(title="通知公告", slug="notices", show_in_menus=True))
        notices.add_child(instance=NoticePage(title="通知", slug="n-probe"))
    manager = make_account("manager", "3418")
    client.force_login(manager)
    with owner_connection.cursor() as cursor:
        for table in SCOPED:
            fill(cursor, table, manager.pk)
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone()[0], table
    seen = []

    def look(sender, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.scope', true)")
            setting = cursor.fetchone()[0]
        seen.append((setting, +counts()))

    template_rendered.connect(look)
    try:
        for path in PATHS:
            before = len(seen)
            client.get(path)
            assert len(seen) > before, path
    finally:
        template_rendered.disconnect(look)

    assert seen == [("", Counter())] * len(seen)
    with scope.entered(scope.of(manager)):
        inside = +counts()
    # The same SQL in the manager's own scope finds them: the rows, and the question, are good.
    assert {"beneficiaries_person", "enrolment_enrolment", "payments_payment", "enrolment_document"} <= set(inside)
    assert len(inside) > len(SCOPED) * 0.6, sorted(set(SCOPED) - set(inside))


@pytest.mark.django_db
@pytest.mark.parametrize("table", HIDDEN)
def test_what_is_hidden_cant_even_be_asked(app_connection, table):
    with app_connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute(f'SELECT count(*) FROM "{table}"')


def test_every_table_about_people_is_scoped():
    """What is readable by all names nobody: releases, places, programs, funds, staff accounts, pages."""
    people = {"person", "phone", "relation", "bankaccount", "enrolment", "document", "decision", "payment", "objection"}
    found = {table for table in SCOPED for word in people if word in table}

    assert len(found) >= len(people)
