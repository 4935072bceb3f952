"""Parse a workbook in a process of its own, with bounds on memory, time and size.

A workbook of 5 KB can ask for terabytes: two cells at opposite corners, a part that unpacks without end. No look at
the file beforehand is sure to find that, and a parser that runs out of memory takes its process with it. So this file
is run as a program. At standard input come the number of bytes (eight of them, big-endian), the workbook, and then,
line by line, the numbers of the sheets that are asked for. Frames go out at standard output, pickled:

    ("sheets", [(name, its first rows), …], about)    the visible sheets, once the workbook is open; `about` has the
        names of the "hidden" ones that aren't empty, and the "epoch", the year from which serial dates are counted
    ("rows", [(number, cells), …]) …, ("end",)    a sheet that was asked for: its rows with anything in them
    ("failed", code)    the end; where the output ends without it, the bounds were hit

It imports nothing of the project, so that it starts in a tenth of a second.
"""

import io
import pickle
import posixpath
import re
import resource
import sys
import zipfile
import zlib
from itertools import islice
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY = 3 * 2**29  # bytes of address space
SECONDS = 60  # of processor time
MAX_ROWS = 500_000
MAX_CELLS = 15_000_000
CHUNK = 1_000
HEAD = 30  # rows that are enough to find the names of columns in
UNCALCULATED = "#FORMULA!"  # stands for a formula whose value was never saved


class TooLarge(Exception):
    pass


def main() -> None:
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    asked = sys.stdin.buffer
    try:
        content = asked.read(int.from_bytes(asked.read(8), "big"))
        sheets, hidden = opened(io.BytesIO(content))
        about = {"hidden": hidden, "epoch": 1904 if counts_from_1904(content) else 1900}
        lost = dict(zip((sheet.name for sheet in sheets), map(Lost(content), sheets), strict=True))
        del content
        heads = [(sheet.name, list(islice(rows(sheet, lost[sheet.name]), HEAD))) for sheet in sheets]
        say(("sheets", heads, about))
        for line in asked:
            sheet = sheets[int(line)]
            for frame in frames(sheet, lost[sheet.name]):
                say(frame)
    except PasswordError:
        say(("failed", "file-encrypted"))
    except (TooLarge, MemoryError):
        say(("failed", "file-too-large"))
    except (CalamineError, OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error):
        say(("failed", "file-unreadable"))


def say(frame: tuple) -> None:
    pickle.dump(frame, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


def opened(content: io.BytesIO) -> tuple[list, list[str]]:
    """The visible sheets, and the names of the hidden ones with anything in them."""
    workbook = CalamineWorkbook.from_filelike(content)
    visible, hidden = [], []
    for meta in workbook.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_name(meta.name)
            if meta.visible == SheetVisibleEnum.Visible:
                visible.append(sheet)
            elif sheet.start is not None:
                hidden.append(meta.name)
    return visible, hidden


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


class Lost:
    """The cells of an .xlsx that have no value to read: an error (#REF!), or a formula that was never calculated.

    The reader gives them as empty, and an empty cell would be taken for one that says nothing.
    """

    # What may be one; and, where a cell is, where it ends.
    SUSPECT = re.compile(rb"""\bt=["']e["']|<(?:\w+:)?f[\s>/]""")
    CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>""")
    END = re.compile(rb"</(?:\w+:)?c>")
    VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")
    WINDOW = 2**16

    def __init__(self, content: bytes):
        self._package = None
        self._parts: dict[str, str] = {}
        if content.startswith(b"PK"):
            book, links = part_of(content, "xl/workbook.xml"), part_of(content, "xl/_rels/workbook.xml.rels")
            try:
                targets = {link.get("Id"): link.get("Target", "") for link in ElementTree.fromstring(links)}
                for sheet in ElementTree.fromstring(book).iterfind(".//{*}sheet"):
                    link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
                    part = posixpath.normpath(posixpath.join("/xl", targets.get(link, "")))
                    self._parts[sheet.get("name", "")] = part.lstrip("/")
            except ElementTree.ParseError:
                return  # no .xlsx
            self._package = zipfile.ZipFile(io.BytesIO(content))

    def __call__(self, sheet) -> dict[int, dict[int, str]]:
        """{row: {column: what stands there}}, from 0."""
        found: dict[int, dict[int, str]] = {}
        if self._package is None or self._parts.get(sheet.name) not in self._package.namelist():
            return found
        with self._package.open(self._parts[sheet.name]) as part:
            kept = b""
            while piece := part.read(2**20):
                text = kept + piece
                last = text.rfind(b"</")
                for column, row, value in self._in(text, last):
                    found.setdefault(row, {})[column] = value
                    if len(found) > MAX_ROWS:
                        raise TooLarge
                # A cell that begins here may end in the next piece.
                kept = text[max(last - self.WINDOW, 0) :] if last >= 0 else text[-self.WINDOW :]
        return found

    def _in(self, text: bytes, last: int):
        for suspect in self.SUSPECT.finditer(text):
            start = max(text.rfind(b"<c ", 0, suspect.end()), text.rfind(b":c ", 0, suspect.end()))
            begun = self.CELL.match(text, text.rfind(b"<", 0, start + 1)) if start >= 0 else None
            end = self.END.search(text, begun.end()) if begun else None
            if end is None:
                continue
            cell = text[begun.start() : end.start()]
            value = self.VALUE.search(cell)
            column, row = index_of(begun[1].decode()), int(begun[2]) - 1
            kind = re.search(rb"""\bt=["'](\w+)["']""", begun[0])
            if kind and kind[1] == b"e":
                yield column, row, (value[1].decode("ascii", "replace") if value else "") or "#N/A"
            elif not (value and value[1]) and not (kind and kind[1] in (b"str", b"inlineStr")):
                yield column, row, UNCALCULATED


def index_of(letters: str) -> int:
    """A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def frames(sheet, lost: dict[int, dict[int, str]]):
    left = [MAX_ROWS, MAX_CELLS]
    chunk = []
    for row in rows(sheet, lost):
        left[0] -= 1
        left[1] -= len(row[1])
        if min(left) < 0:
            raise TooLarge
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield ("rows", chunk)
            chunk = []
    if chunk:
        yield ("rows", chunk)
    yield ("end",)


def rows(sheet, lost: dict[int, dict[int, str]]):
    """(number, cells) of the rows with anything in them; a value merged downwards stands in each of its rows. `lost`
    are the cells that say only that their value is missing."""
    if sheet.start is None:
        return
    before = [None] * sheet.start[1]
    below: dict[int, list[tuple[int, int, int]]] = {}  # by first row: column, last row
    for (first, column), (last, _right) in sheet.merged_cell_ranges or ():
        if last > first:
            below.setdefault(first, []).append((column, last))
    spread: list[tuple[int, int, object]] = []  # column, last row, value
    for index, values in enumerate(sheet.iter_rows()):
        cells = [*before, *(None if value == "" else value for value in values)]
        for column, text in lost.get(index, {}).items():
            cells += [None] * (column + 1 - len(cells))
            cells[column] = text if cells[column] is None else cells[column]
        spread = [entry for entry in spread if entry[1] >= index]
        if any(cell is not None for cell in cells):
            for column, _last, value in spread:
                if column < len(cells) and cells[column] is None:
                    cells[column] = value
            while cells[-1] is None:
                cells.pop()
            yield index + 1, cells
        for column, last in below.get(index, ()):
            if column < len(cells) and cells[column] is not None:
                spread.append((column, last, cells[column]))


if __name__ == "__main__":
    main()
