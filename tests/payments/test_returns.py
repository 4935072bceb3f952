"""What comes back: recorded with its reason, paid again once and citing the first, or released; and what is unknown."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beneficiaries.services import contact
from programs.ledger.models import LedgerAccount, Transfer
from programs.payments.models import Answer, AnswerRow, Batch, Entitlement, Handout, Payment
from programs.payments.services import batches, entitlements, handouts, returns, settlement
from registry.core.ids import uuid7
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import PDF, VILLAGE
from tests.factories.money import card, check, make_batch, make_due, make_sent, receive
from tests.payments.test_rules import broken
from tests.payments.test_staff import as_


def held(fund) -> dict[str, Decimal]:
    rows = LedgerAccount.objects.of_fund(fund).sums("kind")
    return {row["kind"]: row["amount"] for row in rows if row["amount"] and row["kind"] != "source"}


def say(desk, batch, outcome, *numbers, reason="no_account", **kw):
    with entered_as(desk.finance):
        payments = list(batch.payments.filter(sequence__in=numbers)) if numbers else None
        return settlement.record(
            batch=batch, actor=desk.finance, outcome=outcome, payments=payments,
            reason=reason if outcome == "returned" else "", **kw,
        )  # fmt: skip


def new_account(desk, enrolment, number: int):
    with entered_as(desk.caseworker):
        for account in enrolment.person.payaccounts.filter(closed_on__isnull=True):
            contact.close_account(account=account, actor=desk.caseworker, on=timezone.localdate(), reason="卡号有误")
        return contact.add_account(person=enrolment.person, actor=desk.caseworker, number=card(number), bank="徽商银行")


@pytest.fixture
def people(desk):
    return make_due(desk, 3)


@pytest.fixture
def sent(desk, fund, people) -> Batch:
    return make_sent(desk, fund=fund)


def state(desk, batch) -> tuple[str, list[str]]:
    with entered_as(desk.auditor):
        batch.refresh_from_db()
        return batch.state, list(batch.payments.order_by("sequence").values_list("state", flat=True))


def test_the_bank_says_three_things(desk, fund, sent):
    say(desk, sent, "paid", 1)
    say(desk, sent, "returned", 2)
    say(desk, sent, "unknown", 3)
    assert state(desk, sent) == ("sent", ["paid", "returned", "unknown"])
    with entered_as(desk.finance):
        assert held(fund) == {"available": 7000, "in_transit": 1000, "paid": 1000, "returned": 1000}
        back = sent.payments.get(sequence=2)
        assert (back.return_reason, back.returned_on, back.returned_by.kind) == (
            "no_account", timezone.localdate(), "return",
        )  # fmt: skip
    say(desk, sent, "paid", 3)
    assert state(desk, sent) == ("answered", ["paid", "returned", "paid"])
    with entered_as(desk.finance):
        for payment in sent.payments.all():
            assert AnswerRow.objects.filter(payment=payment, answer__state="posted", outcome=payment.state).exists()


def test_the_same_again_has_one_effect(desk, fund, sent):
    for _ in range(3):
        say(desk, sent, "returned", 2)
        say(desk, sent, "unknown", 3)
        say(desk, sent, "paid", 1)
    with entered_as(desk.finance):
        assert Transfer.objects.about(sent.pk).count() == 4
        assert Answer.objects.count() == 3


def test_what_is_unknown_is_neither_paid_again_nor_released(desk, fund, sent):
    say(desk, sent, "unknown", 1, 2, 3)
    with entered_as(desk.finance):
        with refused("nothing-returned"):
            returns.reissue(batch=sent, actor=desk.finance)
        with refused("nothing-returned"):
            returns.release(batch=sent, actor=desk.finance, reason="等不及了")
        for target in ("reissued", "released", "given_up", "dropped", "in_transit"):
            assert broken(f"UPDATE payments_payment SET state = '{target}'") == "payments_payment_states"
        assert not Entitlement.objects.unpaid().exists()
    with entered_as(desk.manager), refused("nothing-due"):
        batches.make(program="TA", area="3418", period="2013", fund=fund, actor=desk.manager)


def test_corrected_and_paid_again_citing_the_first(desk, fund, people, sent):
    say(desk, sent, "paid", 1, 3)
    say(desk, sent, "returned", 2)
    with entered_as(desk.finance), refused("nothing-payable"):
        returns.reissue(batch=sent, actor=desk.finance)
    with entered_as(desk.finance):
        back = sent.payments.get(sequence=2)
    new_account(desk, next(one for one in people if one.pk == back.enrolment_id), 700)
    id_ = uuid7()
    with entered_as(desk.finance):
        again = returns.reissue(batch=sent, actor=desk.finance, id=id_)
        assert returns.reissue(batch=sent, actor=desk.finance, id=id_) == again
        with refused("nothing-returned"):
            returns.reissue(batch=sent, actor=desk.finance)
        once = again.payments.get()
        assert (once.replaces_id, once.amount, once.account_tail) == (back.pk, back.amount, card(700)[-4:])
        assert held(fund) == {"available": 7000, "paid": 2000, "returned": 1000}
    assert state(desk, sent) == ("closed", ["paid", "reissued", "paid"])
    check(again, desk)
    with entered_as(desk.manager):
        batches.approve(batch=again, actor=desk.manager)
        assert held(fund) == {"available": 7000, "paid": 2000, "committed": 1000}
    with entered_as(desk.finance):
        batches.send(batch=again, actor=desk.finance)
        batches.confirm(batch=again, actor=desk.finance)
        assert held(fund) == {"available": 7000, "paid": 3000}
        assert [t.kind for t in Transfer.objects.about(again.pk)] == ["reissue", "sending", "confirmation"]


@pytest.mark.parametrize("approved", [False, True])
def test_a_cancelled_second_try_leaves_it_returned(desk, fund, people, sent, approved):
    say(desk, sent, "returned", reason="timeout")
    with entered_as(desk.finance):
        again = returns.reissue(batch=sent, actor=desk.finance)
    assert state(desk, sent) == ("closed", ["reissued"] * 3)
    if approved:
        check(again, desk)
        with entered_as(desk.manager):
            batches.approve(batch=again, actor=desk.manager)
    with entered_as(desk.manager), refused("not-allowed"):
        batches.cancel(batch=again, actor=desk.manager, reason="不对")
    with entered_as(desk.finance):
        batches.cancel(batch=again, actor=desk.finance, reason="账号仍不对")
        assert held(fund) == {"available": 7000, "returned": 3000}
        assert returns.reissue(batch=sent, actor=desk.finance).count == 3
    assert state(desk, sent) == ("closed", ["reissued"] * 3)


def test_released_it_is_due_again_or_given_up(desk, fund, sent):
    say(desk, sent, "returned")
    with entered_as(desk.finance):
        first, second, _third = sent.payments.order_by("sequence")
        with refused("reason"):
            returns.release(batch=sent, actor=desk.finance, reason="", payments=[first])
        for _ in range(3):
            returns.release(batch=sent, actor=desk.finance, reason="改由现金发放", payments=[first])
        returns.release(batch=sent, actor=desk.finance, reason="查无此人", payments=[second], give_up=True)
        assert held(fund) == {"available": 9000, "returned": 1000}
        assert [due.pk for due in Entitlement.objects.unpaid()] == [first.entitlement_id]
    assert state(desk, sent) == ("answered", ["released", "given_up", "returned"])
    again = make_batch(desk, fund=fund)
    with entered_as(desk.finance):
        assert [p.entitlement_id for p in again.payments.all()] == [first.entitlement_id]


def test_it_comes_back_late(desk, fund, sent):
    say(desk, sent, "paid")
    assert state(desk, sent) == ("closed", ["paid"] * 3)
    say(desk, sent, "returned", 2, reason="closed")
    assert state(desk, sent) == ("answered", ["paid", "returned", "paid"])
    with entered_as(desk.finance):
        back = sent.payments.get(sequence=2)
        assert (back.returned_by.kind, back.settled_by is not None) == ("late_return", True)
        assert held(fund) == {"available": 7000, "paid": 2000, "returned": 1000}
        batch = Batch.objects.get()
        assert (batch.closed_by, batch.answered_at is not None) == (desk.finance, True)
        returns.release(batch=sent, actor=desk.finance, reason="已销户")
        assert Batch.objects.get().closed_by == desk.finance


def test_returns_around_the_service(desk, fund, sent):
    say(desk, sent, "returned", 2)
    with entered_as(desk.finance):
        one, back = sent.payments.get(sequence=1), sent.payments.get(sequence=2)
        for sql, params, rule in (
            ("UPDATE payments_payment SET state = 'unknown' WHERE id = %s", [one.pk], "payment_answered_for"),
            ("UPDATE payments_payment SET state = 'returned' WHERE id = %s", [one.pk], "payment_returned_by_a_transfer"),
            ("UPDATE payments_payment SET state = 'returned', returned_on = now(), return_reason = 'other', "
             "returned_by_id = %s WHERE id = %s", [back.returned_by_id, one.pk], "batch_agrees_with_ledger"),
            ("UPDATE payments_payment SET state = 'reissued' WHERE id = %s", [back.pk], "payment_reissue_stands"),
            ("UPDATE payments_payment SET state = 'released' WHERE id = %s", [back.pk],
             "payment_released_by_a_transfer"),
            ("UPDATE payments_payment SET state = 'released', released_by_id = %s, release_reason = 'x' WHERE id = %s",
             [back.returned_by_id, back.pk], "batch_agrees_with_ledger"),
            ("UPDATE payments_batch SET state = 'closed', closed_by_id = scope_account()", [],
             "batch_agrees_with_payments"),
            ("UPDATE payments_answerrow SET outcome = 'paid'", [], "answer_stays"),
            ("DELETE FROM payments_answerrow", [], "answer_stays"),
            ("UPDATE payments_answer SET note = 'x'", [], "answer_stays"),
        ):  # fmt: skip
            assert broken(sql, params) == rule, sql
        assert "permission denied" in broken("DELETE FROM payments_answer")


def test_a_payment_is_paid_again_once_by_constraint(desk, fund, people, sent):
    say(desk, sent, "returned", reason="limit")
    with entered_as(desk.finance):
        again = returns.reissue(batch=sent, actor=desk.finance)
        columns = [field.column for field in Payment._meta.concrete_fields if not field.generated]
        listed = ", ".join(f'"{column}"' for column in columns)
        chosen = ", ".join({"id": "payments_uuid7()", "sequence": "90"}.get(c, f'"{c}"') for c in columns)
        twice = f"INSERT INTO payments_payment ({listed}) SELECT {chosen} FROM payments_payment WHERE replaces_id IS NOT NULL"
        assert broken(twice + " LIMIT 1") in {"payment_replaced_once", "payment_once_per_entitlement"}
        assert broken("UPDATE payments_payment SET state = 'returned' WHERE state = 'reissued'") == (
            "payment_once_per_entitlement"
        )
        dropped = "UPDATE payments_payment SET state = 'dropped' WHERE batch_id = %s"
        assert broken(dropped, [again.pk]) == "payment_reissue_stands"


def test_entitlements_stay_one_though_released(desk, fund, sent):
    say(desk, sent, "returned")
    with entered_as(desk.finance):
        returns.release(batch=sent, actor=desk.finance, reason="重新核定")
    with entered_as(desk.manager):
        assert entitlements.generate(program="TA", period="2013", actor=desk.manager).created == 0


def test_money_in_cash_needs_no_account(desk, fund):
    make_due(desk, 2, account=False)
    with entered_as(desk.manager), refused("nothing-payable"):
        batches.make(program="TA", area="3418", period="2013", fund=fund, actor=desk.manager)
    batch = make_sent(desk, fund=fund, method="cash")
    with entered_as(desk.finance):
        assert batch.count == 2
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT account_index, payee FROM payments_payment")
            assert {(index, bool(payee)) for index, payee in cursor.fetchall()} == {(None, True)}


def listed(client, account, **asked) -> dict:
    """What the list of returned payments says to an account, by the number in the batch."""
    page = as_(client, account).get(reverse("money:returned"), asked)
    assert page.status_code == 200
    return {row.sequence: row for row in page.context["page"].rows}


def test_a_township_finds_what_came_back_and_finance_what_is_ready(client, desk, fund):
    mine, other, far = (*make_due(desk, 2), *make_due(desk, 1, area="341881001001"))
    sent = make_sent(desk, fund=fund)
    town = make_account("caseworker", VILLAGE[:9])
    assert "没有待处理的退票" in as_(client, town).get(reverse("money:returned")).content.decode()
    say(desk, sent, "returned")
    with entered_as(desk.finance):
        number = {payment.enrolment_id: payment.sequence for payment in sent.payments.all()}
    rows = listed(client, town)
    assert set(rows) == {number[mine.pk], number[other.pk]}
    assert all(row.prospect.waits_for_account and not row.prospect.new for row in rows.values())
    page = client.get(reverse("money:returned")).content.decode()
    assert reverse("people:act", args=[mine.person_id, "account"]) in page and "账号不存在" in page
    assert reverse("money:batch", args=[sent.pk]) not in page and "待发" not in page
    assert not listed(client, make_account("caseworker", VILLAGE[:9], programs=("CL",)))

    new_account(desk, mine, 801)
    for account in (town, desk.finance):
        row = listed(client, account)[number[mine.pk]]
        assert (row.prospect.left_out, row.prospect.new, row.prospect.account_tail) == ("", True, card(801)[-4:])
    assert set(listed(client, desk.finance, batch=sent.pk)) == set(number.values())
    assert not listed(client, desk.finance, batch=uuid7()) and not listed(client, desk.finance, batch="x")
    page = client.get(reverse("money:returned")).content.decode()
    assert (
        reverse("money:batch", args=[sent.pk]) in page
        and reverse("people:act", args=[far.person_id, "account"]) not in page
    )
    assert (
        f"{reverse('money:returned')}?batch={sent.pk}"
        in client.get(reverse("money:batch", args=[sent.pk])).content.decode()
    )

    with entered_as(desk.finance):
        again = returns.reissue(batch=sent, actor=desk.finance)
        assert again.count == 1
        left = list(sent.payments.filter(sequence=number[other.pk]))
        returns.release(batch=sent, actor=desk.finance, reason="不再发放", payments=left)
    assert not listed(client, town) and set(listed(client, desk.finance)) == {number[far.pk]}


@pytest.mark.parametrize("reason", ["closed", "frozen"])
def test_what_is_said_to_be_ready_is_what_is_paid_again(desk, client, fund, people, sent, reason):
    """An account that is frozen may be open again; one that is closed is not."""
    say(desk, sent, "returned", reason=reason)
    new_account(desk, people[0], 802)
    with entered_as(desk.caseworker):
        for account in people[1].person.payaccounts.all():
            contact.close_account(account=account, actor=desk.caseworker, on=timezone.localdate(), reason="卡号有误")
    ready = {pk for pk, row in listed(client, desk.finance).items() if not row.prospect.left_out}
    with entered_as(desk.finance):
        again = returns.reissue(batch=sent, actor=desk.finance)
        assert ready == set(again.payments.values_list("replaces__sequence", flat=True))
    assert len(ready) == (1 if reason == "closed" else 2)


def test_what_was_handed_out_waits_for_no_account(client, desk, fund, people):
    sent = make_sent(desk, fund=fund, method="cash")
    with entered_as(desk.caseworker):
        line = Handout.objects.get(payment__sequence=1)
        handouts.record(handout=line, actor=desk.caseworker, on=timezone.localdate(), unmet="absent")
        scan = ContentFile(PDF, name="签字表.pdf")
        sheet = handouts.hand_in(batch=sent.pk, upload=scan, actor=desk.caseworker)
    with entered_as(desk.finance):
        handouts.take_over(sheet=sheet, actor=desk.finance)
    assert state(desk, sent)[1][0] == "returned"
    assert not listed(client, desk.finance)


def test_the_list_asks_as_much_for_thirty_as_for_three(client, desk, fund, django_assert_num_queries):
    make_due(desk, 3)
    say(desk, make_sent(desk, fund=fund), "returned")
    as_(client, desk.finance).get(reverse("money:returned"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("money:returned"))
    with entered_as(desk.finance):
        receive(fund, 100_000, actor=desk.finance)
    make_due(desk, 27)
    say(desk, make_sent(desk, fund=fund), "returned")
    with django_assert_num_queries(len(few)):
        assert len(client.get(reverse("money:returned")).context["page"].rows) == 30
