"""Posting and taking back: once, balanced, one way, never overdrawn."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from programs.ledger.models import LedgerAccount, Leg, Transfer
from programs.ledger.services import accounts, transfers
from registry.core.ids import uuid7
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.factories.money import DAY, balance, commit, make_fund, receive


def test_money_received_is_available(finance, fund):
    receive(fund, "1000.50", actor=finance)
    assert balance(accounts.available(fund.code)) == Decimal("1000.50")
    assert balance(accounts.source(fund.code)) == Decimal("-1000.50")


def test_every_balance_leads_to_its_legs(finance, fund):
    receive(fund, 1000, actor=finance)
    commit(fund, 300, actor=finance)
    for account in LedgerAccount.objects.all():
        assert Leg.objects.behind([account]).total() == account.balance


def test_the_same_id_has_one_effect_in_any_order(finance, fund):
    asked = [(uuid7(), Decimal(n)) for n in range(1, 8)]
    repeated = asked * 10
    random.Random(7).shuffle(repeated)
    for id_, amount in repeated:
        assert receive(fund, amount, actor=finance, id=id_).pk == id_
    assert Transfer.objects.count() == 7
    assert balance(accounts.available(fund.code)) == Decimal(28)


@pytest.mark.parametrize("change", [{"amount": 6}, {"on": DAY + timedelta(1)}])
def test_the_same_id_with_other_content_is_refused(finance, fund, change):
    id_ = uuid7()
    receive(fund, 5, actor=finance, id=id_)
    with refused("transfer-differs"):
        receive(fund, change.pop("amount", 5), actor=finance, id=id_, **change)
    assert balance(accounts.available(fund.code)) == Decimal(5)


def test_available_can_not_fall_below_zero(finance, fund):
    receive(fund, 100, actor=finance)
    with refused("ledgeraccount_not_overdrawn"):
        commit(fund, "100.01", actor=finance)
    assert Transfer.objects.count() == 1
    commit(fund, 100, actor=finance)


@pytest.mark.parametrize(
    ("rule", "kind", "legs"),
    [
        ("transfer_sums_to_zero", "receipt", [("source", -5), ("available", 6)]),
        ("no-legs", "receipt", []),
        ("transfer_goes_its_way", "receipt", [("source", 5), ("available", -5)]),
        ("transfer_goes_its_way", "receipt", [("source", -5), ("paid", 5)]),
        ("transfer_goes_its_way", "commitment", [("source", -5), ("committed", 5)]),
        ("leg_not_nothing", "receipt", [("source", 0), ("available", 0)]),
        ("leg_once_per_account", "receipt", [("source", -5), ("source", -5)]),
        ("fen", "receipt", [("source", "-0.005"), ("available", "0.005")]),
    ],
)
def test_legs_that_are_no_transfer(finance, fund, rule, kind, legs):
    keys = [(accounts.LedgerAccountKey(fund.code, name), Decimal(amount)) for name, amount in legs]
    with refused(rule):
        transfers.post(id=uuid7(), kind=kind, on=DAY, actor=finance, legs=keys)
    assert not Transfer.objects.exists()


def test_a_transfer_stays_in_its_fund(finance, fund):
    other = make_fund()
    with refused("transfer_goes_its_way"):
        transfers.post(
            id=uuid7(),
            kind="receipt",
            on=DAY,
            actor=finance,
            legs=[(accounts.source(fund.code), Decimal(-1)), (accounts.available(other.code), Decimal(1))],
        )


def test_a_reversal_takes_back_the_whole_and_once(finance, fund):
    receipt = receive(fund, 70, actor=finance)
    id_ = uuid7()
    first = transfers.reverse(id=id_, transfer=receipt, on=DAY, actor=finance, memo="重复登记")
    assert transfers.reverse(id=id_, transfer=receipt, on=DAY, actor=finance, memo="重复登记") == first
    assert balance(accounts.available(fund.code)) == 0
    assert first.reverses == receipt
    with refused("transfer-reversed"):
        transfers.reverse(id=uuid7(), transfer=receipt, on=DAY, actor=finance, memo="再次")
    with refused("transfer_mirrors_original"):
        transfers.reverse(id=uuid7(), transfer=first, on=DAY, actor=finance, memo="撤销冲正")


def test_money_that_went_on_can_not_be_taken_back(finance, fund):
    receipt = receive(fund, 70, actor=finance)
    commit(fund, 1, actor=finance)
    with refused("ledgeraccount_not_overdrawn"):
        transfers.reverse(id=uuid7(), transfer=receipt, on=DAY, actor=finance, memo="退回")


def test_a_reversal_says_why(finance, fund):
    receipt = receive(fund, 70, actor=finance)
    with refused("reason"):
        transfers.reverse(id=uuid7(), transfer=receipt, on=DAY, actor=finance, memo=" ")


def test_nobody_posts_in_the_name_of_another(finance, fund):
    other = make_account("finance", "3418")
    with refused("transfer_signed_by_actor"):
        receive(fund, 1, actor=other)


def test_balances_on_a_past_day(finance, fund):
    for day, amount in [(1, 100), (10, 50), (20, 25)]:
        receive(fund, amount, actor=finance, on=date(2013, 3, day))
    commit(fund, 30, actor=finance, on=date(2013, 3, 15))
    ours = LedgerAccount.objects.of_fund(fund)

    def on(day):
        return {row["kind"]: row["amount"] for row in ours.sums_on(date(2013, 3, day), "kind")}

    assert on(9) == {"source": -100, "available": 100}
    assert on(15) == {"source": -150, "available": 120, "committed": 30}
    assert on(31) == {row["kind"]: row["amount"] for row in ours.sums("kind")}
    assert ours.sums_on(date(2012, 1, 1), "kind") == []
    assert ours.of_kind("committed").sums("program", "period") == [
        {"program": "LQJZ", "period": "2013", "amount": Decimal(30)}
    ]


def test_no_day_was_ever_overdrawn(finance, fund):
    """Money that came on the 10th wasn't there on the 9th, though it is today."""
    receive(fund, 100, actor=finance, on=date(2013, 3, 10))
    with refused("ledgeraccount_never_overdrawn"):
        commit(fund, 50, actor=finance, on=date(2013, 3, 9))
    commit(fund, 60, actor=finance, on=date(2013, 3, 20))
    with refused("ledgeraccount_not_overdrawn"):
        commit(fund, 50, actor=finance, on=date(2013, 3, 15))
    receive(fund, 30, actor=finance, on=date(2013, 3, 25))
    with refused("ledgeraccount_never_overdrawn"):
        commit(fund, 50, actor=finance, on=date(2013, 3, 15))
    commit(fund, 40, actor=finance, on=date(2013, 3, 15))
