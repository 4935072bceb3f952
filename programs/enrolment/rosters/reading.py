"""From a workbook to people and answers, row by row; what is wrong with a row is gathered, not raised."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from beneficiaries.services.intake import NewPerson
from programs.enrolment.rosters.areas import Areas
from programs.enrolment.rosters.columns import EXAMPLE, Column, RosterResource
from programs.enrolment.rosters.faults import Fault, fault_of
from programs.enrolment.rosters.feeding import Fed
from programs.enrolment.rosters.widgets import DITTO, MoneyWidget, is_empty
from registry.core import scope
from registry.core.errors import Refusal
from registry.core.spreadsheets import headers, reading
from registry.core.spreadsheets.headers import Header
from registry.core.spreadsheets.reading import Row

# Rows that count or sign instead of naming anyone.
FOOTER = re.compile(r"(小\s*计|合\s*计|总\s*计|共\s*计|制表|填表|填报|审核|复核|负责人|备注[:：]|注[:：]|说明[:：])")


@dataclass(slots=True)
class RosterRow:
    """`person` is None where the row has faults."""

    number: int
    cells: list
    person_code: str = ""
    person: NewPerson | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Roster:
    """A file that was read: its header, and its rows in order."""

    resource: type[RosterResource]
    header: Header
    rows: list[RosterRow]

    @property
    def fed(self) -> dict[str, str]:
        """What each column that the file has feeds, the other way round: "person.sex" → "sex"."""
        return {c.feeds: c.code for c in self.resource.columns() if c.feeds and c.code in self.header.columns}

    @property
    def faults(self) -> list[Fault]:
        return [
            *(unread(sheet, rows) for sheet, rows in self.header.unread.items()),
            *(fault for row in self.rows for fault in row.faults),
        ]


def unread(sheet: str, rows: int) -> Fault:
    """A second sheet with a roster is said, never passed over: its people would be missed by nobody."""
    sentence = _(
        "The sheet “%(sheet)s” has a roster too (%(rows)s rows), and one sheet is read at a time. Save it as a "
        "workbook of its own and send that as well."
    )
    return Fault(0, "", "sheet-unread", str(sentence) % {"sheet": sheet, "rows": rows})


def read(content: bytes, *, resource: type[RosterResource], on: date, progress=None) -> Roster:
    """Read a roster in the present scope. `on` is the day from which what it says holds, where it gives none.

    Raises Refusal: what `spreadsheets.reading.sheets` and `headers.find` raise.
    """
    sheets = reading.sheets(content)
    header = headers.find(sheets, names=resource.names(), required=resource.required())
    reader = _Reader(resource, header, on=on)
    rows = []
    for count, row in enumerate(reader.rows(header.rows()), start=1):
        rows.append(row)
        if progress and count % 500 == 0:
            progress(count)
    return Roster(resource, header, rows)


class _Reader:
    def __init__(self, resource: type[RosterResource], header: Header, *, on: date):
        self.header, self.on = header, on
        self.present = [
            (
                header.columns[column.code],
                column,
                self._cleaner(column),
                column.required and column.field.default is None,
            )
            for column in resource.columns()
            if column.code in header.columns
        ]
        # A row that has these says something of a person.
        self._telling = [header.columns[code] for code in ("name", "id_number") if code in header.columns]
        self.areas = Areas(scope.current())
        self._above: dict[str, Any] = {}

    def _cleaner(self, column: Column) -> Callable:
        clean = column.widget.clean
        unit = self.header.unit(column.code) if isinstance(column.widget, MoneyWidget) else ""
        return partial(clean, unit=unit) if unit else clean

    def rows(self, rows: Iterable[Row]) -> Iterator[RosterRow]:
        for row in rows:
            if not self._is_footer(row):
                yield self._read(row)

    def _is_footer(self, row: Row) -> bool:
        cells = row.cells
        first = cells[self._telling[0]] if self._telling and self._telling[0] < len(cells) else None
        if type(first) is str and first.startswith(EXAMPLE):
            return True
        if all(index < len(cells) and not is_empty(cells[index]) for index in self._telling):
            return False
        filled = [cell for cell in cells if not is_empty(cell)]
        if not filled:
            return True
        return len(filled) <= 4 and any(isinstance(cell, str) and FOOTER.match(cell.strip()) for cell in filled)

    def _read(self, row: Row) -> RosterRow:
        read = RosterRow(row.number, row.cells)
        fed, cells, above, areas = Fed(on=self.on), row.cells, self._above, self.areas
        width = len(cells)
        for index, column, clean, required in self.present:
            cell = cells[index] if index < width else None
            if type(cell) is str and cell in DITTO:
                cell = above.get(column.code)
            elif cell is not None:
                above[column.code] = cell
            try:
                if column.is_text and type(cell) is str and "*" in cell:
                    continue  # as an export masks it
                if is_empty(cell):
                    if required:
                        raise Refusal("required", _("This is needed. Fill it in."))
                else:
                    fed.take(column, clean(cell, areas=areas))
            except Refusal as refusal:
                read.faults.append(fault_of(refusal, row=row.number, field=column.code, header=self.header))
        read.person_code = fed.person_code
        read.answers = {code: stored(value) for code, value in fed.answers.items()}
        if not read.faults:
            try:
                read.person = fed.person(row=row.number)
            except Refusal as refusal:
                fault = fault_of(refusal, row=row.number, field=refusal.field or "", header=self.header)
                read.faults.append(fault)
        return read


def stored(value: Any) -> Any:
    """A value as `Enrolment.answers` keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return "、".join(value)
    return value
