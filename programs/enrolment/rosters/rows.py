"""From cells to people and answers, row by row; what is wrong with a row is gathered, not raised."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from beneficiaries.services.intake import NewPerson
from programs.enrolment.rosters.areas import Areas
from programs.enrolment.rosters.columns import EXAMPLE, Column, RosterResource
from programs.enrolment.rosters.faults import Fault, column_of, fault_of
from programs.enrolment.rosters.feeding import Fed
from programs.enrolment.rosters.layout import Layout
from programs.enrolment.rosters.states import Verdict
from programs.enrolment.rosters.widgets import DITTO, MoneyWidget, is_empty
from registry.core import scope
from registry.core.errors import Refusal
from registry.core.spreadsheets.reading import Row

# Rows that count or sign instead of naming anyone.
FOOTER = re.compile(r"(小\s*计|合\s*计|总\s*计|共\s*计|制表|填表|填报|审核|复核|负责人|备注[:：]|注[:：]|说明[:：])")


@dataclass(slots=True)
class RosterRow:
    """A row as it was read, and then as it was judged. `person` is None where the row can't be read."""

    number: int
    line: int
    sheet: str
    cells: list
    fed: Fed
    person: NewPerson | None = None
    person_code: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    # Of whoever the row describes: a blind index, equal for two rows that mean the same person.
    key: bytes | None = None
    # What the judge says: who is registered already, what would change, who might be the same.
    verdict: str = ""
    known: UUID | None = None
    enrolment: UUID | None = None
    changes: list = field(default_factory=list)
    likely: list[dict] = field(default_factory=list)
    taken: bool = False

    @property
    def name(self) -> str:
        return str(self.fed.fact("name") or "")[:60]

    def refuse(self, refusal: Refusal, layout: Layout, *, column: str = "") -> None:
        """Note what a rule says against the row, once. `column` where the rule itself doesn't say."""
        place = column or self.column_of(refusal)
        if place not in layout.labels:
            place = ""
        fault = fault_of(refusal, row=self.line, field=place, header=layout)
        if all((fault.field, fault.code) != (other.field, other.code) for other in self.faults):
            self.faults.append(fault)
        self.verdict = Verdict.ERROR

    def column_of(self, refusal: Refusal) -> str:
        """The code of the column that a refusal is about; '' where none brought it."""
        return column_of(refusal, self.fed.columns_by_fact) or refusal.field or ""

    def date_of(self, code: str) -> date | None:
        """The day that an answer of the row gives."""
        value = self.answers.get(code)
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None


class Reader:
    """Reads the rows of one roster in the present scope. `on`: since when what a row says holds, where it gives no
    day."""

    def __init__(self, resource: type[RosterResource], layout: Layout, *, on: date):
        self.layout, self.on = layout, on
        self._present: list[tuple[int, Column, Callable, bool]] = [
            (
                layout.columns[column.code],
                column,
                self._cleaner(column),
                column.required and column.field.default is None,
            )
            for column in resource.columns()
            if column.code in layout.columns
        ]
        # A row that has these says something of a person.
        self._telling = [layout.columns[code] for code in ("name", "id_number") if code in layout.columns]
        self._areas = Areas(scope.current())
        self._above: dict[str, Any] = {}

    def _cleaner(self, column: Column) -> Callable:
        clean = column.widget.clean
        unit = self.layout.units.get(column.code, "") if isinstance(column.widget, MoneyWidget) else ""
        return partial(clean, unit=unit) if unit else clean

    def people(self, rows: Iterable[tuple[str, Row]]) -> Iterator[RosterRow]:
        """The rows that are about someone, with the sheet of each, read."""
        number = 0
        for sheet, row in rows:
            if not self._is_footer(row.cells):
                number += 1
                yield self.read(row.cells, number=number, line=row.number, sheet=sheet)

    def _is_footer(self, cells: list) -> bool:
        first = cells[self._telling[0]] if self._telling and self._telling[0] < len(cells) else None
        if type(first) is str and first.startswith(EXAMPLE):
            return True
        if all(index < len(cells) and not is_empty(cells[index]) for index in self._telling):
            return False
        filled = [cell for cell in cells if not is_empty(cell)]
        if not filled:
            return True
        return len(filled) <= 4 and any(isinstance(cell, str) and FOOTER.match(cell.strip()) for cell in filled)

    def read(self, cells: list, *, number: int, line: int, sheet: str = "") -> RosterRow:
        fed, above, areas, width = Fed(on=self.on), self._above, self._areas, len(cells)
        row = RosterRow(number, line, sheet, cells, fed)
        for index, column, clean, required in self._present:
            cell = cells[index] if index < width else None
            if type(cell) is str and cell in DITTO:
                # As it is meant, so that the row can be read again alone.
                cell = cells[index] = above.get(column.code)
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
                row.refuse(refusal, self.layout, column=column.code)
        row.person_code = fed.person_code
        row.answers = {code: stored(value) for code, value in fed.answers.items()}
        if not row.faults:
            try:
                row.person = fed.person(row=number)
            except Refusal as refusal:
                row.refuse(refusal, self.layout)
        return row


def stored(value: Any) -> Any:
    """A value as `Enrolment.answers` keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return "、".join(value)
    return value
