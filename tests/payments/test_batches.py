"""The way of a batch: what each step does to payments and ledger, and what it refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from beneficiaries.services.intake import NewAccount
from programs.enrolment.services import lifecycle
from programs.ledger.models import LedgerAccount, Transfer
from programs.payments.models import Batch, Payment
from programs.payments.services import batches, funds, overview
from registry.core import vault
from registry.core.models import Account
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program
from tests.factories.money import card, check, make_batch, make_checked, make_due, make_enrolled, make_fund


def standing(fund) -> dict[str, Decimal]:
    found = overview.standings([fund])[0]
    return {kind: amount for kind, amount, _ in found.parts if amount}


def approve(batch: Batch, actor: Account) -> Batch:
    with entered_as(actor):
        return batches.approve(batch=batch, actor=actor)


def send(batch: Batch, actor: Account) -> Batch:
    with entered_as(actor):
        return batches.send(batch=batch, actor=actor)


def test_the_whole_way(desk, fund):
    make_due(desk, 3)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        assert (batch.state, batch.count, batch.total) == ("checked", 3, 3000)
        assert standing(fund) == {"available": 10_000}
    approve(batch, desk.finance)
    with entered_as(desk.finance):
        assert standing(fund) == {"available": 7000, "committed": 3000}
        batches.send(batch=batch, actor=desk.finance)
        assert standing(fund) == {"available": 7000, "in_transit": 3000}
        first = batch.payments.get(sequence=1)
        batches.confirm(batch=batch, actor=desk.finance, payments=[first], serials={first.pk: "N1"})
        assert standing(fund) == {"available": 7000, "in_transit": 2000, "paid": 1000}
        assert Batch.objects.get().state == "sent"
        batches.confirm(batch=batch, actor=desk.finance)
        assert standing(fund) == {"available": 7000, "paid": 3000}
        closed = Batch.objects.get()
        assert (closed.state, closed.made_by, closed.approved_by, closed.closed_by) == (
            "closed",
            desk.manager,
            desk.finance,
            desk.finance,
        )
        first.refresh_from_db()
        assert (first.state, first.bank_serial, first.paid_on) == ("paid", "N1", timezone.localdate())
        assert first.settled_by.cause == batch.pk
        assert [t.kind for t in Transfer.objects.about(batch.pk)] == [
            "commitment",
            "sending",
            "confirmation",
            "confirmation",
        ]
        paid = LedgerAccount.objects.of_kind("paid").sums("program", "period")
        assert paid == [{"program": "TA", "period": "2013", "amount": 3000}]


def test_payments_are_frozen_as_they_were(desk, fund):
    (enrolment,) = make_due(desk, 1, name="单晓红")
    make_batch(desk, fund=fund)
    with entered_as(desk.caseworker):
        account = enrolment.person.payaccounts.get()
        number = vault.open_sealed(account.number_sealed, row=account.pk, field="number")
        enrolment.person.payaccounts.update(closed_on=timezone.localdate())
        payment = Payment.objects.get()
        assert (payment.name, payment.payee, payment.payee_relation) == ("单晓红", "单晓红", "01")
        assert vault.open_sealed(payment.account_sealed, row=payment.pk, field="account") == number
        assert bytes(payment.account_index) == vault.blind_index(number, kind="account")
        assert payment.account_tail == number[-4:]
        id_number = vault.open_sealed(payment.payee_id_sealed, row=payment.pk, field="payee_id")
        assert id_number[-4:] == payment.payee_id_tail == enrolment.person.id_number_tail
        with pytest.raises(vault.VaultError):
            vault.open_sealed(account.number_sealed, row=payment.pk, field="account")


def test_who_can_not_be_paid_is_left_out_with_the_reason(desk, fund):
    make_enrolled(desk, account=False)
    paused = make_enrolled(desk)
    make_due(desk, 1)
    with entered_as(desk.manager):
        lifecycle.suspend(enrolment=paused, actor=desk.manager, reason="核查中")
    batch = make_batch(desk, fund=fund)
    with entered_as(desk.manager):
        assert batch.count == 1
        assert sorted(batch.omissions.values_list("reason", flat=True)) == ["no_account", "suspended"]
        with refused("nothing-payable"):
            batches.make(program="TA", area="3418", period="2013", fund=fund, actor=desk.manager)


def test_publicity_comes_first(desk):
    make_program("TB", form="list")
    make_due(desk, 1, program="TB")
    fund = make_fund(programs=("TB",))
    with refused("nothing-payable"):
        make_batch(desk, fund=fund, program="TB")


def test_nothing_is_due_twice(desk, fund):
    make_due(desk, 2)
    make_batch(desk, fund=fund)
    with refused("nothing-due"):
        make_batch(desk, fund=fund)


def test_the_same_request_makes_one_batch(desk, fund):
    import uuid

    make_due(desk, 2)
    id_ = uuid.uuid4()
    assert make_batch(desk, fund=fund, id=id_) == make_batch(desk, fund=fund, id=id_)
    with entered_as(desk.manager):
        assert Batch.objects.count() == 1


def test_nobody_approves_their_own(desk, fund):
    make_due(desk, 1)
    batch = make_checked(desk, fund=fund)
    with refused("batch_maker_is_not_approver"):
        approve(batch, desk.manager)


def test_an_approval_happens_once(desk, fund):
    make_due(desk, 1)
    batch = approve(make_checked(desk, fund=fund), desk.finance)
    with refused("state"):
        approve(batch, make_account("finance", "3418"))


def test_money_that_isnt_there(desk):
    make_due(desk, 3)
    with entered_as(desk.finance):
        poor = make_fund(programs=("TA",))
        funds.receive(fund=poor, amount=Decimal("2999.99"), on=timezone.localdate(), actor=desk.finance)
    batch = make_checked(desk, fund=poor)
    with refused("fund-short"):
        approve(batch, desk.finance)
    with entered_as(desk.finance):
        batch.refresh_from_db()
        assert (batch.state, batch.approved_by) == ("checked", None)
        assert standing(poor) == {"available": Decimal("2999.99")}


def test_a_fund_pays_for_its_own_programs_and_in_its_time(desk):
    make_due(desk, 1)
    with refused("batch_fund_pays_for_program"):
        make_batch(desk, fund=make_fund())
    over = make_fund(programs=("TA",), ends_on=timezone.localdate() - timedelta(days=1))
    with refused("fund-over"):
        make_batch(desk, fund=over)


@pytest.mark.parametrize("approved", [False, True])
def test_a_cancelled_batch_gives_its_money_and_its_entitlements_back(desk, fund, approved):
    make_due(desk, 2)
    batch = make_batch(desk, fund=fund)
    if approved:
        approve(check(batch, desk), desk.finance)
    with entered_as(desk.manager):
        batches.cancel(batch=batch, actor=desk.manager, reason="名单有误")
        assert standing(fund) == {"available": 10_000}
        assert set(batch.payments.values_list("state", flat=True)) == {"dropped"}
    again = make_batch(desk, fund=fund)
    assert again.count == 2


def test_a_batch_at_the_bank_can_not_be_cancelled(desk, fund):
    make_due(desk, 1)
    batch = send(approve(make_checked(desk, fund=fund), desk.finance), desk.finance)
    with entered_as(desk.manager), refused("state"):
        batches.cancel(batch=batch, actor=desk.manager, reason="太晚了")


def test_a_confirmation_again_changes_nothing(desk, fund):
    make_due(desk, 2)
    batch = send(approve(make_checked(desk, fund=fund), desk.finance), desk.finance)
    with entered_as(desk.finance):
        first = batch.payments.get(sequence=1)
        for _ in range(3):
            batches.confirm(batch=batch, actor=desk.finance, payments=[first])
        assert standing(fund) == {"available": 8000, "in_transit": 1000, "paid": 1000}
        for _ in range(3):
            batches.confirm(batch=batch, actor=desk.finance)
        assert standing(fund) == {"available": 8000, "paid": 2000}
        with refused("date"):
            make_due(desk, 1)
            other = send(approve(make_checked(desk, fund=fund), desk.finance), desk.finance)
            batches.confirm(batch=other, actor=desk.finance, on=timezone.localdate() + timedelta(days=1))


def test_a_payment_of_another_batch_is_not_confirmed(desk, fund):
    make_due(desk, 1)
    mine = send(approve(make_checked(desk, fund=fund), desk.finance), desk.finance)
    make_due(desk, 1)
    other = send(approve(make_checked(desk, fund=fund), desk.finance), desk.finance)
    with entered_as(desk.finance), refused("payment-not-in-transit"):
        batches.confirm(batch=mine, actor=desk.finance, payments=list(other.payments.all()))


@pytest.mark.parametrize("act", ["approve", "send", "confirm"])
def test_roles(desk, fund, act):
    make_due(desk, 1)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.auditor), refused("not-allowed"):
        getattr(batches, act)(batch=batch, actor=desk.auditor)


def test_a_batch_elsewhere_is_out_of_scope(desk, fund):
    make_due(desk, 1)
    batch = make_checked(desk, fund=fund)
    elsewhere = make_account("finance", "341881")
    with refused("out-of-scope"):
        approve(batch, elsewhere)


def test_a_guardian_is_paid_under_her_own_id(desk, fund):
    from datetime import date

    from beneficiaries.identity import resident_id
    from beneficiaries.services.intake import NewRelation

    number = resident_id.make(region="342501", birth_date=date(1970, 3, 3), sequence=77, sex="2")
    make_due(
        desk,
        1,
        name="李小花",
        birth_date=date(2005, 5, 5),
        account=NewAccount(number=card(990), payee="赵大娘", payee_relation="63", bank="徽商银行"),
        relations=[NewRelation(kind="63", name="赵大娘", id_number=number, guardian=True, since=date(2010, 1, 1))],
    )
    make_batch(desk, fund=fund)
    with entered_as(desk.finance):
        payment = Payment.objects.get()
        assert (payment.name, payment.payee, payment.payee_id_tail) == ("李小花", "赵大娘", number[-4:])
        assert vault.open_sealed(payment.payee_id_sealed, row=payment.pk, field="payee_id") == number
