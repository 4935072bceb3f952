"""Many rows into the database at once. Table and column names are the caller's own, never input.

PostgreSQL refuses COPY straight into a table with row-level security. So rows are copied into a temporary
table that has the same columns, and the caller selects them into the real one, where policies, constraints
and triggers hold as they do for one row.
"""

# ruff: noqa: S608
import io
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

SPECIAL = re.compile(r"[\\\t\n\r]")
# What a file in COPY's binary format begins and ends with.
BEGIN, END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert(cursor, table: str, *, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Insert `rows` of `columns` into `table`, as one statement, under its policies."""
    insert_text(cursor, table, columns=columns, text=text_of(rows))


def insert_text(cursor, table: str, *, columns: Sequence[str], text: str) -> None:
    """`insert`, of rows that `text_of` has written out."""
    stage_text(cursor, f"incoming_{table}", like=table, columns=columns, text=text)
    _let_in(cursor, table, columns)


def insert_bytes(cursor, table: str, *, columns: Sequence[str], rows: Iterable[Sequence[int | bytes]]) -> None:
    """`insert`, of integers of four bytes, and of bytes by the megabyte. They go as they are: a statement spells them
    out for the database to read again, which takes three times as long."""
    count = struct.pack(">h", len(columns))
    written = [count + b"".join(map(_binary, row)) for row in rows]
    _copy(cursor, f"incoming_{table}", like=table, columns=columns, data=b"".join([BEGIN, *written, END]), how="BINARY")
    _let_in(cursor, table, columns)


def has_grown(cursor, *tables: str) -> None:
    """Tell the planner of tables that rows were added to by the thousand: it would take them for as small as before."""
    cursor.execute("SELECT has_grown(grown) FROM unnest(%s) AS grown", [list(tables)])


def stage(cursor, name: str, *, like: str, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """A temporary table `name` of some `columns` of the table `like`, filled with `rows`, and known to the planner:
    without that, joining a handful with a million reads all of the million.

    It goes with the transaction. `like` may be another temporary table.
    """
    stage_text(cursor, name, like=like, columns=columns, text=text_of(rows))
    cursor.execute(f"ANALYZE {name}")


def stage_text(cursor, name: str, *, like: str, columns: Sequence[str], text: str) -> None:
    _copy(cursor, name, like=like, columns=columns, data=text.encode(), how="TEXT")


def _copy(cursor, name: str, *, like: str, columns: Sequence[str], data: bytes, how: str) -> None:
    listed = _listed(columns)
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS SELECT {listed} FROM {like} WITH NO DATA")
    # In large pieces: between two of them other threads run.
    cursor.copy_expert(f"COPY {name} ({listed}) FROM STDIN (FORMAT {how})", io.BytesIO(data), 1 << 20)


def _let_in(cursor, table: str, columns: Sequence[str]) -> None:
    listed = _listed(columns)
    cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM incoming_{table}; DROP TABLE incoming_{table}")


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _binary(value: int | bytes) -> bytes:
    """A field of COPY's binary format: its length, and what it holds."""
    data = struct.pack(">i", value) if isinstance(value, int) else value
    return struct.pack(">i", len(data)) + data


def text_of(rows: Iterable[Sequence]) -> str:
    """`rows` in COPY's text format."""
    return "".join(lines_of(rows))


def lines_of(rows: Iterable[Sequence]) -> list[str]:
    """`rows` in COPY's text format, a line each. They are written column by column: the values of one are mostly of
    one type, and need be asked for it once."""
    columns = [written(values) for values in zip(*rows, strict=True)]
    return [line + "\n" for line in map("\t".join, zip(*columns, strict=True))]


def written(values: Sequence) -> Sequence[str]:
    """The values of a column as COPY reads them."""
    kinds = set(map(type, values))
    if len(kinds) > 1:
        return [FORMS.get(value.__class__, plain)(value) for value in values]
    [kind] = kinds
    if kind is str:
        return values if SPECIAL.search("".join(values)) is None else [plain(value) for value in values]
    if kind not in (bytes, UUID) and len(set(values)) == 1:
        return [FORMS.get(kind, plain)(values[0])] * len(values)
    if kind is bytes:
        return ["\\\\x" + value.hex() for value in values]
    if kind is UUID:
        return [f"{value.int:032x}" for value in values]
    return list(map(FORMS.get(kind, plain), values))


def plain(value) -> str:
    """Text, and what is written as its text: enumerations, numbers."""
    value = str(value)
    return value.translate(ESCAPES) if SPECIAL.search(value) else value


FORMS: dict[type, Callable[[Any], str]] = {
    str: plain,
    type(None): lambda value: "\\N",
    bytes: lambda value: "\\\\x" + value.hex(),
    bool: lambda value: "t" if value else "f",
    date: lru_cache(maxsize=50_000)(date.isoformat),
    datetime: datetime.isoformat,
    UUID: attrgetter("hex"),
}
