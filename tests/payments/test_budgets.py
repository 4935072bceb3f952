"""Budgets: planned in versions, spent from the approval of a batch on, county by county."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from programs.catalogue.models import Program
from programs.payments.models import Budget
from programs.payments.services import batches, budgets, returns, settlement
from registry.core.errors import RULE_SENTENCES, rule_of
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program
from tests.factories.money import check, make_batch, make_checked, make_due, make_sent
from tests.payments.test_rules import APPROVE, SIGN, broken
from tests.payments.test_staff import as_


def plan(desk, fund, amount, **kw):
    kw = {"program": Program.objects.get(pk="TA"), "year": 2013} | kw
    with entered_as(desk.finance):
        return budgets.plan(fund=fund, amount=Decimal(amount), actor=desk.finance, **kw)


def seen(desk) -> dict:
    with entered_as(desk.auditor):
        lines = budgets.lines(program=Program.objects.get(pk="TA"), year=2013)
        return {line.budget.county: (int(line.budget.amount), int(line.committed), int(line.left)) for line in lines}


def test_planned_committed_left(desk, fund):
    make_due(desk, 2)
    make_due(desk, 1, area="341881001001")
    plan(desk, fund, 2_500)
    plan(desk, fund, 1_500, county="341802")
    batch = make_batch(desk, fund=fund)
    assert seen(desk) == {"": (2_500, 0, 2_500), "341802": (1_500, 0, 1_500)}, "only made, not approved"
    batch = check(batch, desk)
    with entered_as(desk.finance):
        beyond = {one.county: (int(one.left), int(one.yuan)) for one in budgets.exceeded_by(batch)}
        assert beyond == {"": (2_500, 500), "341802": (1_500, 500)}
        for nothing in ("", " "):
            with refused("batch_within_budgets"):
                batches.approve(batch=batch, actor=desk.finance, beyond_budget=nothing)
        batches.approve(batch=batch, actor=desk.finance, beyond_budget="市政府专题会议同意先行发放")
        assert list(batch.approvals.order_by("at").values_list("step", "beyond_budget")) == [
            ("check", ""), ("approval", "市政府专题会议同意先行发放"),
        ]  # fmt: skip
    assert seen(desk) == {"": (2_500, 3_000, -500), "341802": (1_500, 2_000, -500)}
    with entered_as(desk.finance):
        batches.cancel(batch=batch, actor=desk.finance, reason="超预算")
    plan(desk, fund, 3_000, reason="追加预算", document="宣财预〔2013〕9号")
    assert seen(desk)[""] == (3_000, 0, 3_000)
    with entered_as(desk.auditor):
        assert list(Budget.objects.filter(county="").order_by("version").values_list("amount", flat=True)) == [
            2500,
            3000,
        ]


@pytest.mark.parametrize(("changes", "code"), [
    ({"amount": "-1"}, "amount"), ({"year": 13}, "year"), ({"county": "341802001"}, "county"), ({"amount": "1"}, "reason"),
])  # fmt: skip
def test_what_is_refused(desk, fund, changes, code):
    plan(desk, fund, 5)
    with refused(code):
        plan(desk, fund, **({"amount": "5"} | changes))


def test_for_its_programs_by_finance(desk, fund):
    other = make_program("TB", form="never")
    with refused("fund-program"):
        plan(desk, fund, 5, program=other)
    with entered_as(desk.manager), refused("not-allowed"):
        budgets.plan(fund=fund, program=Program.objects.get(pk="TA"), year=2013, amount=Decimal(5), actor=desk.manager)


def test_around_the_service(desk, fund):
    plan(desk, fund, 5)
    insert = (
        "INSERT INTO payments_budget (id, fund_id, program_id, year, county, version, amount, document, reason)"
        " VALUES (payments_uuid7(), %s, 'TA', 2013, '', %s, %s, '', %s)"
    )
    for params, rule in (
        ([fund.pk, 1, 5, ""], "budget_version_once"), ([fund.pk, 2, -5, "x"], "budget_not_below_nothing"),
        ([fund.pk, 2, 5, ""], "budget_changed_with_reason"),
    ):  # fmt: skip
        with entered_as(desk.finance), pytest.raises(DatabaseError) as caught, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(insert, params)
        assert rule_of(caught.value) == rule and rule in RULE_SENTENCES
    with entered_as(desk.finance):
        made = Budget.objects.get()
        assert made.made_by_id == desk.finance.pk
        with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            Budget.objects.update(amount=9)


def test_on_the_program_page(client, desk, fund):
    as_(client, desk.finance)
    address = reverse("money:plan", args=["TA"])
    given = {"fund": fund.pk, "year": "2013", "county": "341802", "amount": "1500.00"}
    assert client.post(address, given).status_code == 302
    again = client.post(address, given)
    assert again.status_code == 200 and "预算" in again.content.decode()
    page = client.get(reverse("money:program", args=["TA"]), {"year": "2013"}).content.decode()
    assert "1,500.00" in page


def test_the_batch_says_so_before_it_is_approved(client, desk, fund):
    make_due(desk, 2)
    plan(desk, fund, 5_000)
    plan(desk, fund, 1_500, county="341802")
    batch = make_checked(desk, fund=fund)
    address = reverse("money:batch", args=[batch.pk])
    page = as_(client, desk.finance).get(address)
    [warning] = page.context["beyond"]
    assert "1,500.00" in warning and "500.00" in warning and warning in page.content.decode()
    act = reverse("money:batch-act", args=[batch.pk, "approve"])
    assert "说明理由" in client.post(act, follow=True).content.decode()
    assert client.get(address).context["batch"].state == "checked"
    client.post(act, {"beyond_budget": "年中追加，文件随后"})
    page = client.get(address)
    assert page.context["batch"].state == "approved" and page.context["beyond"] == []
    assert "年中追加，文件随后" in page.content.decode()


def test_a_reason_is_kept_only_where_one_is_needed(desk, fund):
    make_due(desk, 2)
    plan(desk, fund, 2_000)
    with entered_as(desk.finance):
        batch = batches.approve(batch=make_checked(desk, fund=fund), actor=desk.finance, beyond_budget="用不着")
        assert set(batch.approvals.values_list("beyond_budget", flat=True)) == {""}


def test_what_is_paid_again_counts_once(desk, fund):
    make_due(desk, 2)
    plan(desk, fund, 2_000)
    batch = make_sent(desk, fund=fund)
    with entered_as(desk.finance):
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", reason="timeout")
        again = returns.reissue(batch=batch, actor=desk.finance)
    assert seen(desk) == {"": (2_000, 0, 2_000)}
    again = check(again, desk)
    with entered_as(desk.manager):
        batches.approve(batch=again, actor=desk.manager)
    assert seen(desk) == {"": (2_000, 2_000, 0)}


def test_beyond_a_budget_around_the_service(desk, fund):
    make_due(desk, 2)
    batch = make_checked(desk, fund=fund)
    plan(desk, fund, 5_000)
    with entered_as(desk.finance):
        with connection.cursor() as cursor:  # signed while it was within
            cursor.execute(SIGN, [batch.pk, "approval", desk.finance.pk])
    plan(desk, fund, 1_500, reason="预算调减")
    with entered_as(desk.finance):
        assert broken(APPROVE, [desk.finance.pk, batch.pk]) == "batch_within_budgets"
    other = make_account("finance")
    with entered_as(other):
        assert broken(SIGN, [batch.pk, "approval", other.pk]) == "batch_within_budgets"


def test_a_county_sees_that_the_budget_of_the_city_is_spent(desk, fund):
    """By its own rows alone there would be room."""
    make_due(desk, 2, area="341881001001")
    plan(desk, fund, 2_500)
    with entered_as(desk.finance):
        batches.approve(batch=make_checked(desk, fund=fund), actor=desk.finance)
    make_due(desk, 1)
    batch = make_checked(desk, fund=fund, area="341802")
    county = make_account("finance", "341802")
    with entered_as(county), refused("batch_within_budgets"):
        batches.approve(batch=batch, actor=county)
