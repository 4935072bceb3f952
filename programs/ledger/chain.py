"""The chain of seals as it is written down: a line of JSON for each, hashed over the line before it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

FORMAT = "registry-seal/1"
BEGINNING = "0" * 64  # stands before the first seal


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hash_of(*, number: int, kind: str, count: int, root: str, previous: str, sealed_at: datetime) -> str:
    """SHA-256 of the format and the fields, with a tab between each two."""
    fields = (FORMAT, str(number), kind, str(count), root, previous, moment(sealed_at))
    return hashlib.sha256("\t".join(fields).encode()).hexdigest()


def entry(seal) -> dict:
    """A seal as the public reads it."""
    return {
        "number": seal.number,
        "kind": seal.kind,
        "count": seal.count,
        "root": seal.root,
        "previous": seal.previous,
        "sealed_at": moment(seal.sealed_at),
        "hash": seal.hash,
    }


def line(seal) -> str:
    return json.dumps(entry(seal), separators=(",", ":")) + "\n"


def text(seals: Iterable) -> str:
    return "".join(map(line, seals))
