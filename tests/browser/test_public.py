"""The public site as a browser shows it: for all eyes, at all widths, without a script, on paper."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from wagtail.models import Page, Site

from cms.models import HomePage, ProgramPage, SectionPage
from registry.core import scope
from tests.factories.enrolments import as_, make_approved, make_offices, make_program
from tests.factories.pages import make_notice

PATHS = ["/", "/notices/", "/notices/march/", "/notices/relief/", "/publicity/", "/search/?q=走访", "/nope/"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture
def address(transactional_db, live_server) -> str:
    """A small site with an article, a program and a list that stands."""
    from programs.enrolment.services import publicity

    Site.clear_site_root_paths_cache()
    with scope.entered(scope.SITE_KEEPER):
        home = Page.objects.get(depth=1).add_child(
            instance=HomePage(title="首页", slug="start", slogan="登记清楚", intro="这里公开帮扶项目的条件和名单。")
        )
        Site.objects.update(root_page=home)
        Site.clear_site_root_paths_cache()
        notices = home.add_child(
            instance=SectionPage(title="通知公告", title_en="Notices", slug="notices", show_in_menus=True)
        )
        make_notice(
            notices,
            "春节走访慰问",
            slug="march",
            on=date(2026, 3, 8),
            text="走访困难家庭。",
            index_number="2026-1",
            source="市妇联",
        )
    program = make_program("TA")
    with scope.entered(scope.SITE_KEEPER):
        notices.add_child(instance=ProgramPage(title="项目TA", slug="relief", program=program))
    offices = make_offices()
    approved = make_approved(offices)
    with as_(offices.manager) as manager:
        made = publicity.publish(program="TA", enrolments=[approved], actor=manager, title="第一批救助对象公示")
    yield live_server.url, f"/publicity/{made.number}/"
    Site.clear_site_root_paths_cache()


@pytest.fixture
def context(browser):
    """Without scripts: everything but the print button must work."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield context
    context.close()


def test_pages_are_accessible_and_fit_a_phone(browser, address):
    url, listed = address
    problems = []
    context = browser.new_context(locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    for display in ("standard-normal", "largest-high"):
        context.add_cookies([{"name": "display", "value": display, "url": url}])
        for path in [*PATHS, listed]:
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(url + path)
                wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if wider > 0:
                    problems.append(f"{path} at {width}, {display}: {wider} px too wide")
                if width == 390:
                    found = Axe().run(page, options=RULES).response["violations"]
                    problems += [f"{path} {display}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in found]
    context.close()
    assert problems == []


def test_choices_work_without_a_script(context, address):
    url, listed = address
    page = context.new_page()
    page.goto(url + listed)
    page.click('button[value="largest"]')
    assert page.url == url + listed
    assert "size-largest" in page.get_attribute("html", "class")

    page.click("a.language")

    assert page.url == url + listed
    assert page.get_attribute("html", "lang") == "en"
    assert "How to object" in page.inner_text("main")
    page.click(".small-menu summary")
    page.click(".small-menu >> text=Notices")
    assert page.url == f"{url}/notices/"
    assert {cookie["name"] for cookie in context.cookies()} == {"display", "django_language"}


def test_nothing_comes_from_outside_and_no_rule_is_broken(browser, address):
    url, listed = address
    page = browser.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in ["/", "/notices/march/", listed]:
        page.goto(url + path)
    page.close()

    assert [place for place in asked if not place.startswith(url)] == []
    assert said == []


def test_on_paper_a_list_is_the_list(context, address):
    url, listed = address
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(url + listed)

    assert page.is_visible("table") and page.is_visible("text=王*英") and page.is_visible(".fingerprint")
    for aside in (".strip", ".search", ".small-menu", ".wide-menu"):
        assert not page.is_visible(aside)
