"""Many rows into the database at once. Table and column names are the caller's own, never input.

PostgreSQL refuses COPY straight into a table with row-level security. So rows are copied into a temporary
table that has the same columns, and the caller selects them into the real one, where policies, constraints
and triggers hold as they do for one row.
"""

# ruff: noqa: S608
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert(cursor, table: str, *, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Insert `rows` of `columns` into `table`, as one statement, under its policies."""
    insert_text(cursor, table, columns=columns, text=text_of(rows))


def insert_text(cursor, table: str, *, columns: Sequence[str], text: str) -> None:
    """`insert`, of rows that `text_of` has written out."""
    listed = ", ".join(f'"{column}"' for column in columns)
    stage_text(cursor, f"incoming_{table}", like=table, columns=columns, text=text)
    cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM incoming_{table}")
    cursor.execute(f"DROP TABLE incoming_{table}")


def stage(cursor, name: str, *, like: str, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """A temporary table `name` of some `columns` of the table `like`, filled with `rows`.

    It goes with the transaction. `like` may be another temporary table.
    """
    stage_text(cursor, name, like=like, columns=columns, text=text_of(rows))


def stage_text(cursor, name: str, *, like: str, columns: Sequence[str], text: str) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS SELECT {listed} FROM {like} WITH NO DATA")
    cursor.copy_expert(f"COPY {name} ({listed}) FROM STDIN", io.StringIO(text))


def text_of(rows: Iterable[Sequence]) -> str:
    """`rows` in COPY's text format. Most values are words or empty, and stand as they are."""
    return "".join(
        [
            "\t".join(
                [v if v.__class__ is str and (not v or v.isalnum()) else FORMS.get(v.__class__, plain)(v) for v in row]
            )
            + "\n"
            for row in rows
        ]
    )


def plain(value) -> str:
    """Text, and what is written as its text: enumerations, numbers."""
    value = str(value)
    return value.translate(ESCAPES) if SPECIAL.search(value) else value


FORMS = {
    type(None): lambda value: "\\N",
    bytes: lambda value: "\\\\x" + value.hex(),
    bool: lambda value: "t" if value else "f",
    date: date.isoformat,
    datetime: datetime.isoformat,
    UUID: lambda value: value.hex,
}
