"""Where an ID number was first registered: its first six digits (GB/T 2260), of today and of the past.

The prefix never changes when a person moves or a county is renamed, so it is not where someone lives.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry import core

DATA = Path(__file__).parent / "data"
# The same table that fills `AreaAlias`; read as a file, for this package asks no database.
ALIASES = Path(core.__file__).parent / "data" / "area-aliases.csv"

# Residence permits for Hong Kong, Macau and Taiwan (State Council General Office 2018, no. 81); 71 is Taiwan
# in GB/T 2260.
PERMIT_REGIONS = {"810000": "香港特别行政区", "820000": "澳门特别行政区", "830000": "台湾地区"}
TAIWAN = "71"
# Levels that say nothing of a place: "the districts", "the counties", "directly under the province".
NAMELESS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


@dataclass(frozen=True, slots=True)
class Region:
    """`known` is False when only the province, or the province and prefecture, could be read."""

    code: str
    name: str
    known: bool


@dataclass(frozen=True, slots=True)
class Abolished:
    """A code that is no longer given out. `current_code` is the county's today; `until` the year it ended."""

    code: str
    name: str
    current_code: str
    until: int


@cache
def _names() -> dict[str, str]:
    with (DATA / "county-codes.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def abolished() -> dict[str, Abolished]:
    """The abolished codes of the city's own counties, by code."""
    with ALIASES.open(encoding="utf-8", newline="") as file:
        rows = [Abolished(r["code"], r["name"], r["area"], int(r["until"])) for r in csv.DictReader(file)]
    return {row.code: row for row in rows}


@cache
def lookup(code: str) -> Region | None:
    """The region of a six-digit prefix, or None when not even its province exists.

    Counties have been founded, renamed and dissolved for forty years and no table has them all; so an unknown
    county in a known province is accepted, with `known` False.
    """
    if code in PERMIT_REGIONS:
        return Region(code, PERMIT_REGIONS[code], True)
    if code[:2] == TAIWAN:
        return Region(code, "台湾省", code == "710000")
    names = _names()
    province = names.get(code[:2])
    if province is None:
        return None
    if code in abolished():
        return Region(code, province + abolished()[code].name, True)
    above = province + (names.get(code[:4], "") if names.get(code[:4]) not in NAMELESS else "")
    if len(code) == 6 and code in names:
        return Region(code, above + names[code], True)
    return Region(code, above, False)


def current_code(code: str) -> str:
    """Today's county for a prefix of this city's past; any other code unchanged."""
    return abolished()[code].current_code if code in abolished() else code
