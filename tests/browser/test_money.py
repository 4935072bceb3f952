"""The screens about money, in Chinese, on a desk and on a phone: nothing runs out of the page."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from programs.payments.models import Entitlement
from programs.payments.services import allotments, batches, budgets, dated, entitlements, returns, settlement
from registry.core import scope
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_checked, make_enrolled, make_fund, receive
from tests.payments.test_returns import new_account

PASSWORD = "walk-the-whole-way-1"
DRAWN = {"code": "drawn", "zh": "已领低保金", "en": "Drawn", "kind": "money"}
WIDTHS = (1280, 390)


@pytest.fixture
def city(transactional_db, live_server):
    make_program("TC", form="never", benefit={"kind": "month", "amount": "600", "top_up": "drawn"}, fields=[DRAWN])
    desk = Desk.make()
    with scope.entered(scope.ACCOUNT_KEEPER):
        for account in (desk.manager, desk.finance, desk.auditor, desk.caseworker):
            account.set_password(PASSWORD)
            account.save()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TC",), name="宣城市儿童福利专项资金", purpose="用于保障儿童基本生活")
        receive(fund, 50_000, actor=desk.finance)
    child = make_enrolled(desk, program="TC", starts_on=date(2013, 4, 1), answers={"drawn": "200"}, name="陈小雨")
    make_enrolled(desk, program="TC", starts_on=date(2013, 4, 1), name="欧阳·阿依古丽")
    for month in range(4, 10):
        with entered_as(desk.manager):
            entitlements.generate(program="TC", period=f"2013-{month:02}", actor=desk.manager)
    for month in (4, 5, 6):
        batch = make_checked(desk, fund=fund, program="TC", period=f"2013-{month:02}")
        with entered_as(desk.finance):
            batches.approve(batch=batch, actor=desk.finance)
            batches.send(batch=batch, actor=desk.finance)
            if month < 6:
                batches.confirm(batch=batch, actor=desk.finance)
    with entered_as(desk.caseworker):
        dated.record(enrolment=child, field="drawn", value="0", since=date(2013, 5, 1), reason="低保停发通知",
                     actor=desk.caseworker)  # fmt: skip
        type(child.person).objects.filter(pk=child.person_id).update(died_on=date(2013, 7, 20))
    return live_server.url, desk, fund, child, batch


@pytest.fixture
def look(browser, city, shot):
    """Open an address as an account at each width; what runs out of the page fails."""
    desks: dict = {}

    def logged_in(account):
        if account.pk not in desks:
            page = browser.new_context(locale="zh-CN").new_page()
            page.goto(f"{city[0]}/staff/login/")
            page.fill("input[name=username]", account.username)
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_url(f"{city[0]}/staff/")
            desks[account.pk] = page
        return desks[account.pk]

    def at(account, address, name, press=None):
        page = logged_in(account)
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        answer = page.goto(f"{city[0]}{address}")
        assert answer.status == 200, f"{address}: {answer.status}"
        page.evaluate("document.querySelectorAll('main details').forEach(part => part.open = true)")
        if press:
            page.get_by_role("button", name=press).click()
            page.wait_for_load_state()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} runs out at {width}"
        shot(page, name)
        return page

    yield at
    for page in desks.values():
        page.context.close()


def test_corrections(city, look):
    _url, desk, _fund, child, _batch = city
    address = reverse("money:enrolment", args=[child.pk])
    look(desk.manager, reverse("money:recalculate") + "?program=TC&since=2013-04", "again")
    look(desk.caseworker, address, "enrolment-before", press="保存")
    page = look(desk.manager, reverse("money:recalculate") + "?program=TC&since=2013-04", "again-done",
                press="登记这些更正")  # fmt: skip
    assert "没有差异" in page.content()
    look(desk.manager, address, "enrolment")
    look(desk.manager, reverse("money:entitlements") + "?program=TC&period=2013-08", "entitlements")
    with entered_as(desk.manager):
        assert Entitlement.objects.filter(why="died").count() == 2


def test_funds(city, look):
    _url, desk, fund, _child, _batch = city
    other = make_fund(programs=("TC",), name="宣城市妇女儿童发展基金（社会捐赠）")
    with entered_as(desk.manager):
        allotments.ask(source=fund, target=other, amount=Decimal("12000.00"), reason="年末调剂，补足儿童生活补贴缺口",
                       document="宣财预〔2013〕88号", actor=desk.manager)  # fmt: skip
    page = look(desk.finance, reverse("money:allotments"), "allotments", press="提交申请")
    assert "必需" in page.content()
    page.goto(f"{city[0]}{reverse('money:allotments')}")
    page.set_viewport_size({"width": 390, "height": 900})
    approve = page.get_by_role("button", name="批准", exact=True)
    for part in (approve, page.get_by_role("cell", name="12,000.00")):
        box = part.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, "on a phone one sees what waits and how much it is"
    approve.click()
    page.wait_for_load_state()
    assert "已批准并划转" in page.content()
    look(desk.finance, reverse("money:fund", args=[other.pk]), "fund")
    look(desk.finance, reverse("money:fund-change", args=[fund.pk]), "fund-change")
    look(desk.auditor, reverse("money:funds"), "funds")


STAYING = """
() => [...document.querySelectorAll("table.listing")].filter(t => t.querySelector(".stays")).map(table => {
    const frame = table.closest(".scroll"), edge = frame.getBoundingClientRect().left
    const cells = row => [...row.querySelectorAll(".stays")]
    const places = () => [...table.rows].map(row => cells(row).map(c => c.getBoundingClientRect().left - edge))
    frame.scrollLeft = 0
    const before = places()
    frame.scrollLeft = 150
    const after = places(), moved = frame.scrollLeft
    const columns = [...table.rows].map(row => cells(row).reduce((sum, cell) => sum + cell.colSpan, 0))
    const apart = [...table.rows].every(row => cells(row).every((cell, n, all) =>
        !n || cell.getBoundingClientRect().left >= all[n - 1].getBoundingClientRect().left + 40))
    const seen = [...table.rows].every(row => cells(row).every(cell => {
        const box = cell.getBoundingClientRect()
        return box.width >= 40 && box.right <= frame.getBoundingClientRect().right
            && getComputedStyle(cell).backgroundColor !== "rgba(0, 0, 0, 0)"
    }))
    return {before, after, moved, columns: [...new Set(columns)], apart, seen}
})
"""


def test_on_a_phone_who_a_row_is_about_stays_in_sight(city, look):
    """In each table of money: as many columns stay in every row, on top of each other never, while the others scroll."""
    _url, desk, fund, _child, batch = city
    for address, name, columns in (
        (reverse("money:funds"), "stays-funds", [[1], [1], [1]]),
        (reverse("money:fund", args=[fund.pk]), "stays-fund", [[1]]),
        (reverse("money:program", args=["TC"]), "stays-program", [[2]]),
        (reverse("money:batches"), "stays-batches", [[1]]),
        (reverse("money:batch", args=[batch.pk]), "stays-batch", [[1]]),
        (reverse("money:entitlements") + "?program=TC&period=2013-06", "stays-entitlements", [[1]]),
    ):
        page = look(desk.finance, address, name)
        page.set_viewport_size({"width": 390, "height": 900})
        # The menu slides away, and the tables have its place then.
        page.wait_for_function("document.querySelector('.scroll').getBoundingClientRect().left < 40")
        tables = page.evaluate(STAYING)
        assert [table["columns"] for table in tables] == columns, name
        for table in tables:
            assert table["apart"] and table["seen"], name
            # A first column doesn't move at all; one further in stops at the edge.
            for before, after in zip(table["before"], table["after"], strict=True):
                for was, now in zip(before, after, strict=True):
                    assert now >= 0 and was - now < max(table["moved"], 1), (name, was, now)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_overview_and_statements(city, look):
    _url, desk, fund, child, batch = city
    with entered_as(desk.finance):
        paid, back = batch.payments.select_related("enrolment__person").order_by("sequence")
        batches.confirm(batch=batch, actor=desk.finance, payments=[paid])
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", payments=[back], reason="closed")
    new_account(desk, back.enrolment, 703)
    with entered_as(desk.finance):
        returns.reissue(batch=batch, actor=desk.finance)
    look(desk.manager, reverse("money:funds"), "overview")
    look(desk.auditor, reverse("money:fund", args=[fund.pk]) + "?kind=paid", "fund-paid")
    page = look(desk.finance, reverse("money:program", args=["TC"]), "program")
    assert "退票后重发的款项在合计中只计一次" in page.content()
    page = look(
        desk.finance, reverse("money:program", args=["TC"]) + f"?year=2013&kind=paid&on={date.today()}", "program-day"
    )
    page.get_by_role("button", name="查看", exact=True).last.click()
    page.wait_for_load_state()
    assert parse_qs(urlsplit(page.url).query) == {"year": ["2013"], "kind": ["paid"], "on": [f"{date.today()}"]}
    look(desk.auditor, reverse("money:payment", args=[paid.pk]), "payment")
    look(desk.auditor, reverse("money:slip", args=[paid.pk]), "receipt")
    look(desk.auditor, reverse("money:person", args=[child.person_id]), "person")
    look(desk.auditor, reverse("money:fund-statement", args=[fund.pk]) + "?since=2013-01-01", "fund-statement")
    look(desk.caseworker, reverse("people:detail", args=[child.person_id]), "person-page")


def test_approval_bands(city, look):
    _url, desk, *_rest = city
    page = look(desk.manager, reverse("money:approvals"), "approvals", press="保存")
    assert "必需" in page.content()
    look(desk.finance, reverse("money:approvals"), "approvals-read")


def test_what_to_look_at_before_approval(city, look):
    _url, desk, fund, child, sent = city
    page = look(desk.finance, reverse("money:batch", args=[sent.pk]), "batch-sent")
    assert "市级通用格式（CSV，GB18030）" in page.content()
    with entered_as(desk.finance):
        budgets.plan(fund=fund, program=child.program, year=2013, amount=Decimal(3000), actor=desk.finance)
    batch = make_checked(desk, fund=fund, program="TC", period="2013-07")
    page = look(desk.finance, reverse("money:batch", args=[batch.pk]), "batch-before-approval")
    assert "已于 2013-07-20 去世" in page.content() and "将超出" in page.content()
