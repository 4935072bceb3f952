"""Open a workbook (xlsx, xls, WPS .et, ods; a web page, also as .mht, or XML of 2003 with tables) or a csv by its
content, never by its name; also text whose columns are kept apart by blanks.

Cells keep their type: text is `str`, a number is `int` or `float`, so that an ID number in a numeric
cell can be refused instead of guessed. Row numbers are those that the spreadsheet program shows.
Formulas are read as the values they last had; macros and links to other files are never followed.

Rows come as a stream: of a file with a hundred thousand, a few are in memory at a time.
"""

import csv
import io
import pickle
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from functools import partial
from itertools import islice
from pathlib import Path
from unicodedata import east_asian_width

from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

Cell = str | int | float | bool | date | datetime | time | timedelta | None

MAX_BYTES = 40 * 2**20
MAX_UNPACKED = 600 * 2**20
MAX_PARTS = 5_000
# Of processor time, for a start and for its size: a hundred thousand rows are 8 MB and take three. Whoever waits for a
# small file that was made to take long waits no longer than a page may.
SECONDS, SECONDS_PER_MB = 8, 3
PARSER = Path(__file__).with_name("parser.py")
HEAD = 30  # rows of a sheet, as many as the parser gives
UNCALCULATED = "#FORMULA!"  # what the parser gives for a formula whose value was never saved

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream of a compound file that holds an encrypted xlsx, in the file's own UTF-16.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Of an old workbook, where what follows the record that it begins with is a password's (FILEPASS in BIFF8).
WITH_PASSWORD = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}\x2f\x00", re.DOTALL)
# Where an OpenDocument says which of its parts are encrypted.
MANIFEST = "META-INF/manifest.xml"
DELIMITERS = ",\t;，|^"
# What is often sent by mistake.
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM6", b"%PDF", b"II*\0", b"MM\0*")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
RICH_TEXT = b"{\\rtf"
# What systems that "export to Excel" often write instead.
MARKUP = re.compile(r"\ufeff?\s*<(?:!doctype|html|table|\?xml|meta|style)\b", re.IGNORECASE)
# A page with all that belongs to it, in the form of a letter: .mht
LETTER = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:", re.IGNORECASE)
# By its second byte a character of Big5 is often one that hardly anybody needs, taken for GBK.
RARE_IN_GBK, FROM_WHICH = re.compile(rb"[\x81-\xfe](?:([\x40-\x7e])|[\x80-\xfe])"), 0.15
# Of text in columns: what a line of it has at least, blanks between two columns, a line that is drawn.
IN_COLUMNS, BLANKS, DRAWN = 3, re.compile(r"\s{2,}"), re.compile(r"[\s\-=_+*─━┄|]+")
FILLING = "\ue5e5"  # the second place of an ideograph
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
SOMEONES = re.compile(r"[\d*]{10}")  # the number of someone's paper or account


@dataclass(frozen=True)
class Row:
    """`number` is the one that the spreadsheet program shows; `cells` begin in column A."""

    number: int
    cells: list[Cell]

    def taken(self, places: Sequence[int | None]) -> "Row":
        """The row with its cells in another order: for each of `places` the cell that stands there."""
        width = len(self.cells)
        return Row(self.number, [self.cells[i] if i is not None and i < width else None for i in places])


@dataclass(frozen=True)
class Sheet:
    """A visible sheet. `rows` are those with anything in them, and may be gone through more than once; `head` has
    the first of them. `epoch` is the year that serial dates count from: 1900, or 1904."""

    name: str
    rows: Iterable[Row]
    head: Sequence[Row]
    epoch: int = 1900


class Book(list[Sheet]):
    """The visible sheets of a file. `hidden` are the names of the others with anything in them, which aren't read."""

    def __init__(self, sheets: Iterable[Sheet] = (), *, hidden: Sequence[str] = ()):
        super().__init__(sheets)
        self.hidden = list(hidden)


@dataclass(frozen=True)
class Stream:
    """Rows that are read anew each time they are gone through."""

    begin: Callable[[], Iterator[Row]]

    def __iter__(self) -> Iterator[Row]:
        return self.begin()


def letters(index: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheets(content: bytes) -> Book:
    """The visible sheets of a file that have rows, all of them in memory: for files that are small.

    Raises what `opened` does.
    """
    with opened(content) as found:
        read = (Sheet(sheet.name, list(sheet.rows), sheet.head, sheet.epoch) for sheet in found)
        return Book(read, hidden=found.hidden)


@contextmanager
def opened(content: bytes) -> Iterator[Book]:
    """The visible sheets of a file that have rows; their rows can be read while the block lasts.

    Raises Refusal: file-too-large, file-unreadable, file-encrypted, file-empty; the first two also from a sheet
    whose rows are gone through.
    """
    if len(content) > MAX_BYTES:
        raise too_large()
    if not content.strip(b"\0 \r\n\t"):
        raise Refusal("file-empty", _("The file is empty. Check that the right one was chosen."))
    if content.startswith(ZIP):
        _check_package(content)
        book = _workbook(content)
    elif content.startswith(COMPOUND):
        if ENCRYPTED in content or WITH_PASSWORD.search(content):
            raise _encrypted()
        book = _workbook(content)
    elif content.startswith(PICTURES):
        raise Refusal("file-unreadable", _("This is a picture or a PDF. Ask whoever sent it for the table as .xlsx."))
    elif content.startswith(ARCHIVES):
        raise _archive()
    elif LETTER.match(content):
        book = _tables(_page_of(content))
    else:
        text = _decoded(content) if not content.startswith(RICH_TEXT) else ""
        book = _tables(text) if MARKUP.match(text) else _delimited(text)
    del content  # the parser has it now
    with book as found:
        found = Book((sheet for sheet in found if sheet.head), hidden=found.hidden)
        if not found:
            raise Refusal("file-empty", _("The workbook has no visible sheet with anything in it."))
        yield found


@contextmanager
def _workbook(content: bytes, *, seconds_per_mb: int = SECONDS_PER_MB) -> Iterator[Book]:
    """Read by a process with bounds (`parser`), so that no file can take this one with it."""
    seconds = SECONDS + seconds_per_mb * len(content) // 2**20
    with subprocess.Popen(
        [sys.executable, "-I", str(PARSER), str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as parser:
        try:
            _said, found, about = _ask(parser, len(content).to_bytes(8, "big") + content)
            del content
            read = (
                Sheet(name, Stream(partial(_rows, parser, number)), _rows_of(head), about["epoch"])
                for number, (name, head) in enumerate(found)
            )
            yield Book(read, hidden=about["hidden"])
        finally:
            parser.kill()
            # What it didn't take any more is nobody's business.
            with suppress(BrokenPipeError):
                parser.stdin.close()


def _rows(parser: subprocess.Popen, number: int) -> Iterator[Row]:
    frame = _ask(parser, b"%d\n" % number)
    try:
        while frame[0] != "end":
            yield from _rows_of(frame[1])
            frame = _ask(parser)
    except GeneratorExit:
        # Left in the middle: what is still to come must not be taken for the answer to the next question.
        while frame[0] != "end":
            frame = _ask(parser)
        raise


def _ask(parser: subprocess.Popen, question: bytes = b"") -> tuple:
    """The parser's next frame. Its output is our own program's, made of plain values."""
    try:
        if question:
            parser.stdin.write(question)
            parser.stdin.flush()
        frame = pickle.load(parser.stdout)
    except (BrokenPipeError, EOFError, pickle.UnpicklingError):
        raise too_large() from None
    if frame[0] == "failed":
        raise REFUSALS[frame[1]]()
    return frame


def _rows_of(plain: list[tuple[int, list[Cell]]]) -> list[Row]:
    return [Row(number, cells) for number, cells in plain]


def _check_package(content: bytes) -> None:
    """What a package says it unpacks to is looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            manifest = package.open(MANIFEST).read(2**20) if MANIFEST in names else b""
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _unreadable() from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise too_large()
    if any(part.flag_bits & 1 for part in parts) or b"encryption-data" in manifest:
        raise _encrypted()
    if not names & {"[Content_Types].xml", "content.xml"}:
        raise _archive()


@contextmanager
def _tables(text: str) -> Iterator[Book]:
    """A web page, or XML, with tables in it."""
    try:
        if not text:
            raise _unreadable()
        with _workbook(text[text.find("<") :].encode("utf-8", "replace"), seconds_per_mb=1) as book:
            yield book
    except Refusal as refusal:
        if refusal.code != "file-unreadable":
            raise
        sentence = _("This is a web page or XML under the name of a workbook. Open it, save it as .xlsx and send that.")
        raise Refusal("file-unreadable", sentence) from refusal


@contextmanager
def _delimited(text: str) -> Iterator[Book]:
    if not text or "\0" in text:
        raise _unreadable()
    first = text[:16384].splitlines()[: 2 * HEAD]
    delimiter = max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in first))
    said = [THOUSANDS.sub("", line) for line in first if SOMEONES.search(line)]
    if said and 2 * sum(delimiter in line for line in said) < len(said):
        rows = list(_aligned(text))
    else:
        rows = Stream(partial(_records, _quoted(text, delimiter), delimiter))
    yield Book([Sheet("", rows, list(islice(rows, HEAD)))])


def _aligned(text: str) -> Iterator[Row]:
    """Text whose columns are kept apart by blanks: cut where no line with someone's number, nor the names over the
    first, has anything. Where they don't stand one below the other, between any blanks, if it makes as many cells."""
    lines = [line.rstrip() for line in text.expandtabs().splitlines()]
    said = [i for i, line in enumerate(lines) if SOMEONES.search(line)]
    over = next((i for i in reversed(range(said[0])) if lines[i].strip() and not DRAWN.fullmatch(lines[i])), None)
    table = {i for i in [over, *said] if i is not None and len(lines[i].split()) >= IN_COLUMNS}
    wide = {i: _widened(lines[i]) for i in table}
    taken = bytearray(max(map(len, wide.values()), default=0) + 1)
    for line in wide.values():
        for word in re.finditer(r"\S+", line):
            taken[word.start() : word.end()] = b"\1" * len(word[0])
    starts = [at for at in range(len(taken)) if taken[at] and not (at and taken[at - 1])]
    single = len(starts) < IN_COLUMNS and len({len(lines[i].split()) for i in table}) == 1
    for i, line in enumerate(lines):
        if not line.strip() or DRAWN.fullmatch(line):
            continue
        if i not in table:
            cells = BLANKS.split(line.strip())
        elif single:
            cells = line.split()
        else:
            ends = [*starts[1:], len(taken)]
            cells = [wide[i][a:b].replace(FILLING, "").strip() for a, b in zip(starts, ends, strict=True)]
        yield Row(i + 1, [cell or None for cell in cells])


def _widened(line: str) -> str:
    """The line with one place for each that it takes on a screen: an ideograph takes two."""
    return "".join(mark + FILLING if east_asian_width(mark) in "WF" else mark for mark in line)


def _records(text: str, delimiter: str) -> Iterator[Row]:
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if any(cell.strip() for cell in cells):
                yield Row(number, [_unquoted(cell) or None for cell in cells])
    except csv.Error as error:
        raise _unreadable() from error


def _quoted(text: str, delimiter: str) -> str:
    """The text with its quotation marks as csv has them. A mark alone in its cell is a ditto, and one inside a cell
    itself; one that nobody closes would take the rows below it for one cell, and with them whoever they name."""
    mark = re.escape(delimiter)
    ditto = rf'(?<={mark})"(?={mark})', '""""'
    inside = rf'(?m)(?<={mark})"([^"\r\n]*)"([^"\r\n{mark}]+)', r'"""\1""\2"'
    row = _unclosed(text, delimiter) if '"' in text else 0
    for pattern, mended in (ditto, inside):
        if row:
            text = re.sub(pattern, mended, text)
            row = _unclosed(text, delimiter)
    if row:
        sentence = _(
            "A quotation mark in row %(row)s isn't closed, so that nobody can tell where its cell ends. Remove it, or "
            "open the file in a spreadsheet program and save it as .xlsx."
        )
        raise Refusal("file-unreadable", sentence, params={"row": row})
    return text


def _unclosed(text: str, delimiter: str) -> int:
    """The number of the first row whose quotation marks aren't as they must be; 0 where all are."""
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            # From one ditto to the next, with what stands between them.
            if any("\n" in cell and cell[0] == cell[-1] == delimiter for cell in cells):
                return number
    except csv.Error:
        return number + 1
    return 0


def _unquoted(cell: str) -> str:
    """="3425…" is how some systems keep a spreadsheet program from rewriting a number in a csv file."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 3 else cell


def _page_of(letter: bytes) -> str:
    """The page in a letter that has the most tables; "" without one."""
    pages = [
        _decoded(content)
        for part in message_from_bytes(letter.removeprefix(b"\xef\xbb\xbf").lstrip()).walk()
        if part.get_content_type() == "text/html" and (content := part.get_payload(decode=True))
    ]
    return max(pages, key=lambda page: page.casefold().count("<td"), default="")


def _decoded(content: bytes) -> str:
    """UTF-8 and UTF-16 by their marks, then by trial; GB18030 (which contains GBK and GB2312), or Big5; then a guess.
    What was cut off in the middle of a character lacks that."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    trials = [encoding for mark, encoding in marks.items() if content.startswith(mark)]
    seconds = RARE_IN_GBK.findall(content[: 2**16])
    likely = ["big5hkscs"] if sum(map(bool, seconds)) > FROM_WHICH * len(seconds) else []
    cut = []
    for encoding in [*trials, "utf-8", *likely, "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if error.end == len(content) and error.start >= len(content) - 3:
                cut.append((content[: error.start], encoding))
    if cut:
        return cut[0][0].decode(cut[0][1])
    guess = from_bytes(content[: 2**16]).best()
    if guess is None:
        raise _unreadable()
    return content.decode(guess.encoding, errors="replace")


def too_large() -> Refusal:
    return Refusal(
        "file-too-large",
        _(
            "The file is larger than %(limit)s MB, or unpacks to far more than a roster needs. "
            "Remove pictures and empty rows, or split it."
        ),
        params={"limit": MAX_BYTES // 2**20},
    )


def _archive() -> Refusal:
    return Refusal("file-unreadable", _("This is an archive. Unpack it, and send the files in it one by one."))


def _encrypted() -> Refusal:
    return Refusal("file-encrypted", _("The workbook has a password. Save a copy without it and send that."))


def _unreadable() -> Refusal:
    return Refusal(
        "file-unreadable",
        _("This can't be read as a workbook or a csv file. Open it, save it as .xlsx and send that."),
    )


# By what the parser says of a file that it gave up.
REFUSALS = {"file-encrypted": _encrypted, "file-too-large": too_large, "file-unreadable": _unreadable}
