"""Parse a workbook in a process of its own, with bounds on memory, time and size.

A workbook of 5 KB can ask for terabytes: two cells at opposite corners, a part that unpacks without end. No look at
the file beforehand is sure to find that, and a parser that runs out of memory takes its process with it. So this file
is run as a program. At standard input come the number of bytes (eight of them, big-endian), the workbook, and then,
line by line, the numbers of the sheets that are asked for. Frames go out at standard output, pickled:

    ("sheets", [(name, its first rows), …])    the visible sheets, once the workbook is open
    ("rows", [(number, cells), …]) …, ("end",)    a sheet that was asked for: its rows with anything in them
    ("failed", code)    the end; where the output ends without it, the bounds were hit

It imports nothing of the project, so that it starts in a tenth of a second.
"""

import io
import pickle
import resource
import sys
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY = 3 * 2**29  # bytes of address space
SECONDS = 60  # of processor time
MAX_ROWS = 500_000
MAX_CELLS = 15_000_000
CHUNK = 1_000
HEAD = 30  # rows that are enough to find the names of columns in


class TooLarge(Exception):
    pass


def main() -> None:
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    asked = sys.stdin.buffer
    try:
        sheets = opened(io.BytesIO(asked.read(int.from_bytes(asked.read(8), "big"))))
        say(("sheets", [(sheet.name, list(islice(rows(sheet), HEAD))) for sheet in sheets]))
        for line in asked:
            for frame in frames(sheets[int(line)]):
                say(frame)
    except PasswordError:
        say(("failed", "file-encrypted"))
    except (TooLarge, MemoryError):
        say(("failed", "file-too-large"))
    except (CalamineError, OSError, ValueError):
        say(("failed", "file-unreadable"))


def say(frame: tuple) -> None:
    pickle.dump(frame, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


def opened(content: io.BytesIO) -> list:
    workbook = CalamineWorkbook.from_filelike(content)
    return [
        workbook.get_sheet_by_name(meta.name)
        for meta in workbook.sheets_metadata
        if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
    ]


def frames(sheet):
    left = [MAX_ROWS, MAX_CELLS]
    chunk = []
    for row in rows(sheet):
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


def rows(sheet):
    """(number, cells) of the rows with anything in them; a value merged downwards stands in each of its rows."""
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
