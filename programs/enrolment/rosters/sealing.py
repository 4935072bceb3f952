"""What is sealed of an import: its file, in pieces, and what stands in its rows."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from programs.enrolment.rosters.faults import Fault
from programs.enrolment.rosters.models import FilePart, RosterImport, StagedRow
from registry.core import vault
from registry.core.rotation import none_left, rotation

PART = 256 * 1024  # bytes of a file that are sealed at once


@dataclass(slots=True)
class Payload:
    """Of a staged row. `changes` and `likely` are as they are shown: sensitive values masked."""

    cells: list
    faults: list[Fault] = field(default_factory=list)
    # {"label", "old", "new"}
    changes: list[dict] = field(default_factory=list)
    # {"person": id, "reasons": […]}
    likely: list[dict] = field(default_factory=list)
    # Of what would be changed, to see at the commit whether it is still the same.
    digest: str = ""

    def sealed(self, *, roster: UUID, number: int) -> bytes:
        faults = [(fault.field, fault.column, fault.code, fault.message) for fault in self.faults]
        kept = [self.cells, faults, self.changes, self.likely, self.digest]
        return vault.seal(JSON.encode(kept), row=roster, field=f"row.{number}")


def payload_of(row: StagedRow) -> Payload:
    text = vault.open_sealed(row.payload, row=row.roster_id, field=f"row.{row.number}")
    cells, faults, changes, likely, digest = json.loads(text, object_hook=_untyped)
    return Payload(
        cells=cells,
        faults=[Fault(row.line, column, code, message, name) for name, column, code, message in faults],
        changes=changes,
        likely=likely,
        digest=digest,
    )


def _typed(value: Any) -> Any:
    """Cells keep their type: a number that was a date must not come back as text."""
    if isinstance(value, datetime):
        return {"$t": value.isoformat()}
    return {"$d": value.isoformat()} if isinstance(value, date) else str(value)


JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_typed)


def _untyped(value: dict) -> Any:
    if "$t" in value:
        return datetime.fromisoformat(value["$t"])
    return date.fromisoformat(value["$d"]) if "$d" in value else value


def shown(cell: Any) -> Any:
    """A cell as a spreadsheet program would show it. A number that has lost its last digits stays recognisable as one
    (3.42501198003072E+17): written out in full it would pass for what it was."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if abs(cell) >= 10**15:
            return f"{cell:.14E}"
        return int(cell) if cell == int(cell) else cell
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else cell


def keep_file(roster: RosterImport, pieces: Iterable[bytes]) -> None:
    """Seal a file as it comes; no more than a piece of it is in memory."""
    waiting, number = bytearray(), 0
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PART:
            _keep(roster, number, bytes(waiting[:PART]))
            del waiting[:PART]
            number += 1
    if waiting or not number:
        _keep(roster, number, bytes(waiting))


def _keep(roster: RosterImport, number: int, piece: bytes) -> None:
    sealed = vault.seal(base64.b64encode(piece).decode(), row=roster.pk, field=f"part.{number}")
    FilePart.objects.create(
        roster=roster, number=number, program_id=roster.program_id, area=roster.area, content=sealed
    )


def pieces_of(roster: RosterImport) -> Iterator[bytes]:
    for part in FilePart.objects.filter(roster=roster).order_by("number").iterator(chunk_size=8):
        yield base64.b64decode(vault.open_sealed(part.content, row=roster.pk, field=f"part.{part.number}"))


def content_of(roster: RosterImport) -> bytes:
    return b"".join(pieces_of(roster))


@rotation("rosters.parts")
def rotate_parts() -> int:
    return _rotate("rosters_filepart", "content", "part", at_once=20)


@rotation("rosters.rows")
def rotate_rows() -> int:
    return _rotate("rosters_stagedrow", "payload", "row", at_once=2_000)


def _rotate(table: str, column: str, prefix: str, *, at_once: int) -> int:
    """Seal anew what is under an older key, some at a time, each lot committed by itself."""
    current, last, done = vault.keyring().current, (UUID(int=0), -1), 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT roster_id, number, {column} FROM {table} WHERE (roster_id, number) > (%s, %s) "  # noqa: S608
                "ORDER BY roster_id, number LIMIT %s FOR UPDATE",
                [*last, at_once],
            )
            rows = cursor.fetchall()
            if not rows:
                break
            for roster, number, sealed in rows:
                if vault.key_of(sealed) == current:
                    continue
                where = {"row": roster, "field": f"{prefix}.{number}"}
                fresh = vault.seal(vault.open_sealed(sealed, **where), **where)
                cursor.execute(
                    f"UPDATE {table} SET {column} = %s WHERE roster_id = %s AND number = %s",  # noqa: S608
                    [fresh, roster, number],
                )
                done += 1
            last = rows[-1][:2]
    none_left(table, column)
    return done


def keep_sample(roster: RosterImport, rows: list[list[str]]) -> None:
    """Seal the first rows of a file, as they are shown beside the names of its columns."""
    roster.sample_sealed = vault.seal(json.dumps(rows, ensure_ascii=False), row=roster.pk, field="sample")


def sample_of(roster: RosterImport) -> list[list[str]]:
    if not roster.sample_sealed:
        return []
    return json.loads(vault.open_sealed(roster.sample_sealed, row=roster.pk, field="sample"))
