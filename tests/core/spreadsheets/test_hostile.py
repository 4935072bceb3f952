"""Files that were made, or broken, to take the reader with them. Each ends in rows or in a refusal, soon."""

import io
import random
import zipfile

import openpyxl
import pytest

from registry.core.errors import Refusal
from registry.core.spreadsheets import headers, reading
from tests.core.spreadsheets.test_spreadsheets import NAMES, book

SHARED = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(*, sheet: bytes, strings: bytes = b"<sst/>") -> bytes:
    """The least workbook that there can be, part by part."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHARED}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def sheet(*cells: str) -> bytes:
    rows = "".join(f"<row>{cell}</row>" for cell in cells)
    return f'<worksheet xmlns="{SHARED}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def code_of(content: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        reading.sheets(content)
    return refused.value.code


def test_the_least_workbook_is_read():
    strings = f'<sst xmlns="{SHARED}"><si><t>姓名</t></si></sst>'.encode()
    content = package(sheet=sheet('<c r="B1" t="s"><v>0</v></c>'), strings=strings)
    assert reading.sheets(content)[0].rows == [reading.Row(1, [None, "姓名"])]


@pytest.mark.parametrize("far", ["XFD1048576", "XFD60000"])
def test_two_cells_at_opposite_corners_ask_for_no_more_than_there_is(far):
    """A table of what lies between them would take gigabytes; the file has 1 KB."""
    content = package(sheet=sheet('<c r="A1"><v>1</v></c>', f'<c r="{far}"><v>1</v></c>'))
    assert len(content) < 2_000
    assert code_of(content) == "file-too-large"


def test_a_part_that_unpacks_without_end():
    """Below what the package may declare, and still more than a reader should hold."""
    strings = b'<sst xmlns="%s"><si><t>' % SHARED.encode() + b"a" * (550 * 2**20) + b"</t></si></sst>"
    content = package(sheet=sheet('<c r="A1" t="s"><v>0</v></c>'), strings=strings)
    del strings
    assert len(content) < 2**20
    assert code_of(content) == "file-too-large"


def test_entities_are_not_expanded():
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12))
    strings = f'<!DOCTYPE s [{entities}]><sst xmlns="{SHARED}"><si><t>&m;</t></si></sst>'.encode()
    content = package(sheet=sheet('<c r="A1" t="s"><v>0</v></c>'), strings=strings)
    try:
        found = reading.sheets(content)
    except Refusal as refusal:
        assert refusal.code in ("file-unreadable", "file-empty")
    else:
        assert "hahaha" not in str(found)


def test_a_formula_is_its_last_value_and_a_link_is_not_followed():
    linked = '<c r="A1" t="str"><f>[1]Sheet1!A1</f><v>汪甲一</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
    assert reading.sheets(package(sheet=sheet(linked)))[0].rows[0].cells == ["汪甲一", 2.0]


@pytest.mark.parametrize("ahead", [0, 3 * 2**20])
def test_an_encrypted_workbook_says_so_wherever_its_directory_lies(ahead):
    assert code_of(reading.COMPOUND + b"\1" * ahead + reading.ENCRYPTED) == "file-encrypted"


@pytest.mark.parametrize(
    "start", ["<html>", "\ufeff<!DOCTYPE html>", '<?xml version="1.0"?>', "  <table>", "MIME-Version: 1.0\n<table>"]
)
def test_a_web_page_without_a_table_called_a_workbook(start):
    assert code_of(f"{start}<p>姓名</p><tr><td> </td></tr>".encode()) == "file-unreadable"


@pytest.mark.parametrize("piece", ["<!--", "<td rowspan=99999 colspan=9>", "<table><tr><td>", "&"])
def test_a_web_page_made_to_take_long(piece):
    assert code_of(f"<html><table>{piece * 30_000}".encode()) in ("file-too-large", "file-unreadable")


def test_broken_files_are_refused_or_read_and_nothing_else():
    """Wounds with a seed: cut short, or a byte changed, behind the signature."""
    dice = random.Random(20130208)
    whole = book(["姓名", "证件号码"], *([f"汪{n}", f"3425{n}"] for n in range(200)))
    for wound in range(40):
        content = bytearray(whole)
        if wound % 8 == 0:
            del content[dice.randrange(4, len(content)) :]
        else:
            content[dice.randrange(4, len(content))] ^= 1 << dice.randrange(8)
        try:
            reading.sheets(bytes(content))
        except Refusal as refusal:
            assert refusal.code in ("file-unreadable", "file-too-large", "file-empty", "file-encrypted")


def test_a_value_merged_downwards_stands_in_each_of_its_rows():
    workbook = openpyxl.Workbook()
    page = workbook.active
    for row in (["村", "姓名"], ["城西村", "汪甲"], [None, "汪乙"], [None, None], [None, "汪丙"], ["城东村", "汪丁"]):
        page.append(row)
    page.merge_cells("A2:A5")
    buffer = io.BytesIO()
    workbook.save(buffer)
    found = reading.sheets(buffer.getvalue())[0]
    assert [row.cells for row in found.rows[1:]] == [
        ["城西村", "汪甲"], ["城西村", "汪乙"], ["城西村", "汪丙"], ["城东村", "汪丁"],
    ]  # fmt: skip
    assert [row.number for row in found.rows] == [1, 2, 3, 5, 6]


def test_names_in_two_rows_with_their_cells_merged():
    """As an office draws it: 姓名 over both rows, 父亲 over its two columns."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.append(["花名册"])
    page.append(["姓名", "证件号码", "父亲", None])
    page.append([None, None, "姓名", "电话"])
    page.append(["张三", "1", "张四", "2"])
    for merged in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
        page.merge_cells(merged)
    buffer = io.BytesIO()
    workbook.save(buffer)
    header = headers.find(reading.sheets(buffer.getvalue()), names=NAMES, required=["name"])
    assert header.columns == {"name": 0, "id": 1, "father": 2, "phone": 3}
    assert [row.cells for row in header.rows()] == [["张三", "1", "张四", "2"]]


def test_one_row_of_names_drawn_over_two():
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.append(["姓名", "证件号码", "备注"])
    page.append([None, None, "（可不填）"])
    page.append(["张三", "1"])
    for merged in ("A1:A2", "B1:B2"):
        page.merge_cells(merged)
    buffer = io.BytesIO()
    workbook.save(buffer)
    header = headers.find(reading.sheets(buffer.getvalue()), names=NAMES, required=["name"])
    assert [row.cells for row in header.rows()] == [["张三", "1"]]


def open_document(*rows, manifest: str = "") -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="a">{cells}</table:table></office:spreadsheet>'
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content{names}>{body}</office:body></office:document-content>",
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="content.xml">{manifest}</manifest:file-entry></manifest:manifest>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def test_an_open_document_is_read():
    assert [row.cells for row in reading.sheets(open_document(["姓名", "证件号码"], ["张三", "1"]))[0].rows] == [
        ["姓名", "证件号码"], ["张三", "1"],
    ]  # fmt: skip


def bomb(start: str) -> str:
    """Entities that would unfold to 10^12 characters; `start` is the element that they stand before."""
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12))
    return f"<!DOCTYPE {start} [{entities}]>"


def repacked(content: bytes, part: str, change) -> bytes:
    """A package with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name).decode()) if name == part else old.read(name))
    return buffer.getvalue()


def test_entities_of_an_open_document_are_not_expanded():
    """Also where the merged cells are looked for, by another parser."""
    content = repacked(
        open_document(["姓名"], ["&m;"]), "content.xml",
        lambda text: bomb("x") + text.replace("<table:table-cell ", '<table:table-cell table:number-rows-spanned="2" ', 1),
    )  # fmt: skip
    try:
        found = reading.sheets(content)
    except Refusal as refusal:
        assert refusal.code in ("file-unreadable", "file-too-large", "file-empty")
    else:
        assert "hahaha" not in str(found)


def test_entities_of_the_list_of_sheets_are_not_expanded():
    content = repacked(
        package(sheet=sheet('<c r="A1"><v>1</v></c>')), "xl/workbook.xml",
        lambda text: bomb("workbook") + text.replace("<sheets>", "<sheets><!-- --><a>&m;</a>"),
    )  # fmt: skip
    assert code_of(content) in ("file-unreadable", "file-too-large")


def test_a_sheet_that_says_it_is_as_large_as_can_be():
    content = package(
        sheet=sheet('<c r="A1"><v>1</v></c>').replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    )
    assert [row.cells for row in reading.sheets(content)[0].rows] == [[1]]


def test_elements_nested_a_million_deep():
    content = package(sheet=b"<worksheet>" + b"<a>" * 1_000_000 + b"</a>" * 1_000_000 + b"</worksheet>")
    assert code_of(content) in ("file-unreadable", "file-too-large", "file-empty")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"%PDF-1.7\n1 0 obj", b"\xff\xd8\xff\xe0JFIF", b"{\\rtf1 x}", b"Rar!\x1a\x07",
        "姓名,电话\r\n汪\0甲,1".encode(),
    ],
)  # fmt: skip
def test_other_files_under_the_name_of_a_workbook(content):
    assert code_of(content) == "file-unreadable"


def test_one_line_of_thirty_megabytes():
    assert code_of(b"a" * (30 * 2**20)) == "file-unreadable"
    with reading.opened(b"a," * (5 * 2**20)) as [found]:
        assert len(found.head[0].cells) > 2**20


def test_a_cell_that_is_too_long_comes_at_once_or_not_at_all():
    assert code_of(b'"' + b"a\n" * (2**20)) == "file-unreadable", "a quote that is never closed"


def test_macros_are_neither_run_nor_in_the_way():
    buffer = io.BytesIO(book(["姓名"], ["汪甲"]))
    with zipfile.ZipFile(buffer, "a") as file:
        file.writestr("xl/vbaProject.bin", b"Attribute VB_Name")
    assert [row.cells for row in reading.sheets(buffer.getvalue())[0].rows] == [["姓名"], ["汪甲"]]


def test_an_encrypted_open_document_says_so():
    locked = '<manifest:encryption-data manifest:checksum="x"><manifest:algorithm/></manifest:encryption-data>'
    assert code_of(open_document(["姓名"], manifest=locked)) == "file-encrypted"
