"""What is sealed: for each kind of seal when it is due, and which facts are its leaves.

The ledger knows its transfers. What stands above it registers its own: `payments.sealed`. A leaf is the line that COPY
writes of a row, so that a million of them come as fast as the database can write them; its first column is the place
among the leaves, from 0 on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from programs.ledger.models import Seal


def nothing(seal: Seal, positions: Sequence[int]) -> dict[int, Any]:
    return {}


@dataclass(frozen=True)
class Subject:
    kind: str
    # (cause, since when) of what no seal has yet, the longest due first.
    due: str
    # One after another, the rows that are the leaves; parameters `cause` and `seal` (its number).
    rows: tuple[str, ...]
    # What the leaves need before they can be read; the same parameters.
    gather: str = ""
    # What a person calls the thing that is sealed, as part of where a failure is.
    named: Callable[[Seal], dict[str, Any]] = lambda seal: {}
    # The leaves of these places as they were when they were sealed, where a later change of them is on record.
    on_record: Callable[[Seal, Sequence[int]], dict[int, bytes]] = nothing
    # Where each of these places was changed, and in what, as far as it is known.
    changes: Callable[[Seal, Sequence[int]], dict[int, dict[str, Any]]] = nothing


@dataclass(frozen=True)
class Failure:
    """What doesn't hold: a stable code, and where."""

    code: str
    where: dict[str, Any]


SUBJECTS: dict[str, Subject] = {}
CHECKS: list[Callable[[], Iterable[Failure]]] = []
# What `verify_ledger` says it looked at.
COUNTS: dict[str, str] = {}


def register(subject: Subject) -> None:
    SUBJECTS[subject.kind] = subject


def check(function: Callable[[], Iterable[Failure]]):
    """Have `verify_ledger` ask it too."""
    CHECKS.append(function)
    return function


def found(
    code: str, query: str, *columns: str, given: Sequence = (), most: int = 50, without: Sequence[str] = ()
) -> Iterator[Failure]:
    """A failure for each row of `query` with what it is `given`, whose columns say where; the first `most` of them."""
    with connection.cursor() as cursor, planned(cursor, without=without):
        cursor.execute(f"{query} LIMIT {most}", given or None)
        rows = cursor.fetchall()
    for row in rows:
        yield Failure(code, dict(zip(columns, map(str, row), strict=True)))


# What reads whole tables reads them as they lie, and joins them as wholes.
ROW_BY_ROW = ("nestloop", "indexscan", "bitmapscan")
AS_WHOLES = (*ROW_BY_ROW, "sort")  # groups are kept in a table of theirs


@contextmanager
def planned(cursor, *, without: Sequence[str]) -> Iterator[None]:
    """Inside, the planner goes without these ways. Behind a policy it takes a hundred thousand rows for a handful, and
    would look each of them up, or sort them."""
    ways = [f"enable_{way}" for way in without]
    cursor.execute("SELECT set_config(way, 'off', false) FROM unnest(%s::text[]) AS way", [ways])
    try:
        yield
    finally:
        cursor.execute("SELECT set_config(way, 'on', false) FROM unnest(%s::text[]) AS way", [ways])


def read(cursor, subject: Subject, *, cause, seal: int, take: Callable[[bytes], None]) -> None:
    """Call `take` with each leaf's line, its line feed included, in their order."""
    with planned(cursor, without=["sort"]):  # an index has the order
        for rows in subject.rows:
            query = cursor.mogrify(rows, {"cause": cause, "seal": seal}).decode()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT", Sink(take))


class Sink:
    """What COPY writes to: psycopg2 calls it once for each row."""

    def __init__(self, take):
        self.write = take
