"""Workbooks as they arrive, and as they leave."""

import io
import zipfile

import openpyxl
import pytest

from registry.core.errors import Refusal
from registry.core.spreadsheets import headers, reading, writing
from registry.core.spreadsheets.writing import Column

NAMES = {"name": ("姓名",), "id": ("证件号码", "身份证号"), "father": ("父亲姓名", "父亲"), "phone": ("父亲电话",)}


def book(*rows, hidden: bool = False) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    if hidden:
        workbook.create_sheet("看得见").append(["姓名"])
        sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def found(*rows):
    return headers.find(reading.sheets(book(*rows)), names=NAMES, required=["name"])


def test_cells_keep_their_type():
    rows = reading.sheets(book(["a", 342501198003072422, 1.5, True, None]))[0].rows
    assert [type(cell) for cell in rows[0].cells] == [str, float, float, bool]


def test_hidden_sheets_are_not_read():
    assert [sheet.name for sheet in reading.sheets(book(["姓名"], hidden=True))] == ["看得见"]


def test_rows_have_the_numbers_that_are_shown():
    rows = reading.sheets(book(["姓名"], [], ["张三"]))[0].rows
    assert [row.number for row in rows] == [1, 3]


@pytest.mark.parametrize("written", ["姓名", " 姓 名 ", "姓名*", "姓名（必填）", "姓　名：", "＊姓名"])
def test_names_are_found_however_they_are_dressed(written):
    header = found([written, "身份证号"], ["张三", "1"])
    assert header.columns == {"name": 0, "id": 1}


def test_titles_above_the_names():
    header = found(["花名册"], ["单位：某县", None, "2013年"], [], ["姓名", "身份证号"], ["张三", "1"])
    assert (header.last_row, [row.number for row in header.rows()]) == (4, [5])


def test_names_in_two_rows():
    header = found(["姓名", "证件号码", "父亲", None], [None, None, "姓名", "电话"], ["张三", "1", "张四", "2"])
    assert header.columns == {"name": 0, "id": 1, "father": 2, "phone": 3} and header.last_row == 2


def test_a_place_is_named_as_the_file_has_it():
    header = found(["姓名", "身份证号"])
    assert (header.place("id"), header.place("father")) == ("身份证号", "父亲姓名")
    assert reading.letters(27) == "AB"


def test_missing_names_are_said():
    with pytest.raises(Refusal) as refused:
        found(["名字", "号码"])
    assert refused.value.code == "header-missing" and "姓名" in str(refused.value)


def test_what_unpacks_to_too_much_isnt_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for n in range(7):
            package.writestr(f"xl/{n}.xml", b"\0" * 100 * 2**20)
    with pytest.raises(Refusal) as refused:
        reading.sheets(buffer.getvalue())
    assert refused.value.code == "file-too-large"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_no_cell_starts_a_formula(text):
    content = writing.workbook([Column(text, text=True), Column(text)], [[text, text]], title=text)
    for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows():
        for cell in row:
            assert cell.value is None or (cell.data_type == "s" and cell.value.startswith("'"))


def test_text_columns_are_text():
    content = writing.workbook([Column("证件号码", text=True), Column("人数")], [["342501198003072422", 3]] * 2)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [sheet.cell(row, 1).number_format for row in (2, 3)] == ["@", "@"]
    assert sheet.cell(2, 1).value == "342501198003072422" and sheet.cell(2, 2).value == 3


@pytest.mark.parametrize(
    "content", [book(*([f"人{n}"] for n in range(2500))), "\n".join(f"人{n},甲" for n in range(99)).encode()]
)
def test_rows_can_be_gone_through_again_and_left_in_the_middle(content):
    with reading.opened(content) as [sheet]:
        first = next(iter(sheet.rows))
        every = [row.number for row in sheet.rows]
        assert (first.number, every[0], len(every)) == (1, 1, every[-1])
        assert [row.number for row in sheet.rows] == every
        assert list(sheet.head) == list(sheet.rows)[: len(sheet.head)]
