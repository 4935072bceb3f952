"""The browser of the suite works: it shows a page, and it can write Chinese."""


def test_the_browser_renders(browser) -> None:
    page = browser.new_page(locale="zh-CN")
    page.set_content("<title>登记</title><p lang=zh>宣城</p>")

    assert page.title() == "登记"
    assert page.inner_text("p") == "宣城"
    page.close()
