"""Open a workbook (xlsx, xls, WPS .et, ods) or a csv by its content, never by its name.

Cells keep their type: text is `str`, a number is `int` or `float`, so that an ID number in a numeric
cell can be refused instead of guessed. Row numbers are those that the spreadsheet program shows.
Formulas are read as the values they last had; macros and links to other files are never followed.
"""

import csv
import io
import pickle
import re
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

Cell = str | int | float | bool | date | datetime | time | timedelta | None

MAX_BYTES = 40 * 2**20
MAX_UNPACKED = 600 * 2**20
MAX_PARTS = 5_000
PARSER = Path(__file__).with_name("parser.py")

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream of a compound file that holds an encrypted xlsx, in the file's own UTF-16.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Where an OpenDocument says which of its parts are encrypted.
MANIFEST = "META-INF/manifest.xml"
DELIMITERS = ",\t;，|"
# What systems that "export to Excel" often write instead.
MARKUP = re.compile(r"\ufeff?\s*<(?:!doctype|html|table|\?xml|meta|style)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """`number` is the one that the spreadsheet program shows; `cells` begin in column A."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    """A visible sheet. `rows` are those with anything in them."""

    name: str
    rows: list[Row]

    def column_name(self, index: int) -> str:
        return letters(index)


def letters(index: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheets(content: bytes) -> list[Sheet]:
    """The visible sheets of a file that have rows.

    Raises Refusal: file-too-large, file-unreadable, file-encrypted, file-empty.
    """
    if len(content) > MAX_BYTES:
        raise too_large()
    if not content.strip(b"\0 \r\n\t"):
        raise Refusal("file-empty", _("The file is empty. Check that the right one was chosen."))
    if content.startswith(ZIP):
        _check_package(content)
        found = _workbook(content)
    elif content.startswith(COMPOUND):
        if ENCRYPTED in content:
            raise _encrypted()
        found = _workbook(content)
    else:
        found = [_delimited(content)]
    found = [sheet for sheet in found if sheet.rows]
    if not found:
        raise Refusal("file-empty", _("The workbook has no visible sheet with anything in it."))
    return found


def _workbook(content: bytes) -> list[Sheet]:
    """Read by a process with bounds (`parser`), so that no file can take this one with it."""
    found: list[Sheet] = []
    # Its output is our own program's, made of plain values.
    with subprocess.Popen(
        [sys.executable, "-I", str(PARSER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as parser:
        try:
            with parser.stdin as pipe:
                pipe.write(content)
            while (frame := pickle.load(parser.stdout))[0] != "done":
                if frame[0] == "sheet":
                    found.append(Sheet(frame[1], []))
                elif frame[0] == "rows":
                    found[-1].rows.extend([Row(number, cells) for number, cells in frame[1]])
                else:
                    raise REFUSALS[frame[1]]()
        except (BrokenPipeError, EOFError, pickle.UnpicklingError):
            raise too_large() from None
        finally:
            parser.kill()
    return found


def _check_package(content: bytes) -> None:
    """What a package says it unpacks to is looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            manifest = package.open(MANIFEST).read(2**20) if MANIFEST in package.namelist() else b""
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _unreadable() from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise too_large()
    if any(part.flag_bits & 1 for part in parts) or b"encryption-data" in manifest:
        raise _encrypted()


def _delimited(content: bytes) -> Sheet:
    text = _decoded(content)
    if "\0" in text:
        raise _unreadable()
    if MARKUP.match(text):
        raise Refusal(
            "file-unreadable",
            _("This is a web page or XML under the name of a workbook. Open it, save it as .xlsx and send that."),
        )
    first = text[:4096].splitlines()[:6]
    delimiter = max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in first))
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _unreadable() from error
    rows = [
        Row(number, [cell or None for cell in cells])
        for number, cells in enumerate(records, start=1)
        if any(cell.strip() for cell in cells)
    ]
    return Sheet("", rows)


def _decoded(content: bytes) -> str:
    """UTF-8 and UTF-16 by their marks, then by trial; GB18030 (which contains GBK and GB2312); then a guess."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    trials = [encoding for mark, encoding in marks.items() if content.startswith(mark)]
    for encoding in [*trials, "utf-8", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
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


def _encrypted() -> Refusal:
    return Refusal("file-encrypted", _("The workbook has a password. Save a copy without it and send that."))


def _unreadable() -> Refusal:
    return Refusal(
        "file-unreadable",
        _("This can't be read as a workbook or a csv file. Open it, save it as .xlsx and send that."),
    )


# By what the parser says of a file that it gave up.
REFUSALS = {"file-encrypted": _encrypted, "file-too-large": too_large, "file-unreadable": _unreadable}
