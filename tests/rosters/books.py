"""Workbooks to send in, made cell by cell."""

import io
from datetime import date

from openpyxl import Workbook

from beneficiaries.identity import resident_id

NAMES = ("姓名", "证件号码", "性别", "出生日期", "民族", "户口性质", "所在村（社区）", "现住址", "电话")
LS_NAMES = (
    *NAMES, "就学情况", "父亲", "父亲身份证号", "父亲情形", "母亲", "母亲情形", "受委托监护人",
    "受委托监护人与儿童关系", "监护情况",
)  # fmt: skip
VILLAGE = "341802001001"


def child(n: int = 0, **cells) -> dict:
    """A row of a left-behind child, sound throughout; `cells` by column name."""
    born = date(2003, 1 + n // 28 % 12, 1 + n % 28)
    number = resident_id.make(region="341802", birth_date=born, sequence=n % 500, sex="2")
    father = resident_id.make(region="342501", birth_date=date(1975, 3, 9), sequence=n % 500, sex="1")
    return {
        "姓名": f"汪{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'一二三四五六七八九十'[n // 10 % 10]}",
        "证件号码": number,
        "性别": "女",
        "出生日期": born.isoformat(),
        "民族": "汉族",
        "户口性质": "农业",
        "所在村（社区）": VILLAGE,
        "现住址": "西林街道城西社区",
        "电话": "16012345678",
        "就学情况": "小学",
        "父亲": "汪建国",
        "父亲身份证号": father,
        "父亲情形": "外出务工",
        "母亲": "程秀英",
        "母亲情形": "外出务工",
        "受委托监护人": "查玉兰",
        "受委托监护人与儿童关系": "祖母",
        "监护情况": "较好",
    } | cells


def book(rows: list[dict], *, names=LS_NAMES, above: list[list] = (), names_of: dict | None = None) -> bytes:
    """A workbook with `above` (titles) before the names. `names_of` calls columns otherwise."""
    workbook = Workbook()
    sheet = workbook.active
    for line in above:
        sheet.append(line)
    sheet.append([(names_of or {}).get(name, name) for name in names])
    for row in rows:
        sheet.append([row.get(name) for name in names])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def csv(rows: list[dict], *, names=LS_NAMES, encoding: str = "utf-8-sig") -> bytes:
    lines = [",".join(names), *(",".join(str(row.get(name) or "") for name in names) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)
