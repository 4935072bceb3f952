"""A roster in: what goes in, what stays, what comes back with its place."""

import io
from datetime import date

import openpyxl
import pytest

from beneficiaries.identity import resident_id
from beneficiaries.models import Person, Relation
from programs.catalogue.services.rules import in_force
from programs.enrolment.models import Decision, Enrolment
from programs.enrolment.rosters import sealing, services
from programs.enrolment.rosters.columns import resource_for
from programs.enrolment.rosters.models import FilePart, RosterImport, StagedRow
from programs.enrolment.rosters.sealing import content_of
from registry.core import scope
from registry.core.errors import Refusal
from registry.core.models import Job
from tests.factories.accounts import make_account
from tests.rosters.books import LS_NAMES, VILLAGE, book, child, csv
from tests.rosters.conftest import SINCE

pytestmark = pytest.mark.django_db


def counts(plan) -> dict:
    said = plan.as_json()
    return {key: said[key] for key in ("rows", "create", "update", "unchanged", "duplicates")} | {
        "errors": len(said["errors"])
    }


def errors(plan) -> list[tuple]:
    return [(e["row"], e["column"], e["code"]) for e in plan.as_json()["errors"]]


def test_new_people_are_registered_and_enrolled_with_their_families(send, caseworker):
    plan = send(book([child(0), child(1)]), take=True)
    assert counts(plan) == {"rows": 2, "create": 2, "update": 0, "unchanged": 0, "duplicates": 0, "errors": 0}
    enrolment = Enrolment.objects.select_related("person").get(person__name="汪甲一")
    assert (enrolment.state, enrolment.origin, enrolment.starts_on) == ("active", "roster", SINCE)
    assert enrolment.answers == {"schooling": "primary", "guardianship": "good"}
    assert enrolment.person.area == VILLAGE
    assert list(Decision.objects.filter(enrolment=enrolment).values_list("act", flat=True)) == ["taken_over"]
    family = {r.kind: r for r in Relation.objects.filter(person=enrolment.person)}
    assert family["51"].name == "汪建国" and family["51"].situation == "away"
    assert family["62"].entrusted and not family["62"].guardian


def test_looking_through_changes_nothing(send):
    plan = send(book([child(0)]))
    assert plan.as_json()["create"] == 1
    assert not Person.objects.exists() and not Enrolment.objects.exists()


def test_the_same_file_twice_changes_nothing(send):
    content = book([child(n) for n in range(5)])
    send(content, take=True)
    before = list(Enrolment.objects.order_by("id").values_list("id", "changed_at"))
    again = send(content, take=True)
    assert counts(again) == {"rows": 5, "create": 0, "update": 0, "unchanged": 5, "duplicates": 0, "errors": 0}
    assert list(Enrolment.objects.order_by("id").values_list("id", "changed_at")) == before


def test_fifteen_digits_are_the_same_person(send):
    long = resident_id.make(region="342721", birth_date=date(1998, 8, 19), sequence=7, sex="2")
    row = child(0, 证件号码=long, 出生日期="1998-08-19")
    assert errors(send(book([row]), take=True)) == []
    again = send(book([row | {"证件号码": long[:6] + long[8:17]}]))
    assert (errors(again), counts(again)["unchanged"]) == ([], 1)


def test_what_is_otherwise_is_changed(send):
    send(book([child(0)]), take=True)
    said = child(0, 现住址="西林街道新屋组3号", 监护情况="差", 电话="16912345678")
    plan = send(book([said]), take=True)
    assert counts(plan)["update"] == 1
    person = Person.objects.get()
    assert person.address == "西林街道新屋组3号" and person.phones.count() == 2
    assert Enrolment.objects.get().answers["guardianship"] == "bad"
    assert counts(send(book([said])))["unchanged"] == 1


def test_someone_of_another_program_is_enrolled_and_not_registered_again(send):
    send(book([child(0)]), take=True)
    names = ("姓名", "证件号码", "所在村（社区）", "学校", "学段", "监护人", "监护人与本人关系")
    girl = child(0) | {"学校": "西林小学", "学段": "小学", "监护人": "查玉兰", "监护人与本人关系": "祖母"}
    plan = send(book([girl], names=names), program="CL", take=True)
    assert counts(plan)["create"] == 1
    assert Person.objects.count() == 1 and Enrolment.objects.count() == 2


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("证件号码", "341802200301010021", "id-checksum"),
        ("证件号码", "34180220030101", "id-length"),
        ("证件号码", 341802200301010000, "id-numeric-cell"),
        ("证件号码", "3.42E+17", "id-numeric-cell"),
        ("性别", "男", "id-sex"),
        ("出生日期", "2003-01-02", "id-birth-date"),
        ("出生日期", "03-13-1", "date"),
        ("出生日期", "03-1-2", "id-birth-date"),
        ("姓名", None, "required"),
        ("姓名", "汪", "name"),
        ("就学情况", "大学", "choice"),
        ("就学情况", None, "required"),
        ("所在村（社区）", "999999999999", "area-unknown"),
        ("所在村（社区）", "341881001001", "area-out-of-scope"),
        ("电话", "12345", "phone"),
        ("父亲身份证号", "342501197503090010", "id-checksum"),
    ],
)
def test_a_fault_has_its_row_column_and_code(send, column, cell, code):
    plan = send(book([child(1), child(0, **{column: cell})]))
    found = errors(plan)
    assert [(row, said) for row, _column, said in found] == [(3, code)]
    assert found[0][1] == column
    assert plan.as_json()["create"] == 1, "the good row isn't refused with the bad"


def test_rows_are_numbered_as_the_spreadsheet_shows_them(send):
    above = [["宣州区农村留守儿童花名册"], ["填报单位：宣州区妇联"], []]
    plan = send(book([child(0), child(1, 证件号码="1")], above=above))
    assert errors(plan) == [(6, "证件号码", "id-length")]


def test_twice_in_one_file(send):
    plan = send(book([child(0), child(1), child(0)]))
    assert errors(plan) == [(4, "证件号码", "duplicate-in-file")]
    assert plan.as_json()["create"] == 2


def test_someone_of_the_same_name_and_birthday_is_parked_and_stops_nothing(send):
    send(book([child(0)]), take=True)
    number = resident_id.make(region="341802", birth_date=date(2003, 1, 1), sequence=77, sex="2")
    other = child(1, 姓名="汪甲一", 证件号码=number, 出生日期="2003-01-01")
    plan = send(book([other, child(2)]), take=True)
    assert counts(plan) == {"rows": 2, "create": 1, "update": 0, "unchanged": 0, "duplicates": 1, "errors": 0}
    assert Person.objects.count() == 2


def test_someone_registered_elsewhere_comes_back_with_the_county_to_ask(send):
    elsewhere = make_account("caseworker", "341881", ("LS",))
    with scope.entered(scope.of(elsewhere)):
        roster = services.receive(
            program="LS", content=book([child(0, **{"所在村（社区）": "341881001001"})]), filename="x.xlsx",
            actor=elsewhere, starts_on=SINCE,
        )  # fmt: skip
        services.look_through(roster=roster, actor=elsewhere, take=True)
    for take in (False, True):
        plan = send(book([child(0)]), take=take)
        assert errors(plan) == [(2, "证件号码", "person_one_per_id")]
        assert "宁国市" in plan.as_json()["errors"][0]["message"]


def test_subtotals_ditto_and_footers(send):
    rows = [
        child(0),
        child(1, **{"所在村（社区）": "同上", "民族": "〃"}),
        {"姓名": "合计", "证件号码": None, "性别": "2人"},
        {"姓名": "制表人：汪某", "电话": "0563-3012345"},
    ]
    plan = send(book(rows), take=True)
    assert counts(plan)["rows"] == 2 and counts(plan)["create"] == 2


def test_no_paper_is_matched_by_name_and_birthday(send):
    names = (*LS_NAMES, "证件类型", "备注")
    row = child(0, 证件号码=None, 证件类型="无证件", 备注="未上户口")
    assert counts(send(book([row], names=names), take=True))["create"] == 1
    assert counts(send(book([row], names=names), take=True))["unchanged"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_of_any_encoding(send, encoding):
    assert counts(send(csv([child(0)], encoding=encoding), filename="x.txt"))["create"] == 1


def test_names_of_places(send):
    plan = send(book([child(0, **{"所在村（社区）": "宣州区西林街道城西社区"})]), take=True)
    assert counts(plan)["errors"] == 0
    assert Person.objects.get().area == VILLAGE


def test_a_file_without_the_columns_is_refused(send):
    sent = send(book([child(0)], names_of={"就学情况": "不知道"}))
    assert sent.roster.state == "question"
    assert sent.roster.problem["code"] == "header-missing" and "就学情况" in sent.roster.problem["message"]
    assert not StagedRow.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"PK\x03\x04 not a workbook", "file-unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 neither", "file-unreadable"),
        (b"\x00\x01\x02\x03" * 100, "file-unreadable"),
    ],
)
def test_a_file_that_is_none(send, content, code):
    sent = send(content)
    assert (sent.roster.state, sent.roster.problem["code"]) == ("refused", code)


def test_the_file_and_its_rows_are_sealed(send):
    sent = send(book([child(0)]))
    parts = [bytes(part.content) for part in FilePart.objects.all()]
    assert parts and not any(b"PK\x03\x04" in part for part in parts)
    assert content_of(sent.roster).startswith(b"PK\x03\x04")
    number = child(0)["证件号码"]
    assert number.encode() not in bytes(sent.row(2).payload)
    assert sent.payload(2).cells[1] == number


def test_a_file_of_many_parts_comes_back_whole(caseworker, monkeypatch):
    monkeypatch.setattr(sealing, "PART", 1000)
    content = book([child(n) for n in range(30)])
    roster = services.receive(
        program="LS", content=iter([content[:1500], content[1500:]]), size=len(content), filename="x.xlsx",
        actor=caseworker, starts_on=SINCE,
    )  # fmt: skip
    assert FilePart.objects.count() == -(-len(content) // 1000)
    assert content_of(roster) == content


def test_an_auditor_takes_nothing_in(caseworker):
    auditor = make_account("auditor", "341802", ("*",))
    with pytest.raises(Refusal) as refused:
        services.receive(program="LS", content=book([child(0)]), filename="x.xlsx", actor=auditor)
    assert refused.value.code == "not-allowed"


def test_other_areas_dont_see_the_import(send):
    send(book([child(0)]))
    other = make_account("caseworker", "341881", ("LS",))
    with scope.entered(scope.of(other)):
        assert not RosterImport.objects.exists() and not Job.objects.exists()


def test_the_unit_of_a_column_holds_for_its_cells(send):
    """自付（万元） means ten thousand yuan a piece; a cell that names its own unit keeps it."""
    school = {"学校": "城西小学", "学段": "小学", "监护人": "汪建国"}
    names = (*LS_NAMES, *school, "标准")
    amounts = {}
    for above, name in (((), "标准（万元）"), ((["单位：万元"],), "标准"), ((), "标准（元）")):
        rows = [child(n, **school, 标准=said) for n, said in enumerate(("1.2", 0.5, "800元"))]
        send(book(rows, names=names, names_of={"标准": name}, above=list(above)), program="CL", take=True)
        said = Enrolment.objects.order_by("person__birth_date").values_list("answers__amount", flat=True)
        amounts[name, bool(above)] = list(said)
    assert amounts == {
        ("标准（万元）", False): ["12000.00", "5000.00", "800.00"],
        ("标准", True): ["12000.00", "5000.00", "800.00"],
        ("标准（元）", False): ["1.20", "0.50", "800.00"],
    }


def test_a_header_printed_on_each_page_is_nobody(send):
    rows = [child(0), {name: name for name in LS_NAMES}, child(1)]
    assert counts(send(book(rows))) | {"errors": 0} == {
        "rows": 2, "create": 2, "update": 0, "unchanged": 0, "duplicates": 0, "errors": 0,
    }  # fmt: skip


def with_sheet(rows: list[dict], name: str, **options) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(book([child(0), child(1)])))
    other = workbook.create_sheet(name)
    for row in openpyxl.load_workbook(io.BytesIO(book(rows, **options))).active.iter_rows(values_only=True):
        other.append(row)
    workbook.create_sheet("说明").append(["填表说明"])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_sheets_with_the_same_columns_are_read_one_after_the_other(send):
    sent = send(with_sheet([child(2), child(0)], "城东村", above=[["城东村花名册"]]))
    assert sent.roster.counts["create"] == 3
    [fault] = sent.as_json()["errors"]
    assert (fault["row"], fault["code"]) == (4, "duplicate-in-file") and fault["message"].startswith("城东村：")


@pytest.mark.parametrize("names", [LS_NAMES[::-1], LS_NAMES[:-1], ("备用", *LS_NAMES)])
def test_a_sheet_with_its_columns_in_another_order_is_read(send, names):
    sent = send(with_sheet([child(2, 电话="1")], "城东村", names=names))
    assert errors(sent) == [(2, "电话", "phone")]
    assert sent.roster.counts["create"] == 2


@pytest.mark.parametrize("names", [(*LS_NAMES[:-1], "寄宿"), [name for name in LS_NAMES if name != "就学情况"]])
def test_a_sheet_with_more_columns_or_too_few_is_said(send, names):
    sent = send(with_sheet([child(2, 寄宿="是")], "城东村", names=names))
    assert errors(sent) == [(0, "", "sheet-unread")] and "城东村" in sent.as_json()["errors"][0]["message"]
    assert sent.roster.counts["create"] == 2


def test_a_file_without_names_begins_with_its_first_row(send, caseworker):
    """And what stands in it is nowhere in the open."""
    rows = [child(0), child(1), child(2)]
    lines = [",".join(str(row[name]) for name in LS_NAMES) for row in rows]
    sent = send("\r\n".join(lines).encode(), filename="x.csv")
    assert sent.roster.state == "question" and sent.roster.layout["texts"][:2] == ["A", "B"]
    resource = resource_for(in_force(program="LS", on=SINCE).parsed)
    codes = {column.column_name: column.code for column in resource.columns()}
    columns = {codes[name]: index for index, name in enumerate(LS_NAMES)}
    roster = services.name_columns(roster=sent.roster, columns=columns, actor=caseworker)
    sent.roster = services.look_through(roster=roster, actor=caseworker)
    assert counts(sent)["create"] == 3
    other = send("\r\n".join([*lines[1:], lines[0].replace("小学", "初中")]).encode(), filename="y.csv")
    assert other.roster.state == "question", "what was said of one such file may not hold for the next"


def test_a_form_for_one_person_is_asked_about_without_her_number(send):
    row = child(0)
    form = [["姓名", row["姓名"], "身份证号", row["证件号码"]], ["电话", row["电话"]]]
    sent = send("\r\n".join(",".join(line) for line in form).encode(), filename="x.csv")
    assert sent.roster.state == "question" and row["证件号码"] not in str(sent.roster.layout)


def test_a_value_merged_over_several_rows_is_each_ones(send):
    workbook = openpyxl.load_workbook(io.BytesIO(book([child(0), child(1, **{"所在村（社区）": None})])))
    column = LS_NAMES.index("所在村（社区）") + 1
    workbook.active.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    buffer = io.BytesIO()
    workbook.save(buffer)
    send(buffer.getvalue(), take=True)
    assert [person.area for person in Person.objects.all()] == [VILLAGE, VILLAGE]
