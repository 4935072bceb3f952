"""The auditors' desk in a browser: asked, found, given away, answered, explained; and the way of one yuan."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from beneficiaries.services.circumstances import record_death
from programs.assurance.services import rounds
from registry.core import jobs, scope
from registry.core.models import Job
from tests.assurance.cases import City, a07, a08
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.factories.enrolments import make_program
from tests.factories.money import Desk

PASSWORD = "walk-the-whole-way-1"


@pytest.fixture
def city(transactional_db, live_server) -> City:
    city = City(Desk.make())
    for account, name in (
        (city.desk.auditor, "周审计"), (city.desk.manager, "吴主管"), (city.desk.finance, "郑财务"),
    ):  # fmt: skip
        with scope.entered(scope.ACCOUNT_KEEPER):
            account.full_name = name
            account.set_password(PASSWORD)
            account.save()
    city.url = live_server.url
    return city


@pytest.fixture
def at_desk(browser, city):
    contexts = []

    def open_as(account, width=1280):
        context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{city.url}/staff/login/")
        page.fill("input[name=username]", account.username)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{city.url}/staff/")
        return page

    yield open_as
    for context in contexts:
        context.close()


def test_from_an_empty_desk_to_an_answer(city, at_desk, shot):
    page = at_desk(city.desk.auditor)
    page.goto(f"{city.url}/staff/assurance/")
    expect(page.locator(".empty")).to_be_visible()
    shot(page, "1-empty")

    a07(city, guardian=False)
    make_program("TM", form="totals", benefit={"kind": "month", "amount": "600"})
    a_death(city)
    page.goto(f"{city.url}/staff/assurance/")
    page.get_by_role("button", name="立即运行").click()
    page.goto(f"{city.url}/staff/assurance/")
    expect(page.locator(".audit-run")).to_be_visible()
    shot(page, "2-running")
    with scope.entered(scope.SYSTEM):
        job = Job.objects.get(kind=rounds.KIND)
    jobs.run(job.pk)
    with scope.entered(scope.SYSTEM):
        job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")

    page.goto(f"{city.url}/staff/assurance/")
    shot(page, "3-overview")
    page.goto(f"{city.url}/staff/assurance/findings/")
    shot(page, "4-findings")
    page.goto(f"{city.url}/staff/assurance/findings/?rule=A01")
    page.locator("table.audit-list tbody a").first.click()
    expect(page.get_by_text("暂停，待说明或整改后继续")).to_be_visible()
    page.select_option("select[name=owner]", label=f"{city.desk.manager} · 项目主管")
    page.fill("input[name=due_on]", (timezone.localdate() + timedelta(days=7)).isoformat())
    page.get_by_role("button", name="交办").click()
    expect(page.get_by_text("已交办。")).to_be_visible()

    manager = at_desk(city.desk.manager)
    expect(manager.get_by_text("条疑点等待您答复")).to_be_visible()
    shot(manager, "5-home")
    manager.get_by_text("条疑点等待您答复").click()
    manager.locator("table.audit-list tbody a").first.click()
    manager.fill("textarea[name=text]", "村里说是 11 月去世，家属来办理丧葬，款项尚未发出。")
    manager.get_by_role("button", name="保存备注").click()

    page.reload()
    page.fill("textarea[name=text]", "确已去世，应撤出该笔付款。")
    page.get_by_role("button", name="查实：情况属实").click()
    expect(page.locator(".state", has_text="已查实").first).to_be_visible()
    shot(page, "6-finding")
    finance = at_desk(city.desk.finance)
    finance.goto(f"{city.url}/staff/money/batches/{city.held.pk}/")
    expect(finance.get_by_text("疑点未处理，本批次暂停")).to_be_visible()
    shot(finance, "7-batch")

    page.goto(f"{city.url}/staff/assurance/rules/A09/")
    shot(page, "8-rule")
    manager.goto(f"{city.url}/staff/assurance/rules/A09/figures/")
    shot(manager, "9-figures")


def a_death(city: City) -> None:
    enrolment = city.enrol("TA")
    city.enrol("TA")
    city.held = city.step("approve", city.batch("TA"))
    with city.as_caseworker():
        record_death(person=enrolment.person, actor=city.desk.caseworker, on=timezone.localdate() - timedelta(days=3))
    with refused("batch_held_by_finding"):
        city.step("send", city.held)


def test_the_way_of_a_yuan(city, at_desk, shot):
    a08(city, related=False)
    batch = city.paid()
    page = at_desk(city.desk.auditor)
    page.goto(f"{city.url}/staff/assurance/trail/")
    shot(page, "1-search")
    page.fill("input[name=q]", f"{batch.number} 1")
    page.get_by_role("button", name="追踪").click()
    expect(page.get_by_role("heading", name=f"{batch.number} · 1").first).to_be_visible()
    shot(page, "2-payment")
    page.get_by_text("其领取的全部款项").click()
    expect(page.get_by_text("累计领取")).to_be_visible()
    shot(page, "3-person")
    page.goto(f"{city.url}/staff/assurance/trail/?q={batch.number}")
    shot(page, "4-batch")
    page.goto(f"{city.url}/staff/assurance/trail/?q=NONE")
    expect(page.locator(".empty")).to_be_visible()
    other = make_account("auditor", "341823")
    with scope.entered(scope.ACCOUNT_KEEPER):
        other.set_password(PASSWORD)
        other.save()
    elsewhere = at_desk(other)
    elsewhere.goto(f"{city.url}/staff/assurance/trail/?q={batch.number}")
    expect(elsewhere.locator(".empty")).to_be_visible()
