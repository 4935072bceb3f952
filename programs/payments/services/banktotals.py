"""What a bank's answer says of itself as a whole: how many payments and how much, of all, of what arrived and of what
came back; and whether its rows come to that. It decides nothing: what doesn't fit is said.

A line that counts may mean the rows since the last such line or up to the next, its table, its sheet or the file: one
of them has to come to it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from beneficiaries.identity.money import UNITS
from programs.payments.flows import Outcome
from programs.payments.services import bankwords
from registry.core.spreadsheets.reading import Cell

ALL, UNDECIDED = "all", ""
COUNT, AMOUNT, OTHER = "count", "amount", "other"
SUM = "合计|总计|共计|小计|汇总|全部|总|共"
TOKEN = re.compile(
    rf"(?P<returned>未成功|不成功|(?:失败|退票|退回|退汇)(?!率))[\s(]*(?:{SUM})*|(?P<paid>成功(?!率))[\s(]*(?:{SUM})*|(?P<all>{SUM})"
    r"|(?P<count>[笔户人]数)|(?P<amount>金额)|(?P<number>-?\d[\d,]{0,30}(?:\.\d{1,6})?)\s*(?P<unit>[笔户人条]|万?元|分|%)?"
    r"|(?P<neutral>处理|发放|代发|代付|入账|到账|打卡|支付|交易|应发|实发|其中|人民币|小写|明细|本[页批次]|[为是计])"
    r"|(?P<other>[^\W\d_])"
)
MEASURES = {**dict.fromkeys("笔户人条", COUNT), "元": AMOUNT, "万元": AMOUNT, "分": AMOUNT, "%": OTHER}
MOST = 20  # that are shown

Kind = tuple[str | None, str | None]  # of what, and whether it counts or sums


@dataclass
class Tally:
    """What some rows come to, by what became of them; a sum is None where a row gives no amount."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    amounts: dict[str, Decimal | None] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, of: str, amount: Decimal | None) -> None:
        self.counts[of] += 1
        before = self.amounts[of]
        self.amounts[of] = None if before is None or amount is None else before + amount

    def comes_to(self, stated: "Stated") -> bool:
        """Whether it can be that: what nobody knows the outcome of yet may be of any."""
        sums = self.counts if stated.measure == COUNT else self.amounts
        least, open_ = sums[stated.of], sums[UNDECIDED] if stated.of != ALL else 0
        if least is None or open_ is None:
            return True
        return any(abs(least) <= value <= abs(least) + open_ for value in stated.values)


@dataclass
class Stated:
    """A number of a line: as it is `written`, what it may be in yuan, and of which rows."""

    sheet: str
    line: int
    of: str
    measure: str
    written: str
    values: set[Decimal]
    page: int
    within: list[Tally]


class Totals:
    """Hears the rows of an answer, and the lines between them, in their order. `places` are its sheet and its table."""

    def __init__(self):
        self.file, self.stated = Tally(), []
        self._pages, self._ended = [Tally()], False
        self._places: dict[Hashable, Tally] = defaultdict(Tally)
        self._headings: dict[int, Kind] = {}

    def row(self, places: Sequence[Hashable], *, outcome: str, amount: Decimal | None, listed: Decimal | None) -> None:
        """A payment; `listed` is its amount in the column of amounts, below zero where it was taken back."""
        if self._ended:
            self._pages.append(Tally())
            self._ended = False
        for tally in (self.file, self._pages[-1], *(self._places[place] for place in places)):
            tally.add(ALL, listed)
            tally.add(outcome, amount)

    def line(
        self, places: Sequence[Hashable], number: int, cells: Sequence[Cell], *,
        under: Mapping[int, Kind] | None = None, unit: str = "", sheet: str = "",
    ) -> None:  # fmt: skip
        """A line that is no payment. `under` says what the numbers in a column are; without it the line before may."""
        if under is None and len(found := _headings(cells)) > 1:
            self._headings = found
            return
        for of, measure, written, own in _numbers(cells, self._headings if under is None else under):
            value = abs(Decimal(written.replace(",", "")))
            units = {UNITS[own]} if own in UNITS and own else {Decimal(1), Decimal(UNITS.get(unit, 1))}
            values = {value * one for one in units} if measure == AMOUNT else {value}
            within = [self.file, *(self._places[place] for place in places)]
            page = len(self._pages) - 1
            self.stated.append(Stated(sheet, number, of, measure, f"{written}{own}", values, page, within))
            self._ended = True

    def differing(self) -> list[dict]:
        """What none of the rows that it may mean come to, with what all of that kind come to."""
        wrong = (
            one
            for one in self.stated
            if not any(tally.comes_to(one) for tally in [*self._beside(one.page), *one.within])
        )
        return [
            {"sheet": one.sheet, "line": one.line, "of": one.of, "measure": one.measure, "said": one.written,
             "found": str((self.file.counts if one.measure == COUNT else self.file.amounts)[one.of])}
            for one, _ in zip(wrong, range(MOST), strict=False)
        ]  # fmt: skip

    def _beside(self, page: int) -> list[Tally]:
        """The rows since the line before, or where there are none yet, those up to the next."""
        return self._pages[page : page + 1] if self._pages[page].counts else self._pages[page + 1 : page + 2]


def _tokens(cell: Cell) -> Iterator[re.Match]:
    if isinstance(cell, str | int | float) and not isinstance(cell, bool):
        text = (
            f"{Decimal(repr(cell)):f}" if isinstance(cell, float) and not cell.is_integer() else bankwords.text_of(cell)
        )
        yield from TOKEN.finditer(unicodedata.normalize("NFKC", text))


def _headings(cells: Sequence[Cell]) -> dict[int, Kind]:
    """Of a line of names alone, such as 项目 笔数 金额, what stands under each."""
    found = {}
    for index, cell in enumerate(cells):
        kinds = [token.lastgroup for token in _tokens(cell)]
        if "number" in kinds or "unit" in kinds:
            return {}
        of = next((kind for kind in kinds if kind in (ALL, *Outcome.values)), None)
        measure = next((kind for kind in kinds if kind in (COUNT, AMOUNT)), None)
        if (of or measure) and OTHER not in kinds:
            found[index] = (of, measure)
    return found


def _numbers(cells: Sequence[Cell], under: Mapping[int, Kind]) -> Iterator[tuple[str, str, str, str]]:
    """(of what, count or amount, the number as written, its unit) of each number that says so: by the words before it,
    by its unit, or by its column."""
    of = measure = None
    for index, cell in enumerate(cells):
        column_of, column_measure = under.get(index, (None, None))
        if index in under and measure == OTHER:
            measure = None
        said_here, word_ends, tokens = False, None, [*_tokens(cell)]
        if any(token.lastgroup == OTHER for token in tokens):
            column_measure = None  # 第1页
        for token in tokens:
            kind = token.lastgroup
            if kind in (ALL, *Outcome.values):
                # 手续费合计 is no total of payments.
                of = None if kind == ALL and token.start() == word_ends else kind
                measure, said_here = None, True
            elif kind == COUNT:
                of, measure = of or ALL, COUNT
            elif kind in (AMOUNT, OTHER):
                measure, word_ends = kind, token.end() if kind == OTHER else None
            elif token["number"]:
                unit = token["unit"] or ""
                its = measure if measure == OTHER else MEASURES.get(unit) or measure or column_measure
                if its is None and said_here and "." in token["number"]:
                    its = AMOUNT
                if its in (COUNT, AMOUNT) and (about := column_of or of):
                    yield about, its, token["number"], unit
                if column_of is None:
                    measure = None
