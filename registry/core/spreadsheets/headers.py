"""Find the row of column names, and say which column is which.

The names stand in one of the first six rows, under titles, units and dates, or in two rows where the upper
one groups the lower ("父亲" over "姓名" and "电话"). Names are compared without spaces, notes in brackets,
marks for required columns and differences of width.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal
from registry.core.spreadsheets.reading import Cell, Row, Sheet

SEARCHED_ROWS = 6
NOISE = re.compile(r"\(.*?\)|【.*?】|\[.*?\]|[\s*※:：'’‘“”\"、]+")


def key(name: object) -> str:
    """How column names are compared: "姓 名*（必填）" is "姓名"."""
    folded = unicodedata.normalize("NFKC", str(name))
    folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return NOISE.sub("", folded).casefold() or folded.strip()


@dataclass(frozen=True)
class Header:
    """Which column is which.

    `columns` says at which index (from 0) each code stands, `names` what is written there; `last_row` is the
    number of the (lower) header row; `unknown` are the names that nothing was found for; `labels` say what each
    column should be called.
    """

    sheet: Sheet
    last_row: int
    columns: dict[str, int]
    names: dict[str, str]
    unknown: list[str]
    labels: dict[str, str] = field(default_factory=dict)

    def rows(self) -> Iterable[Row]:
        """The rows below the header."""
        return (row for row in self.sheet.rows if row.number > self.last_row)

    def place(self, code: str) -> str:
        """What a person calls a column: its name as in the file; of one that the file doesn't have, as it should be."""
        return self.names.get(code) or self.labels.get(code, code)


def find(sheets: list[Sheet], *, names: Mapping[str, Iterable[str]], required: Iterable[str]) -> Header:
    """The best header in the visible sheets: the one that has the most of `names` (code → what it may be called).

    Raises Refusal: header-missing, naming the columns that are needed and weren't found.
    """
    codes: dict[str, str] = {}
    for code, spellings in names.items():
        for spelling in spellings:
            codes.setdefault(key(spelling), code)
    best: Header | None = None
    for sheet in sheets:
        for header in _candidates(sheet, codes):
            if best is None or len(header.columns) > len(best.columns):
                best = header
    found = best.columns if best else {}
    missing = [str(next(iter(names[code]))) for code in required if code not in found]
    if best is None or missing:
        raise Refusal(
            "header-missing",
            _(
                "No row of column names with %(missing)s in the first %(rows)s rows. Use the blank workbook of the "
                "program, or name the columns as it does."
            ),
            params={"missing": "、".join(f"“{name}”" for name in missing), "rows": SEARCHED_ROWS},
        )
    return replace(best, labels={code: str(next(iter(spellings), code)) for code, spellings in names.items()})


def _candidates(sheet: Sheet, codes: dict[str, str]) -> Iterable[Header]:
    top = [row for row in sheet.rows if row.number <= SEARCHED_ROWS + 1]
    for i, row in enumerate(top):
        if row.number > SEARCHED_ROWS:
            return
        yield _read(sheet, row.number, [_text(cell) for cell in row.cells], codes)
        if i + 1 < len(top) and top[i + 1].number == row.number + 1:
            yield _read(sheet, row.number + 1, _two_rows(row, top[i + 1], codes), codes)


def _two_rows(upper: Row, lower: Row, codes: dict[str, str]) -> list[str]:
    """A name in the lower row belongs to the last name above it; alone, or with that."""
    names, group = [], ""
    for i in range(max(len(upper.cells), len(lower.cells))):
        above = _text(upper.cells[i]) if i < len(upper.cells) else ""
        below = _text(lower.cells[i]) if i < len(lower.cells) else ""
        group = above or (group if below else "")
        joined = group + below
        names.append(joined if key(joined) in codes else below or above)
    return names


def _read(sheet: Sheet, last_row: int, names: list[str], codes: dict[str, str]) -> Header:
    columns: dict[str, int] = {}
    written: dict[str, str] = {}
    unknown: list[str] = []
    for index, name in enumerate(names):
        code = codes.get(key(name)) if name else None
        if code and code not in columns:
            columns[code], written[code] = index, name
        elif name and not code:
            unknown.append(name)
    return Header(sheet, last_row, columns, written, unknown)


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""
