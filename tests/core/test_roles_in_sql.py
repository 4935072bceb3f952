"""What a role may not do on a screen it may not do in SQL either, within its own area and programs."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program

pytestmark = pytest.mark.django_db


def changed(sql: str) -> int:
    """How many rows the statement changed; 0 where the policies let it see or write none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.rowcount
    except DatabaseError as error:
        assert "row-level security" in str(error) or "permission denied" in str(error), error
        return 0


FUND = "INSERT INTO catalogue_fund (code, name, source, purpose, restrictions) VALUES ('X', 'X', 'X', '', '')"
PURSE = (
    "INSERT INTO ledger_ledgeraccount (id, fund_id, kind, program, period, balance) "
    "SELECT gen_random_uuid(), code, 'available', '', '', 0 FROM catalogue_fund"
)
PROGRAM = "UPDATE catalogue_program SET position = 99 WHERE code = 'TA'"
RULES = (
    "INSERT INTO catalogue_rules (id, program_id, version, valid_from, document, definition, digest, made_at, note) "
    "SELECT gen_random_uuid(), program_id, 99, valid_from, '', definition, 'x', now(), '' FROM catalogue_rules "
    "WHERE program_id = 'TA'"
)
EXCLUSION = "DELETE FROM catalogue_exclusion"
PAGE = "UPDATE wagtailcore_page SET title = 'hacked'"
RELEASE = (
    "INSERT INTO enrolment_release (id, number, kind, form, program_id, area, title, opens_on, closes_on, state, "
    "complaint_phone, count, fingerprint, made_by_id, made_at, stood_elsewhere, revoked_reason) "
    "SELECT gen_random_uuid(), 'GS-1', 'publicity', 'list', 'TA', '3418', 'x', d, d + 30, 'standing', '1', 0, 'x', "
    "scope_account(), now(), '', '' FROM (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date) AS today(d)"
)


@pytest.mark.parametrize("role", ["caseworker", "reviewer", "auditor", "editor", "administrator"])
@pytest.mark.parametrize("sql", [FUND, PURSE, PROGRAM, RULES, EXCLUSION, RELEASE])
def test_what_is_the_managers_and_finances_is_nobody_elses(role, sql):
    make_program("TA", excludes=("LQJZ",))
    with entered_as(make_account("finance")):
        assert changed(FUND.replace("'X', 'X'", "'Y', 'Y'")) == 1
    with entered_as(make_account(role, "3418")):
        assert changed(sql) == 0


def test_those_whose_work_it_is_can():
    make_program("TA")
    with entered_as(make_account("finance")):
        assert changed(FUND) == 1 and changed(PURSE) == 1
        assert changed(PROGRAM) == changed(RULES) == 0
    with entered_as(make_account("manager")):
        assert changed(PROGRAM) == 1 and changed(RULES) == 1
        assert changed(FUND.replace("'X', 'X'", "'Z', 'Z'")) == 0


@pytest.mark.parametrize("role", ["caseworker", "manager", "auditor", "administrator"])
def test_the_site_is_the_editors(role):
    with entered_as(make_account(role, "3418")):
        assert changed(PAGE) == 0
    with entered_as(make_account("editor", "3418")):
        assert changed(PAGE) > 0


@pytest.mark.parametrize(("before", "after"), [("never", "totals"), ("never", "list"), ("totals", "list")])
def test_no_program_becomes_more_public(before, after):
    make_program("TA", form=before)
    refused = pytest.raises(DatabaseError, match="public form")
    with entered_as(make_account("manager")), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_program SET public_form = %s WHERE code = 'TA'", [after])


def test_a_role_that_no_account_holds_cannot_be_granted():
    from registry.core import scope

    account = make_account()
    for role in ("system", "definitions"):
        refused = pytest.raises(DatabaseError, match="grant_role_known")
        inside = scope.entered(scope.ACCOUNT_KEEPER)
        with inside, refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_grant (account_id, role, programs) VALUES (%s, %s, '{*}')", [account.pk, role]
            )
