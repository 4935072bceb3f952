"""Which column of a file is which: by the names that the columns have, by what a person said of files of this shape,
or by what they say of this one."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice

from programs.enrolment.rosters.columns import RosterResource
from registry.core import scope
from registry.core.errors import Refusal
from registry.core.models.area import CODE_LENGTH, Level
from registry.core.spreadsheets import headers
from registry.core.spreadsheets.headers import Header
from registry.core.spreadsheets.reading import Book, Cell, Row, Sheet, letters

SAMPLES = 3
# What tells that a sheet has people in it, even where it lacks a column.
NAMES_PEOPLE = {"name", "id_number"}
DIGITS = re.compile(r"[0-9０-９]{5,}[0-9０-９Xx]?")
NUMBER = re.compile(r"[0-9０-９]{14,}")  # of someone's paper or account
# What a person said of files with these column names: {code: index}; None where nobody said anything.
Remembered = Callable[[str], dict[str, int] | None]


@dataclass(frozen=True)
class Layout:
    """`columns` says at which index (from 0) each code stands; `texts` is what stands over each column, `labels` what
    each should be called; `units` has the columns whose name or title states a unit (万元); `sheets` the sheets that
    are read, and the row of each under which it begins; `hidden` those that aren't, because they are hidden; `epoch`
    is the year that serial dates count from."""

    columns: dict[str, int]
    texts: list[str]
    labels: dict[str, str]
    units: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, int] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    epoch: int = 1900

    @property
    def fingerprint(self) -> str:
        """Equal for two files whose columns are called the same, in the same order."""
        return fingerprint(self.texts)

    @property
    def unknown(self) -> list[str]:
        """The names of the columns that mean nothing here."""
        used = set(self.columns.values())
        return [text for index, text in enumerate(self.texts) if text and index not in used]

    def place(self, code: str) -> str:
        """What a person calls a column: its name as in the file; of one that the file doesn't have, as it should be."""
        index = self.columns.get(code)
        if index is None:
            return self.labels.get(code, code)
        return (self.texts[index] if index < len(self.texts) else "") or letters(index)

    def missing(self, resource: type[RosterResource]) -> list[str]:
        """What the columns are called that must be there and aren't."""
        return [column.column_name for column in resource.lacking(self.columns, homely=is_homely())]

    def as_json(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Found:
    """What a file has. `unread` are the other sheets with a roster, which has columns that the layout hasn't; `samples`
    the first rows, as they may be shown."""

    layout: Layout
    unread: list[str]
    samples: list[list[str]]
    # The tables that are read, with where in each the layout's columns stand; None where they stand as they do there.
    _tables: list[tuple[Header, list[int | None] | None]]

    def rows(self) -> Iterator[tuple[str, Row]]:
        """The rows under the names, with the sheet of each; names that are printed again on each page left out."""
        for header, places in self._tables:
            for row in header.rows():
                yield header.sheet.name, row if places is None else row.taken(places)


def find(sheets: Book, *, resource: type[RosterResource], said: dict, remembered: Remembered) -> Found:
    """The layout of a file. `said` ("sheet", "row", "columns") is what a person says of this one."""
    found = headers.look(sheets, names=resource.names(), others=resource.others())
    labels = {column.code: column.column_name for column in resource.columns()}
    homely = is_homely()
    parted = [_parted(header, resource, homely=homely) for header in found]
    best, *beside = _pointed_at(sheets, said, parted, labels) if said else _best(sheets, parted, labels)
    # What stands over the columns is kept in the open; where it isn't their names, it may be someone's number.
    best = replace(best, texts=[DIGITS.sub(lambda number: masked(number[0]), text) for text in best.texts])
    known = said.get("columns") or (best.texts != _letters(best) and remembered(fingerprint(best.texts))) or {}
    columns = {code: i for code, i in (known or best.columns).items() if code in labels and i < len(best.texts)}
    best = replace(best, names=best.names | {code: best.texts[i] for code, i in columns.items() if best.texts[i]})
    read = [(best, None), *((table, best.places(table.texts)) for table in beside)]
    unread = []
    for tables in parted:
        header = tables[0]
        if header.sheet is best.sheet:
            continue
        if fingerprint(header.texts) == fingerprint(best.texts):
            read += [(header, None), *((table, best.places(table.texts)) for table in tables[1:])]
        elif not resource.lacking(header.columns, homely=homely):
            if known or not _is_like(header, best):
                unread.append(header.sheet.name)
            else:
                read += [(table, best.places(table.texts)) for table in tables]
        elif header.columns.keys() >= NAMES_PEOPLE:
            unread.append(header.sheet.name)
    order = [sheet.name for sheet in sheets]
    read.sort(key=lambda table: order.index(table[0].sheet.name))
    units = {code: unit for code in columns if (unit := best.unit(code))}
    begun = {header.sheet.name: header.last_row for header, _places in read}
    layout = Layout(columns, best.texts, labels, units, begun, sheets.hidden, best.sheet.epoch)
    below = (row for row in best.sheet.head if row.number > best.last_row)
    samples = [[sample(cell) for cell in row.cells] for row in islice(below, SAMPLES)]
    return Found(layout, unread, samples, read)


def _parted(header: Header, resource: type[RosterResource], *, homely: bool) -> list[Header]:
    """A table, and those that are printed beside it to save paper."""
    parts = header.beside()
    if parts is None or resource.lacking(parts[1].columns, homely=homely):
        return [header]
    left, right = parts
    return [left, *_parted(right, resource, homely=homely)]


def _is_like(other: Header, best: Header) -> bool:
    """Whether a table has the same columns in another order, or some of them, in the same units."""
    same_units = all(best.unit(code) == other.unit(code) for code in other.columns)
    return same_units and other.sheet.epoch == best.sheet.epoch and best.places(other.texts) is not None


def is_homely() -> bool:
    """Whether the account's own area is one where people live: a township or a village."""
    return len(scope.current().area) >= CODE_LENGTH[Level.TOWNSHIP]


def fingerprint(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(map(headers.key, texts)).encode()).hexdigest()


def header_missing(layout: Layout, resource: type[RosterResource]) -> Refusal:
    return headers.header_missing(layout.missing(resource))


def _best(sheets: Sequence[Sheet], found: list[list[Header]], labels: dict[str, str]) -> list[Header]:
    if found:
        return max(found, key=lambda tables: len(tables[0].columns))
    # Nothing was recognised: the row among the first with the most words in it is most likely the names.
    sheet = max(sheets, key=lambda sheet: len(sheet.head))
    row = max(sheet.head[: headers.SEARCHED_ROWS], key=lambda row: sum(isinstance(cell, str) for cell in row.cells))
    found = Header(sheet, row.number, {}, {}, headers.texts_of(row), labels)
    if any(NUMBER.search(text) for text in found.texts):
        # Someone stands there: the file has no names, and begins with her.
        return [replace(found, last_row=row.number - 1, texts=_letters(found))]
    return [found]


def _letters(header: Header) -> list[str]:
    """What the columns are called that nobody named."""
    return [letters(index) for index in range(len(header.texts))]


def _pointed_at(
    sheets: Sequence[Sheet], said: dict, found: list[list[Header]], labels: dict[str, str]
) -> list[Header]:  # fmt: skip
    """The names in the row that a person pointed at; as they were found, where they are the same."""
    sheet = next((sheet for sheet in sheets if sheet.name == said["sheet"]), sheets[0])
    row = next((row for row in sheet.head if row.number == said["row"]), sheet.head[0])
    texts = said.get("texts") or headers.texts_of(row)
    same = (tables for tables in found if fingerprint(tables[0].texts) == fingerprint(texts))
    columns = said["columns"]
    names = {code: texts[index] for code, index in columns.items() if index < len(texts)}
    return next(same, [Header(sheet, said["row"], columns, names, texts, labels)])


def sample(cell: Cell) -> str:
    """A cell as it may be shown: without the middle of a number."""
    text = "" if cell is None else str(cell)
    return DIGITS.sub(lambda found: masked(found[0]), text)[:40]


def masked(number: str) -> str:
    """34**************67: enough to tell one from another."""
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}" if len(number) > 5 else "*" * len(number)
