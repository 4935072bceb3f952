"""What a workbook's package says and the reader doesn't give: from which year dates are counted, cells that have no
value to read, and the merged cells of an OpenDocument.

A cell with an error (#REF!), or with a formula that was never calculated, comes as an empty one; and an empty cell
would be taken for one that says nothing. This runs inside `parser`'s process and under its bounds.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

UNCALCULATED = "#FORMULA!"  # stands for a formula whose value was never saved
MOST = 500_000  # cells without a value, or merged; far more than a roster has
PIECE = 2**20
WINDOW = 2**16  # more than a cell takes


@dataclass
class Missed:
    """Of a sheet, counted from 0: {row: {column: text}}; ((first row, column), (last row, column)) of merged cells."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)

    def add(self, row: int, column: int, text: str) -> None:
        self.cells.setdefault(row, {})[column] = text
        if len(self.cells) > MOST:
            raise MemoryError


def counts_from_1904(content: bytes) -> bool:
    if content.startswith(b"PK"):
        said = part_of(content, "xl/workbook.xml") + part_of(content, "content.xml")
        return re.search(rb"""\bdate1904=["'](?:1|true)["']|:null-date [^>]*["']1904-01-01["']""", said) is not None
    # In .xls: the record 1904 (0x22), and after it PRECISION (0x0e).
    return b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00" in content


def part_of(content: bytes, name: str) -> bytes:
    """The beginning of a part of a package; nothing of one that isn't there."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(name) as part:
            return part.read(2**20)
    except KeyError:
        return b""


class Package:
    """The parts of a workbook that is a package."""

    @staticmethod
    def of(content: bytes) -> "Package | None":
        if not content.startswith(b"PK"):
            return None
        parts = zipfile.ZipFile(io.BytesIO(content))
        if "xl/workbook.xml" in parts.namelist():
            return Excel(parts)
        return OpenDocument(parts) if "content.xml" in parts.namelist() else None

    def __init__(self, parts: zipfile.ZipFile):
        self.parts = parts

    def missed(self, sheet: str) -> Missed:
        raise NotImplementedError

    def part_of(self, sheet: str) -> str | None:
        """The name of the part that is the sheet, where each is one."""
        return None


class Excel(Package):
    # Where none of these is, no cell is without a value; looking for them is ten times as quick as for what follows.
    SIGNS = (b't="e"', b"t='e'", b"<f", b":f>", b":f ")
    # What may have no value; where a cell begins and ends; its value.
    SUSPECT = re.compile(rb"""\bt=["']e["']|<(?:\w+:)?f[\s>/]""")
    CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>""")
    END = re.compile(rb"</(?:\w+:)?c>")
    VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")
    TYPE = re.compile(rb"""\bt=["'](\w+)["']""")

    def __init__(self, parts: zipfile.ZipFile):
        super().__init__(parts)
        links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        self._parts: dict[str, str] = {}
        for sheet in ElementTree.fromstring(parts.read("xl/workbook.xml")).iterfind(".//{*}sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            path = posixpath.normpath(posixpath.join("/xl", targets.get(link, "")))
            self._parts[sheet.get("name", "")] = path.lstrip("/")

    def part_of(self, sheet: str) -> str | None:
        part = self._parts.get(sheet)
        return part if part in self.parts.namelist() else None

    def missed(self, sheet: str) -> Missed:
        found = Missed()
        if name := self.part_of(sheet):
            with self.parts.open(name) as part:
                for text in overlapping(part):
                    self._add(text, found)
        return found

    def missed_in(self, rows: bytes) -> dict[int, dict[int, str]]:
        """The cells that are missed in whole rows of a sheet."""
        found = Missed()
        self._add(rows, found)
        return found.cells

    def _add(self, text: bytes, found: Missed) -> None:
        if any(sign in text for sign in self.SIGNS):
            for row, column, value in self._in(text):
                found.add(row, column, value)

    def _in(self, text: bytes) -> Iterator[tuple[int, int, str]]:
        for suspect in self.SUSPECT.finditer(text):
            start = max(text.rfind(b"<c ", 0, suspect.end()), text.rfind(b":c ", 0, suspect.end()))
            begun = self.CELL.match(text, text.rfind(b"<", 0, start + 1)) if start >= 0 else None
            end = self.END.search(text, begun.end()) if begun else None
            if end is None:
                continue
            value = self.VALUE.search(text, begun.end(), end.start())
            kind = self.TYPE.search(begun[0])
            row, column = int(begun[2]) - 1, index_of(begun[1].decode())
            if kind and kind[1] == b"e":
                yield row, column, (value[1].decode("ascii", "replace") if value else "") or "#N/A"
            elif not (value and value[1]) and not (kind and kind[1] in (b"str", b"inlineStr")):
                yield row, column, UNCALCULATED


class OpenDocument(Package):
    MARKS = re.compile(rb"""number-rows-spanned=["'](?!1["'])|value-type=["']error["']""")

    def missed(self, sheet: str) -> Missed:
        with self.parts.open("content.xml") as part:
            if not any(self.MARKS.search(text) for text in overlapping(part)):
                return Missed()
        with self.parts.open("content.xml") as part:
            return self._in(part, sheet)

    def _in(self, part: IO[bytes], sheet: str) -> Missed:
        found, row, column, here = Missed(), 0, 0, False
        for event, element in ElementTree.iterparse(part, events=("start", "end")):
            name = element.tag.rpartition("}")[2]
            said = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
            if name == "table" and event == "start":
                here, row = said.get("name") == sheet, 0
            elif event == "end" and name in ("table-cell", "covered-table-cell"):
                if here:
                    spanned = int(said.get("number-rows-spanned", 1))
                    if spanned > 1 and len(found.merged) < MOST:
                        found.merged.append(((row, column), (row + spanned - 1, column)))
                    # The type of the value that LibreOffice adds beside the standard's own.
                    if any(key.endswith("value-type") and value == "error" for key, value in element.attrib.items()):
                        found.add(row, column, "".join(element.itertext()).strip() or "#N/A")
                column += int(said.get("number-columns-repeated", 1))
            elif event == "end" and name == "table-row":
                row, column = row + int(said.get("number-rows-repeated", 1)), 0
                element.clear()
        return found


def overlapping(part: IO[bytes]) -> Iterator[bytes]:
    """A part piece by piece, each with the end of the one before it: a cell that begins in one may end in the next."""
    kept = b""
    while piece := part.read(PIECE):
        text = kept + piece
        yield text
        kept = text[-WINDOW:]


def index_of(letters: str) -> int:
    """A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
