"""What the runner says: one line per stage with its seconds, then where to go and as whom."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class Console:
    """Writes stages to standard output. A stage that speaks for itself gets its seconds on another line."""

    def __init__(self) -> None:
        self._open = False  # a stage's line waits for its seconds

    def say(self, text: str = "") -> None:
        if self._open:
            self._write("\n")
            self._open = False
        self._write(f"{text}\n")

    @contextmanager
    def stage(self, zh: str, en: str, *, speaks: bool = False) -> Iterator[None]:
        began = time.monotonic()
        title = f"{zh} · {en}"
        self._write(f"  {title} … ")
        self._open = True
        if speaks:
            self._write("\n")
            self._open = False
        yield
        took = f"{time.monotonic() - began:.1f} s"
        self._write(f"{took}\n" if self._open else f"  {title}: {took}\n")
        self._open = False

    def _write(self, text: str) -> None:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError:  # the terminal is gone, and what is running must still be stopped in order
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned on a terminal, where a Chinese character is two cells wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
