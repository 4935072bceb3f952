"""What was recorded wrongly of a claim is taken back by two, whole, and stays in the books; nobody decides about kin."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from beneficiaries.services import family
from programs.ledger.models import Transfer
from programs.payments.models import Claim, Recovery, TakeBack
from programs.payments.services import allotments, batches, recalculation, recovery, requests, settlement
from registry.core import scope
from registry.core.ids import uuid7
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program, make_woman
from tests.factories.money import Desk, make_enrolled, make_fund, make_sent, receive
from tests.payments import test_corrections as corrections
from tests.payments.test_recovery import RECOVERY, ask_back, ask_off, claim, give, held, paid, state  # noqa: F401
from tests.payments.test_rules import broken
from tests.payments.test_staff import as_

D = Decimal


def ask(desk, recorded, **kw) -> TakeBack:
    with entered_as(desk.finance):
        return requests.ask_take_back(recovery=recorded, reason="记错了人", actor=desk.finance, **kw)


def second(desk):
    """Another finance officer than the one who asks."""
    if not hasattr(desk, "second"):
        desk.second = make_account("finance", "3418")
    return desk.second


def approve(desk, asked):
    actor = second(desk) if isinstance(asked, TakeBack) else desk.manager
    with entered_as(actor):
        return requests.approve(asked=asked, actor=actor)


@pytest.fixture
def recorded(desk, claim) -> Recovery:  # noqa: F811
    """All 600 yuan of a claim, so that it is closed."""
    return give(desk, claim, 600)


def test_taken_back_the_claim_is_open_again_and_both_entries_stay(desk, fund, claim, recorded):  # noqa: F811
    assert state(desk, claim) == ("settled", D(0))
    asked = ask(desk, recorded)
    assert state(desk, claim) == ("settled", D(0)), "asked is not done"
    for _ in range(3):
        approve(desk, asked)
    assert state(desk, claim) == ("open", D(600))
    with entered_as(desk.finance):
        assert held(fund) == {"available": D(8000), "paid": D(2000)}
        mirror = Recovery.objects.get(cancels=recorded)
        assert (mirror.amount, mirror.way, mirror.made_by) == (D(-600), "repaid", second(desk))
        assert mirror.transfer.reverses_id == recorded.transfer_id
        assert Transfer.objects.about(claim.pk).count() == 4
        with refused("takeback_one_asked"):
            requests.ask_take_back(recovery=recorded, reason="又错了", actor=desk.finance)
        with refused("takeback_of_a_recovery"):
            requests.ask_take_back(recovery=mirror, reason="又错了", actor=desk.finance)
    give(desk, claim, 600)
    assert state(desk, claim) == ("settled", D(0))


def test_after_a_waiver_too(desk, claim):  # noqa: F811
    first = give(desk, claim, 100)
    approve(desk, ask_off(desk, claim, 500))
    assert state(desk, claim) == ("written_off", D(0))
    approve(desk, ask(desk, first))
    assert state(desk, claim) == ("open", D(100))


def test_refused_it_stays_and_may_be_asked_again(desk, fund, recorded):
    asked = ask(desk, recorded)
    other = second(desk)
    with entered_as(other):
        with refused("reason"):
            requests.refuse(asked=asked, actor=other, reason="")
        requests.refuse(asked=asked, actor=other, reason="收据在此")
        with refused("payments_takeback_states"):
            requests.approve(asked=asked, actor=other)
    with entered_as(desk.finance):
        assert held(fund) == {"available": D(8600), "paid": D(1400)}
    approve(desk, ask(desk, recorded))


def test_the_same_request_ten_times_is_one(desk, recorded):
    id_ = uuid7()
    assert len({ask(desk, recorded, id=id_).pk for _ in range(10)}) == 1


def test_not_by_one_alone(desk, recorded):
    asked = ask(desk, recorded)
    with entered_as(desk.finance), refused("takeback_asker_is_not_approver"):
        requests.approve(asked=asked, actor=desk.finance)
    with entered_as(desk.manager):
        with refused("not-allowed"):
            requests.approve(asked=asked, actor=desk.manager)
        with refused("not-allowed"):
            requests.ask_take_back(recovery=recorded, reason="记错了", actor=desk.manager)


def test_what_the_fund_has_spent_is_not_taken_out_of_it(desk, fund, recorded):
    asked = ask(desk, recorded)
    with entered_as(desk.finance):
        other = make_fund(programs=("TA",))
        out = allotments.ask(source=fund, target=other, amount=D(8001), reason="调剂使用", actor=desk.finance)
    with entered_as(second(desk)):
        allotments.approve(allotment=out, actor=second(desk))
    with entered_as(second(desk)), refused("ledgeraccount_not_overdrawn"):
        requests.approve(asked=asked, actor=second(desk))


def test_taken_back_the_bank_may_return_the_payment(desk, paid, recorded):  # noqa: F811
    approve(desk, ask(desk, recorded))
    with entered_as(desk.finance):
        settlement.record(batch=paid.batch, actor=desk.finance, outcome="returned", payments=[paid], reason="closed")


TAKE_BACK = (
    "INSERT INTO payments_takeback (id, recovery_id, reason, state, asked_by_id, asked_at, note) "
    "VALUES (payments_uuid7(), %s, %s, %s, %s, now(), '')"
)
MIRROR = (
    'INSERT INTO payments_recovery (id, claim_id, way, amount, "on", note, transfer_id, made_by_id, made_at, cancels_id) '
    "VALUES (payments_uuid7(), %s, 'repaid', %s, %s, '', %s, %s, now(), %s)"
)


def test_around_the_service(desk, claim, recorded):  # noqa: F811
    today, me = timezone.localdate(), desk.finance.pk
    asked = ask(desk, recorded)
    with entered_as(desk.finance):
        for sql, params, rule in (
            (TAKE_BACK, [recorded.pk, "x", "asked", me], "takeback_one_asked"),
            (TAKE_BACK, [recorded.pk, "", "asked", me], "takeback_says_why"),
            (TAKE_BACK, [recorded.pk, "x", "approved", me], "payments_takeback_states"),
            (TAKE_BACK, [recorded.pk, "x", "asked", desk.manager.pk], "takeback_signed_by_actor"),
            ("UPDATE payments_takeback SET state = 'approved', decided_by_id = %s", [me], "takeback_asker_is_not_approver"),
            ("UPDATE payments_takeback SET reason = 'y'", [], None),
            (MIRROR, [claim.pk, -600, today, recorded.transfer_id, me, recorded.pk], "recovery_mirrors_original"),
            (MIRROR, [claim.pk, -599, today, recorded.transfer_id, me, recorded.pk], "recovery_mirrors_original"),
        ):  # fmt: skip
            said = broken(sql, params)
            assert said == rule if rule else "Cannot update rows" in said, (sql, said)
        assert "permission denied" in broken("DELETE FROM payments_takeback")
    decide = "UPDATE payments_takeback SET state = %s, decided_by_id = %s WHERE id = %s"
    other = second(desk)
    with entered_as(other):
        assert broken(decide, ["approved", other.pk, asked.pk]) == "takeback_happens"
        assert broken(decide, ["approved", None, asked.pk]) == "takeback_decided_by_someone"
        assert broken(decide, ["approved", me, asked.pk]) == "takeback_signed_by_actor"
        assert broken(decide, ["refused", other.pk, asked.pk]) == "takeback_says_why"
    with entered_as(desk.manager):
        assert "row-level security" in broken(TAKE_BACK, [recorded.pk, "x", "asked", desk.manager.pk])


def test_a_mirror_by_one_alone(desk, claim, recorded):  # noqa: F811
    """With the ledger reversed as it should be, and nobody asked."""
    with entered_as(desk.finance), refused("recovery_taken_back_by_two"), recovery.database_rules():
        requests.mirror([recorded], actor=desk.finance, reason="我说了算")


def kin_of(desk, person, role):
    """An account whose niece the person is."""
    with entered_as(desk.caseworker):
        aunt = make_woman(desk.caseworker, name="孙大美")
        family.add_relation(person=person, actor=desk.caseworker, kind="97", other=aunt, since=date(2000, 1, 1))
    account = make_account(role, "3418")
    with scope.entered(scope.ACCOUNT_KEEPER):
        account.id_index = aunt.id_number_index
        account.save(update_fields=["id_index"])
    return account


def test_a_relative_decides_neither(desk, paid, claim):  # noqa: F811
    with entered_as(desk.auditor):
        person = paid.person
    back = ask(desk, give(desk, claim, 100))
    off = ask_off(desk, claim, 500)
    for asked, role in ((off, "manager"), (back, "finance")):
        kin = kin_of(desk, person, role)
        with entered_as(kin):
            with refused("claim_decider_is_no_kin"):
                requests.approve(asked=asked, actor=kin)
            with refused("claim_decider_is_no_kin"):
                requests.refuse(asked=asked, actor=kin, reason="不同意")
            table = asked._meta.db_table
            said = broken(f"UPDATE {table} SET state = 'approved', decided_by_id = %s", [kin.pk])
            assert said == "claim_decider_is_no_kin"
    approve(desk, off)
    approve(desk, back)


def test_on_the_page(client, desk, claim, recorded):  # noqa: F811
    page = reverse("money:claim", args=[claim.pk])
    as_(client, desk.finance)
    assert "登记有误" in client.get(page).content.decode()
    client.post(reverse("money:recovery-take-back", args=[recorded.pk]), {"reason": "应记在另一人名下"})
    text = client.get(page).content.decode()
    assert "应记在另一人名下" in text and "登记有误" not in text
    with entered_as(desk.finance):
        asked = TakeBack.objects.get()
    as_(client, second(desk))
    assert reverse("money:take-back-act", args=[asked.pk, "approve"]) in client.get(page).content.decode()
    client.post(reverse("money:take-back-act", args=[asked.pk, "approve"]))
    assert state(desk, claim) == ("open", D(600))
    assert "-600.00" in client.get(page).content.decode().replace("−", "-")


# -- the difference that a recalculation found


@pytest.fixture
def tc(db) -> Desk:
    make_program("TC", form="never", benefit=corrections.CHILD, fields=[corrections.DRAWN])
    return Desk.make()


def overpaid(tc):
    """Paid for December, dead since September: a payment and the row below zero."""
    child = make_enrolled(tc, program="TC", starts_on=date(2013, 4, 1), answers={"drawn": "200"},
                          birth_date=date(2005, 5, 5))  # fmt: skip
    corrections.generate(tc, "2013-12")
    with entered_as(tc.finance):
        fund = make_fund(programs=("TC",))
        receive(fund, 10_000, actor=tc.finance)
    batch = make_sent(tc, fund=fund, program="TC", period="2013-12")
    with entered_as(tc.finance):
        batches.confirm(batch=batch, actor=tc.finance)
    corrections.died(tc, child, date(2013, 9, 10))
    with entered_as(tc.manager):
        recalculation.recalculate(program="TC", periods=["2013-12"], actor=tc.manager)
    with entered_as(tc.finance):
        payment = batch.payments.get()
        return payment, recovery.differences(payment).get()


def test_a_claim_cites_what_was_worked_out_as_paid_too_much(client, tc):
    payment, row = overpaid(tc)
    assert row.amount == -payment.amount == -400
    as_(client, tc.finance)
    address = reverse("money:claim-open", args=[payment.pk])
    form = client.get(address).context["form"]
    assert form.initial["difference"] == row.pk and form.initial["amount"] == 400
    client.post(address, {"id": uuid7(), "difference": row.pk, "amount": "300", "reason": "去世后多发"})
    with entered_as(tc.finance):
        made = Claim.objects.get()
        assert made.difference == row
    text = client.get(reverse("money:claim", args=[made.pk])).content.decode()
    assert "400.00" in text and "去世" in text


def test_no_other_difference(tc):
    payment, row = overpaid(tc)
    other, wrong = overpaid(tc)
    cite = (
        "INSERT INTO payments_claim (id, payment_id, enrolment_id, program_id, area, amount, reason, plan, state, "
        "opened_by_id, opened_at, difference_id) SELECT payments_uuid7(), id, enrolment_id, program_id, area, %s, 'x', "
        "'[]', 'open', %s, now(), %s FROM payments_payment WHERE id = %s"
    )
    with entered_as(tc.finance):
        for amount, difference in ((1, wrong.pk), (1, payment.entitlement_id), (1, other.entitlement_id)):
            assert broken(cite, [amount, tc.finance.pk, difference, payment.pk]) == "claim_within_difference"
        with refused("claim_within_difference"):
            recovery.claim(payment=payment, amount=D(1), reason="多发", difference=wrong, actor=tc.finance)
        recovery.claim(payment=payment, amount=D(400), reason="多发", difference=row, actor=tc.finance)
