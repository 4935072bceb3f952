"""Money that comes back, in a browser: the bank's file is looked through, its own code explained, taken over, and what
it returned is paid again to a corrected account."""

import csv
import io

import pytest
from playwright.sync_api import expect

from programs.payments.models import Batch
from registry.core import scope, vault
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, check, make_due, make_fund, make_sent, receive
from tests.payments.test_returns import new_account

PASSWORD = "money-that-comes-back-1"


@pytest.fixture
def world(transactional_db, live_server):
    make_program("TA", form="totals")
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
        receive(fund, 10_000, actor=desk.finance)
    people = make_due(desk, 3)
    batch = make_sent(desk, fund=fund)
    for account in (desk.finance, desk.manager):
        with scope.entered(scope.ACCOUNT_KEEPER):
            account.set_password(PASSWORD)
            account.save()
    return live_server.url, desk, people, batch


def bank_file(desk, batch) -> bytes:
    """As a bank writes it: one arrived, one came back, one has the wrong amount."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["序号", "户名", "账号", "金额", "处理结果", "失败原因"])
    words = [("1", ""), ("失败", "户名不符"), ("1", "")]
    with entered_as(desk.finance):
        for payment, (status, reason) in zip(batch.payments.order_by("sequence"), words, strict=True):
            account = vault.open_sealed(payment.account_sealed, row=payment.pk, field="account")
            amount = payment.amount + (1 if payment.sequence == 3 else 0)
            writer.writerow([payment.sequence, payment.payee, account, amount, status, reason])
    return out.getvalue().encode("gb18030")


def test_returned_and_paid_again(world, browser, shot):
    url, desk, people, batch = world
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{url}/staff/login/")
    page.fill("input[name=username]", desk.finance.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{url}/staff/")

    page.goto(f"{url}/staff/money/batches/{batch.pk}/")
    file = {"name": "回盘.csv", "mimeType": "text/csv", "buffer": bank_file(desk, batch)}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="核对", exact=True).click()
    page.wait_for_url("**/money/answers/**")
    expect(page.get_by_text("1,001.00").first).to_be_visible()
    shot(page, "asked")
    page.get_by_label("“1”").select_option(label="已到账")
    page.get_by_role("button", name="重新核对", exact=True).first.click()
    page.wait_for_load_state()
    shot(page, "told")
    page.get_by_role("button", name="入账 2 行").click()
    page.wait_for_url(f"**/batches/{batch.pk}/")
    expect(page.locator(".state", has_text="退票").first).to_be_visible()

    with entered_as(desk.finance):
        back = batch.payments.get(state="returned")
    new_account(desk, next(one for one in people if one.pk == back.enrolment_id), 880)
    page.reload()
    page.get_by_role("button", name="重发可以重发的").click()
    page.wait_for_load_state()
    expect(page.get_by_text(batch.number).first).to_be_visible()
    with entered_as(desk.finance):
        again = Batch.objects.get(reissue=True)
        assert again.payments.get().replaces_id == back.pk
    check(again, desk)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (f"batches/{batch.pk}/", f"batches/{again.pk}/"):
            page.goto(f"{url}/staff/money/{address}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
