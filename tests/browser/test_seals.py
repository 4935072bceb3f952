"""A receipt, from the desk to the page where anyone can check it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from wagtail.models import Page, Site

from cms.models import HomePage
from programs.ledger.services import sealing
from programs.payments.services import batches
from registry.core import scope
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_checked, make_due, make_fund, receive

PASSWORD = "seal-and-check-1"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture
def paid(transactional_db, live_server, outside_file):
    """A batch that is closed and sealed."""
    Site.clear_site_root_paths_cache()
    with scope.entered(scope.SITE_KEEPER):
        home = Page.objects.get(depth=1).add_child(instance=HomePage(title="首页", slug="start", slogan="登记清楚"))
        Site.objects.update(root_page=home)
    make_program("TA", form="totals")
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
        receive(fund, 10_000, actor=desk.finance)
    make_due(desk, 3)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance)
        batches.send(batch=batch, actor=desk.finance)
        batches.confirm(batch=batch, actor=desk.finance)
    sealing.seal_due()
    with scope.entered(scope.ACCOUNT_KEEPER):
        desk.manager.set_password(PASSWORD)
        desk.manager.save()
    yield live_server.url, desk, batch
    Site.clear_site_root_paths_cache()


def test_taken_at_the_desk_and_checked_by_anyone(browser, paid, tmp_path):
    url, desk, batch = paid
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{url}/staff/login/")
    page.fill("input[name=username]", desk.manager.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.goto(f"{url}/staff/money/batches/{batch.pk}/")
    with page.expect_download() as given:
        page.get_by_role("button", name="领取凭证").first.click()
    receipt = tmp_path / given.value.suggested_filename
    given.value.save_as(receipt)

    page.get_by_role("link", name=re.compile("第 [0-9]+ 号")).click()
    page.set_input_files("input[name=file]", receipt)
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.get_by_role("heading", name="相符", exact=True)).to_be_visible()
    expect(page.get_by_text(batch.number)).to_be_visible()

    page.fill("textarea[name=receipt]", receipt.read_text(encoding="utf-8").replace("1000.00", "9000.00"))
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.get_by_role("heading", name="不符", exact=True)).to_be_visible()

    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    found = Axe().run(page, options=RULES).response["violations"]
    assert [f"{v['id']} {v['nodes'][0]['html'][:120]}" for v in found] == []
    context.close()
