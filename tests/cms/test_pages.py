"""The pages that editors write: what stands on them, what they cost, what they send."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.conf import settings

from cms.models import ProgramPage
from tests.factories.enrolments import make_program
from tests.factories.pages import make_notice

HTML = "text/html; charset=utf-8"


def test_home_shows_the_latest_articles_with_their_section(client, notices, django_assert_max_num_queries):
    for n in range(12):
        make_notice(notices, f"通知{n}", on=date(2026, 1, n + 1))
    client.get("/")

    with django_assert_max_num_queries(12):
        page = client.get("/").content.decode()

    assert page.index("通知11") < page.index("通知4")
    assert "通知3<" not in page
    assert "<span>通知公告</span>" in page


def test_an_empty_site_says_so(client, home):
    page = client.get("/").content.decode()

    assert "还没有发布内容" in page or "Nothing has been published yet." in page


def test_a_section_costs_the_same_however_many_articles_it_has(client, notices, django_assert_max_num_queries):
    for n in range(25):
        make_notice(notices, f"通知{n}", on=date(2026, 1, 1))
    client.get("/notices/")

    with django_assert_max_num_queries(13):
        first = client.get("/notices/").content.decode()
    assert first.count('class="about"') == 20
    assert client.get("/notices/?page=2").content.decode().count('class="about"') == 5
    assert client.get("/notices/?page=nonsense").status_code == 200


def test_an_article_knows_where_it_is_and_what_is_beside_it(client, notices, django_assert_max_num_queries):
    older = make_notice(notices, "旧通知", on=date(2026, 1, 1))
    same_day = make_notice(notices, "同日通知", on=date(2026, 1, 2))
    page = make_notice(
        notices,
        "本通知",
        on=date(2026, 1, 2),
        text="请于三日内办理。",
        source="市妇联",
        document_number="宣妇〔2026〕1号",
    )
    newer = make_notice(notices, "新通知", on=date(2026, 1, 3))
    draft = make_notice(notices, "草稿", on=date(2026, 1, 2))
    draft.unpublish()
    client.get(page.url)

    with django_assert_max_num_queries(14):
        text = client.get(page.url).content.decode()

    assert [p.pk for p in (page.newer, page.older)] == [newer.pk, same_day.pk]
    assert same_day.older.pk == older.pk and older.older is None and newer.newer is None
    assert "宣妇〔2026〕1号" in text and "请于三日内办理" in text
    assert text.index('href="/notices/"') < text.index("本通知</li>")


def test_a_program_page_says_what_the_rules_in_force_say(client, programs, django_assert_max_num_queries):
    program = make_program("TA", days=7)
    page = programs.add_child(instance=ProgramPage(title="项目TA", slug="ta", program=program))
    client.get(page.url)

    with django_assert_max_num_queries(14):
        text = client.get(page.url).content.decode()
    for part in ("妇女", "1,000", "申请表", "审核", "0563-12338", "测试文件1号"):
        assert part in text

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(page.url).content.decode()
    assert "Who qualifies" in english and "A woman" in english and "1,000 yuan" in english


def test_a_program_without_rules_says_whom_to_ask(client, programs):
    program = make_program("TB", valid_from=date(2999, 1, 1))
    page = programs.add_child(instance=ProgramPage(title="项目TB", slug="tb", program=program))

    assert "12338" in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/notices/", "/search/", "/search/?q=通知", "/publicity/", "/disclosure/", "/feed/", "/nope/"]
)
def test_public_pages_set_no_cookie(client, notices, path):
    make_notice(notices, text="通知")

    response = client.get(path)

    assert not response.cookies
    assert "style=" not in response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy


def test_pages_may_be_kept_for_a_minute_by_language_and_size(client, home):
    headers = client.get("/").headers

    assert headers["Cache-Control"] == "public, max-age=60"
    assert headers["Vary"] == "Cookie"


def test_size_and_contrast_stay_chosen_without_a_script(client, home):
    response = client.post("/display/", {"size": "largest", "next": "/publicity/"})
    assert (response.status_code, response.url) == (302, "/publicity/")
    client.post("/display/", {"contrast": "high", "next": "https://elsewhere.example/"})

    page = client.get("/").content.decode()

    assert 'class="size-largest contrast-high"' in page
    assert client.get("/display/").status_code == 405
    client.cookies["display"] = "<script>"
    assert 'class="size-standard contrast-normal"' in client.get("/").content.decode()


def test_the_language_switch_returns_to_the_page(client, notices):
    response = client.get("/language/?language=en&next=/notices/")
    assert response.url == "/notices/"

    page = client.get("/notices/").content.decode()

    assert '<html lang="en"' in page and "<h1>Notices</h1>" in page


def test_search_finds_chinese_words_in_the_text_and_in_other_order(client, notices):
    found = make_notice(notices, "遭遇家庭暴力怎么办", text="可以向人民法院申请人身安全保护令。")
    make_notice(notices, "家政服务培训", text="报名开始。")

    for question in ("保护令", "人身安全", "法院申请", "家庭暴力"):
        page = client.get("/search/", {"q": question}).content.decode()
        assert found.url in page and "家政服务" not in page
    nothing = client.get("/search/", {"q": "火箭发射"})
    assert nothing.status_code == 200 and '<ul class="articles' not in nothing.content.decode()
    assert client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode().count("<script>") == 0


def test_search_costs_the_same_however_much_it_finds(client, notices, django_assert_max_num_queries):
    for n in range(15):
        make_notice(notices, f"走访慰问{n}", text="走访慰问困难家庭。")
    client.get("/search/?q=慰问")

    with django_assert_max_num_queries(14):
        client.get("/search/?q=慰问")


def test_the_feed_and_the_site_map_list_what_is_published(client, notices):
    page = make_notice(notices, "春季班报名", text="三月六日开始报名。")
    make_notice(notices, "草稿").unpublish()

    feed = ElementTree.fromstring(client.get("/feed/").content)
    places = client.get("/sitemap.xml").content.decode()

    assert [item.findtext("title") for item in feed.iter("item")] == ["春季班报名"]
    assert "三月六日" in feed.findtext("channel/item/description")
    assert page.url in places and "publicity" not in places
    assert "Disallow: /staff/" in client.get("/robots.txt").content.decode()


def test_a_missing_page_is_in_the_sites_own_style(client, home):
    response = client.get("/nope/")

    assert response.status_code == 404
    assert 'class="masthead"' in response.content.decode()


def test_the_error_page_needs_no_database(db, rf, django_assert_num_queries):
    from django.views.defaults import server_error

    with django_assert_num_queries(0):
        page = server_error(rf.get("/")).content.decode()

    assert "12338" in page and "style=" not in page
