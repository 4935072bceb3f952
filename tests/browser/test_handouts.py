"""Handing out in a village hall, on a phone: line by line, the photograph of the signed sheet, and finance at a desk."""

import pytest
from playwright.sync_api import expect

from beneficiaries.services.intake import NewRelation
from registry.core import scope
from tests.browser.test_recovery import PASSWORD, signed_in
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import PNG, VILLAGE, make_program
from tests.factories.money import DAY, Desk, make_due, make_fund, make_sent, receive
from tests.payments.test_handouts import BAGS


@pytest.fixture
def world(transactional_db, live_server):
    make_program("TG", form="totals", benefit=BAGS)
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TG",))
        receive(fund, 10_000, actor=desk.finance)
    mother = NewRelation(kind="52", name="陈秀兰", guardian=True, since=DAY)
    for name in ("王小花", "李小芳", "赵小雨"):
        make_due(desk, 1, program="TG", account=False, name=name, birth_date=DAY.replace(year=2012), relations=[mother])
    batch = make_sent(desk, fund=fund, program="TG", method="cash")
    worker = make_account("caseworker", VILLAGE)
    for account in (worker, desk.finance):
        with scope.entered(scope.ACCOUNT_KEEPER):
            account.set_password(PASSWORD)
            account.save()
    return live_server.url, desk, worker, batch


def test_from_the_hall_to_the_ledger(world, browser, shot):
    url, desk, worker, batch = world
    page = signed_in(browser, url, worker)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/staff/money/hand-outs/")
    shot(page, "batches")
    page.get_by_role("link", name=batch.number).click()
    shot(page, "lines")
    page.get_by_role("link", name="王小花").click()
    page.get_by_text("监护人 陈秀兰（母亲，已登记）领取").click()
    page.get_by_role("button", name="保存并登记下一笔").click()
    expect(page.get_by_text("请填写其身份证后四位")).to_be_visible()
    shot(page, "line")
    page.fill("[name=id_tail]", "204x")
    page.get_by_role("button", name="保存并登记下一笔").click()
    expect(page.locator(".money-give")).to_contain_text("李小芳")
    page.get_by_text("未发放：未到场").click()
    page.get_by_role("button", name="保存并登记下一笔").click()
    page.get_by_text("他人代领").click()
    page.fill("[name=name]", "周大勇")
    page.select_option("[name=relation]", label="舅父")
    page.fill("[name=id_tail]", "1234")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**/hand-outs/{batch.pk}/")
    page.set_input_files("#file", {"name": "签字表.png", "mimeType": "image/png", "buffer": PNG})
    shot(page, "sheet")
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("已上传，对应 3 笔，待财务确认入账。")).to_be_visible()
    shot(page, "handed-in")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("hand-outs/", f"hand-outs/{batch.pk}/"):
            page.goto(f"{url}/staff/money/{address}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()

    other = signed_in(browser, url, desk.finance)
    other.goto(f"{url}/staff/money/batches/{batch.pk}/")
    shot(other, "batch")
    other.get_by_role("button", name="确认入账").click()
    expect(other.get_by_text("已确认入账：已领取的记为已发放，未发放的记为退回。")).to_be_visible()
    shot(other, "taken-over")
    other.context.close()
    with entered_as(desk.finance):
        assert list(batch.payments.order_by("sequence").values_list("state", flat=True)) == ["paid", "returned", "paid"]
