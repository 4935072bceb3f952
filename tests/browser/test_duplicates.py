"""Someone who is registered twice: found, looked at side by side, merged, undone, kept apart; at a desk and on a phone."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from beneficiaries.services import finding
from beneficiaries.services.intake import NewPhone, NewRelation
from programs.enrolment.services.bulk import RosterEnrolment, take_over
from registry.core import scope
from tests.browser.test_walk import PASSWORD, at_desk, city  # noqa: F401  (fixtures)
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import id_number, make_person

BORN = date(2010, 3, 7)
# Where pictures of the screens go, for whoever wants to look at them.
PICTURES = os.environ.get("REGISTRY_PICTURES", "")


def picture(page, name: str) -> None:
    if PICTURES:
        size = page.viewport_size
        page.set_viewport_size({"width": size["width"], "height": 2000})
        page.screenshot(path=Path(PICTURES) / f"{name}.png")
        page.set_viewport_size(size)


@pytest.fixture
def twice(city):  # noqa: F811
    """A girl who is there twice and in the program twice; a pair of namesakes; and the manager who sees them."""
    _url, offices = city
    manager = make_account("manager", "341802", password=PASSWORD, full_name="汪主管")
    with entered_as(offices.caseworker) as actor:
        actor = offices.caseworker
        girl = {
            "birth_date": BORN, "sex": "2", "phones": [NewPhone(number="13812345678")],
            "relations": [NewRelation(kind="51", name="王大山", since=BORN, id_number=id_number(sex="1"))],
        }  # fmt: skip
        kept = make_person(actor=actor, name="王小红", id_number=id_number(birth_date=BORN), **girl)
        merged = make_person(
            actor=actor,
            name="王晓虹",
            area="341802001002",
            id_type="none",
            no_id_reason="户口未办",
            address="三组12号",
            **girl,
        )
        make_person(actor=actor, name="李思雨", birth_date=date(2011, 5, 6), id_type="none", no_id_reason="遗失")
        make_person(actor=actor, name="李思雨", birth_date=date(2011, 6, 5), id_type="none", no_id_reason="遗失")
    with entered_as(offices.manager):
        rows = [RosterEnrolment(person=person.pk, starts_on=date(2026, 3, 1)) for person in (kept, merged)]
        assert take_over(rows, actor=offices.manager, program="TA").created == 2
    with entered_as(manager):
        assert finding.find().pairs == 2
    assert scope.current() == scope.EMPTY
    return manager


def test_found_merged_undone_and_kept_apart(city, at_desk, twice):  # noqa: F811
    url, _offices = city
    page = at_desk(twice)
    page.goto(f"{url}/staff/people/duplicates/")
    expect(page.locator("[data-pair]")).to_have_count(2)
    picture(page, "queue-desk")
    phone = at_desk(twice, width=390)
    phone.goto(f"{url}/staff/people/duplicates/")
    picture(phone, "queue-phone")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390, "nothing sticks out on a phone"

    # Both are in the program: shown first, and it takes a reason.
    page.locator("[data-pair]", has_text="王晓虹").get_by_role("link", name="是同一人，合并").click()
    expect(page.get_by_text("两份档案都在该项目中").first).to_be_visible()
    phone.goto(page.url)
    picture(phone, "merge-phone")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("input[name=part-place][value=merged]").check()
    page.get_by_role("button", name="合并", exact=True).click()
    expect(page.locator(".error-message, .help-critical, .w-field__errors").first).to_be_visible()
    picture(page, "merge-desk")
    page.fill("input[name=reason]", "同一名女孩，两次登记")
    page.get_by_role("button", name="合并", exact=True).click()
    page.wait_for_url(re.compile("/people/merges/"))
    expect(page.get_by_text("两份档案已合并").first).to_be_visible()
    picture(page, "merged-desk")
    phone.goto(page.url)
    picture(phone, "merged-phone")
    merged = page.url

    # Her page says so, and the other record leads to it.
    page.get_by_role("link", name="王晓虹").first.click()
    expect(page.get_by_text("此记录已并入").or_(page.get_by_text("并入")).first).to_be_visible()
    picture(page, "person-desk")

    page.goto(merged)
    page.fill("input[name=reason]", "核对后确认是两个人")
    page.get_by_role("button", name="撤销合并").click()
    expect(page.get_by_text("合并已撤销").first).to_be_visible()
    picture(page, "undone-desk")

    page.goto(f"{url}/staff/people/duplicates/")
    for name in ("王晓虹", "李思雨"):
        card = page.locator("[data-pair]", has_text=name)
        card.locator("input[name=reason]").fill("核对户口，是两个人")
        card.get_by_role("button", name="不是同一人").click()
        page.wait_for_load_state()
    expect(page.locator("[data-pair]")).to_have_count(0)
    picture(page, "empty-desk")
    page.get_by_role("link", name="已确认为两人").click()
    expect(page.locator("[data-pair]")).to_have_count(2)
    picture(page, "apart-desk")
