"""Write workbooks: text columns that stay text, and no cell that a spreadsheet program would run.

Rows go to the file as they come (openpyxl's write-only mode), so memory doesn't grow with them.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

# What a spreadsheet program takes for the start of a formula, or of a command to it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FILL_ROWS = 2_000  # of a blank workbook get formats and drop-downs
DROPDOWN_CHARACTERS = 250  # a list written into the rule itself may have 255


@dataclass(frozen=True)
class Column:
    """`text`: IDs, accounts, phones, whatever must never be taken for a number. `note` hangs on the name."""

    name: str
    text: bool = False
    width: int = 14
    choices: Sequence[str] = ()
    note: str = ""
    required: bool = False


@dataclass(frozen=True)
class Marked:
    """A cell to be looked at, with the reason as its comment."""

    value: object
    reason: str


@dataclass
class Writer:
    """One sheet: an optional title, the names of the columns, then rows."""

    columns: Sequence[Column]
    title: str = ""
    sheet: str = "Sheet1"
    blank_rows: int = 0
    rows: int = field(default=0, init=False)  # written so far
    _book: Workbook = field(init=False)

    def __post_init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet(self.sheet)
        self._text_style = None
        self._prepare()

    def _prepare(self) -> None:
        sheet = self._sheet
        for i, column in enumerate(self.columns, start=1):
            dimension = sheet.column_dimensions[get_column_letter(i)]
            dimension.width = column.width
            if column.text:
                dimension.number_format = "@"
        names_row = 2 if self.title else 1
        sheet.freeze_panes = f"A{names_row + 1}"
        if self.title:
            cell = WriteOnlyCell(sheet, value=escaped(self.title))
            cell.font = Font(bold=True, size=14)
            sheet.append([cell])
        sheet.append([self._name(column) for column in self.columns])
        for i, column in enumerate(self.columns, start=1):
            self._dropdown(column, get_column_letter(i), names_row + 1)

    def _name(self, column: Column) -> Cell:
        cell = WriteOnlyCell(self._sheet, value=escaped(column.name))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="center", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor="FCE4D6" if column.required else "DDEBF7")
        if column.note:
            cell.comment = Comment(column.note, "", width=260, height=120)
        return cell

    def _dropdown(self, column: Column, letter: str, first: int) -> None:
        listed = ",".join(column.choices)
        if not column.choices or len(listed) > DROPDOWN_CHARACTERS or '"' in listed:
            return
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
        rule.add(f"{letter}{first}:{letter}{first + FILL_ROWS}")
        self._sheet.data_validations.append(rule)

    def append(self, values: Iterable[object]) -> None:
        """One row, in the order of the columns."""
        self.rows += 1
        self._sheet.append(
            [
                self._cell(value, column.text) if column.text or isinstance(value, Marked) else plain(value)
                for value, column in zip(values, self.columns, strict=False)
            ]
        )

    def _cell(self, value: object, text: bool) -> Cell | None:
        reason = ""
        if isinstance(value, Marked):
            value, reason = value.value, value.reason
        if value is None and not reason:
            return None
        cell = WriteOnlyCell(self._sheet, value=plain("" if value is None else str(value) if text else value))
        if reason:
            cell.fill = PatternFill("solid", fgColor="FFC7CE")
            cell.comment = Comment(reason, "", width=300, height=100)
        if text:
            # The style of the first such cell is every one's: looking it up for each costs more than writing it.
            if reason or self._text_style is None:
                cell.number_format = "@"
                if not reason:
                    self._text_style = cell._style
            else:
                cell._style = self._text_style
        return cell

    def save(self) -> bytes:
        """The finished workbook (.xlsx)."""
        if self.blank_rows:
            self._fill_blank()
        buffer = io.BytesIO()
        self._book.save(buffer)
        return buffer.getvalue()

    def _fill_blank(self) -> None:
        """Empty rows whose text columns are formatted as text, for people who type into them."""
        for _row in range(self.blank_rows):
            self._sheet.append([self._cell("", True) if column.text else None for column in self.columns])


def plain(value: object) -> object:
    """A value as a cell may hold it."""
    if isinstance(value, str):
        return escaped(value)
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    return escaped(str(value))


def escaped(text: str) -> str:
    """Text that no program runs: a leading apostrophe before what looks like a formula; no control characters."""
    if not text.isprintable():
        text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if text.startswith(FORMULA) else text


def workbook(columns: Sequence[Column], rows: Iterable[Sequence[object]], **options: Mapping) -> bytes:
    """A whole workbook at once."""
    writer = Writer(columns, **options)
    for row in rows:
        writer.append(row)
    return writer.save()
