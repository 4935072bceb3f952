"""Workbooks as offices send them, each with what is wrong in it: (row, column, code), and how many people it names."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from beneficiaries.identity import resident_id
from tests.rosters.books import LS_NAMES, child

FILES = Path(__file__).with_name("files")
SCHOOL = {"学校": "城西小学", "学段": "小学", "监护人": "汪建国", "监护人与本人关系": "父"}
SCHOOL_NAMES = ("姓名", "证件号码", "所在村（社区）", *SCHOOL)
WILD: dict[str, "Wild"] = {}


@dataclass
class Wild:
    """`people` are those that it names, with those that can't go in."""

    content: bytes
    people: int
    faults: set[tuple[int, str, str]] = field(default_factory=set)
    program: str = "LS"


def wild(make: Callable[[], Wild]) -> Callable[[], Wild]:
    WILD[make.__name__] = make
    return make


def saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def lines_of(rows: Sequence[dict], names: Sequence[str] = LS_NAMES) -> list[list]:
    return [[row.get(name) for name in names] for row in rows]


def sheet_of(*lines: Sequence) -> Workbook:
    workbook = Workbook()
    for line in lines:
        workbook.active.append(list(line))
    return workbook


def table(rows: Sequence[dict], names: Sequence[str] = LS_NAMES, *, above: Sequence[Sequence] = ()) -> Workbook:
    return sheet_of(*above, names, *lines_of(rows, names))


def girl(n: int = 0, **cells) -> dict:
    """A row of schooling aid."""
    return {name: child(n).get(name) for name in SCHOOL_NAMES[:3]} | SCHOOL | cells


@wild
def titles_units_and_dates_above_the_names():
    book = table([child(0), child(1, 电话="1")], above=[
        ["宣州区西林街道农村留守儿童花名册（2013年度）"], [], ["填报单位：西林街道妇联", None, None, "填报日期：2013年3月1日"], ["单位：人"], [],
    ])  # fmt: skip
    book.active.merge_cells("A1:R1")
    return Wild(saved(book), 2, {(8, "电话", "phone")})


@wild
def names_in_two_rows_under_merged_groups():
    names = ["序号", *LS_NAMES[:9], "就学情况", "父亲", None, None, "母亲", None, "监护情况"]
    below = [None] * 11 + ["姓名", "身份证号", "情形", "姓名", "情形", None]
    rows = lines_of([child(0), child(1, 父亲情形="不知道")])
    for line in rows:
        del line[15:17]
    book = sheet_of(["花名册"], names, below, *([n, *line] for n, line in enumerate(rows, 1)))
    for merged in ("A1:Q1", "L2:N2", "O2:P2", "Q2:Q3", *(f"{letter}2:{letter}3" for letter in "ABCDEFGHIJK")):
        book.active.merge_cells(merged)
    return Wild(saved(book), 2, {(5, "父亲情形", "choice")})


@wild
def the_same_as_above():
    same = {"所在村（社区）": "同上", "民族": "〃", "户口性质": "″", "就学情况": "同 上"}
    others = {"所在村（社区）": "上同", "民族": "-〃-", "户口性质": "〞", "就学情况": "同上。"}
    return Wild(saved(table([
        child(0), child(1, **same), child(2, **same), child(3, **others), child(4, 姓名="同上"), child(5, 证件号码="同上"),
    ])), 6, {(6, "姓名", "name"), (7, "证件号码", "id-length")})  # fmt: skip


@wild
def sums_captions_and_signatures():
    width = len(LS_NAMES)
    book = sheet_of(
        LS_NAMES,
        ["一、城西社区"], *lines_of([child(0), child(1)]), ["城西社区小计", "2人", *[None] * (width - 3), 2],
        ["（二）城东社区"], *lines_of([child(2)]), ["小 计", 1],
        ["合计：3人", None, 3, 3, 3, 3, 3, 3, 3],
        ["以下空白"], [None, "本页共3人"],
        ["负责人：王某", None, None, "复核人：李某", None, "填表人：张某", None, "填表日期：2013年3月1日"],
        ["合", "计", 3], ["总人数：", 3], ["单位（盖章）"], ["注：本表一式三份"], ["说明：1.姓名须与户口簿一致"], ["2013年3月1日"], ["第1页 共1页"],
    )  # fmt: skip
    return Wild(saved(book), 3)


@wild
def numbered_lines_left_empty():
    names = ("序号", *LS_NAMES)
    book = sheet_of(names, *([n, *line] for n, line in enumerate(lines_of([child(0), child(1)]), 1)))
    for number in range(3, 31):
        book.active.append([number])
    return Wild(saved(book), 2)


@wild
def what_is_said_of_someone_begins_like_a_signature():
    names = ("序号", "姓名", "性别", "备注", *LS_NAMES[1:])
    said = [
        [1, "汪甲一", "女", "备注：孤儿"],
        [2, "汪乙一", "女", "说明：无户口"],
        [3, "汪丙一", "女", "单位：城西小学"],
    ]
    book = sheet_of(
        names,
        *said,
        ["审核人：", "李某", None, "填表人：王某"],
        [None, "填表人：王某"],
        ["负责人：", None, None, "电话："],
    )
    wanting = {
        (line, name, "required")
        for line in (2, 3, 4)
        for name in ("所在村（社区）", "就学情况", "父亲情形", "母亲情形")
    }
    return Wild(saved(book), 3, wanting)


@wild
def an_example_and_the_numbers_of_the_columns():
    names = ("序号", *LS_NAMES)
    rows = [[n, *line] for n, line in enumerate(lines_of([child(0), child(1)]), 1)]
    examples = [["例", *lines_of([child(8)])[0]], ["填写示例", *lines_of([child(9)])[0]]]
    book = sheet_of(["花名册"], names, [None, "甲", "乙", *range(1, len(names) - 2)], *examples, *rows)
    return Wild(saved(book), 2)


@wild
def hidden_rows_and_columns_count_and_hidden_sheets_dont():
    book = table([child(0), child(1, 就学情况=None), child(2)])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    other = book.create_sheet("旧名单")
    for line in [LS_NAMES, *lines_of([child(9)])]:
        other.append(list(line))
    other.sheet_state = "hidden"
    return Wild(saved(book), 3, {(3, "就学情况", "required")})


FULL = str.maketrans("0123456789-X", "０１２３４５６７８９－Ｘ")


@wild
def full_width_digits():
    row = child(0)
    said = {
        name: row[name].translate(FULL) for name in ("证件号码", "出生日期", "电话", "父亲身份证号", "所在村（社区）")
    }
    return Wild(saved(table([row | said])), 1)


@wild
def spaces_and_marks_that_nobody_sees():
    row = child(0)
    number = row["证件号码"]
    return Wild(saved(table([
        row | {"姓名": "汪　甲 一", "证件号码": f"\u200b'{number}\u00a0", "性别": " 女\u3000", "电话": "\ufeff160 1234 5678"},
        child(1, 姓名="\u00a0汪乙一\u200d", 证件号码=f"’{child(1)['证件号码']}", 民族="汉\u00a0族", 就学情况="小 学"),
        child(2, 姓名="\u3000", 电话="　"),
    ])), 3, {(4, "姓名", "required")})  # fmt: skip


@wild
def names_of_columns_dressed_up():
    dressed = {
        "姓名": "姓　名*", "证件号码": "身份证\n号码（18位）", "性别": "性 别", "出生日期": "出生\r\n年月日", "电话": "★联系电话：",
        "所在村（社区）": "所在村\n（社区）", "就学情况": "就读情况【必填】",
    }  # fmt: skip
    return Wild(saved(sheet_of([dressed.get(name, name) for name in LS_NAMES], *lines_of([child(0)]))), 1)


def ending_in_x(n: int = 0) -> dict:
    for sequence in range(500):
        number = resident_id.make(region="341802", birth_date=date(2004, 6, 1 + n), sequence=sequence, sex="2")
        if number.endswith("X"):
            return child(20 + n, 证件号码=number, 出生日期=f"2004-06-0{1 + n}")
    raise LookupError


@wild
def other_signs_for_x():
    rows = [ending_in_x(n) for n in range(5)]
    for row, sign in zip(rows, "x×хＸ✕", strict=True):
        row["证件号码"] = row["证件号码"][:17] + sign
    return Wild(saved(table(rows)), 5)


@wild
def numbers_with_spaces_and_dashes():
    number = child(0)["证件号码"]
    parted = (
        f"{number[:6]} {number[6:14]} {number[14:]}",
        "-".join((child(1)["证件号码"][:6], child(1)["证件号码"][6:])),
    )
    return Wild(saved(table([child(0, 证件号码=parted[0]), child(1, 证件号码=parted[1])])), 2)


@wild
def ruined_numbers():
    return Wild(saved(table([
        child(0, 证件号码=int(child(0)["证件号码"][:17] + "0")),
        child(1, 证件号码="3.42E+17"), child(2, 证件号码="342501198003072000.0"), child(3, 父亲身份证号=342501197503090000),
        child(4, 证件号码=child(4)["证件号码"][:17]), child(5, 证件号码="O" + child(5)["证件号码"][1:]),
        child(6, 证件号码=child(6)["证件号码"][:17] + ("0" if child(6)["证件号码"][17] != "0" else "1")),
        child(7, 证件号码="99" + child(7)["证件号码"][2:]),
    ])), 8, {
        (2, "证件号码", "id-numeric-cell"), (3, "证件号码", "id-numeric-cell"), (4, "证件号码", "id-numeric-cell"),
        (5, "父亲身份证号", "id-numeric-cell"), (6, "证件号码", "id-length"), (7, "证件号码", "id-characters"),
        (8, "证件号码", "id-checksum"), (9, "证件号码", "id-checksum"),
    })  # fmt: skip


@wild
def fifteen_digits_and_their_twin():
    long = resident_id.make(region="342721", birth_date=date(1998, 8, 19), sequence=7, sex="2")
    short = long[:6] + long[8:17]
    return Wild(saved(table([
        child(0, 证件号码=short, 出生日期="1998-8-19"), child(1), child(0, 证件号码=long, 出生日期="1998-8-19"),
    ])), 3, {(4, "证件号码", "duplicate-in-file")})  # fmt: skip


SPELLINGS = (
    "2003-1-{0}", "2003.1.{0}", "2003/01/{0:02}", "200301{0:02}", "2003年1月{0}日", "2003 年 01 月 {0:02} 日", "2003.01.{0:02}.",
    "2003-01-{0:02} 00:00:00", "2003年1月{0}号", "'2003-01-{0:02}",
)  # fmt: skip


@wild
def every_way_to_write_a_date():
    rows = [child(n, 出生日期=spelling.format(n + 1)) for n, spelling in enumerate(SPELLINGS)]
    rows += [
        child(10, 出生日期=date(2003, 1, 11)), child(11, 出生日期=datetime(2003, 1, 12, 8, 30)), child(12, 出生日期=37634),
        child(13, 出生日期="37635"), child(14, 出生日期=20030115), child(15, 出生日期="2003、1、16"), child(16, 出生日期="2003-13-1"),
        child(17, 出生日期="2003—1—18"), child(18, 出生日期="不记得"),
    ]  # fmt: skip
    return Wild(saved(table(rows)), 19, {(line, "出生日期", "date") for line in (18, 20)})


@wild
def births_of_which_the_number_tells_the_rest():
    """出生年月 as a month, with a short year, or in a cell for numbers, where 2003.10 shows as 2003.1."""
    said = [
        "2003.1",
        "2003年1月",
        "200301",
        "2003-01",
        "03年1月",
        "03.1.{day}",
        "2003年",
        2003.1,
        "2003.2",
        "03.1.30",
        "8岁",
    ]
    rows = [child(n, 出生日期=cell.format(day=n + 1) if isinstance(cell, str) else cell) for n, cell in enumerate(said)]
    rows += [child(252, 出生日期=2003.1), child(20, 出生日期="2003.1", 证件号码=None)]
    return Wild(saved(table(rows)), 13, {
        (10, "出生日期", "id-birth-date"), (11, "出生日期", "id-birth-date"), (12, "出生日期", "date"), (14, "出生日期", "date"),
    })  # fmt: skip


@wild
def dates_counted_from_1904():
    rows = [child(0, 出生日期=date(2003, 1, 1)), child(1, 出生日期=37623 - 1462), child(2, 出生日期="36162"), child(3)]
    book = table(rows)
    book.epoch = datetime(1904, 1, 1)
    return Wild(saved(book), 4)


@wild
def amounts():
    said = ["1,000.00", "1000元", "0.1万元", "￥800", "１００", 0.1 + 0.2, 400, "-5", "50%", "伍佰元", "1000.005", -400]
    book = table([girl(n, 标准=amount) for n, amount in enumerate(said)], (*SCHOOL_NAMES, "标准"))
    return Wild(saved(book), 12, {(line, "标准", "amount") for line in range(9, 14)}, program="CL")


@wild
def units_of_their_own_under_a_unit_above():
    names = (*SCHOOL_NAMES, "人均年收入（万元）", "标准（元）", "家庭人口")
    rows = [girl(0, **{names[-3]: 0.3, names[-2]: 600, names[-1]: "4人"}), girl(1, **{names[-2]: "-1"})]
    return Wild(saved(table(rows, names, above=[["单位：万元"]])), 2, {(4, "标准（元）", "amount")}, program="CL")


@wild
def two_phones_in_a_cell():
    phones = [
        "16012345678/0563-3012345",
        "16012345678、16112345678",
        16012345678,
        "+86 160-1234-5678",
        5633012345,
        "3012345",
        "16012345678（奶奶）",
        "父：16012345678，母：16112345678",
        "0563-3012345 村部",
        "暂无",
        "1601234567八",
    ]
    book = table([child(n, 电话=phone) for n, phone in enumerate(phones)])
    return Wild(saved(book), 11, {(line, "电话", "phone") for line in (6, 7, 12)})


@wild
def ticks_and_truths():
    said = [
        "√",
        "□",
        "☑",
        "☐",
        "✓",
        True,
        False,
        "是",
        "否",
        "Y",
        1,
        "寄宿",
        "不寄宿",
        "□是 ☑否",
        "也许",
        "☑是 ☑否",
        "☑走读 □寄宿",
    ]
    book = table([child(n, 寄宿=cell) for n, cell in enumerate(said)], (*LS_NAMES, "寄宿"))
    return Wild(saved(book), 17, {(line, "寄宿", "choice") for line in (16, 17, 18)})


PLACES = (
    "城西社区3组", "西林街道-城西社区", "宣州区西林办事处城西社区", "西林城西居委", "宣州区城西社区王家组", "城西社区（老街）",
)  # fmt: skip


@wild
def words_for_sex_ethnic_group_and_place():
    return Wild(saved(table([
        child(0, 性别="女性", 民族="汉"), child(1, 性别="F", 民族="01"), child(2, 性别=2, 民族="回"), child(3, 性别="男"),
        child(4, **{"所在村（社区）": "宣州区西林街道城西社区"}), child(5, **{"所在村（社区）": "安徽省宣城市宣州区西林街道城西社区居委会"}),
        child(6, **{"所在村（社区）": 341802001001}), child(7, **{"所在村（社区）": "不存在的村"}), child(8, 民族="某族"),
        child(9, **{"所在村（社区）": "341802"}), child(10, **{"所在村（社区）": "341881001001"}),
        *(child(11 + n, **{"所在村（社区）": place}) for n, place in enumerate(PLACES)),
    ])), 11 + len(PLACES), {
        (5, "性别", "id-sex"), (9, "所在村（社区）", "area-unknown"), (10, "民族", "choice"), (11, "所在村（社区）", "area-too-wide"),
        (12, "所在村（社区）", "area-out-of-scope"),
    })  # fmt: skip


@wild
def names_of_people():
    names = [
        "阿依古丽•买买提",
        "阿依古丽．买买提",
        "\U00020bb7小花",
        "䶮小花",
        "Mary Smith",
        "欧阳小花",
        "汪小花（孤儿）",
        "汪1",
        "汪",
    ]
    book = table([child(n, 姓名=name, 电话=f"1601234567{n}") for n, name in enumerate(names)])
    return Wild(saved(book), 9, {(8, "姓名", "name"), (9, "姓名", "name"), (10, "姓名", "name")})


@wild
def names_of_columns_on_each_page():
    groups = [*LS_NAMES[:9], "就学情况", "父亲", None, None, "母亲", None, *LS_NAMES[15:]]
    below = [*[None] * 10, "姓名", "身份证号", "情形", "姓名", "情形"]
    rows = lines_of([child(n) for n in range(4)])
    book = sheet_of(["花名册"], groups, below, *rows[:2], ["花名册"], groups, below, *rows[2:])
    return Wild(saved(book), 4)


@wild
def merged_villages():
    book = table([child(0), child(1, **{"所在村（社区）": None}), child(2, **{"所在村（社区）": None}), child(3)])
    column = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[LS_NAMES.index("所在村（社区）")]
    book.active.merge_cells(f"{column}2:{column}4")
    return Wild(saved(book), 4)


@wild
def thousands_of_lines_with_nothing_but_a_format():
    book = table([child(0)])
    for row in range(3, 5_000):
        book.active.cell(row, 2).number_format = "@"
        book.active.cell(row, 3, " ")
    return Wild(saved(book), 1)


@wild
def other_order_strange_columns_and_names_twice():
    names = ["备用", *reversed(LS_NAMES), "姓名", "联系人", None, "序号"]
    rows = [["甲", *reversed(line), "另一个人", "某某", "无名列", 1] for line in lines_of([child(0), child(1)])]
    return Wild(saved(sheet_of(names, *rows)), 2)


@wild
def another_table_beside():
    names = [*LS_NAMES, None, "村名", "人数"]
    rows = [[*line, None, "城西社区", 3] for line in lines_of([child(0), child(1)])]
    aside = [[None] * (len(LS_NAMES) + 1) + [name, 1] for name in ("城东社区", "城南社区")]
    return Wild(saved(sheet_of(names, *rows, *aside)), 2)


@wild
def two_tables_beside_each_other():
    names = (*SCHOOL_NAMES, "备注")
    rows = lines_of([girl(n) for n in range(5)], names)
    rows[3][1] = "1"
    return Wild(saved(sheet_of(
        ["名单"], [*names, None, *names],
        [*rows[0], None, *rows[2]], [*rows[1], None, *rows[3]], [None] * (len(names) + 1) + rows[4],
    )), 5, {(4, "证件号码", "id-length")}, program="CL")  # fmt: skip


@wild
def tables_with_their_columns_in_another_order():
    turned = SCHOOL_NAMES[::-1]
    other = [name for name in (None, "姓名", *SCHOOL_NAMES[2:], "身份证号")]
    book = sheet_of(
        SCHOOL_NAMES, *lines_of([girl(0), girl(1)], SCHOOL_NAMES), ["合计", 2], [],
        ["昭亭社区"], turned, *lines_of([girl(2), girl(3, 证件号码="1")], turned), [],
        other, *([None, row["姓名"], *lines_of([row], SCHOOL_NAMES[2:])[0], row["证件号码"]] for row in (girl(4), girl(5))),
        SCHOOL_NAMES, *lines_of([girl(6)], SCHOOL_NAMES),
    )  # fmt: skip
    return Wild(saved(book), 7, {(9, "证件号码", "id-length")}, program="CL")


@wild
def names_twice_on_each_page():
    names = (*LS_NAMES, "电话", "电话")
    rows = [[*line, "16112345678", "16212345678"] for line in lines_of([child(0), child(1, 电话="1"), child(2)])]
    return Wild(saved(sheet_of(names, *rows[:1], names, *rows[1:])), 3, {(4, "电话", "phone")})


@wild
def whose_a_column_is():
    """The guardian's group stands before the pupil's; what isn't known of him is nobody else's."""
    groups = ["序号", "监护人基本情况", *[None] * 5, "学生", *[None] * 4, "学校", "学段"]
    below = [
        None,
        "姓名",
        "关系",
        "身份证号码",
        "联系电话",
        "民族",
        "备注",
        "姓名",
        "性别",
        "公民身份号码",
        "手机号码",
        "村名",
        None,
        None,
    ]
    father = child(0)["父亲身份证号"]
    rows = [
        [n, "汪建国", "父亲", father, "16012345678", "不是民族", "不是备注", row["姓名"], "女", row["证件号码"], "16112345678",
         "城西", "城西小学", "小学"] for n, row in enumerate([child(0), child(1)], 1)
    ]  # fmt: skip
    rows[1][3] = "1"
    book = sheet_of(groups, below, *rows)
    book.active.merge_cells("B1:G1")
    book.active.merge_cells("H1:L1")
    return Wild(saved(book), 2, {(4, "监护人身份证号码", "id-length")}, program="CL")


@wild
def names_in_two_languages_and_numbered():
    dressed = {"姓名": "1.姓名 Name", "证件号码": "儿童身份证号①", "出生日期": "（3）出生年月", "父亲身份证号": "父亲公民身份号码",
               "受委托监护人与儿童关系": "实际监护人与儿童关系"}  # fmt: skip
    book = sheet_of([dressed.get(name, name) for name in LS_NAMES], *lines_of([child(0), child(1, 父亲身份证号="1")]))
    return Wild(saved(book), 2, {(3, "父亲公民身份号码", "id-length")})


@wild
def rich_text():
    row = child(0)
    row["姓名"] = CellRichText("汪", TextBlock(InlineFont(b=True), "甲一"))
    row["证件号码"] = CellRichText(TextBlock(InlineFont(color="FF0000"), row["证件号码"]))
    return Wild(saved(table([row])), 1)


@wild
def formulas_with_values_and_without():
    """Values as a spreadsheet program leaves them; openpyxl itself calculates nothing."""
    rows = [
        child(0, 现住址="=CONCATENATE(A1,B1)"), child(1, 就学情况="=VLOOKUP(A3,B:C,2,0)"), child(2, 现住址="=1/0"),
        child(3, 现住址='=IF(A5="","",A5)'), child(4, 现住址="=A1&B1"), child(5, 证件号码="=B9+1"), child(6, 现住址="#REF!"),
    ]  # fmt: skip
    kept = {
        "CONCATENATE(A1,B1)": ' t="str"|西林街道城西社区', "VLOOKUP(A3,B:C,2,0)": ' t="e"|#N/A', "1/0": ' t="e"|#DIV/0!',
        'IF(A5="","",A5)': ' t="str"|', "B9+1": "|3.42501198003072e17",
    }  # fmt: skip
    return Wild(calculated(saved(table(rows)), kept), 7, {
        (3, "就学情况", "cell-error"), (4, "现住址", "cell-error"), (6, "现住址", "cell-error"), (7, "证件号码", "id-numeric-cell"),
        (8, "现住址", "cell-error"),
    })  # fmt: skip


def calculated(content: bytes, kept: dict[str, str]) -> bytes:
    """The workbook with values for its formulas: {formula: type and value}."""

    def value(found: re.Match) -> str:
        kind, _, text = kept.get(found[2], "|").partition("|")
        return f'<c r="{found[1]}"{kind}><f>{found[2]}</f>{f"<v>{text}</v>" if kind or text else "<v/>"}</c>'

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(r'<c r="(\w+)"[^>]*><f>(.*?)</f><v ?/?>(?:</v>)?</c>', value, part.decode()).encode()
            new.writestr(name, part)
    return buffer.getvalue()


@wild
def twice_in_the_file_and_of_another_age():
    born = date(1990, 5, 1)
    grown = resident_id.make(region="341802", birth_date=born, sequence=3, sex="2")
    return Wild(saved(table([
        child(0), child(1), child(0, 姓名="汪甲二"), child(2, 证件号码=grown, 出生日期=born),
        child(3, 出生日期="2003-01-05"), child(4, 监护情况="很好"),
    ])), 6, {
        (4, "证件号码", "duplicate-in-file"), (5, "出生日期", "age"), (6, "出生日期", "id-birth-date"), (7, "监护情况", "choice"),
    })  # fmt: skip


def text_of(rows: Sequence[dict], *, mark: str = ",", names: Sequence[str] = LS_NAMES) -> str:
    return "\r\n".join(mark.join(str(cell or "") for cell in line) for line in [names, *lines_of(rows, names)])


@wild
def csv_of_gbk_with_semicolons():
    rows = [child(0), child(1, 证件号码="3.42E+17")]
    return Wild(text_of(rows, mark=";").encode("gbk"), 2, {(3, "证件号码", "id-numeric-cell")})


@wild
def csv_of_gb18030_with_tabs():
    return Wild(text_of([child(0, 姓名="\U00020bb7小花"), child(1)], mark="\t").encode("gb18030"), 2)


@wild
def csv_with_dittos_of_one_mark_and_marks_inside():
    rows = [child(0, 现住址='"老街"3号'), child(1, 就学情况='"'), child(2, 民族='"'), child(3, 现住址='城西"老街"3号')]
    return Wild(text_of(rows).encode("gbk"), 4)


@wild
def csv_of_utf16():
    return Wild(text_of([child(0)], mark="\t").encode("utf-16"), 1)


@wild
def web_page():
    """As systems export it; opened in a spreadsheet program, the ID numbers would turn into numbers."""
    rows = [LS_NAMES, *lines_of([child(0), child(1, 电话="1")])]
    cells = "".join("<tr>" + "".join(f"<td>{cell or ''}&nbsp;</td>" for cell in row) + "</tr>" for row in rows)
    return Wild(
        f"<html><table><tr><td colspan=18>花名册</td></tr>{cells}</table></html>".encode("gbk"),
        2,
        {(4, "电话", "phone")},
    )


@wild
def csv_with_a_mark_quotes_and_lines_inside():
    row = child(
        0, 证件号码=f'="{child(0)["证件号码"]}"', 现住址='"西林街道\n城西社区,3号 ""南门"""', 电话="\t16012345678"
    )
    return Wild(text_of([row, child(1, 电话="1")]).encode("utf-8-sig"), 2, {(3, "电话", "phone")})


def kept(name: str) -> bytes:
    """A file that was saved by an office program in a format that nothing here writes."""
    return (FILES / name).read_bytes()


OFFICE_FAULTS = {(5, "电话", "phone"), (6, "证件号码", "id-numeric-cell")}


def for_office() -> Workbook:
    """What the files in `files` were saved from."""
    rows = [child(0, 出生日期=date(2003, 1, 1)), child(1, **{"所在村（社区）": None}), child(2, 电话="1")]
    book = table([*rows, child(3, 证件号码=342501198003072422)], above=[["花名册"]])
    book.active.merge_cells("A1:R1")
    book.active.merge_cells("G3:G4")
    book.create_sheet("旧").append(["作废"])
    book["旧"].sheet_state = "hidden"
    return book


@wild
def xls():
    return Wild(kept("roster.xls"), 4, OFFICE_FAULTS)


@wild
def ods():
    return Wild(kept("roster.ods"), 4, OFFICE_FAULTS)


@wild
def xls_counted_from_1904():
    return Wild(kept("roster-1904.xls"), 4)
