"""What the database holds when someone goes around the services: in the app's role, and as the owner."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError

from programs.ledger.models import FIRST_DAY, LedgerAccount, Transfer
from registry.core import scope
from registry.core.errors import rule_of
from registry.core.ids import uuid7
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import DAY, commit, make_fund, receive

LEDGER = ["ledger_ledgeraccount", "ledger_transfer", "ledger_leg"]


def run(sql: str, params=()) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def broken_rule(sql: str, params=()) -> str | None:
    with pytest.raises(DatabaseError) as caught:
        run(sql, params)
    return rule_of(caught.value)


@pytest.fixture
def receipt(finance, fund) -> Transfer:
    return receive(fund, 100, actor=finance)


def transfer(actor, kind="receipt", **fields) -> str:
    """A bare transfer, by raw SQL; its id."""
    id_ = fields.pop("id", uuid7())
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO ledger_transfer (id, kind, "on", at, actor_id, memo, cause, reverses_id) '
            "VALUES (%s, %s, %s, now(), %s, '', %s, %s)",
            [id_, kind, fields.get("on", DAY), actor.pk, fields.get("cause"), fields.get("reverses")],
        )
    return str(id_)


LEG = "INSERT INTO ledger_leg (id, transfer_id, account_id, amount) VALUES "


@pytest.mark.parametrize("table", LEDGER)
@pytest.mark.parametrize("sql", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET id = id"])
def test_the_app_can_not_touch_what_stands(receipt, table, sql):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(sql.format(table))


def test_the_app_can_not_write_a_balance(receipt):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("UPDATE ledger_ledgeraccount SET balance = 1000000")


def test_an_account_is_born_empty(finance, fund):
    run(
        "INSERT INTO ledger_ledgeraccount (id, fund_id, kind, program, period, balance) "
        "VALUES (%s, %s, 'available', '', '', 1000)",
        [uuid7(), fund.code],
    )
    assert LedgerAccount.objects.get(fund=fund).balance == 0


def test_legs_in_two_statements(finance, receipt):
    source, available = LedgerAccount.objects.order_by("balance")
    with transaction.atomic():
        id_ = transfer(finance)
        assert broken_rule(LEG + "(%s, %s, %s, -5)", [uuid7(), id_, source.pk]) == "transfer_sums_to_zero"
        transaction.set_rollback(True)
    assert broken_rule(
        LEG + "(%s, %s, %s, -5), (%s, %s, %s, 5)",
        [uuid7(), receipt.pk, source.pk, uuid7(), receipt.pk, available.pk],
    ) in {"transfer_sums_to_zero", "leg_once_per_account"}


def test_legs_to_a_transfer_that_stands(finance, fund, receipt):
    """Through accounts that it hasn't touched, so that only the rule about late legs can refuse them."""
    run(
        "INSERT INTO ledger_ledgeraccount (id, fund_id, kind, program, period, balance) VALUES "
        "(%s, %s, 'source', 'LQJZ', '', 0), (%s, %s, 'available', 'LQJZ', '', 0)",
        [uuid7(), fund.code, uuid7(), fund.code],
    )
    source, available = LedgerAccount.objects.filter(program="LQJZ").order_by("-kind")
    assert (
        broken_rule(
            LEG + "(%s, %s, %s, -5), (%s, %s, %s, 5)",
            [uuid7(), receipt.pk, source.pk, uuid7(), receipt.pk, available.pk],
        )
        == "transfer_sums_to_zero"
    )


def test_a_transfer_without_legs(finance, fund):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        transfer(finance)
        run("SELECT 1")
    assert rule_of(caught.value) == "transfer_has_legs"


def test_a_transfer_in_the_name_of_another(finance, fund):
    other = make_account("finance", "3418")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        transfer(other)
    assert rule_of(caught.value) == "transfer_signed_by_actor"


def test_a_reversal_that_takes_back_something_else(finance, receipt):
    source, available = LedgerAccount.objects.order_by("balance")
    with transaction.atomic():
        id_ = transfer(finance, "reversal", reverses=receipt.pk)
        assert (
            broken_rule(
                LEG + "(%s, %s, %s, 5), (%s, %s, %s, -5)", [uuid7(), id_, source.pk, uuid7(), id_, available.pk]
            )
            == "transfer_mirrors_original"
        )
        transaction.set_rollback(True)


def test_of_many_mirrors_at_once_each_is_its_own(finance, fund, receipt):
    """All in one statement: two that take back each other's amount, one through another account, one of a mirror."""
    second = receive(fund, 60, actor=finance)
    source, available = LedgerAccount.objects.order_by("balance")
    run(
        "INSERT INTO ledger_ledgeraccount (id, fund_id, kind, program, period, balance) "
        "VALUES (%s, %s, 'available', 'LQJZ', '', 0)",
        [uuid7(), fund.code],
    )
    elsewhere = LedgerAccount.objects.get(program="LQJZ")

    def mirrors(*wanted) -> tuple[str, list]:
        """The legs of a new mirror for each (what it reverses, out of which account, how much)."""
        rows = [
            [uuid7(), id_, *leg] for of, account, yuan in wanted
            for id_ in [transfer(finance, "reversal", reverses=of.pk)] for leg in ((source.pk, yuan), (account.pk, -yuan))
        ]  # fmt: skip
        return LEG + ", ".join(["(%s, %s, %s, %s)"] * len(rows)), [value for row in rows for value in row]

    for wanted in (
        [(receipt, available, 60), (second, available, 100)],
        [(receipt, available, 100), (second, elsewhere, 60)],
        [(receipt, available, 100), (second, available, 59)],
    ):
        with transaction.atomic():
            assert broken_rule(*mirrors(*wanted)) == "transfer_mirrors_original"
            transaction.set_rollback(True)
    with transaction.atomic():
        run(*mirrors((receipt, available, 100), (second, available, 60)))
        mirror = Transfer.objects.get(reverses=receipt)
        assert broken_rule(*mirrors((mirror, available, -100))) == "transfer_mirrors_original"
        transaction.set_rollback(True)


def test_a_reversal_of_nothing(finance, receipt):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        transfer(finance, "reversal")
    assert rule_of(caught.value) == "transfer_reversal_names_original"


def test_one_cause_is_committed_once(finance, fund, receipt):
    cause = uuid7()
    commit(fund, 10, actor=finance, cause=cause)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        transfer(finance, "commitment", cause=cause)
    assert rule_of(caught.value) == "transfer_once_per_cause"


def test_kinds_are_known(finance, fund):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        transfer(finance, "gift")
    assert rule_of(caught.value) == "transfer_kind"
    assert (
        broken_rule(
            "INSERT INTO ledger_ledgeraccount (id, fund_id, kind, program, period, balance) VALUES (%s, %s, 'purse', '', '', 0)",
            [uuid7(), fund.code],
        )
        == "ledgeraccount_kind"
    )


def test_the_public_sees_no_money_and_moves_none(finance, receipt):
    with scope.entered(scope.EMPTY):
        assert not LedgerAccount.objects.exists()
        assert not Transfer.objects.exists()
        with pytest.raises(IntegrityError, match="in the name of another"), transaction.atomic():
            transfer(finance)


def test_an_auditor_moves_no_money(finance, fund, receipt):
    auditor = make_account("auditor", "3418")
    with entered_as(auditor):
        assert Transfer.objects.count() == 1
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            transfer(auditor)


def test_money_of_a_program_moves_only_by_those_who_write_it(finance, fund, receipt):
    commit(fund, 10, actor=finance)
    elsewhere = make_account("finance", "3418", programs=("CL",))
    committed, available = (LedgerAccount.objects.get(kind=kind) for kind in ("committed", "available"))
    with entered_as(elsewhere), transaction.atomic():
        id_ = transfer(elsewhere, "release")
        with pytest.raises(ProgrammingError, match="row-level security"):
            run(LEG + "(%s, %s, %s, -5), (%s, %s, %s, 5)", [uuid7(), id_, committed.pk, uuid7(), id_, available.pk])
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
class TestOwner:
    """Whoever owns the tables is held too, until the triggers themselves are torn off."""

    @pytest.mark.parametrize("table", LEDGER)
    @pytest.mark.parametrize("sql", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
    def test_nothing_is_deleted(self, receipt, owner_connection, table, sql):
        with pytest.raises(Exception, match="annot delete|annot truncate|annot update or delete"):
            owner_connection.cursor().execute(sql.format(table))

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE ledger_transfer SET memo = 'x'",
            "UPDATE ledger_leg SET amount = amount * 2",
            "UPDATE ledger_ledgeraccount SET balance = balance + 1",
            "UPDATE ledger_ledgeraccount SET kind = 'paid'",
        ],
    )
    def test_nothing_is_changed(self, receipt, owner_connection, sql):
        with pytest.raises(Exception, match="annot update|written by its legs"):
            owner_connection.cursor().execute(sql)

    def test_a_transfer_has_legs_at_commit(self, finance, fund, owner_connection):
        with pytest.raises(Exception) as caught:
            owner_connection.cursor().execute(
                'INSERT INTO ledger_transfer (id, kind, "on", at, actor_id, memo) '
                "VALUES (gen_random_uuid(), 'receipt', '2013-03-01', now(), %s, '')",
                [finance.pk],
            )
        assert caught.value.diag.constraint_name == "transfer_has_legs"


@pytest.mark.parametrize("starts_on", [None, date(2013, 1, 1), date(1913, 1, 1)])
def test_no_money_comes_in_before_its_fund_or_before_the_books(finance, starts_on):
    fund = make_fund(programs=("LQJZ",), starts_on=starts_on)
    first = max(starts_on or FIRST_DAY, FIRST_DAY)
    receive(fund, 1, actor=finance, on=first)
    source, available = (LedgerAccount.objects.get(fund=fund, kind=kind).pk for kind in ("source", "available"))
    for wrong in (first - timedelta(days=1), date(1913, 4, 18)):
        with transaction.atomic():
            id_ = transfer(finance, on=wrong)
            legs = f"(gen_random_uuid(), '{id_}', '{source}', -5), (gen_random_uuid(), '{id_}', '{available}', 5)"
            assert broken_rule(LEG + legs) == "receipt_since_the_fund_began"
            transaction.set_rollback(True)
