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

from beneficiaries.identity import dates, resident_id
from beneficiaries.services.duplicates import Sought
from beneficiaries.services.intake import NewPerson, required
from programs.enrolment.rosters.areas import Areas
from programs.enrolment.rosters.columns import ABOVE, EXAMPLE, Column, RosterResource
from programs.enrolment.rosters.faults import Fault, column_of, fault_of
from programs.enrolment.rosters.feeding import Fed
from programs.enrolment.rosters.layout import Layout
from programs.enrolment.rosters.states import Verdict
from programs.enrolment.rosters.widgets import AreaWidget, DateWidget, MoneyWidget, is_ditto, is_empty, number_text
from registry.core import scope
from registry.core.errors import Refusal
from registry.core.models.area import CODE_LENGTH, Level
from registry.core.spreadsheets.reading import UNCALCULATED, Row

# A row that counts what stands above it, whatever else is in it.
TOTAL = re.compile(r".{0,20}?(小\s*计|合\s*计|总\s*计|共\s*计|累\s*计|总\s*人?\s*数)\W*.{0,12}|计\W*")
# Rows that sign, date or explain instead of naming anyone.
FOOTER = re.compile(
    r"(制\s*表|填\s*表|填\s*报|审\s*核|复\s*核|审\s*批|经\s*办|负责人|单位|联系人|备注[:：]|注[:：]|注\s*\d|说明|以下空白|以上|本页|本表"
    r"|第\s*\d+\s*页|共\s*\d+\s*(人|户|名|页)|日期|.*盖章|\d{4}年\s*\d{1,2}月\s*\d{1,2}日$)"
)
# A caption between the rows of a roster: the village or group whose people follow.
CAPTION = re.compile(
    r"([一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]).*|.*(街道|镇|乡|村|社区|居委会|村委会|县|区|市|花名册|名单|名册)"
)
# In front of the row that shows how to fill in the others.
EXAMPLES = re.compile(rf"[(（]?(填写|填报)?({EXAMPLE}|例如?|样例|范例)[)）]?[:：]?")
REMEMBERED = 10_000  # meanings of cells, by column
# What nobody shares with the person above.
ALONE = {"person.name", "person.id_number"}
# What offices write under 编号, which may also be the registry's code of a person.
LINE_NUMBER = re.compile(r"\d{1,6}")
COUNT = 6  # digits, fewer than which count people rather than name one
ABOVE_CODES = {field.code for field in ABOVE}
HOME = CODE_LENGTH[Level.TOWNSHIP]  # an area with a code so long, or longer, is one where people live
# What a spreadsheet program shows where a formula has no value.
NO_VALUE = re.compile(r"#(REF!|N/A|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FORMULA!)")


@dataclass(frozen=True, slots=True)
class StagedNew:
    """A row of someone new as it is staged, written out for COPY."""

    person: UUID
    enrolment: UUID
    line: str


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
    # What is asked for to find who resembles her.
    sought: Sought | None = None
    # Its payload if nothing stands against it, and what is staged if the person is registered and enrolled.
    sealed: bytes | None = None
    as_new: StagedNew | None = None
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
        self._areas, self._own = Areas(scope.current()), scope.current().area
        # Each with what its cells were found to mean, where they say the same things again and again.
        self._present: list[tuple[int, Column, Callable, bool, dict | None]] = [
            (layout.columns[c.code], c, self._cleaner(c), c.needed, {} if c.widget.repeats else None)
            for c in resource.columns()
            if c.code in layout.columns
        ]
        # Not in the file, because another column may imply them (`lacking`).
        self._absent = [c.code for c in resource.columns() if c.needed and c.code not in layout.columns]
        self._implying = [entry[1] for entry in self._present if entry[1].field.implies]
        self._by_code = {column.code: column for column in resource.columns()}
        self._above: dict[str, Any] = {}
        self._bringing = {column.feeds: column.code for column in resource.columns() if column.feeds}

    def _cleaner(self, column: Column) -> Callable:
        widget = column.widget
        if isinstance(widget, AreaWidget):
            return partial(widget.clean, areas=self._areas)
        if isinstance(widget, DateWidget) and self.layout.epoch != 1900:
            return partial(widget.clean, epoch=self.layout.epoch)
        unit = self.layout.units.get(column.code, "") if isinstance(widget, MoneyWidget) else ""
        return partial(widget.clean, unit=unit) if unit else widget.clean

    def people(self, rows: Iterable[tuple[str, Row]]) -> Iterator[RosterRow]:
        """The rows that are about someone, with the sheet of each, read."""
        number = 0
        for sheet, row in rows:
            if not self._is_nobody(row.cells):
                number += 1
                yield self.read(row.cells, number=number, line=row.number, sheet=sheet)

    def _is_nobody(self, cells: list) -> bool:
        """Whether a row names no one: a sum, a signature, a caption, an example, nothing in any column that counts."""
        name, number = self._cell(cells, "name"), self._cell(cells, "id_number")
        if type(name) is str and name.strip().startswith(EXAMPLE):
            return True
        first = next((cell for cell in cells if type(cell) is str), "")
        if len(first) < 10 and EXAMPLES.fullmatch(first.strip()):
            return True
        named = name is not None and not (isinstance(name, str) and TOTAL.fullmatch(name.strip()))
        # A count under the numbers is no number of anyone's.
        if sum(map(str.isdigit, str(number or ""))) >= (1 if named else COUNT):
            return False
        filled = [cell for cell in cells if not is_empty(cell)]
        texts = [cell.strip() for cell in filled if isinstance(cell, str)]
        if any(TOTAL.fullmatch(text) for text in (*texts[:3], "".join(texts[:2]))):
            return True
        if all(index >= len(cells) or is_empty(cells[index]) for index in self.layout.columns.values()):
            return True
        # What is said of someone may begin like a signature ("单位：城西小学"): behind a name it is none.
        before = texts[: texts.index(name.strip()) + 1] if isinstance(name, str) else texts
        signs = any(FOOTER.match(text) for text in before)
        if isinstance(number, str) and FOOTER.match(number.strip()):
            number = None
        if name is not None:
            caption = len(filled) == 1 and bool(texts) and CAPTION.fullmatch(texts[0]) is not None
            return caption or (signs and number is None and len(filled) <= 4)
        return len(filled) == 1 or not texts or (signs and len(filled) <= 6)

    def _cell(self, cells: list, code: str) -> Any:
        index = self.layout.columns.get(code)
        return None if index is None or index >= len(cells) or is_empty(cells[index]) else cells[index]

    def read(self, cells: list, *, number: int, line: int, sheet: str = "") -> RosterRow:
        fed, above, areas, width = Fed(on=self.on, columns=self._bringing), self._above, self._areas, len(cells)
        row = RosterRow(number, line, sheet, cells, fed)
        within, wanting, unsure, place = "", list(self._absent), None, ""
        for index, column, clean, needed, meant in self._present:
            cell = cells[index] if index < width else None
            if type(cell) is str:
                if meant and (value := meant.get(cell, meant)) is not meant:
                    above[column.code] = cell
                    fed.take(column, value)
                    continue
                if len(cell) < 8 and is_ditto(cell) and column.feeds not in ALONE:
                    # As it is meant, so that the row can be read again alone.
                    cell = cells[index] = above.get(column.code)
            above[column.code] = cell
            if cell is None:
                if needed:
                    wanting.append(column.code)
                continue
            try:
                if column.is_text and type(cell) is str and "*" in cell:
                    continue  # as an export masks it
                if is_empty(cell, column.field):
                    if needed:
                        wanting.append(column.code)
                elif type(cell) is str and cell[0] == "#" and NO_VALUE.fullmatch(cell):
                    raise without_value(cell)
                elif column.code in ABOVE_CODES:
                    within = areas.above(number_text(cell), within=within)
                elif column.code == "area":
                    place = number_text(cell)
                    fed.take(column, clean(cell, within=within))
                else:
                    value = clean(cell)
                    fed.take(column, value)
                    if meant is not None and type(cell) is str and len(meant) < REMEMBERED:
                        meant[cell] = value
            except Refusal as refusal:
                if column.feeds == "person.birth_date" and refusal.code == "date":
                    unsure = column, cell, refusal
                else:
                    row.refuse(refusal, self.layout, column=column.code)
        if unsure:
            self._born(row, *unsure)
        if areas.is_within_a_village(place):
            fed.imply(self._by_code["address"], place)
        implied = self._imply(fed)
        if not fed.fact("area") and not self._settle(fed, within, row):
            wanting.append("area")
        for code in wanting:
            if code not in implied:
                row.refuse(required(code), self.layout)
        row.person_code = "" if LINE_NUMBER.fullmatch(fed.person_code) else fed.person_code
        row.answers = {code: stored(value) for code, value in fed.answers.items()}
        if not row.faults:
            try:
                row.person = fed.person(row=number)
            except Refusal as refusal:
                row.refuse(refusal, self.layout)
        return row

    def _born(self, row: RosterRow, column: Column, cell: Any, refusal: Refusal) -> None:
        """Of a date of birth that isn't written in full (出生年月) the ID number tells the rest, if the two agree."""
        number = row.fed.fact("id_number")
        try:
            born = resident_id.parse(number).birth_date if number else None
        except Refusal:
            if row.fed.fact("id_type") in (None, "resident_id"):
                return  # what is wrong with the number is said; with the right one this may be enough
            born = None
        if born is None or not dates.is_part(cell):
            row.refuse(refusal, self.layout, column=column.code)
        elif dates.may_be(cell, born):
            row.fed.take(column, born)
        else:
            row.refuse(resident_id.born_otherwise(number_text(cell), born), self.layout, column=column.code)

    def _imply(self, fed: Fed) -> set[str]:
        """Add what the row says by implication, where it doesn't say so itself; the codes of all that is implied."""
        implied: set[str] = set()
        for column in self._implying:
            if fed.answers.get(column.code) is True:
                for code, answer in column.field.implies.items():
                    implied.add(code)
                    fed.imply(self._by_code[code], answer)
        return implied

    def _settle(self, fed: Fed, within: str, row: RosterRow) -> bool:
        """Where the person lives, of a row that names no village: as far as the address, the township beside it or the
        sender's own place tells. Whether anything did, or was refused."""
        home = self._areas.of_address(str(fed.fact("address") or "")) or ""
        if not (home.startswith(within) and len(home) >= HOME):
            home = within if len(within) >= HOME else self._own
        if len(home) < HOME or not home.startswith(within):
            return any(fault.field in {"area", *ABOVE_CODES} for fault in row.faults)
        fed.imply(self._by_code["area"], home)
        return True


def without_value(cell: str) -> Refusal:
    """Of a cell whose formula came to nothing: read as empty, it would say nothing where it meant something."""
    if cell == UNCALCULATED:
        sentence = _("The formula in this cell was never calculated. Open the file, save it anew and send that.")
    else:
        sentence = _("The cell shows %(value)s: its formula has no value. Write the value itself.")
    return Refusal("cell-error", sentence, params={"value": cell})


def stored(value: Any) -> Any:
    """A value as `Enrolment.answers` keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return "、".join(value)
    return value
