"""A large sheet is read in pieces, and nobody can tell."""

import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from registry.core.spreadsheets import reading, slices
from registry.core.spreadsheets.packages import Package


@pytest.fixture
def content() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet.append([])
    sheet.append([None, "姓名", "出生日期", "金额", "在读", "行 <row r="])
    for number in range(1, 400):
        sheet.append([None, f"王{number}", date(2010, 1, 1 + number % 28), number / 4, number % 2 == 0, "<&>"])
        if number % 50 == 0:
            sheet.append([])
    sheet["D99"] = "=1+1"
    sheet.merge_cells("B10:B12")
    book.create_sheet("备注")["A1"] = "无"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def whole(content: bytes) -> list[list]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("花名册")
    return [[*[""] * sheet.start[1], *values] for values in sheet.iter_rows()]


@pytest.mark.parametrize("size", [500, 3_000, 10**6])
def test_the_pieces_have_what_the_whole_has(content, monkeypatch, size):
    monkeypatch.setattr(slices, "LARGE", 0)
    monkeypatch.setattr(slices, "SLICE", size)
    monkeypatch.setattr(slices, "READ", 100)
    found = slices.sliced(Package.of(content), "花名册")
    values = {row: [("" if value is None else value) for value in cells] for row, cells, _missed in found.values()}
    for row, cells in enumerate(whole(content)):
        assert values.get(row, []) + [""] * (len(cells) - len(values.get(row, []))) == cells
    assert found.merged_cell_ranges == [((9, 1), (11, 1))]
    assert {row: missed for row, _cells, missed in found.values() if missed} == {98: {3: "#FORMULA!"}}


def test_rows_without_numbers_are_read_whole(content, monkeypatch):
    monkeypatch.setattr(slices, "LARGE", 0)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            new.writestr(part.filename, re.sub(rb'<row r="9"', b"<row", text) if "sheet1" in part.filename else text)
    assert slices.sliced(Package.of(out.getvalue()), "花名册") is None


def test_small_sheets_and_other_files_are_read_whole(content):
    assert slices.sliced(Package.of(content), "花名册") is None
    assert slices.sliced(None, "花名册") is None


def test_a_large_workbook_from_end_to_end():
    rows = 3_000
    filler = "字" * 3_000
    cells = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c><c r="C{0}"><v>{0}</v></c></row>'
    sheet = "".join(cells.format(number, filler) for number in range(1, rows + 1))
    book = Workbook()
    book.active["A1"] = "x"
    small, large = io.BytesIO(), io.BytesIO()
    book.save(small)
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                text = re.sub(rb"(?<=<sheetData>).*(?=</sheetData>)", sheet.encode(), text)
                assert len(text) > slices.LARGE
            new.writestr(part.filename, text)
    with reading.opened(large.getvalue()) as [found]:
        read = [(row.number, row.cells) for row in found.rows]
    assert read == [(number, [filler, None, number]) for number in range(1, rows + 1)]
