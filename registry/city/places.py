"""The city's villages, from the shipped list of areas, and the region codes that its IDs begin with."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from registry import core

AREAS = Path(core.__file__).parent / "data" / "areas-3418.csv"
CITY = "3418"
# The share of the city's rural children that each county has, per hundred.
SHARES = {
    "341802": 28, "341821": 12, "341823": 14, "341824": 7, "341825": 6, "341871": 2, "341881": 14, "341882": 17,
}  # fmt: skip
# Codes of the time before the prefecture became a city (June 2000), and of Guangde before 2019.
BEFORE_2000 = {
    "341802": "342501", "341821": "342522", "341823": "342529", "341824": "342531", "341825": "342530",
    "341871": "342501", "341881": "342502", "341882": "342523",
}  # fmt: skip
SINCE_2000 = {"341871": "341802", "341882": "341822"}


@dataclass(frozen=True)
class Village:
    code: str
    name: str
    township: str
    county_name: str

    @property
    def short(self) -> str:
        """花园村, of 花园村委会; 城西社区, of 城西社区居委会."""
        return self.name.removesuffix("居委会").removesuffix("委会").removesuffix("民")

    @property
    def rural(self) -> bool:
        return self.code[9] == "2"


@cache
def names() -> dict[str, str]:
    with AREAS.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def villages(county: str, *, rural: bool = True) -> list[Village]:
    """The villages of a county in the order of their codes: the rural ones, if there are any."""
    every = [
        Village(code, name, names()[code[:9]], names()[code[:6]])
        for code, name in sorted(names().items())
        if len(code) == 12 and code.startswith(county)
    ]
    return [village for village in every if village.rural] or every if rural else every


def id_region(county: str, born: date) -> str:
    """The code that the ID number of someone born in the county then begins with."""
    if born < date(2000, 6, 25):
        return BEFORE_2000[county]
    return SINCE_2000.get(county, county) if born < date(2019, 7, 1) else county.replace("341871", "341802")


def shared(total: int) -> dict[str, int]:
    """`total` spread over the counties by `SHARES`, the largest remainders first; sums to `total`."""
    exact = {county: total * share / sum(SHARES.values()) for county, share in SHARES.items()}
    counts = {county: int(value) for county, value in exact.items()}
    by_remainder = sorted(SHARES, key=lambda county: (counts[county] - exact[county], county))
    for county in by_remainder[: total - sum(counts.values())]:
        counts[county] += 1
    return counts


def address(random: Random, village: Village) -> str:
    if village.rural:
        group = random.choice(GROUPS)
        return f"{village.township}{village.short}{group}组{random.randint(1, 90)}号"
    block, entrance, flat = random.randint(1, 30), random.randint(1, 3), random.randint(101, 606)
    return f"{village.township}{village.short}{block}栋{entrance}单元{flat}室"


GROUPS = tuple(
    [
        "大塘",
        "东冲",
        "西湾",
        "上村",
        "下村",
        "新屋",
        "老屋",
        "桥头",
        "河边",
        "山前",
        "山后",
        "竹园",
        "枫树",
        "石桥",
        "杨村",
        "汪村",
        "前进",
        "胜利",
        "团结",
        "向阳",
        "中心",
        "塘口",
        "高岭",
        "油坊",
        "祠堂",
        "庙前",
        "龙潭",
        "茶场",
        "水阁",
        "黄泥",
        "双井",
        "槐树",
    ]
)
