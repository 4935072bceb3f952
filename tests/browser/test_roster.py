"""A roster on the desk, in a browser: sent in with faults, corrected in place, decided, taken in and taken back."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from beneficiaries.identity import resident_id
from beneficiaries.models import Person
from programs.enrolment.rosters import outgoing, services
from programs.enrolment.rosters.models import RosterImport
from registry.core import jobs, scope
from registry.core.models import Job
from tests.factories.accounts import entered_as, make_account
from tests.rosters.books import book, child

PASSWORD = "roster-in-one-day-1"


@pytest.fixture
def caseworker(transactional_db):
    account = make_account("caseworker", "341802", ("LS",))
    with scope.entered(scope.ACCOUNT_KEEPER):
        account.set_password(PASSWORD)
        account.save()
    with entered_as(account):
        roster = services.receive(
            program="LS", content=book([child(0)]), filename="去年.xlsx", actor=account, starts_on=date(2013, 3, 1)
        )
        services.look_through(roster=roster, actor=account, take=True)
    return account


@pytest.fixture
def desk(browser, live_server, caseworker):
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/staff/login/")
    page.fill("input[name=username]", caseworker.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.goto(f"{live_server.url}/staff/imports/")
    yield page
    context.close()


def workbook(tmp_path: Path) -> Path:
    twin, slip = (
        resident_id.make(region="341802", birth_date=date(2003, 1, day), sequence=77, sex="2") for day in (1, 4)
    )
    rows = [
        child(0, 现住址="新屋组3号", 监护情况="差"), child(0, 证件号码=twin), child(1),
        child(2, 电话="12345", 就学情况="大学"), child(3), child(3, 姓名="汪叮一", 证件号码=slip),
    ]  # fmt: skip
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(book(rows, above=[["宣州区农村留守儿童花名册"]], names_of={"就学情况": "念书"}))
    return path


def test_a_roster_with_everything_wrong(desk, caseworker, tmp_path, shot):
    shot(desk, "index")
    desk.set_input_files("input[name=file]", workbook(tmp_path))
    desk.fill("input[name=starts_on]", "2013-03-01")
    desk.get_by_role("button", name="上传并核对").click()

    expect(desk.get_by_text("待指定列")).to_be_visible()
    desk.get_by_role("link", name="指定各列").click()
    shot(desk, "columns")
    desk.get_by_label("J 念书").select_option("schooling")
    desk.get_by_role("button", name="按此核对").click()

    expect(desk.get_by_role("button", name="导入 3 行")).to_be_visible()
    desk.get_by_text("上传改好的行").click()
    shot(desk, "detail")
    desk.get_by_role("link", name="更正").click()
    shot(desk, "row")
    desk.fill("#cell-phone", "16012345678")
    desk.fill("#cell-schooling", "小学")
    desk.get_by_role("button", name="保存并重新判定").click()
    expect(desk.get_by_text("第7行: ")).to_be_visible()
    desk.get_by_role("link", name="核对是否同一人").first.click()
    shot(desk, "who")
    desk.get_by_role("button", name="都不是，按新人员登记").click()
    expect(desk.get_by_text("在本文件中，尚未登记")).to_be_visible()
    shot(desk, "alike")
    desk.get_by_role("button", name="是同一人：不导入本行").click()

    desk.get_by_role("button", name="导入 5 行").click()
    with scope.entered(scope.of(caseworker)):
        job = Job.objects.get()
    jobs.run(job.pk)
    desk.reload()
    desk.get_by_role("link", name="查看结果").click()
    expect(desk.get_by_text("已导入 5")).to_be_visible()
    shot(desk, "taken")
    with scope.entered(scope.of(caseworker)):
        assert Person.objects.current().count() == 5

    desk.get_by_role("link", name="撤销本次导入").click()
    desk.fill("#reason", "送错了文件")
    shot(desk, "undo")
    desk.get_by_role("button", name="撤销本次导入").click()
    expect(desk.get_by_text("送错了文件")).to_be_visible()
    with scope.entered(scope.of(caseworker)):
        assert Person.objects.current().get().address == "西林街道城西社区"
        assert RosterImport.objects.filter(state="undone").count() == 1


def test_a_large_roster_goes_out_by_a_job(desk, caseworker, shot, monkeypatch):
    monkeypatch.setattr(outgoing, "AT_ONCE", 0)
    desk.get_by_label("使用完整号码的用途").fill("年度核对")
    desk.get_by_role("button", name="导出").click()
    expect(desk.get_by_role("progressbar")).to_be_visible()
    shot(desk, "asked")
    with scope.entered(scope.of(caseworker)):
        job = Job.objects.get(kind="rosters.export")
    jobs.run(job.pk)
    desk.reload()
    shot(desk, "written")
    desk.get_by_role("link", name="查看结果").click()
    shot(desk, "exported")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="下载表格").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
