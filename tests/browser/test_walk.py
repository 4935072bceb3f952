"""The walk that the registry is for, in a browser: a woman is registered, applies, is passed up the chain by four
offices, and stands on a public list with one character of her name masked."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect
from wagtail.models import Page, Site

from beneficiaries.identity import resident_id
from cms.models import HomePage
from registry.core import scope
from registry.core.models import AccessLog
from tests.factories.accounts import entered_as
from tests.factories.enrolments import PDF, make_offices, make_program

PASSWORD = "walk-the-whole-way-1"
NUMBER = resident_id.make(region="341802", birth_date=date(1980, 3, 7), sequence=242, sex="2")


@pytest.fixture
def city(transactional_db, live_server):
    Site.clear_site_root_paths_cache()
    with scope.entered(scope.SITE_KEEPER):
        home = Page.objects.get(depth=1).add_child(instance=HomePage(title="首页", slug="start", slogan="登记清楚"))
        Site.objects.update(root_page=home)
    make_program("TA")
    offices = make_offices()
    for account in [offices.caseworker, *offices.reviewers.values()]:
        with scope.entered(scope.ACCOUNT_KEEPER):
            account.set_password(PASSWORD)
            account.save()
    yield live_server.url, offices
    Site.clear_site_root_paths_cache()


@pytest.fixture
def at_desk(browser, city):
    """A page of the staff site, logged in; the width of a phone for half of the offices."""
    contexts = []

    def open_as(account, width=1280):
        context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{city[0]}/staff/login/")
        page.fill("input[name=username]", account.username)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{city[0]}/staff/")
        return page

    yield open_as
    for context in contexts:
        context.close()


def test_registered_applied_passed_and_published(city, at_desk, browser):
    url, offices = city
    page = at_desk(offices.caseworker)

    # She isn't there yet; the number fills in sex and birth date by itself.
    page.fill("input[name=q]", "王秀英")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))
    page.goto(f"{url}/staff/people/add/")
    page.fill("input[name=name]", "王秀英")
    page.fill("input[name=id_number]", NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"))
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".help-critical, .error-message").first).to_be_visible()
    page.fill("input[name=id_number]", NUMBER)
    village = page.locator("select[name=area], select[name^=area]").last
    village.select_option(offices.village)
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(re.compile(r"/people/[0-9a-f-]{36}/"))
    person = page.url.rstrip("/").rsplit("/", 1)[-1]
    expect(page.get_by_text("1980-03-07").first).to_be_visible()
    assert NUMBER not in page.content()

    # The full number takes a purpose, and is on record.
    page.get_by_role("link", name="查看").first.click()
    page.fill("input[name=purpose]", "核对身份证原件")
    page.locator("main button[type=submit], main button.button").last.click()
    expect(page.get_by_text(NUMBER).first).to_be_visible()
    with entered_as(offices.caseworker):
        assert AccessLog.objects.get().purpose == "核对身份证原件"

    # She applies: answers, a paper, and off it goes.
    page.goto(f"{url}/staff/enrolments/apply/{person}/TA/")
    page.fill("[name=cause]", "病后困难")
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_load_state()
    page.set_input_files("input[type=file]", {"name": "表.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.locator("form[enctype] button").click()
    page.wait_for_load_state()
    enrolment = re.search(r"/enrolments/([0-9a-f-]{36})/", page.url)[1]
    address = f"{url}/staff/enrolments/{enrolment}/"
    page.goto(address)
    page.locator(f"form[action$='/{enrolment}/do/submit/'] button").last.click()
    page.wait_for_load_state()
    expect(page.locator(".state", has_text="审核中").first).to_be_visible()

    # Each office passes it on; one of them at the width of a phone.
    for level, reviewer in offices.reviewers.items():
        desk = at_desk(reviewer, width=390 if level == "township" else 1280)
        desk.goto(address)
        act = desk.locator(f"form[action*='/{enrolment}/do/']").first
        summary = act.locator("xpath=ancestor::details/summary")
        if summary.count():
            summary.first.click()
        act.locator("button").last.click()
        desk.wait_for_load_state()
    expect(desk.locator(".state", has_text="已批准").first).to_be_visible()

    # The city publishes; anyone can read it, and nobody her name.
    desk.goto(f"{url}/staff/publicity/new/TA/")
    desk.locator("input[name=enrolment]").first.check()
    desk.fill("input[name=title]", "第一批救助对象公示")
    desk.locator("button[name=preview]").click()
    desk.wait_for_load_state()
    expect(desk.locator(".public-view", has_text="王*英")).to_be_visible()
    desk.locator("button[name=publish]").click()
    desk.wait_for_load_state()

    reader = browser.new_context(locale="zh-CN").new_page()
    reader.goto(f"{url}/publicity/")
    reader.get_by_role("link", name="第一批救助对象公示").first.click()
    reader.wait_for_load_state()
    text = reader.locator("main").inner_text()
    assert "王*英" in text and "王秀英" not in reader.content() and NUMBER not in reader.content()
    reader.context.close()


def test_the_other_language_is_one_click_away(city, at_desk):
    _url, offices = city
    page = at_desk(offices.caseworker)
    expect(page.get_by_role("link", name="人员").first).to_be_visible()
    page.get_by_role("link", name="English").first.click()
    page.wait_for_load_state()
    expect(page.get_by_role("link", name="People").first).to_be_visible()
