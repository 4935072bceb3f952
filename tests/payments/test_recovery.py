"""What was paid wrongly comes back: claims, what was given back, what was let go, and the ledger with them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from programs.ledger.models import LedgerAccount, Transfer
from programs.ledger.services import transfers
from programs.ledger.services.accounts import key_of
from programs.payments.models import Claim, Payment, Recovery, WriteOff
from programs.payments.services import batches, recovery, requests, settlement
from registry.core.ids import uuid7
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import make_due, make_sent
from tests.payments.test_rules import broken

D = Decimal


def held(fund) -> dict[str, Decimal]:
    rows = LedgerAccount.objects.of_fund(fund).sums("kind")
    return {row["kind"]: row["amount"] for row in rows if row["amount"] and row["kind"] != "source"}


@pytest.fixture
def paid(desk, fund) -> Payment:
    """One of two payments of 1,000 yuan that have arrived."""
    make_due(desk, 2)
    batch = make_sent(desk, fund=fund)
    with entered_as(desk.finance):
        batches.confirm(batch=batch, actor=desk.finance)
        return batch.payments.get(sequence=1)


@pytest.fixture
def claim(desk, paid) -> Claim:
    return ask_back(desk, paid, 600)


def ask_back(desk, payment, amount, **kw) -> Claim:
    with entered_as(desk.finance):
        return recovery.claim(
            payment=payment, amount=D(amount), reason="六月起已享受其他救助", actor=desk.finance, **kw
        )


def give(desk, claim, amount, **kw) -> Recovery:
    with entered_as(desk.finance):
        return recovery.record(claim=claim, amount=D(amount), actor=desk.finance, **kw)


def ask_off(desk, claim, amount, ground="waived", **kw) -> WriteOff:
    with entered_as(desk.finance):
        return requests.ask_write_off(
            claim=claim, ground=ground, amount=D(amount), reason="家中大病，无力退还", actor=desk.finance, **kw
        )


def state(desk, claim) -> tuple[str, Decimal]:
    with entered_as(desk.auditor):
        claim.refresh_from_db()
        return claim.state, recovery.rest(claim)


def test_given_back_it_is_the_funds_again_and_the_payment_stays_paid(desk, fund, paid, claim):
    give(desk, claim, 200)
    assert state(desk, claim) == ("open", D(400))
    with entered_as(desk.finance):
        assert held(fund) == {"available": D(8200), "paid": D(1800)}
        assert [t.kind for t in Transfer.objects.about(claim.pk).order_by("kind")] == ["reclaim", "recovery"]
    give(desk, claim, 400)
    assert state(desk, claim) == ("settled", D(0))
    with entered_as(desk.finance):
        assert held(fund) == {"available": D(8600), "paid": D(1400)}
        paid.refresh_from_db()
        assert (paid.state, paid.batch.state) == ("paid", "closed")
        with refused("claim-closed"):
            recovery.record(claim=claim, amount=D(1), actor=desk.finance)


def test_the_same_ten_times_has_one_effect(desk, fund, paid):
    one, two, three = uuid7(), uuid7(), uuid7()
    for _ in range(10):
        claim = ask_back(desk, paid, 600, id=one)
        give(desk, claim, 100, id=two)
        asked = ask_off(desk, claim, 500, id=three)
    for _ in range(10):
        with entered_as(desk.manager):
            requests.approve(asked=asked, actor=desk.manager)
    assert state(desk, claim) == ("written_off", D(0))
    with entered_as(desk.finance):
        assert (Claim.objects.count(), Recovery.objects.count(), WriteOff.objects.count()) == (1, 1, 1)
        assert held(fund) == {"available": D(8100), "paid": D(1900)}
        with refused("request-differs"):
            recovery.claim(payment=paid, amount=D(1), reason="另一件", actor=desk.finance, id=one)


def test_no_more_than_was_paid(desk, paid, claim):
    with entered_as(desk.finance):
        with refused("claim_within_payment"):
            recovery.claim(payment=paid, amount=D("400.01"), reason="再追回", actor=desk.finance)
        with refused("amount"):
            recovery.claim(payment=paid, amount=D(0), reason="再追回", actor=desk.finance)
        with refused("reason"):
            recovery.claim(payment=paid, amount=D(1), reason=" ", actor=desk.finance)
        with refused("recovery_within_claim"):
            recovery.record(claim=claim, amount=D("600.01"), actor=desk.finance)
        for day in (timezone.localdate() + timedelta(1), paid.paid_on - timedelta(1)):
            with refused("recovery_after_payment"):
                recovery.record(claim=claim, amount=D(1), on=day, actor=desk.finance)
        with refused("writeoff_within_claim"):
            requests.ask_write_off(claim=claim, ground="dead", amount=D(601), reason="人已去世", actor=desk.finance)


def test_what_has_not_arrived_is_not_asked_back(desk, fund):
    make_due(desk, 1)
    batch = make_sent(desk, fund=fund)
    with entered_as(desk.finance), refused("claim_of_what_was_paid"):
        recovery.claim(payment=batch.payments.get(), amount=D(1), reason="重复发放", actor=desk.finance)


def test_let_go_by_another_account_only(desk, fund, claim):
    give(desk, claim, 100)
    asked = ask_off(desk, claim, 500)
    with entered_as(desk.finance):
        with refused("not-allowed"):
            requests.approve(asked=asked, actor=desk.finance)
        with refused("writeoff_one_asked"):
            requests.ask_write_off(claim=claim, ground="dead", amount=D(1), reason="人已去世", actor=desk.finance)
    with entered_as(desk.manager):
        requests.refuse(asked=asked, actor=desk.manager, reason="材料不足")
    assert state(desk, claim) == ("open", D(500))
    again = ask_off(desk, claim, 500, ground="dead")
    with entered_as(desk.manager):
        requests.approve(asked=again, actor=desk.manager)
        with refused("payments_writeoff_states"):
            requests.refuse(asked=again, actor=desk.manager, reason="改主意了")
    assert state(desk, claim) == ("written_off", D(0))
    with entered_as(desk.finance):
        assert held(fund) == {"available": D(8100), "paid": D(1900)}


def test_what_was_given_back_meanwhile_is_not_let_go_as_well(desk, claim):
    asked = ask_off(desk, claim, 600)
    give(desk, claim, 200)
    with entered_as(desk.manager), refused("writeoff_within_claim"):
        requests.approve(asked=asked, actor=desk.manager)


def test_what_was_waived_is_not_asked_again_but_a_mistake_may_be(desk, paid):
    for ground, rule in (("waived", "claim_within_payment"), ("mistaken", None)):
        claim = ask_back(desk, paid, 500)
        asked = ask_off(desk, claim, 500, ground=ground)
        with entered_as(desk.manager):
            requests.approve(asked=asked, actor=desk.manager)
        with entered_as(desk.finance):
            if rule:
                with refused(rule):
                    recovery.claim(payment=paid, amount=D(501), reason="再次追回", actor=desk.finance)
            else:
                recovery.claim(payment=paid, amount=D(500), reason="再次追回", actor=desk.finance)


def test_instalments_and_what_is_overdue(desk, claim):
    with entered_as(desk.finance):
        with refused("recovery_by_plan"):
            recovery.record(claim=claim, amount=D(1), way="instalment", actor=desk.finance)
        for wrong in ([(date(2026, 1, 1), D(599))], [(date(2026, 2, 1), D(300)), (date(2026, 1, 1), D(300))]):
            with refused("claim_plan_is_the_rest"):
                recovery.plan(claim=claim, instalments=wrong, actor=desk.finance)
        rows = recovery.monthly(amount=D(600), count=3, first=date(2026, 1, 31))
        claim = recovery.plan(claim=claim, instalments=rows, actor=desk.finance)
    assert [row["due"] for row in claim.plan] == ["2026-01-31", "2026-02-28", "2026-03-31"]
    give(desk, claim, 150, way="instalment")
    open_ = state(desk, claim)[1]
    days = {date(2026, 1, 31): 0, date(2026, 2, 1): 50, date(2026, 3, 1): 250, date(2026, 4, 1): 450}
    assert {day: recovery.overdue(claim, open_=open_, on=day) for day in days} == days
    assert sum(amount for _day, amount in recovery.monthly(amount=D(100), count=3, first=date(2026, 12, 5))) == 100
    assert recovery.monthly(amount=D(100), count=2, first=date(2026, 12, 5))[1][0] == date(2027, 1, 5)


def test_the_bank_returns_late_what_nothing_of_came_back(desk, paid, claim):
    with entered_as(desk.finance):
        settlement.record(batch=paid.batch, actor=desk.finance, outcome="returned", payments=[paid], reason="closed")
        with refused("claim_of_what_was_paid"):
            recovery.record(claim=claim, amount=D(1), actor=desk.finance)
    asked = ask_off(desk, claim, 600, ground="mistaken")
    with entered_as(desk.manager):
        requests.approve(asked=asked, actor=desk.manager)
    assert state(desk, claim) == ("written_off", D(0))


def test_and_not_what_something_of_came_back(desk, paid, claim):
    give(desk, claim, 1)
    with entered_as(desk.finance), refused("payment_recovered_stays"):
        settlement.record(batch=paid.batch, actor=desk.finance, outcome="returned", payments=[paid], reason="closed")


CLAIM = (
    "INSERT INTO payments_claim (id, payment_id, enrolment_id, program_id, area, amount, reason, plan, state, "
    "opened_by_id, opened_at) SELECT payments_uuid7(), id, enrolment_id, program_id, area, %s, %s, '[]', %s, %s, now() "
    "FROM payments_payment WHERE id = %s"
)
RECOVERY = (
    'INSERT INTO payments_recovery (id, claim_id, way, amount, "on", note, transfer_id, made_by_id, made_at) '
    "VALUES (payments_uuid7(), %s, %s, %s, %s, '', %s, %s, now())"
)
WRITE_OFF = (
    "INSERT INTO payments_writeoff (id, claim_id, ground, amount, reason, state, asked_by_id, asked_at, note) "
    "VALUES (payments_uuid7(), %s, %s, %s, %s, %s, %s, now(), '')"
)


def test_claims_around_the_service(desk, paid, claim):
    me, today = desk.finance.pk, timezone.localdate()
    back = give(desk, claim, 100)
    asked = ask_off(desk, claim, 500)
    with entered_as(desk.finance):
        other = Payment.objects.get(sequence=2)
        for sql, params, rule in (
            (CLAIM, [401, "x", "open", me, paid.pk], "claim_within_payment"),
            (CLAIM, [1, "x", "open", desk.manager.pk, paid.pk], "claim_signed_by_actor"),
            (CLAIM, [1, "x", "settled", me, paid.pk], "payments_claim_states"),
            (CLAIM, [0, "x", "open", me, paid.pk], "claim_above_nothing"),
            (CLAIM, [1, "", "open", me, paid.pk], "claim_says_why"),
            ("UPDATE payments_claim SET state = 'settled'", [], "claim_closes_by_sums"),
            ("UPDATE payments_claim SET state = 'written_off'", [], "claim_closes_by_sums"),
            ("UPDATE payments_claim SET area = '341802001002'", [], "claim_scope_is_the_enrolments"),
            ("UPDATE payments_claim SET plan = '[{\"due\": \"2027-01-01\", \"amount\": \"1\"}]'", [],
             "claim_plan_is_the_rest"),
            ("UPDATE payments_claim SET plan = '[]', amount = 1", [], None),
            ("UPDATE payments_claim SET payment_id = %s", [other.pk], None),
            (RECOVERY, [claim.pk, "repaid", 1, today, back.transfer_id, me], "claim_agrees_with_ledger"),
            (RECOVERY, [claim.pk, "repaid", 501, today, back.transfer_id, me], "recovery_within_claim"),
            (RECOVERY, [claim.pk, "repaid", 100, today + timedelta(1), back.transfer_id, me], "recovery_after_payment"),
            (RECOVERY, [claim.pk, "instalment", 100, today, back.transfer_id, me], "recovery_by_plan"),
            (RECOVERY, [claim.pk, "gift", 100, today, back.transfer_id, me], "recovery_way_known"),
            (RECOVERY, [claim.pk, "repaid", 0, today, back.transfer_id, me], "claim_agrees_with_ledger"),
            (RECOVERY, [claim.pk, "repaid", 100, today, back.transfer_id, desk.manager.pk], "recovery_signed_by_actor"),
            (WRITE_OFF, [claim.pk, "dead", 501, "x", "asked", me], "writeoff_within_claim"),
            (WRITE_OFF, [claim.pk, "dead", 1, "x", "asked", me], "writeoff_one_asked"),
            (WRITE_OFF, [claim.pk, "dead", 1, "x", "approved", me], "payments_writeoff_states"),
            (WRITE_OFF, [claim.pk, "lost", 1, "x", "asked", me], "writeoff_ground_known"),
            (WRITE_OFF, [claim.pk, "dead", 0, "x", "asked", me], "writeoff_above_nothing"),
            (WRITE_OFF, [claim.pk, "dead", 1, "", "asked", me], "writeoff_says_why"),
            (WRITE_OFF, [claim.pk, "dead", 1, "x", "asked", desk.manager.pk], "writeoff_signed_by_actor"),
            ("UPDATE payments_writeoff SET state = 'approved', decided_by_id = %s", [me],
             "writeoff_decided_by_manager"),
            ("UPDATE payments_writeoff SET amount = 1", [], None),
        ):  # fmt: skip
            said = broken(sql, params)
            assert said == rule if rule else "Cannot update rows" in said, (sql, said)
        for table in ("claim", "recovery", "writeoff"):
            assert "permission denied" in broken(f"DELETE FROM payments_{table}")
        assert "permission denied" in broken("UPDATE payments_recovery SET amount = 1")
    decide = "UPDATE payments_writeoff SET state = %s, decided_by_id = %s WHERE id = %s"
    with entered_as(desk.manager):
        assert broken(decide, ["approved", desk.checker.pk, asked.pk]) == "writeoff_signed_by_actor"
        assert broken(decide, ["approved", None, asked.pk]) == "writeoff_decided_by_someone"
        assert broken(decide, ["refused", desk.manager.pk, asked.pk]) == "writeoff_says_why"
    both = make_account("manager")
    with entered_as(both):
        mine = "UPDATE payments_writeoff SET asked_by_id = %s, state = 'approved', decided_by_id = %s"
        assert "Cannot update rows" in broken(mine, [both.pk, both.pk])


def test_nobody_decides_on_their_own_request_by_constraint(desk, claim):
    """Asked by a manager in raw SQL, which the service doesn't let: the constraint stays."""
    with entered_as(desk.manager):
        ask = WRITE_OFF + "; UPDATE payments_writeoff SET state = 'approved', decided_by_id = %s"
        params = [claim.pk, "dead", 1, "x", "asked", desk.manager.pk, desk.manager.pk]
        assert broken(ask, params) == "writeoff_asker_is_not_approver"


def test_the_ledger_recovers_only_what_a_claim_says(desk, fund, claim):
    back = give(desk, claim, 100)
    with entered_as(desk.finance):
        transfer = Transfer.objects.get(pk=back.transfer_id)
        legs = [(leg.account, leg.amount) for leg in transfer.legs.select_related("account")]
        for cause in (None, uuid7(), claim.pk):
            with refused("claim_agrees_with_ledger"), recovery.database_rules():
                transfers.post(
                    id=uuid7(), kind="recovery", on=timezone.localdate(), actor=desk.finance, cause=cause,
                    legs=[(key_of(account), amount) for account, amount in legs],
                )  # fmt: skip
        for one in Transfer.objects.about(claim.pk):
            rule = "ledgeraccount_not_overdrawn" if one.kind == "recovery" else "claim_agrees_with_ledger"
            with refused(rule), recovery.database_rules():
                transfers.reverse(id=uuid7(), transfer=one, on=timezone.localdate(), actor=desk.finance, memo="记错了")
        assert held(fund) == {"available": D(8100), "paid": D(1900)}


def test_who_may_do_what(desk, paid, claim):
    asked = ask_off(desk, claim, 1)
    for who in (desk.caseworker, desk.auditor):
        with entered_as(who):
            for act in (
                lambda who=who: recovery.claim(payment=paid, amount=D(1), reason="试一试", actor=who),
                lambda who=who: recovery.record(claim=claim, amount=D(1), actor=who),
                lambda who=who: requests.ask_write_off(
                    claim=claim, ground="dead", amount=D(1), reason="试一试", actor=who),
                lambda who=who: requests.approve(asked=asked, actor=who),
            ):  # fmt: skip
                with refused("not-allowed"):
                    act()
    elsewhere = make_account("manager", "341881")
    with entered_as(elsewhere):
        assert not Claim.objects.exists() and not WriteOff.objects.exists()
