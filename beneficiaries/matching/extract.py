"""What is compared, out of PostgreSQL: under the scope of whoever asks, as one stream a table, in bounded memory.

No ID number and no phone leaves the vault: of each goes the beginning of its blind index, 63 bits, which is equal for
equal numbers and says nothing else. The rows pass through a pipe and never lie on a disk as a file.
"""

import os
import threading
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from django.db import connection

# The first 63 bits of a blind index, as an integer.
BITS = "('x' || encode(substring({column} FROM 1 FOR 8), 'hex'))::bit(64)::bigint & 9223372036854775807"

PEOPLE = f"""
    SELECT id, name, pinyin, birth_date, sex, area, {BITS.format(column="id_number_index")}, id_number_tail
    FROM beneficiaries_person WHERE merged_into_id IS NULL
"""  # noqa: S608
PHONES = f"""
    SELECT person_id, {BITS.format(column="number_index")} FROM beneficiaries_phone WHERE closed_on IS NULL
"""  # noqa: S608
RELATIVES = f"""
    SELECT person_id, name, {BITS.format(column="id_number_index")}, {BITS.format(column="phone_index")}
    FROM beneficiaries_relation WHERE until IS NULL
"""  # noqa: S608

TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "raw_person": (PEOPLE, {
        "id": "UUID", "name": "VARCHAR", "pinyin": "VARCHAR", "born": "DATE", "sex": "VARCHAR", "area": "VARCHAR",
        "paper": "BIGINT", "tail": "VARCHAR",
    }),
    "raw_phone": (PHONES, {"id": "UUID", "number": "BIGINT"}),
    "raw_relative": (RELATIVES, {"id": "UUID", "name": "VARCHAR", "paper": "BIGINT", "phone": "BIGINT"}),
}  # fmt: skip


def into(database: duckdb.DuckDBPyConnection) -> None:
    """Fill the raw tables of `database` with the people of the present scope."""
    for table, (select, columns) in TABLES.items():
        with _piped(select) as pipe:
            listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
            database.execute(
                f"CREATE TABLE {table} AS FROM read_csv('{pipe}', columns = {{{listed}}}, header = false, "
                "auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', parallel = false)"
            ).fetchall()


@contextmanager
def _piped(select: str):
    """The path of a pipe that the rows of `select` come out of, as CSV."""
    failed: list[Exception] = []
    with TemporaryDirectory() as folder:
        pipe = Path(folder) / "rows"
        os.mkfifo(pipe, 0o600)

        connection.ensure_connection()
        raw = connection.connection

        def write() -> None:
            try:
                with pipe.open("w", encoding="utf-8") as sink, raw.cursor() as cursor:
                    cursor.copy_expert(f"COPY ({select}) TO STDOUT (FORMAT csv)", sink)
            except Exception as error:  # told in the thread of whoever reads
                failed.append(error)

        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        try:
            yield pipe
        finally:
            _let_go(pipe, writer)
    if failed:
        raise failed[0]


def _let_go(pipe: Path, writer: threading.Thread) -> None:
    """Wait for the writer; where nobody reads any more, let it find the pipe broken instead of waiting for ever."""
    while writer.is_alive():
        writer.join(timeout=0.2)
        if writer.is_alive():
            handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
            os.close(handle)
