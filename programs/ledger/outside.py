"""The chain of seals outside the database: a file to which lines are added, and nothing else is done.

Whoever can rewrite every row can't rewrite what others hold. Keep the file where the database's administrators
have no say, and copy it away (docs/seals.md).
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programs.ledger import chain
from programs.ledger.models import Seal
from registry.core.errors import Refusal

LONGEST = 4096  # bytes that the last line has at most


def path() -> Path:
    return Path(settings.SEALS_FILE)


def text() -> str:
    """The whole of it; empty where nothing was ever sealed."""
    return path().read_text(encoding="utf-8") if path().exists() else ""


def add_missing() -> int:
    """Write the seals that the file hasn't got yet, and have them on the disk on return. How many they were.

    Run before and after sealing: what a process that died between its commit and this left out is made up for by
    the next. A line that was torn by a crash is taken off first.

    Raises:
        Refusal: `outside-differs` where the database doesn't have what the file ends in: then nothing is sealed any
            more, so that what was written stays as it was.
    """
    with _locked() as file:
        last = _last(file)
        number = last["number"] if last else 0
        if last and not Seal.objects.filter(number=number, hash=last["hash"]).exists():
            raise Refusal(
                "outside-differs",
                _("The seals in the database aren't those that are kept outside of it. Nothing is sealed until someone "
                  "has looked: run verify_ledger."),
            )  # fmt: skip
        missing = list(Seal.objects.filter(number__gt=number).order_by("number"))
        file.seek(0, os.SEEK_END)
        file.write(chain.text(missing).encode())
        file.flush()
        os.fsync(file.fileno())
    return len(missing)


@contextmanager
def _locked() -> Iterator:
    where = path()
    where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = not where.exists()
    with open(where, "a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if new:
            folder = os.open(where.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        yield file


def _last(file) -> dict | None:
    """The last whole line; what comes after it is cut off."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - 2 * LONGEST)
    file.seek(start)
    tail = file.read()
    whole = tail.rfind(b"\n") + 1
    if whole < len(tail):
        file.truncate(start + whole)
    lines = tail[:whole].splitlines()
    return json.loads(lines[-1]) if lines else None
