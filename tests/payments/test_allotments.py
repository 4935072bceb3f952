"""Money between funds: one asks, another approves, and the database lets nothing else through."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from programs.catalogue.services import funds as fund_service
from programs.ledger.models import Transfer
from programs.ledger.services import accounts, transfers
from programs.payments.models import Allotment, Receipt
from programs.payments.services import allotments, funds
from registry.core.errors import RULE_SENTENCES, Refusal, rule_of
from registry.core.ids import uuid7
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program
from tests.factories.money import balance, make_batch, make_due, make_fund


@pytest.fixture
def other(desk):
    return make_fund(programs=("TA",))


@pytest.fixture
def second(desk):
    return make_account("finance", "3418")


@pytest.fixture
def asked(desk, fund, other) -> Allotment:
    with entered_as(desk.finance):
        return ask(desk.finance, fund, other)


def ask(actor, source, target, amount="4000.00", **kw):
    return allotments.ask(source=source, target=target, amount=Decimal(amount), reason="调剂使用", actor=actor, **kw)


def held(*funds_) -> list[int]:
    return [int(balance(accounts.available(fund.pk))) for fund in funds_]


def test_asked_approved_and_moved_once(desk, fund, other, second, asked):
    with entered_as(second):
        assert held(fund, other) == [10_000, 0]
        allotments.approve(allotment=asked, actor=second)
        assert held(fund, other) == [6_000, 4_000]
        with refused("state"):
            allotments.approve(allotment=asked, actor=second)
        moved = Transfer.objects.get(kind="allotment")
        assert (moved.cause, moved.actor_id) == (asked.pk, second.pk)


def test_nobody_decides_what_they_asked(desk, fund, other, asked):
    with entered_as(desk.finance):
        with refused("allotment_asker_is_not_approver"):
            allotments.approve(allotment=asked, actor=desk.finance)
        with refused("allotment_asker_is_not_approver"):
            allotments.refuse(allotment=asked, actor=desk.finance, reason="不同意")
    with entered_as(desk.manager), refused("not-allowed"):
        allotments.approve(allotment=asked, actor=desk.manager)
    with entered_as(desk.auditor), refused("not-allowed"):
        ask(desk.auditor, fund, other)


def test_refused_or_withdrawn_with_a_reason(desk, fund, other, second, asked):
    with entered_as(second):
        with refused("reason"):
            allotments.refuse(allotment=asked, actor=second, reason=" ")
        with refused("allotment-asker"):
            allotments.withdraw(allotment=asked, actor=second, reason="不需要了")
        assert allotments.refuse(allotment=asked, actor=second, reason="不同意").note == "不同意"
    with entered_as(desk.finance):
        again = ask(desk.finance, fund, other)
        assert allotments.withdraw(allotment=again, actor=desk.finance, reason="不需要了").state == "withdrawn"
        assert held(fund, other) == [10_000, 0]


def test_the_same_request_is_one(desk, fund, other):
    id_ = uuid7()
    with entered_as(desk.finance):
        assert ask(desk.finance, fund, other, id=id_) == ask(desk.finance, fund, other, id=id_)
        assert Allotment.objects.count() == 1


@pytest.mark.parametrize(("amount", "code"), [("0", "amount"), ("-1", "amount"), ("1.005", "amount"),
                                              ("10000.01", "fund-short")])  # fmt: skip
def test_amounts(desk, fund, other, amount, code):
    with entered_as(desk.finance), refused(code):
        ask(desk.finance, fund, other, amount)


def test_restrictions_go_with_the_money(desk, fund, second):
    make_program("TB", form="never")
    wider = make_fund(programs=("TA", "TB"))
    unbound = make_fund()
    with entered_as(desk.finance):
        for target in (wider, unbound):
            with refused("allotment_within_restrictions"):
                ask(desk.finance, fund, target)
        with refused("allotment_to_another_fund"):
            ask(desk.finance, fund, fund)
        fund_service.change(fund=fund, actor=desk.finance, areas=["341802"])
        elsewhere, inside = make_fund(programs=("TA",)), make_fund(programs=("TA",))
        fund_service.change(fund=elsewhere, actor=desk.finance, areas=["341881"])
        fund_service.change(fund=inside, actor=desk.finance, areas=["341802001"])
        with refused("allotment_within_restrictions"):
            ask(desk.finance, fund, elsewhere)
        asked = ask(desk.finance, fund, inside)
        # Loosened since: then it isn't approved either.
        fund_service.change(fund=inside, actor=desk.finance, areas=[])
    with entered_as(second), refused("allotment_within_restrictions"):
        allotments.approve(allotment=asked, actor=second)


def test_a_fund_is_spent_in_its_places(desk, fund):
    with entered_as(desk.finance):
        fund_service.change(fund=fund, actor=desk.finance, areas=["341802"], restrictions="限宣州区使用")
    make_due(desk, 1)
    with refused("batch_fund_pays_in_area"):
        make_batch(desk, fund=fund, area="3418")
    assert make_batch(desk, fund=fund, area="341802001").count == 1


def test_a_receipt_keeps_its_paper(desk, fund):
    with entered_as(desk.finance):
        id_ = uuid7()
        for _n in range(2):
            funds.receive(fund=fund, amount=Decimal("5.00"), on=date(2013, 3, 1), actor=desk.finance, payer="市财政局",
                          document="宣财社〔2013〕15号", id=id_)  # fmt: skip
        assert Receipt.objects.get().document == "宣财社〔2013〕15号"


# -- around the services


def broken(sql: str, params=()) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    rule = rule_of(caught.value)
    assert rule is None or rule in RULE_SENTENCES, f"no sentence for {rule}"
    return rule or str(caught.value)


DECIDE = "UPDATE payments_allotment SET state = %s, decided_by_id = %s, decided_at = now(), note = %s WHERE id = %s"


def test_decisions_by_hand(desk, fund, other, second, asked):
    with entered_as(desk.finance):
        me = desk.finance.pk
        assert broken(DECIDE, ["posted", me, "", asked.pk]) == "allotment_asker_is_not_approver"
        assert broken(DECIDE, ["posted", second.pk, "", asked.pk]) == "allotment_signed_by_actor"
        assert broken(DECIDE, ["posted", None, "", asked.pk]) == "allotment_decided_by_someone"
        assert broken(DECIDE, ["withdrawn", me, "", asked.pk]) == "allotment_refused_with_reason"
    with entered_as(second):
        assert broken(DECIDE, ["posted", second.pk, "", asked.pk]) == "allotment_agrees_with_ledger"
        allotments.refuse(allotment=asked, actor=second, reason="不同意")
        assert broken(DECIDE, ["posted", second.pk, "", asked.pk]) == "payments_allotment_states"


def test_money_goes_to_no_other_fund_without_an_approval(desk, fund, other, asked):
    legs = [(accounts.available(fund.pk), Decimal(-5)), (accounts.available(other.pk), Decimal(5))]
    for cause in (None, uuid7(), asked.pk):
        with entered_as(desk.finance), pytest.raises(DatabaseError) as caught, transaction.atomic():
            transfers.post(
                id=uuid7(), kind="allotment", on=timezone.localdate(), actor=desk.finance, legs=legs, cause=cause
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert rule_of(caught.value) == "allotment_agrees_with_ledger"


def test_an_approved_one_is_not_reversed(desk, fund, other, second, asked):
    with entered_as(second):
        allotments.approve(allotment=asked, actor=second)
        moved = Transfer.objects.get(kind="allotment")
        with pytest.raises((DatabaseError, Refusal)), transaction.atomic():
            transfers.reverse(id=uuid7(), transfer=moved, on=timezone.localdate(), actor=second, memo="错了")
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_paper_of_no_receipt(desk, fund, other, second, asked):
    with entered_as(second):
        allotments.approve(allotment=asked, actor=second)
        insert = "INSERT INTO payments_receipt (transfer_id, payer, document) SELECT id, 'x', 'y' FROM ledger_transfer WHERE "
        assert broken(insert + "kind = 'allotment'") == "receipt_of_a_receipt"
        assert broken(insert + "kind = 'receipt'") == "receipt_of_a_receipt", "entered by another"
