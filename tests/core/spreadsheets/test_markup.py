"""Web pages and XML of 2003 under the name of a workbook."""

from datetime import datetime

from registry.core.spreadsheets import reading

NUMBER = "341802200301010002"


def rows(text: str, encoding: str = "utf-8") -> dict[str, list]:
    with reading.opened(text.encode(encoding)) as book:
        found = {sheet.name: [(row.number, row.cells) for row in sheet.rows] for sheet in book}
        return found | {"hidden": book.hidden}


def test_the_tables_of_a_page_stand_below_each_other():
    page = f"""
        <html xmlns:x="urn:x"><head><meta charset="gbk"><style>td {{}}</style></head><body>
        <table><tr><td colspan=3>花名册</td></tr><tr><th>姓名<th>身份证号<td>村</tr>
        <tr><td>汪\u3000甲&nbsp;</td><td>{NUMBER}</td><td rowspan=2>城西</td></tr>
        <tr><td>汪乙<br>（女）</td><td x:num="341802200301010000">3.41802E+17</td></tr></table>
        <p>说明</p><table><tr><td></td><td>合计</td></tr></table>
    """
    assert rows(page, "gbk") == {"hidden": [], "": [
        (1, ["花名册"]), (2, ["姓名", "身份证号", "村"]), (3, ["汪 甲", NUMBER, "城西"]),
        (4, ["汪乙\n（女）", float("341802200301010000"), "城西"]), (5, [None, "合计"]),
    ]}  # fmt: skip


def test_xml_of_2003():
    def cell(text: object, kind: str = "String", **said) -> str:
        attributes = "".join(f' ss:{name}="{value}"' for name, value in said.items())
        return f'<ss:Cell{attributes}><ss:Data ss:Type="{kind}">{text}</ss:Data></ss:Cell>'

    names = f'<ss:Row ss:Index="3">{cell("姓名")}{cell("日期", Index=3)}</ss:Row>'
    born = cell("2013-02-08T00:00:00.000", "DateTime")
    rows_ = f"<ss:Row>{cell('甲&amp;乙', MergeDown=1)}{cell(7, 'Number')}{born}</ss:Row>"
    first = f"{names}{rows_}<ss:Row>{cell(1, 'Boolean', Index=2)}</ss:Row>"
    sheet = '<ss:Worksheet ss:Name="{}"><ss:Table>{}</ss:Table>{}</ss:Worksheet>'
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    sheets = sheet.format("一", first, "") + sheet.format("旧", f"<ss:Row>{cell('作废')}</ss:Row>", hidden)
    assert rows(f'<?xml version="1.0"?><ss:Workbook xmlns:ss="urn:s">{sheets}</ss:Workbook>') == {
        "hidden": ["旧"],
        "一": [(3, ["姓名", None, "日期"]), (4, ["甲&乙", 7.0, datetime(2013, 2, 8)]), (5, ["甲&乙", True])],
    }
