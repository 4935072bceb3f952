"""Money asked back, in a browser: from the payment to the claim, what came back, instalments, and a waiver that another
account approves."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from programs.payments.models import Claim
from programs.payments.services import batches, budgets, entitlements, recovery
from registry.core import scope
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_checked, make_due, make_fund, make_sent, receive

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
    other.set_viewport_size({"width": 390, "height": 900})
    approve = other.get_by_role("button", name="批准", exact=True)
    for part in (approve, other.get_by_role("cell", name="450.00").first):
        box = part.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, "on a phone one sees what waits and how much it is"
    approve.click()
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


@pytest.fixture
def setting_off(transactional_db, live_server):
    """A claim of which 300 yuan are to be set off in a batch that goes beyond its budget, and 100 that came back."""
    make_program("TS", form="never", benefit={"kind": "month", "amount": "1000"}, payment={"offset_share": 30})
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TS",))
        receive(fund, 10_000, actor=desk.finance)
    make_due(desk, 2, program="TS", period="2013-01")
    first = make_sent(desk, fund=fund, program="TS", period="2013-01")
    with entered_as(desk.finance):
        batches.confirm(batch=first, actor=desk.finance)
        payment = first.payments.get(sequence=1)
        claim = recovery.claim(payment=payment, amount=Decimal(500), reason="重复享受其他补贴", actor=desk.finance)
        recovery.record(claim=claim, amount=Decimal(100), note="收据第3号", actor=desk.finance)
        budgets.plan(fund=fund, program=first.program, year=2013, amount=Decimal(3500), actor=desk.finance)
    with entered_as(desk.manager):
        entitlements.generate(program="TS", period="2013-02", actor=desk.manager)
        entitlements.generate(program="TS", period="2013-03", actor=desk.manager)
    batch = make_checked(desk, fund=fund, program="TS", period="2013-02")
    for account in (desk.finance, desk.manager):
        with scope.entered(scope.ACCOUNT_KEEPER):
            account.set_password(PASSWORD)
            account.save()
    return live_server.url, desk, claim, batch


def test_set_off_beyond_a_budget_and_taken_back(setting_off, browser, shot):
    url, desk, claim, batch = setting_off
    manager = signed_in(browser, url, desk.manager)
    manager.goto(f"{url}/staff/money/batches/make/?program=TS&period=2013-03")
    expect(manager.get_by_text("抵扣待追回款", exact=True)).to_be_visible()
    shot(manager, "make")
    page = signed_in(browser, url, desk.finance)
    page.goto(f"{url}/staff/money/batches/{batch.pk}/")
    expect(page.get_by_text("实发 1,700.00 元")).to_be_visible()
    shot(page, "batch")
    page.fill("[name=beyond_budget]", "年中追加预算，文件随后")
    page.get_by_role("button", name="批准", exact=True).click()
    page.wait_for_load_state()
    expect(page.get_by_text("超出预算：年中追加预算，文件随后")).to_be_visible()
    page.goto(f"{url}/staff/money/claims/{claim.pk}/")
    page.get_by_text("登记有误", exact=True).click()
    page.fill("details[open] [name=reason]", "记在了另一人名下")
    page.get_by_role("button", name="申请撤销", exact=True).click()
    page.wait_for_load_state()
    expect(page.get_by_text("记在了另一人名下")).to_be_visible()
    shot(page, "claim")
    today = timezone.localdate().isoformat()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (f"claims/{claim.pk}/", f"batches/{batch.pk}/", f"programs/TS/?on={today}",
                        f"people/{claim.payment.person_id}/"):  # fmt: skip
            page.goto(f"{url}/staff/money/{address}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    page.goto(f"{url}/staff/money/programs/TS/?on={today}")
    shot(page, "program")
    page.goto(f"{url}/staff/money/people/{claim.payment.person_id}/")
    shot(page, "statement")
    manager.context.close()
    page.context.close()
