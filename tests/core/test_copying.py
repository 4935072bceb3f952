"""Rows by the thousand, past the spelling out of a statement."""

import pytest
from django.db import connection

from registry.core import copying

pytestmark = pytest.mark.django_db


@pytest.fixture
def cursor():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (place serial, number int, again int, bytes bytea)")
        yield cursor


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="none"),
        pytest.param(
            [(0, b""), (1, b"\xff\xff\xff\xff"), (2**31 - 1, b"\\x00\n\t\0"), (-1, bytes(range(256)) * 2_000)], id="odd"
        ),
    ],
)
def test_bytes_arrive_as_they_are(cursor, rows):
    copying.insert_bytes(cursor, "kept", columns=("number", "bytes"), rows=rows)
    cursor.execute("SELECT number, bytes, again FROM kept ORDER BY place")
    assert [(number, bytes(data), again) for number, data, again in cursor] == [(*row, None) for row in rows]


def test_what_they_came_through_is_gone(cursor):
    for number in (1, 2):
        copying.insert_bytes(cursor, "kept", columns=("number", "bytes"), rows=[(number, b"1")])
    cursor.execute("SELECT count(*), to_regclass('incoming_kept') IS NULL FROM kept")
    assert cursor.fetchone() == (2, True)
