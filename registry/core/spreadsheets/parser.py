"""Parse a workbook in a process of its own, with bounds on memory, time and size.

A workbook of 5 KB can ask for terabytes: two cells at opposite corners, a part that unpacks without end. No look at
the file beforehand is sure to find that, and a parser that runs out of memory takes its process with it. So this file
is run as a program. At standard input come the number of bytes (eight of them, big-endian), the workbook, and then,
line by line, the numbers of the sheets that are asked for. Frames go out at standard output, pickled:

    ("sheets", [(name, its first rows), …], about)    the visible sheets, once the workbook is open; `about` has the
        names of the "hidden" ones that aren't empty, and the "epoch", the year from which serial dates are counted
    ("rows", [(number, cells), …]) …, ("end",)    a sheet that was asked for: its rows with anything in them
    ("failed", code)    the end; where the output ends without it, the bounds were hit

It imports nothing of the project but its neighbours, so that it starts in a tenth of a second.
"""

import io
import pickle
import resource
import sys
import zipfile
import zlib
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

# Run as a program, it finds its neighbours; nothing else of the project is imported.
sys.path.insert(0, str(Path(__file__).parent))
import markup
from packages import Missed, Package, counts_from_1904
from slices import Sliced, sliced

MEMORY = 3 * 2**29  # bytes of address space
SECONDS = 60  # of processor time; fewer where the one argument says so
MAX_ROWS = 500_000
MAX_CELLS = 15_000_000
CHUNK = 1_000
IN_PARTS = (Sliced, markup.Table)  # sheets that give their rows themselves
HEAD = 30  # rows that are enough to find the names of columns in


class TooLarge(Exception):
    pass


def main() -> None:
    seconds = min(int(sys.argv[1]), SECONDS) if len(sys.argv) > 1 else SECONDS
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    asked = sys.stdin.buffer
    try:
        content = asked.read(int.from_bytes(asked.read(8), "big"))
        package = Package.of(content)
        if content.startswith(markup.MARK):
            tables = markup.tables(content.decode())
            sheets, hidden = [t for t in tables if not t.hidden], [t.name for t in tables if t.hidden and t.rows]
        else:
            sheets, hidden = opened(CalamineWorkbook.from_filelike(io.BytesIO(content)), package)
        about = {"hidden": hidden, "epoch": 1904 if counts_from_1904(content) else 1900}
        missed = [
            package.missed(sheet.name) if package and not isinstance(sheet, IN_PARTS) else Missed() for sheet in sheets
        ]
        del content, package
        heads = [
            (sheet.name, list(islice(rows(sheet, more), HEAD))) for sheet, more in zip(sheets, missed, strict=True)
        ]
        say(("sheets", heads, about))
        for line in asked:
            for frame in frames(sheets[int(line)], missed[int(line)]):
                say(frame)
    except PasswordError:
        say(("failed", "file-encrypted"))
    except (TooLarge, MemoryError):
        say(("failed", "file-too-large"))
    except (
        CalamineError,
        OSError,
        ValueError,
        RuntimeError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
    ):
        say(("failed", "file-unreadable"))


def say(frame: tuple) -> None:
    pickle.dump(frame, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


def opened(workbook: CalamineWorkbook, package: Package | None) -> tuple[list, list[str]]:
    """The visible sheets, and the names of the hidden ones with anything in them."""
    visible, hidden = [], []
    for meta in workbook.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            sheet = sliced(package, meta.name) or workbook.get_sheet_by_name(meta.name)
            if meta.visible == SheetVisibleEnum.Visible:
                visible.append(sheet)
            elif sheet.start is not None:
                hidden.append(meta.name)
    return visible, hidden


def frames(sheet, missed: Missed):
    left = [MAX_ROWS, MAX_CELLS]
    chunk = []
    for row in rows(sheet, missed):
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


def rows(sheet, missed: Missed):
    """(number, cells) of the rows with anything in them; a value merged downwards stands in each of its rows. `missed`
    has what the reader doesn't give of a sheet that is read whole."""
    if sheet.start is None:
        return
    below: dict[int, list[tuple[int, int, int]]] = {}  # by first row: column, last row
    for (first, column), (last, _right) in sheet.merged_cell_ranges or missed.merged:
        if last > first:
            below.setdefault(first, []).append((column, last))
    spread: list[tuple[int, int, object]] = []  # column, last row, value
    for index, values, more in sheet.values() if isinstance(sheet, IN_PARTS) else values_of(sheet, missed):
        # Of a sheet with a format down to its last row there are a million such.
        if not more and values.count("") + values.count(None) == len(values):
            continue
        cells = [None if value == "" else value for value in values]
        for column, text in more.items():
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


def values_of(sheet, missed: Missed):
    """(row, its values, what the reader misses of them), counted from 0."""
    before = [None] * sheet.start[1]
    for index, values in enumerate(sheet.iter_rows()):
        yield index, [*before, *values], missed.cells.get(index, {})


if __name__ == "__main__":
    main()
