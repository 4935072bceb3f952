"""Two records become one: what they were due and paid stays, and what isn't paid yet is paid once."""

from datetime import date

import pytest
from django.test import RequestFactory

from beneficiaries.models import Merge, MergeConflict
from beneficiaries.services import unmerging
from beneficiaries.services.conflicts import conflicts_of
from beneficiaries.services.merging import merge
from programs.payments.models import Entitlement, Omission, Payment
from programs.payments.panels import payments_of
from programs.payments.services import entitlements, statements
from tests.expect import refused
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_batch, make_due, make_enrolled, make_fund, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return Desk.make()


def funded(desk):
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
        receive(fund, 50_000, actor=desk.finance)
    return fund


def merged_by(desk, kept, merged) -> Merge:
    with entered_as(desk.manager):
        keys = [conflict.key for conflict in conflicts_of(kept=kept, merged=merged)]
        record = merge(kept=kept, merged=merged, actor=desk.manager, acknowledged=keys, reason="同一人，号码录错")
        return Merge.objects.get(pk=record.pk)


def test_money_for_one_period_twice_is_said_and_paid_once(desk):
    make_program("TA", form="totals")
    kept, merged = (enrolment.person for enrolment in make_due(desk, 2))
    with entered_as(desk.manager):
        kinds = [conflict.kind for conflict in conflicts_of(kept=kept, merged=merged)]
        assert sorted(kinds) == ["paid-twice", "same-program", "two-numbers"]
    merged_by(desk, kept, merged)
    batch = make_batch(desk, fund=funded(desk))
    with entered_as(desk.manager):
        assert Payment.objects.get(batch=batch).person_id == kept.pk
        assert Omission.objects.get(batch=batch).reason == "merged"
        found = MergeConflict.objects.standing().get(kind="paid-twice")
        assert (found.program, found.detail["period"]) == ("TA", "2013") and "1,000.00" in found.sentence


def test_what_only_the_merged_record_is_due_is_paid_as_the_kept_one_says(desk):
    make_program("TA", form="totals")
    [enrolment] = make_due(desk, 1)
    merged = enrolment.person
    make_program("TB", form="totals")
    kept = make_enrolled(desk, program="TB", name="王秀瑛").person
    merged_by(desk, kept, merged)
    batch = make_batch(desk, fund=funded(desk))
    with entered_as(desk.manager):
        payment = Payment.objects.get(batch=batch)
        # For the record that it was worked out for, in the name of the one that is left.
        assert (payment.person_id, payment.name) == (merged.pk, "王秀瑛")
        assert payment.account_tail in {account.tail for account in kept.payaccounts.all()}
        request = RequestFactory().get("/")
        request.user = desk.manager
        assert [row.pk for row in payments_of(request, kept)["payments"]] == [payment.pk], "her page shows it"
        printed = statements.of_person(kept)
        assert [row.pk for row in printed.payments] == [payment.pk], "and so does her statement"
        assert {one.program_id for one in printed.enrolments} == {"TA", "TB"}


def test_nothing_more_is_due_under_what_the_merge_ended(desk):
    make_program("TA", form="totals", benefit={"kind": "month", "amount": "600"})
    kept, merged = (make_enrolled(desk, starts_on=date(2026, 1, 1)) for _ in range(2))
    merged_by(desk, kept.person, merged.person)
    with entered_as(desk.manager):
        for period in ("2026-02", "2026-11", "2026-12"):
            entitlements.generate(program="TA", period=period, actor=desk.manager)
        assert set(Entitlement.objects.values_list("enrolment", flat=True)) == {kept.pk}


def test_what_was_worked_out_since_stands_in_the_way(desk):
    make_program("TA", form="totals")
    moved = make_enrolled(desk)
    make_program("TB", form="totals")
    kept = make_enrolled(desk, program="TB").person
    record = merged_by(desk, kept, moved.person)
    # In a test all is one transaction, and one time: the merge was a while ago.
    with entered_as(desk.manager):
        entitlements.generate(program="TA", period="2013", actor=desk.manager)
        record.made_at = record.made_at.replace(year=2020)
        assert any("1" in said for said in unmerging.obstacles(merge=record))
    with entered_as(desk.caseworker), refused("not-allowed"):
        unmerging.undo(merge=record, actor=desk.caseworker, reason="看错了人")
