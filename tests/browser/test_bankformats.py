"""A bank's format, in a browser: set up with its example, saved, chosen for a batch, and the file as the bank wants it."""

import pytest
from playwright.sync_api import expect

from registry.core import scope
from tests.browser.test_recovery import PASSWORD, signed_in
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_due, make_fund, make_sent, receive


@pytest.fixture
def world(transactional_db, live_server):
    make_program("TA", form="totals")
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
        receive(fund, 10_000, actor=desk.finance)
    make_due(desk, 2)
    with scope.entered(scope.ACCOUNT_KEEPER):
        desk.finance.set_password(PASSWORD)
        desk.finance.save()
    return live_server.url, desk, make_sent(desk, fund=fund)


def test_set_up_with_an_example_and_taken(world, browser, shot):
    url, desk, batch = world
    page = signed_in(browser, url, desk.finance)
    page.goto(f"{url}/staff/money/formats/")
    shot(page, "list")
    page.get_by_role("link", name="设置格式").click()
    for name, value in {
        "name": "农行代发（竖线）", "bank": "农业银行", "above": "{batch}|{count}|{total}", "below": "END",
        "codes": "农业银行 103", "heading_0": "客户编号", "heading_1": "收款账号", "heading_2": "户名",
        "heading_3": "行号", "heading_4": "金额（分）",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    for name, value in {
        "kind": "text", "separator": "|", "encoding": "gb18030", "holds_0": "payment", "holds_1": "account",
        "holds_2": "payee", "holds_3": "bank_code",
    }.items():  # fmt: skip
        page.select_option(f"[name={name}]", value)
    page.get_by_role("button", name="预览示例").click()
    expect(page.get_by_text("须有账号列和金额列")).to_be_visible()
    page.select_option("[name=holds_4]", "fen")
    page.get_by_role("button", name="预览示例").click()
    expect(page.locator("pre")).to_contain_text("FF00000000-0000-2|6200000000000000002|示例乙|103|123450")
    shot(page, "example")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/money/formats/*/")
    shot(page, "saved")
    page.goto(f"{url}/staff/money/batches/{batch.pk}/")
    page.select_option("#format", label="农行代发（竖线） 1")
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载文件").click()
    text = taken.value.path().read_bytes().decode("gb18030")
    assert text.startswith(f"{batch.number}|2|2000.00\r\n客户编号|") and text.endswith("|103|100000\r\nEND\r\n")
    page.reload()
    expect(page.get_by_text("最近一次按“农行代发（竖线）”第 1 版生成。")).to_be_visible()
    shot(page, "batch")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("formats/", "formats/add/", f"batches/{batch.pk}/"):
            page.goto(f"{url}/staff/money/{address}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()
