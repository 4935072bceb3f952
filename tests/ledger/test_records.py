"""What else there is about money than payments and transfers, edited by whoever owns the server: signatures, budgets,
transfers between funds, claims, what came back, what was let go. Row and history together, past all triggers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest

from programs.catalogue.models import Program
from programs.ledger import outside
from programs.ledger.services import sealing, verification
from programs.payments.services import allotments, batches, budgets, funds, recovery, requests
from registry.core.ids import uuid7
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_checked, make_due, make_fund, make_sent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sealed(outside_file):
    """One of each, sealed; and the chain as it stands outside."""
    make_program("TA", form="totals")
    desk, second = Desk.make(), make_account("finance", "3418")
    with entered_as(desk.finance):
        fund, other = make_fund(programs=("TA",)), make_fund(programs=("TA",))
        funds.receive(
            fund=fund,
            amount=Decimal(30_000),
            on=date(2013, 1, 4),
            actor=desk.finance,
            payer="市财政局",
            document="财〔2013〕2",
        )
        budgets.plan(
            fund=fund, program=Program.objects.get(code="TA"), year=2013, amount=Decimal(9000), actor=desk.finance,
            document="财〔2013〕1",
        )  # fmt: skip
        asked = allotments.ask(source=fund, target=other, amount=Decimal(500), reason="项目调剂", actor=desk.finance)
    with entered_as(second):
        allotments.approve(allotment=asked, actor=second)
    make_due(desk, 2)
    batch = make_sent(desk, fund=fund)
    with entered_as(desk.finance):
        batches.confirm(batch=batch, actor=desk.finance)
        claim = recovery.claim(
            payment=batch.payments.get(sequence=1), amount=Decimal(600), reason="已享受其他救助", actor=desk.finance
        )
        recovery.record(claim=claim, amount=Decimal(100), actor=desk.finance)
        asked = requests.ask_write_off(
            claim=claim, ground="waived", amount=Decimal(200), reason="家中大病", actor=desk.finance
        )
    with entered_as(desk.manager):
        requests.approve(asked=asked, actor=desk.manager)
    make_due(desk, 1)
    make_checked(desk, fund=fund)
    sealing.seal_due()
    return outside.text()


def found(text: str) -> list[verification.Failure]:
    return verification.verify(outside=text, grace=timedelta(0)).failures


def test_all_of_it_is_sealed_and_whole(sealed):
    assert found(sealed) == []


# What stays as it is.
ADDED = [
    ("approval", "account_id = account_id + 10"), ("approval", "at = at - interval '1 day'"), ("approval", "total = 1"),
    ("approval", "batch_id = (SELECT b.id FROM payments_batch b WHERE b.id <> batch_id), round = 7"),
    ("approvalrule", "bands = '[]'"), ("budget", "amount = amount + 1"), ("budget", "county = '341823'"),
    ("receipt", "payer = '他人'"), ("recovery", '"on" = "on" - 1'), ("recovery", "note = '现金'"),
    ("recovery", "made_by_id = made_by_id + 1"),
]  # fmt: skip
# What changes, and leaves a history.
CHANGED = [
    ("claim", "amount = 100"), ("claim", "state = 'settled'"), ("claim", "reason = '录错'"), ("writeoff", "amount = 500"),
    ("writeoff", "decided_by_id = decided_by_id + 10"), ("writeoff", "ground = 'dead'"), ("allotment", "document = '无'"),
    ("allotment", "asked_by_id = asked_by_id + 10"), ("batch", "note = '补'"), ("batch", "made_by_id = made_by_id + 10"),
]  # fmt: skip


@contextmanager
def undone(cursor, *tables: str) -> Iterator[None]:
    """What is done to the tables inside is put back."""
    for table in tables:
        cursor.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}")
    yield
    for table in tables:
        cursor.execute(f"DELETE FROM {table}; INSERT INTO {table} TABLE kept_{table}; DROP TABLE kept_{table}")


def test_what_is_only_added_to(sealed, superuser_connection):
    cursor = superuser_connection.cursor()
    for table, change in ADDED:
        with undone(cursor, f"payments_{table}"):
            cursor.execute(f"UPDATE payments_{table} SET {change}")
            assert {f"payments_{table}"} == tables(found(sealed)), change
    assert found(sealed) == []


def test_what_changes(sealed, superuser_connection):
    """The row alone differs from its history; edited with its history, the history from its seal."""
    cursor = superuser_connection.cursor()
    for model, change in CHANGED:
        with undone(cursor, f"payments_{model}", f"payments_{model}historyrow"):
            cursor.execute(f"UPDATE payments_{model} SET {change}")
            assert f"{model}-not-its-history" in codes(found(sealed)), change
            cursor.execute(f"UPDATE payments_{model}historyrow SET {change}")
            assert {f"payments_{model}historyrow"} == tables(found(sealed)), change
    assert found(sealed) == []


def test_what_is_gone(sealed, superuser_connection):
    cursor = superuser_connection.cursor()
    for model in ("writeoff", "allotment", "claim", "batch"):
        history = f"payments_{model}historyrow"
        with undone(cursor, f"payments_{model}", history, "ledger_sealedrecord"):
            cursor.execute(f"DELETE FROM payments_{model}")
            assert f"{model}-not-its-history" in codes(found(sealed))
            cursor.execute(f"DELETE FROM {history}")
            gone = [failure.where for failure in found(sealed) if failure.where.get("table") == history]
            assert gone and all(where["fields"] == ["deleted"] for where in gone)
            cursor.execute("DELETE FROM ledger_sealedrecord WHERE source = %s", [history])
            assert "records-missing" in codes(found(sealed))
    assert found(sealed) == []


def test_what_was_put_in(sealed, superuser_connection):
    """Money of a claim let go by nobody's decision; with a history of its own, dated before the last seal."""
    cursor = superuser_connection.cursor()
    copied = "CREATE TEMP TABLE one AS SELECT * FROM {0}; UPDATE one SET {1}; INSERT INTO {0} TABLE one; DROP TABLE one"
    new = str(uuid7())
    cursor.execute(copied.format("payments_writeoff", f"id = '{new}'"))
    assert {"writeoff": new} in [f.where for f in found(sealed) if f.code == "writeoff-not-its-history"]
    cursor.execute(
        copied.format("payments_writeoffhistoryrow", f"id = '{new}', pgh_obj_id = '{new}', pgh_id = pgh_id + 99")
    )
    assert {("not-sealed", "records")} == {(failure.code, failure.where["kind"]) for failure in found(sealed)}


def test_what_was_due(sealed, superuser_connection):
    cursor = superuser_connection.cursor()
    for change in ("period = '2012'", "person_id = gen_random_uuid()", "amount = amount + 1"):
        with undone(cursor, "payments_entitlement"):
            cursor.execute(f"UPDATE payments_entitlement SET {change}")
            assert "payment-not-due" in codes(found(sealed)), change


def codes(failures) -> set[str]:
    return {failure.code for failure in failures}


def tables(failures) -> set[str]:
    """Of which tables the failures say that a sealed row was changed."""
    return {failure.where["table"] for failure in failures if failure.code == "records-changed"}
