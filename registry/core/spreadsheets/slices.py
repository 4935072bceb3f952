"""A large sheet of an .xlsx, read some rows at a time: read whole, a hundred thousand rows take 350 MB.

The reader holds all cells of a sheet that it is given. So it is given pieces: workbooks with all parts of the one that
was sent, but of its sheets only the one, with some of the rows. Used by `parser`, and like it imports nothing of the
project.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from python_calamine import CalamineWorkbook

LARGE = 24 * 2**20  # bytes of a sheet, unpacked, from which on it is sliced
SLICE = 3 * 2**20  # bytes of it that are read at a time
READ = 2**20
LEFT_OUT = re.compile(r"xl/(?:worksheets|media|drawings|comments|charts|pivot\w*|embeddings)/")


def sliced(package, sheet: str) -> "Sliced | None":
    """A sheet of a `packages.Package` that is too large to be read whole, and can be read in pieces."""
    part = package and package.part_of(sheet)
    if not part or package.parts.getinfo(part).file_size < LARGE:
        return None
    found = Sliced(package, sheet, part)
    return found if found.can_be else None


class Sliced:
    """What `parser` asks of the reader's sheet, from pieces of it."""

    start = (0, 0)

    def __init__(self, package, name: str, part: str):
        self.name = name
        self._package, self._part, self._missed_in = package.parts, part, package.missed_in
        self.can_be = True
        for kind, text in self._pieces():
            if kind == "before":
                self._before = text
            elif kind == "after":
                self._after = text
            else:
                # Of a row that doesn't say its number, a piece alone can't tell it.
                self.can_be = self.can_be and text.count(self._row) == len(self._numbers(text))
        self._frame = self._without_sheets()

    @property
    def merged_cell_ranges(self):
        return self._read(b"").merged_cell_ranges

    def values(self) -> Iterator[tuple[int, list, dict[int, str]]]:
        """(row, its values, what the reader misses of them), counted from 0, of every row that the sheet has."""
        for kind, text in self._pieces():
            if kind != "rows":
                continue
            sheet, missed = self._read(text), self._missed_in(text)
            top, left = sheet.start or (0, 0)
            found = sheet.to_python() if sheet.start else []
            for number in self._numbers(text):
                values = [*[None] * left, *found[number - top]] if 0 <= number - top < len(found) else []
                yield number, values, missed.get(number, {})

    def _pieces(self) -> Iterator[tuple[str, bytes]]:
        """("before", …), ("rows", …) …, ("after", …): the sheet, cut in front of rows. ValueError where it is none."""
        with self._package.open(self._part) as part:
            text = b""
            while not (begun := re.search(rb"<(\w+:|)sheetData(?:\s[^>]*)?(?<!/)>", text)):
                if len(text) > SLICE or not (piece := part.read(READ)):
                    raise ValueError("no rows")
                text += piece
            self._row, end = b"<" + begun[1] + b"row", b"</" + begun[1] + b"sheetData>"
            self._number = re.compile(re.escape(self._row) + rb"""\s(?:[^>]*?\s)?r=["'](\d{1,7})["']""")
            yield "before", text[: begun.end()]
            text, looked = bytearray(text[begun.end() :]), 0
            while (last := text.find(end, max(looked - len(end), 0))) < 0:
                looked = len(text)
                if looked >= SLICE and (cut := text.rfind(self._row)) > 0:
                    yield "rows", bytes(text[:cut])
                    del text[:cut]
                    looked = len(text)
                if not (piece := part.read(READ)):
                    raise ValueError("rows without end")
                text += piece
            yield "rows", bytes(text[:last])
            yield "after", bytes(text[last:]) + part.read()

    def _numbers(self, rows: bytes) -> list[int]:
        return [int(number) - 1 for number in self._number.findall(rows)]

    def _without_sheets(self) -> bytes:
        book = io.BytesIO()
        with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for part in self._package.infolist():
                if not LEFT_OUT.match(part.filename):
                    package.writestr(part.filename, self._package.read(part))
        return book.getvalue()

    def _read(self, rows: bytes):
        book = io.BytesIO(self._frame)
        with zipfile.ZipFile(book, "a") as package:
            package.writestr(self._part, b"".join((self._before, rows, self._after)))
        book.seek(0)
        return CalamineWorkbook.from_filelike(book).get_sheet_by_name(self.name)
