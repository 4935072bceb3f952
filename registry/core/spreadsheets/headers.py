"""Find the row of column names, and say which column is which.

The names stand in one of the first rows, under titles, units and dates, or in two rows where the upper
one groups the lower ("父亲" over "姓名" and "电话"). Names are compared without spaces, notes in brackets,
marks for required columns and differences of width.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal
from registry.core.spreadsheets.reading import Cell, Row, Sheet

SEARCHED_ROWS = 15
# "自付（万元）", or "单位：万元" above the table.
UNIT = re.compile(r"[(（]\s*(?:单位[:：]?)?\s*(千元|万元|亿元)\s*[)）]")
UNIT_ABOVE = re.compile(r"单位\s*[:：]\s*(千元|万元|亿元)")
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
    number of the (lower) header row; `texts` is what stands over each column; `labels` say what each column should
    be called.
    """

    sheet: Sheet
    last_row: int
    columns: dict[str, int]
    names: dict[str, str]
    texts: list[str]
    labels: dict[str, str] = field(default_factory=dict)
    # The one or two rows as they are printed, by index: {column: key}.
    printed: Sequence[dict[int, str]] = ()

    @property
    def unknown(self) -> list[str]:
        """The names that nothing was found for."""
        used = set(self.columns.values())
        return [text for index, text in enumerate(self.texts) if text and index not in used]

    def rows(self) -> Iterable[Row]:
        """The rows below the header, without the header itself where it is printed again on each page."""
        return (row for row in self.sheet.rows if row.number > self.last_row and not self._is_again(row))

    def unit(self, code: str) -> str:
        """The unit that a column of money states, in its name or above the table: 万元; "" for yuan."""
        if stated := UNIT.search(self.names.get(code, "")):
            return stated[1]
        above = (cell for row in self.sheet.head if row.number <= self.last_row for cell in row.cells)
        return next((found[1] for cell in above if (found := UNIT_ABOVE.search(_text(cell)))), "")

    def _is_again(self, row: Row) -> bool:
        """Whether most of the row is what one of the rows of names has there."""
        return any(_is_row_of(row.cells, names) for names in self._printed)

    @cached_property
    def _printed(self) -> Sequence[dict[int, str]]:
        return self.printed or [{index: key(self.names[code]) for code, index in self.columns.items()}]

    def place(self, code: str) -> str:
        """What a person calls a column: its name as in the file; of one that the file doesn't have, as it should be."""
        return self.names.get(code) or self.labels.get(code, code)


def find(sheets: Sequence[Sheet], *, names: Mapping[str, Iterable[str]], required: Iterable[str]) -> Header:
    """The best header in the visible sheets: the one that has the most of `names` (code → what it may be called).

    Raises Refusal: header-missing, naming the columns that are needed and weren't found.
    """
    best = max(look(sheets, names=names), key=lambda header: len(header.columns), default=None)
    missing = [code for code in required if best is None or code not in best.columns]
    if best is None or missing:
        raise header_missing(str(next(iter(names[code]))) for code in missing)
    return best


def codes_of(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """{key of a name: the code that it means}; a name that two codes have is the first one's."""
    codes: dict[str, str] = {}
    for code, spellings in names.items():
        for spelling in spellings:
            codes.setdefault(key(spelling), code)
    return codes


def look(sheets: Sequence[Sheet], *, names: Mapping[str, Iterable[str]]) -> list[Header]:
    """The best header of each sheet that has one at all."""
    codes = codes_of(names)
    labels = {code: str(next(iter(spellings), code)) for code, spellings in names.items()}
    bests = [max(_candidates(sheet, codes), key=lambda header: len(header.columns), default=None) for sheet in sheets]
    return [replace(best, labels=labels) for best in bests if best and best.columns]


def header_missing(missing: Iterable[str]) -> Refusal:
    return Refusal(
        "header-missing",
        _(
            "No row of column names with %(missing)s in the first %(rows)s rows. Use the blank workbook of the "
            "program, or name the columns as it does."
        ),
        params={"missing": "、".join(f"“{name}”" for name in missing), "rows": SEARCHED_ROWS},
    )


def _candidates(sheet: Sheet, codes: dict[str, str]) -> Iterable[Header]:
    top = [row for row in sheet.head if row.number <= SEARCHED_ROWS + 1]
    for i, row in enumerate(top):
        if row.number > SEARCHED_ROWS:
            return
        yield _read(sheet, row.number, [_text(cell) for cell in row.cells], codes, [row])
        if i + 1 < len(top) and top[i + 1].number == row.number + 1:
            yield _read(sheet, row.number + 1, _two_rows(row, top[i + 1], codes), codes, [row, top[i + 1]])


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


def _read(sheet: Sheet, last_row: int, names: list[str], codes: dict[str, str], rows: list[Row]) -> Header:
    columns: dict[str, int] = {}
    written: dict[str, str] = {}
    for index, name in enumerate(names):
        code = codes.get(key(name)) if name else None
        if code and code not in columns:
            columns[code], written[code] = index, name
    printed = [{i: key(text) for i, cell in enumerate(row.cells) if (text := _text(cell))} for row in rows]
    return Header(sheet, last_row, columns, written, names, printed=printed)


def _is_row_of(cells: Sequence[Cell], names: dict[int, str]) -> bool:
    """Every row is asked; of nearly all, the first characters of a few cells tell that it isn't."""
    width, most = len(cells), len(names) // 2
    alike = [(c, n) for i, n in names.items() if i < width and type(c := cells[i]) is str and _may_be(c, n[:1])]
    if len(alike) <= most:
        return False
    said = sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells)
    most = max(most, said // 2)
    return said > 1 and len(alike) > most and sum(key(cell) == name for cell, name in alike) > most


def _may_be(cell: str, first: str) -> bool:
    """False where `key(cell)` can't begin with `first`, found out at a fraction of the cost."""
    if cell.isascii():
        return first.isascii() and first in cell.casefold()
    return first in cell or first in cell.casefold() or not unicodedata.is_normalized("NFKC", cell)


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""
