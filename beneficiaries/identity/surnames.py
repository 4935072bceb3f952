"""Surnames of two characters, and characters that are read in more ways than a dictionary's first.

`data/readings.csv` has them: kind (surname or given), the writing, and its readings, likeliest first:
alternatives are parted by "/", the two syllables of a compound surname by a space.
"""

from __future__ import annotations

import csv

from .regions import DATA


def _load() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    compound, single, given = {}, {}, {}
    with (DATA / "readings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            written, read = row["written"], row["readings"]
            if " " in read:
                compound[written] = tuple(read.split())
            else:
                (single if row["kind"] == "surname" else given)[written] = tuple(read.split("/"))
    return compound, single, given


# COMPOUND: 欧阳 → (ou, yang). READINGS: 单 → (shan, dan), when it is a surname. GIVEN: 乐 → (le, yue).
COMPOUND, READINGS, GIVEN = _load()
