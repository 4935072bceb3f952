"""A program pays in the months that its rules name; in another one a batch says why."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.payments.services import batches, returns, settlement
from registry.core.ids import uuid7
from tests.expect import refused
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_batch, make_due, make_fund, make_sent, receive
from tests.payments.test_rules import broken
from tests.payments.test_staff import as_

INSERT = (
    "INSERT INTO payments_batch (id, number, program_id, area, period, fund_id, state, method, reissue, round, "
    "approvals_needed, count, total, note, made_by_id, made_at, sent_back_reason, reason, outside_months) "
    "VALUES (%s, 'X1', 'TQ', '3418', '2013', %s, 'made', 'bank', false, 1, 1, 0, 0, '', %s, now(), '', '', %s)"
)


def now_and_then() -> tuple[int, int]:
    """This month, and one that it isn't."""
    month = timezone.localdate().month
    return month, month % 12 + 1


@pytest.fixture
def desk(db) -> Desk:
    make_program("TQ", form="never", payment={"months": [now_and_then()[1]]})
    return Desk.make()


@pytest.fixture
def fund(desk):
    with entered_as(desk.finance):
        fund = make_fund(programs=("TQ",))
        receive(fund, 10_000, actor=desk.finance)
    return fund


def test_in_another_month_with_a_reason_only(desk, fund):
    make_due(desk, 2, program="TQ")
    for nothing in ("", " "):
        with refused("batch_in_its_months") as caught:
            make_batch(desk, fund=fund, program="TQ", outside_months=nothing)
    assert str(now_and_then()[1]) in str(caught.value)
    batch = make_batch(desk, fund=fund, program="TQ", outside_months="三月资金未到位，补发")
    assert batch.outside_months == "三月资金未到位，补发"
    with entered_as(desk.manager):
        assert broken("UPDATE payments_batch SET outside_months = '别的'") == "batch_facts_frozen"


def test_in_its_months_none_is_asked_for_or_kept(desk, fund):
    make_program("TR", form="never", payment={"months": list(now_and_then())})
    make_due(desk, 1, program="TR")
    with entered_as(desk.finance):
        also = make_fund(programs=("TR",))
    assert make_batch(desk, fund=also, program="TR", outside_months="用不着").outside_months == ""


def test_what_came_back_is_paid_again_in_any_month(desk, fund):
    make_due(desk, 1, program="TQ")
    batch = make_sent(desk, fund=fund, program="TQ", outside_months="补发")
    with entered_as(desk.finance):
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", reason="timeout")
        assert returns.reissue(batch=batch, actor=desk.finance).outside_months == ""


def test_around_the_service(desk, fund):
    with entered_as(desk.manager):
        assert broken(INSERT, [uuid7(), fund.pk, desk.manager.pk, ""]) == "batch_in_its_months"


def test_the_form_asks_where_it_must(client, desk, fund):
    make_due(desk, 1, program="TQ")
    address = f"{reverse('money:batch-make')}?program=TQ&period=2013"
    page = as_(client, desk.manager).get(address)
    assert f"{now_and_then()[1]}" in str(page.context["form"]["outside_months"].help_text)
    given = {"fund": fund.pk, "area": "3418", "method": "bank", "note": ""}
    assert client.post(address, given).context["form"].errors.keys() == {"outside_months"}
    made = client.post(address, given | {"outside_months": "学校名单迟报"}, follow=True)
    assert "学校名单迟报" in made.content.decode()
    with entered_as(desk.manager):
        assert batches.other_months("TQ") == (now_and_then()[1],)
