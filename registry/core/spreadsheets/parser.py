"""Parse a workbook in a process of its own, with bounds on memory, time and size.

A workbook of 5 KB can ask for terabytes: two cells at opposite corners, a part that unpacks without end. No look at
the file beforehand is sure to find that, and a parser that runs out of memory takes its process with it. So this file
is run as a program: the workbook comes in at standard input, and frames go out at standard output, pickled:

    ("sheet", name)    a visible sheet begins
    ("rows", [(number, cells), …])    the next of its rows with anything in them
    ("done",) or ("failed", code)     the end; where it is missing, the bounds were hit

It imports nothing of the project, so that it starts in a tenth of a second.
"""

import io
import pickle
import resource
import sys

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY = 3 * 2**29  # bytes of address space
SECONDS = 60  # of processor time
MAX_ROWS = 500_000
MAX_CELLS = 15_000_000
CHUNK = 2_000


class TooLarge(Exception):
    pass


def main() -> None:
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    content = io.BytesIO(sys.stdin.buffer.read())
    try:
        for frame in frames(content):
            say(frame)
        say(("done",))
    except PasswordError:
        say(("failed", "file-encrypted"))
    except (TooLarge, MemoryError):
        say(("failed", "file-too-large"))
    except (CalamineError, OSError, ValueError):
        say(("failed", "file-unreadable"))


def say(frame: tuple) -> None:
    pickle.dump(frame, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


def frames(content: io.BytesIO):
    workbook = CalamineWorkbook.from_filelike(content)
    left = [MAX_ROWS, MAX_CELLS]
    for meta in workbook.sheets_metadata:
        if meta.visible != SheetVisibleEnum.Visible or meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        yield ("sheet", meta.name)
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
