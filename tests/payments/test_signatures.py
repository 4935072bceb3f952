"""Who may sign for a batch, how many must, and that the database counts them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from beneficiaries.identity import resident_id
from beneficiaries.services import family
from beneficiaries.services.intake import NewAccount, NewRelation
from programs.payments.models import Approval, ApprovalRule
from programs.payments.services import approvals, batches
from registry.core import scope, vault
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program, make_woman
from tests.factories.money import (
    Desk,
    card,
    check,
    make_batch,
    make_checked,
    make_due,
    make_fund,
    receive,
)
from tests.payments.test_rules import APPROVE, SIGN, broken

NUMBER = resident_id.make(region="342501", birth_date=date(1970, 3, 3), sequence=77, sex="2")


def give_number(account, number: str = NUMBER) -> None:
    with scope.entered(scope.ACCOUNT_KEEPER):
        account.id_index = vault.blind_index(number, kind="id")
        account.save(update_fields=["id_index"])


def approve(batch, actor):
    with entered_as(actor):
        return batches.approve(batch=batch, actor=actor)


@pytest.fixture
def large(db):
    """A desk, and a batch of 60,000 yuan that is checked."""
    make_program("TL", form="totals", benefit={"kind": "once", "amount": "30000"})
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TL",))
        receive(fund, 100_000, actor=desk.finance)
    make_due(desk, 2, program="TL")
    return desk, make_checked(desk, fund=fund, program="TL")


def test_a_larger_amount_needs_two(large):
    desk, batch = large
    assert batch.approvals_needed == 2
    once = approve(batch, desk.finance)
    assert once.state == "checked"
    with refused("approval_once_per_person"):
        approve(batch, desk.finance)
    with refused("approval_once_per_person"):
        approve(batch, desk.checker)
    second = make_account("manager", "3418")
    done = approve(batch, second)
    assert (done.state, done.approved_by) == ("approved", second)
    with entered_as(desk.auditor):
        signed = [(a.step, a.account, a.count, a.total) for a in Approval.objects.filter(batch=batch)]
        assert signed == [
            ("check", desk.checker, 2, Decimal(60000)),
            ("approval", desk.finance, 2, Decimal(60000)),
            ("approval", second, 2, Decimal(60000)),
        ]


def test_too_few_in_raw_sql(large):
    desk, batch = large
    approve(batch, desk.finance)
    other = make_account("manager", "3418")
    with entered_as(other):
        assert broken(APPROVE, [other.pk, batch.pk]) == "batch_approved_by_enough"
        assert broken(
            "UPDATE payments_batch SET approvals_needed = 1; " + APPROVE, [other.pk, batch.pk]
        ) == "batch_approved_by_enough"  # fmt: skip
        assert broken(SIGN, [batch.pk, "approval", desk.finance.pk]) == "approval_signed_by_actor"
    with entered_as(desk.finance):
        assert broken(SIGN, [batch.pk, "approval", desk.finance.pk]) == "approval_once_per_person"
        assert broken(SIGN, [batch.pk, "check", desk.finance.pk]) == "approval_in_its_turn"
        for sql in ("UPDATE payments_approval SET account_id = 1", "DELETE FROM payments_approval"):
            assert "permission denied" in broken(sql)
    with entered_as(desk.checker):
        assert broken(SIGN, [batch.pk, "approval", desk.checker.pk]) == "approval_once_per_person"


def test_a_check_comes_first_and_is_signed(desk, fund):
    make_due(desk, 1)
    batch = make_batch(desk, fund=fund)
    with refused("state"):
        approve(batch, desk.finance)
    with entered_as(desk.manager), refused("batch_maker_is_not_approver"):
        batches.check(batch=batch, actor=desk.manager)
    with entered_as(desk.checker):
        checked = "UPDATE payments_batch SET state = 'checked', checked_by_id = %s WHERE id = %s"
        assert broken(checked, [desk.checker.pk, batch.pk]) == "batch_checked_by_someone"


def test_sent_back_it_begins_anew(desk, fund):
    make_due(desk, 1)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        with refused("reason"):
            batches.send_back(batch=batch, actor=desk.finance, reason=" ")
        back = batches.send_back(batch=batch, actor=desk.finance, reason="人数不符")
    assert (back.state, back.round, back.checked_by, back.sent_back_reason) == ("made", 2, None, "人数不符")
    with entered_as(desk.finance):
        batches.check(batch=batch, actor=desk.finance)
    done = approve(batch, desk.checker)
    assert done.state == "approved"
    with entered_as(desk.checker):
        assert broken(
            "UPDATE payments_batch SET state = 'made' WHERE id = %s", [make_and_check(desk, fund).pk]
        ) == "batch_sent_back_with_reason"  # fmt: skip


def make_and_check(desk, fund):
    make_due(desk, 1)
    return make_checked(desk, fund=fund)


def test_a_relative_signs_nothing(desk, fund):
    """The payee works in the office: known by her ID number in the girl's relations."""
    make_due(
        desk, 1, name="李小花", birth_date=date(2005, 5, 5),
        account=NewAccount(number=card(991), payee="赵大娘", payee_relation="63", bank="徽商银行"),
        relations=[NewRelation(kind="63", name="赵大娘", id_number=NUMBER, guardian=True, since=date(2010, 1, 1))],
    )  # fmt: skip
    kin = make_account("finance", "3418")
    give_number(kin)
    with entered_as(kin), refused("batch_signer_is_no_kin"):
        batches.make(program="TA", area="3418", period="2013", fund=fund, actor=kin)
    batch = make_batch(desk, fund=fund)
    with entered_as(kin), refused("batch_signer_is_no_kin"):
        batches.check(batch=batch, actor=kin)
    with entered_as(kin):
        assert broken(SIGN, [batch.pk, "check", kin.pk]) == "batch_signer_is_no_kin"
    check(batch, desk)
    with refused("batch_signer_is_no_kin"):
        approve(batch, kin)
    with entered_as(kin):
        assert broken(SIGN, [batch.pk, "approval", kin.pk]) == "batch_signer_is_no_kin"


def test_kin_by_registered_persons(desk, fund):
    """Both are registered: her aunt works in the office."""
    (niece,) = make_due(desk, 1, name="孙小美")
    with entered_as(desk.caseworker):
        aunt = make_woman(desk.caseworker, name="孙大美")
        family.add_relation(person=niece.person, actor=desk.caseworker, kind="97", other=aunt, since=date(2000, 1, 1))
    batch = make_batch(desk, fund=fund)
    signer = make_account("manager", "3418")
    with entered_as(signer):
        batches.check(batch=batch, actor=signer)
        batches.send_back(batch=batch, actor=signer, reason="再看看")
    with scope.entered(scope.ACCOUNT_KEEPER):
        signer.id_index = aunt.id_number_index
        signer.save(update_fields=["id_index"])
    with entered_as(signer), refused("batch_signer_is_no_kin"):
        batches.check(batch=batch, actor=signer)


def test_bands_are_dated_and_for_later(desk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    bands = [{"above": "0", "approvals": 2}, {"above": "1000", "approvals": 3}]
    with entered_as(desk.manager):
        made = approvals.change(actor=desk.manager, valid_from=tomorrow, document="宣妇〔2026〕9号", bands=bands)
        assert made.bands == [{"above": "0.00", "approvals": 2}, {"above": "1000.00", "approvals": 3}]
        again = approvals.change(
            actor=desk.manager, valid_from=tomorrow, document="宣妇〔2026〕9号", bands=bands, id=made.pk
        )
        assert again == made and ApprovalRule.objects.count() == 2
        with refused("approvalrule_for_later"):
            approvals.change(actor=desk.manager, valid_from=timezone.localdate(), document="急", bands=bands)
        with refused("bands"):
            approvals.change(actor=desk.manager, valid_from=tomorrow, document="无", bands=[])
        insert = (
            "INSERT INTO payments_approvalrule (id, valid_from, document, bands, made_by_id, made_at) "
            "VALUES (payments_uuid7(), %s, '文', '[]', %s, now())"
        )
        assert broken(insert, [timezone.localdate(), desk.manager.pk]) == "approvalrule_for_later"
        assert broken(insert, [tomorrow, desk.finance.pk]) == "approvalrule_signed_by_actor"
    with entered_as(desk.finance), refused("not-allowed"):
        approvals.change(actor=desk.finance, valid_from=tomorrow, document="宣妇", bands=bands)
    county = make_account("manager", "341802")
    with entered_as(county):
        assert "row-level security" in broken(insert, [tomorrow, county.pk])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT approvals_needed('TA', 500, %s), approvals_needed('TA', 1000.01, %s), approvals_needed('TA', 50000, "
            "%s), approvals_needed('TA', 50000.01, %s)",
            [tomorrow, tomorrow, timezone.localdate(), timezone.localdate()],
        )
        assert cursor.fetchone() == (2, 3, 1, 2)
