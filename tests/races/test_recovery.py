"""What comes back of a claim, recorded by many at the same moment."""

import threading
from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import Sum

from programs.payments.models import Claim, Recovery
from programs.payments.services import batches, entitlements, recovery, requests, setoff
from registry.core.ids import uuid7
from tests.doses import rounds
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_due, make_enrolled, make_fund, make_sent, receive
from tests.races.test_money import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, EACH = 12, Decimal(100)


@pytest.fixture
def desk() -> Desk:
    make_program("TA", form="totals")
    return Desk.make()


@pytest.fixture
def crowd() -> list:
    return [make_account("finance", "3418") for _ in range(CROWD)]


@pytest.fixture
def fund(desk):
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
        receive(fund, 10_000_000, actor=desk.finance)  # enough for all rounds of `make soak`
    return fund


def asked_back(desk, fund, amount) -> Claim:
    """A claim on the first of two payments, so that money of the other is there to be taken by mistake."""
    make_due(desk, 2)
    batch = make_sent(desk, fund=fund)
    with entered_as(desk.finance):
        batches.confirm(batch=batch, actor=desk.finance)
        payment = batch.payments.get(sequence=1)
        return recovery.claim(payment=payment, amount=Decimal(amount), reason="重复发放", actor=desk.finance)


def came_back(desk, claim) -> Decimal:
    with entered_as(desk.finance):
        return Recovery.objects.filter(claim=claim).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def give(claim: Claim, actor, **kw) -> Recovery:
    return recovery.record(claim=claim, amount=EACH, actor=actor, **kw)


def test_the_same_repayment_at_once_is_recorded_once(desk, fund, crowd):
    for _draw in rounds("the same repayment", 2):
        claim, id_ = asked_back(desk, fund, 600), uuid7()
        assert at_once(crowd, lambda actor, claim=claim, id_=id_: give(claim, actor, id=id_)) == {"done": CROWD}
        assert came_back(desk, claim) == EACH


def test_more_than_is_owed_at_once_is_refused_to_all_but_the_first(desk, fund, crowd):
    for draw in rounds("more than is owed", 3):
        owed = draw.randint(1, CROWD - 3)
        # Now and then a rest that is too little for one more.
        claim = asked_back(desk, fund, owed * EACH + draw.choice([0, 50]))
        outcomes = at_once(crowd, lambda actor, claim=claim: give(claim, actor))
        assert outcomes["done"] == owed
        assert Counter(outcomes).keys() <= {"done", "recovery_within_claim", "claim-closed"}
        assert came_back(desk, claim) == owed * EACH


def test_a_waiver_and_a_repayment_at_once_are_not_both(desk, fund):
    for _draw in rounds("a waiver and a repayment", 3):
        claim = asked_back(desk, fund, EACH)
        with entered_as(desk.finance):
            asked = requests.ask_write_off(
                claim=claim, ground="waived", amount=EACH, reason="家中大病", actor=desk.finance
            )

        def act(actor, claim=claim, asked=asked):
            if actor == desk.manager:
                requests.approve(asked=asked, actor=actor)
            else:
                give(claim, actor)

        outcomes = at_once([desk.manager, desk.finance], act)
        assert outcomes["done"] == 1 and outcomes.keys() <= {"done", "writeoff_within_claim", "claim-closed"}
        with entered_as(desk.finance):
            claim.refresh_from_db()
            assert claim.state == ("settled" if came_back(desk, claim) else "written_off")


def test_a_set_off_and_a_repayment_at_once_are_no_more_than_is_owed(desk):
    """Whoever comes first; who comes second is refused, or finds nothing left to set off."""
    make_program("TS", form="never", benefit={"kind": "month", "amount": "600"}, payment={"offset_share": 50})
    with entered_as(desk.finance):
        fund = make_fund(programs=("TS",))
        receive(fund, 10_000_000, actor=desk.finance)  # enough for all rounds of `make soak`
    make_enrolled(desk, program="TS")
    for month, _draw in enumerate(rounds("a set-off and a repayment", 4)):
        first, second = (f"{2013 + month // 6}-{2 * (month % 6) + n:02}" for n in (1, 2))
        for period in (first, second):
            with entered_as(desk.manager):
                entitlements.generate(program="TS", period=period, actor=desk.manager)
        batch = make_sent(desk, fund=fund, program="TS", period=first, set_off=False)
        with entered_as(desk.finance):
            batches.confirm(batch=batch, actor=desk.finance)
            claim = recovery.claim(
                payment=batch.payments.get(), amount=Decimal(400), reason="重复发放", actor=desk.finance
            )

        def act(actor, claim=claim, period=second, fund=fund):
            if actor == desk.manager:
                batches.make(program="TS", area="3418", period=period, fund=fund, actor=actor)
            else:
                recovery.record(claim=claim, amount=Decimal(400), actor=actor)

        outcomes = at_once([desk.manager, desk.finance], act)
        assert outcomes.keys() <= {"done", "recovery_within_claim", "set_off_within_claim"}, outcomes
        with entered_as(desk.finance):
            held = setoff.under_way(claim)
            assert (held, came_back(desk, claim)) in ((300, 0), (0, 400))
            assert outcomes["done"] == 2 or held or "set_off_within_claim" in outcomes
            # The next round begins with nothing open.
            if held:
                recovery.record(claim=claim, amount=Decimal(100), actor=desk.finance)


def test_control_with_the_lock_and_the_rule_off_more_comes_back_than_is_owed(
    desk, fund, crowd, monkeypatch, owner_connection
):
    claim = asked_back(desk, fund, EACH)
    owner_connection.cursor().execute("DROP TRIGGER recovery_fits_claim ON payments_recovery")
    few, rest = crowd[:4], recovery.rest
    looked = threading.Barrier(len(few))

    def all_look_before_any_records(claim):
        found = rest(claim)
        looked.wait(timeout=30)
        return found

    monkeypatch.setattr(
        recovery, "locked",
        lambda claim, closed=False: Claim.objects.select_related("payment__batch").get(pk=claim.pk),
    )  # fmt: skip
    monkeypatch.setattr(recovery, "rest", all_look_before_any_records)
    outcomes = at_once(few, lambda actor: give(claim, actor))
    assert outcomes["done"] > 1
    assert came_back(desk, claim) > EACH
