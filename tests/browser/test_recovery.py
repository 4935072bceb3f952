"""Money asked back, in a browser: from the payment to the claim, what came back, instalments, and a waiver that another
account approves."""

import pytest
from playwright.sync_api import expect

from programs.payments.models import Claim
from programs.payments.services import batches
from registry.core import scope
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_due, make_fund, make_sent, receive

PASSWORD = "money-asked-back-1"


@pytest.fixture
def world(transactional_db, live_server):
    make_program("TA", form="totals")
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
        receive(fund, 10_000, actor=desk.finance)
    make_due(desk, 2)
    batch = make_sent(desk, fund=fund)
    with entered_as(desk.finance):
        batches.confirm(batch=batch, actor=desk.finance)
        payment = batch.payments.get(sequence=1)
    for account in (desk.finance, desk.manager):
        with scope.entered(scope.ACCOUNT_KEEPER):
            account.set_password(PASSWORD)
            account.save()
    return live_server.url, desk, payment


def signed_in(browser, url, account):
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{url}/staff/login/")
    page.fill("input[name=username]", account.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{url}/staff/")
    return page


def fill(page, summary: str, button: str, **values):
    page.get_by_text(summary, exact=True).click()
    form = page.locator("details[open] form").first
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        field.select_option(value) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(value)
    form.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def test_asked_back_repaid_and_waived_by_another(world, browser, shot):
    url, desk, payment = world
    page = signed_in(browser, url, desk.finance)
    page.goto(f"{url}/staff/money/claims/")
    expect(page.get_by_text("暂无追回事项")).to_be_visible()
    page.goto(f"{url}/staff/money/payments/{payment.pk}/")
    page.get_by_role("link", name="要求追回").click()
    page.fill("[name=amount]", "1000.01")
    page.fill("[name=reason]", "六月起已享受其他救助")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已超过实际发放金额")).to_be_visible()
    assert page.get_by_text("Id", exact=True).count() == 0
    shot(page, "refused")
    page.fill("[name=amount]", "600")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/money/claims/**")
    fill(page, "商定分期退还", "确认分期", count="3", first="2026-10-15")
    expect(page.get_by_text("按分期计划，已逾期")).to_be_visible()
    fill(page, "登记退还款", "登记", amount="150", note="收款凭证第12号")
    fill(page, "申请核销", "提交申请", ground="waived", amount="450", reason="家中大病，无力退还")
    expect(page.locator("p.figure")).to_contain_text("450.00")
    shot(page, "claim")
    with entered_as(desk.finance):
        claim = Claim.objects.get()

    other = signed_in(browser, url, desk.manager)
    other.goto(f"{url}/staff/money/claims/")
    shot(other, "list")
    other.get_by_role("link", name=payment.name).click()
    other.get_by_role("button", name="批准", exact=True).click()
    other.wait_for_load_state()
    expect(other.locator(".state", has_text="已核销").first).to_be_visible()
    shot(other, "closed")
    for width in (1280, 390):
        other.set_viewport_size({"width": width, "height": 900})
        for address in (f"claims/{claim.pk}/", "claims/?state=all", f"payments/{payment.pk}/"):
            other.goto(f"{url}/staff/money/{address}")
            assert other.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(other, "payment")
    other.context.close()
    page.context.close()
