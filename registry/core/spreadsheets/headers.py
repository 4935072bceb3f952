"""Find the row of column names, and say which column is which.

The names stand in one of the first rows, under titles, units and dates, or in two rows where the upper
one groups the lower ("父亲" over "姓名" and "电话"). Names are compared without spaces, notes in brackets, numbers
before or after them, marks for required columns and differences of width.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal
from registry.core.spreadsheets.reading import Cell, Row, Sheet

SEARCHED_ROWS = 25
LONGEST = 200  # characters of a name or a title
# "自付（万元）", or "单位：万元" above the table, for the columns that state none themselves.
UNIT = re.compile(r"[(（]\s*(?:单位[:：]?)?\s*(分|元|千元|万元|亿元)\s*[)）]")
UNIT_ABOVE = re.compile(r"单位\s*[:：]\s*(分|千元|万元|亿元)")
NUMBERING = re.compile(r"^\s*[(（]?\d{1,2}[.．、)）]\s*(?=\D)|[①-⑳]")
NOISE = re.compile(r"\(.*?\)|【.*?】|\[.*?\]|[\s*※:：'’‘“”\"、]+")
# What is left of a name that is printed in two languages: "姓名 Name".
LATIN = re.compile(r"(?<=[\u4e00-\u9fff])[a-z./]+$")
# The cells of a row that numbers the columns under their names: 1 2 3, (1) (2) (3), 甲 乙 1 2.
ORDINAL = re.compile(r"\W?(?:\d{1,2}|[甲乙丙丁戊己庚辛壬癸]|[A-Za-z])\W?")
# Such a number is someone's; no name of a column has it.
SOMEONES = re.compile(r"[0-9０-９]{8}")


def key(name: object) -> str:
    """How column names are compared: "姓 名*（必填）" is "姓名", and so is "1.姓名①"."""
    folded = unicodedata.normalize("NFKC", NUMBERING.sub("", str(name)) or str(name))
    folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return NOISE.sub("", folded).casefold() or folded.strip()


@dataclass(frozen=True)
class Header:
    """Which column is which.

    `columns` says at which index (from 0) each code stands, `names` what is written there; `last_row` is the
    number of the (lower) header row; `texts` is what stands over each column; `labels` say what each column should
    be called; `codes` what every known name means, by its key.
    """

    sheet: Sheet
    last_row: int
    columns: dict[str, int]
    names: dict[str, str]
    texts: list[str]
    labels: dict[str, str] = field(default_factory=dict)
    # The one or two rows as they are printed, by index: {column: key}.
    printed: Sequence[dict[int, str]] = ()
    codes: Mapping[str, str] = field(default_factory=dict, repr=False)
    # What stands between it and the table above it, where there is one.
    between: Sequence[Row] | None = field(default=None, repr=False)

    @property
    def above(self) -> Sequence[Row]:
        """The rows over the names: title, unit, date."""
        if self.between is not None:
            return self.between
        return [row for row in self.sheet.head if row.number <= self.last_row - len(self._printed)]

    @property
    def unknown(self) -> list[str]:
        """The names that nothing was found for."""
        used = set(self.columns.values())
        return [text for index, text in enumerate(self.texts) if text and index not in used]

    def rows(self) -> Iterator[Row]:
        """The rows below the names, without the names themselves where they are printed again on each page or over the
        next table, and without the numbers of the columns under them. In the order of the first names throughout."""
        places, under_names = None, True
        for row in self.sheet.rows:
            if row.number <= self.last_row:
                continue
            again = self._is_again(row)
            one = len(self._printed) == 1
            moved = self.places(texts_of(row)) if one and (again or self._mark in row.cells) else None
            if again or moved:
                places = None if moved == list(range(len(self.texts))) else moved
                under_names = True
            elif not (under_names and _is_numbering(row.cells)):
                yield row if places is None else row.taken(places)
                under_names = False

    def tables(self, begins: Callable[["Header"], bool]) -> Iterator[tuple["Header", Row]]:
        """The rows below, each with the names that it stands under. Tables may follow each other with columns of their
        own: one does where `begins` says so of a row of names."""
        table, under_names, between = self, True, []
        for row in self.sheet.rows:
            if row.number <= self.last_row:
                continue
            if (named := self._named(row, between)) and begins(named):
                table, under_names, between = named, True, []
            elif table._is_again(row):
                under_names = True
            elif not (under_names and _is_numbering(row.cells)):
                yield table, row
                under_names = False
                between = [*between[-3:], row] if sum(cell is not None for cell in row.cells) <= 3 else []

    def _named(self, row: Row, between: Sequence[Row]) -> "Header | None":
        """The row as one of names; None where a number stands in it."""
        if not self.codes or any(isinstance(cell, int | float) or _is_number(cell) for cell in row.cells):
            return None
        named = _read(self.sheet, row.number, texts_of(row), self.codes, [row])
        return replace(named, labels=self.labels, between=between)

    def places(self, texts: Sequence[str]) -> list[int | None] | None:
        """Where under names that stand otherwise (`texts`) each column is found; None where they aren't those of the
        same table, or have something that it hasn't."""
        keys, mine = _keys(texts), _keys(self.texts)
        found = _first(_code(k, self.codes) or "" for k in keys)
        if len(found) <= len(self.columns) // 2 or found.keys() - self.columns.keys():
            return None
        own = {index: code for code, index in self.columns.items()}
        # Of names that stand several times, the first is the first.
        at = {named: index for index, named in enumerate(_numbered(keys))}

        def place(index: int, named: tuple[str, int]) -> int | None:
            if named[0] and named in at:
                return at[named]
            if own.get(index) in found:
                return found[own[index]]
            # A name that was left out this time.
            return index if index >= len(keys) or keys[index] not in mine else None

        return [place(index, named) for index, named in enumerate(_numbered(mine))]

    def beside(self, begins: Callable[["Header"], bool] | None = None) -> "tuple[Header, Header] | None":
        """This table and the one that is printed beside it under the same names, where there is one; or under names
        that begin alike, where both have what `begins` asks."""
        keys = _keys(self.texts)
        start = next((i for i, k in enumerate(keys) if k), len(keys))
        again = next((i for i in range(start + 2, len(keys)) if keys[i] == keys[start]), None)
        if again is None:
            return None
        columns, written = _columns(self.texts[:again], self.codes)
        printed = [_between(row, 0, again) for row in self._printed]
        left = replace(self, columns=columns, names=written, texts=self.texts[:again], printed=printed)
        names = [""] * again + self.texts[again:]
        columns, written = _columns(names, self.codes)
        printed = [_between(row, again, len(names)) for row in self._printed]
        right = replace(self, columns=columns, names=written, texts=names, printed=printed)
        if left.columns == self.columns or (begins and begins(left) and begins(right)):
            return left, right
        return None

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
    def _mark(self) -> str | None:
        """What tells at a glance that a row may be the names in another order: a cell with the first of them."""
        return next((self.names[code] for code in self.codes.values() if code in self.names), None)

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


@dataclass(frozen=True)
class Others:
    """Those whose columns stand in a group beside the person's: under a group that begins with one of `words` (监护人),
    a name such as 性别 doesn't mean the person's own, which are the codes of `own`."""

    words: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()

    def name(self, group: str, below: str, codes: Mapping[str, str]) -> str | None:
        """What a name in a group of someone else's is called in full; None in any other group, and where the name
        says itself whose it is."""
        word = next(filter(key(group).startswith, self.words), None)
        return word + below if word and _code(key(below), codes) in self.own else None


NOBODY_ELSE = Others()


def look(
    sheets: Sequence[Sheet], *, names: Mapping[str, Iterable[str]], others: Others = NOBODY_ELSE,
    begins: Callable[[Header], bool] = lambda _header: False,
) -> list[Header]:  # fmt: skip
    """The best header of each sheet that has one at all: with the most columns, and in one row rather than in two. The
    first, of several tables one below the other that each have what `begins` asks."""
    codes = codes_of(names)
    labels = {code: str(next(iter(spellings), code)) for code, spellings in names.items()}
    bests = [_best(list(_candidates(sheet, codes, others)), begins) for sheet in sheets]
    return [replace(best, labels=labels) for best in bests if best and best.columns]


def _best(candidates: list[Header], begins: Callable[[Header], bool]) -> Header | None:
    def most(of: Iterable[Header]) -> Header | None:
        return max(of, key=lambda h: (len(h.columns), -len(h.printed)), default=None)

    best = most(candidates)
    # Something stands between two tables: of names in two rows, the upper alone is none.
    while best:
        last = best.last_row - len(best.printed) - 1
        above = most(header for header in candidates if header.last_row <= last and begins(header))
        if above is None:
            break
        best = above
    return best


def header_missing(missing: Iterable[str]) -> Refusal:
    return Refusal(
        "header-missing",
        _(
            "No row of column names with %(missing)s in the first %(rows)s rows. Use the blank workbook of the "
            "program, or name the columns as it does."
        ),
        params={"missing": "、".join(f"“{name}”" for name in missing), "rows": SEARCHED_ROWS},
    )


def _candidates(sheet: Sheet, codes: dict[str, str], others: Others) -> Iterator[Header]:
    top = [row for row in sheet.head if row.number <= SEARCHED_ROWS + 1]
    for i, row in enumerate(top):
        if row.number > SEARCHED_ROWS:
            return
        if _is_someones(row):
            continue
        yield _read(sheet, row.number, texts_of(row), codes, [row])
        if i + 1 < len(top) and top[i + 1].number == row.number + 1 and not _is_someones(top[i + 1]):
            below = top[i + 1]
            yield _read(sheet, below.number, _two_rows(row, below, codes, others), codes, [row, below])


def _is_number(cell: Cell) -> bool:
    """Whether a text is nothing but a number: 1, 1,000.00, 6217001234567890."""
    return type(cell) is str and cell[:1].isdigit() and cell.replace(",", "").replace(".", "").isdigit()


def _is_someones(row: Row) -> bool:
    return any(type(cell) is str and SOMEONES.search(cell) for cell in row.cells)


def _two_rows(upper: Row, lower: Row, codes: dict[str, str], others: Others) -> list[str]:
    """A name in the lower row belongs to the last name above it; alone, or with that."""
    names, group = [], ""
    for i in range(max(len(upper.cells), len(lower.cells))):
        above = _text(upper.cells[i]) if i < len(upper.cells) else ""
        below = _text(lower.cells[i]) if i < len(lower.cells) else ""
        group = above or (group if below else "")
        joined = group + below
        if _code(key(joined), codes) is None and below:
            joined = others.name(group, below, codes) or below
        names.append(joined if below else above)
    return names


def _read(sheet: Sheet, last_row: int, names: list[str], codes: dict[str, str], rows: list[Row]) -> Header:
    columns, written = _columns(names, codes)
    printed = [{i: key(text) for i, text in enumerate(texts_of(row)) if text} for row in rows]
    return Header(sheet, last_row, columns, written, names, printed=printed, codes=codes)


def _columns(names: Sequence[str], codes: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    columns: dict[str, int] = {}
    written: dict[str, str] = {}
    for index, name in enumerate(names):
        code = _code(key(name), codes) if name else None
        if code and code not in columns:
            columns[code], written[code] = index, name
    return columns, written


def _code(name: str, codes: Mapping[str, str]) -> str | None:
    """What a name means, by its key."""
    return codes.get(name) or codes.get(LATIN.sub("", name))


def _keys(texts: Iterable[str]) -> list[str]:
    return [key(text) if text else "" for text in texts]


def _numbered(keys: Iterable[str]) -> list[tuple[str, int]]:
    """Each with how many such stand before it."""
    seen: Counter[str] = Counter()
    numbered = []
    for k in keys:
        numbered.append((k, seen[k]))
        seen[k] += 1
    return numbered


def _first(values: Iterable[str]) -> dict[str, int]:
    """Where each value stands first."""
    at: dict[str, int] = {}
    for index, value in enumerate(values):
        if value:
            at.setdefault(value, index)
    return at


def _between(names: Mapping[int, str], start: int, end: int) -> dict[int, str]:
    return {index: name for index, name in names.items() if start <= index < end}


def _is_numbering(cells: Sequence[Cell]) -> bool:
    said = [f"{cell:g}" if isinstance(cell, float) else str(cell).strip() for cell in cells if cell is not None]
    return len(said) > 2 and all(ORDINAL.fullmatch(text) for text in said)


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
    return cell.strip()[:LONGEST] if isinstance(cell, str) else ""


def texts_of(row: Row) -> list[str]:
    """What may be names in a row: its texts, and nothing for the other cells."""
    return [_text(cell) for cell in row.cells]
