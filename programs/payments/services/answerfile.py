"""What a row of the bank's answer says: of which payment, what became of it, when and why.

Accounts from numeric cells are refused: a spreadsheet has ruined them already.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from beneficiaries.identity import cells, dates, money, names
from programs.payments.flows import Outcome
from programs.payments.services import bankwords
from programs.payments.services.banklayout import (
    DASHES,
    REMARKS,
    Layout,
    batch_in,
    payment_number,
    placed,
    tables_on,
    under,
)
from programs.payments.services.banktotals import Totals
from registry.core.errors import Refusal
from registry.core.spreadsheets import headers
from registry.core.spreadsheets.reading import Cell

# 000001, 第1笔, No.1, 1/30.
SEQUENCE = re.compile(r"(?:no\.?|第)?(\d{1,9})(?:/\d+|[、.号笔])?", re.ASCII)
# The day in a moment: "2026-11-25 10:31:02", 20261125103102, 2026-11-25-10.31.02.123456; and a moment without one.
DAY = re.compile(
    r"((?:19|20)\d\d(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日?|\d{4}))(?:\d{4}(?:\d\d)?|(?:[\s-]|T\d).*)"
)
NO_DAY = re.compile(r"[0\W]*|无")
TIME_OF_DAY = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d(?:\.\d+)?)?")
# What a line that counts begins with, wherever it stands in it.
SUMMARY = re.compile(
    r"(?:(?:本页|本批|本次|全部|成功|失败|退票|未成功|总)?(?:合计|小计|总计|共计|汇总|总?笔数|总?户数|总金额)"
    r"(?:金额|笔数|人数|户数|人民币|大写)?|(?:成功|失败)总?金额)(?![\u4e00-\u9fff])"
    r"|.{1,15}(?:小计|合计|总计)$|承前页|过次页|转下页|接上页"
)
COUNTED = re.compile(r"\d+[笔户人条]")  # where someone's name would be
# What an amount below zero looks like: -1,000.00, 1,000.00-, (1,000.00).
SIGNED = re.compile(r"(\()?(¥?)([-−])?\+?([^-−+()]+)(\)|-)?")
SHORTEST_ACCOUNT = 8  # digits
HIDDEN = re.compile(r"(?<=\d)[xX×#•●.…*]{2,}(?=\d)")  # digits that the bank doesn't show
SETTLED = (Outcome.PAID, Outcome.RETURNED)


@dataclass
class Said:
    """A row as the bank wrote it. `listed` is what stands in the column of amounts; `reversal` is an amount below
    zero, `unexplained` one of which nothing says that it came back; `unknown` is the bank's word for its state where
    nobody knows what it means; `fault` is why the row can't be read: (code, sentence)."""

    number: int
    line: int
    cells: list[Cell]
    batch: str = ""
    sequence: int | None = None
    payee: str = ""
    account: str = ""
    amount: Decimal | None = None
    listed: Decimal | None = None
    reversal: bool = False
    unexplained: bool = False
    outcome: Outcome | None = None
    reason: str = ""
    words: str = ""
    unknown: str = ""
    on: date | None = None
    serial: str = ""
    fault: tuple[str, str] | None = None


def rows(layout: Layout, totals: Totals) -> Iterator[Said]:
    """The rows below the names, without totals and footers; those of further tables as they come. `totals` hears all,
    and what stands over the names."""
    number = 0
    for first in tables_on(layout).values():
        header = first[0].header
        for row in header.above:
            unit = first[0].unit_of_amounts
            totals.line(first[0].places, row.number, row.cells, unit=unit, sheet=header.sheet.name)
    for sheet in (one.sheet for one in layout.unread if one.sheet):
        for row in sheet.head:
            totals.line((), row.number, row.cells, unit=layout.unit_of_amounts, sheet=sheet.name)
    for table, row in placed(layout):
        said = _read(table, row.cells, number + 1, row.number)
        shown = "*" in said.account or sum(map(str.isdigit, said.account)) >= SHORTEST_ACCOUNT
        tells = shown or (said.fault and said.fault[0] == "account-numeric-cell")
        if not tells:
            sums = COUNTED.fullmatch(said.payee) or any(
                isinstance(cell, str) and SUMMARY.match(cells.compact(cell)) for cell in row.cells
            )
            says = said.account or said.amount is not None or (said.payee and said.outcome in SETTLED)
            if sums or (said.sequence is None and not says):
                # a total, who filled it in, remarks
                totals.line(
                    table.places, row.number, row.cells, under=table.counted, unit=table.unit_of_amounts,
                    sheet=table.header.sheet.name,
                )  # fmt: skip
                continue
        number += 1
        outcome = said.outcome.value if said.outcome else ""
        totals.row(table.places, outcome=outcome, amount=said.amount, listed=said.listed)
        said.batch = said.batch or table.batch
        if table.texts != layout.texts:
            said.cells = under(layout, table, row.cells)
        yield said


def _read(layout: Layout, row: list[Cell], number: int, line: int) -> Said:
    def at(index: int | None) -> Cell:
        return row[index] if index is not None and index < len(row) else None

    def cell(code: str) -> Cell:
        return at(layout.columns.get(code))

    def text(code: str) -> str:
        return bankwords.text_of(cell(code))

    said = Said(number, line, row, batch=batch_in(row), payee=text("payee"), serial=text("serial")[:40])
    states = [layout.columns.get("status"), *layout.also]
    spoken = dict.fromkeys(filter(None, [*(bankwords.text_of(at(i)) for i in states), text("reason")]))
    said.words = " ".join(spoken)[:100]
    try:
        counted = SEQUENCE.fullmatch(cells.compact(text("sequence")).casefold())
        said.sequence = int(counted[1]) if counted else None
        if known := payment_number(cell("payment")):
            said.batch, said.sequence = known[1], int(known[2])
        if cell("account") is not None:
            refused = _("The account stands in a numeric cell: its last digits are lost. Ask the bank for text cells.")
            said.account = cells.text_of(cell("account"), code="account-numeric-cell", message=refused, field="account")
            said.account = HIDDEN.sub("****", DASHES.sub("-", said.account).replace("-", ""))
            if not any(map(str.isdigit, said.account)):
                said.account = ""  # someone's name in a footer
        code = "amount" if cell("amount") is not None or cell("fen") is None else "fen"
        if cell(code) is not None:
            said.reversal, amount = _signed(cell(code))
            unit = "分" if code == "fen" else layout.unit(code)
            said.amount = money.parse(amount, unit=unit, field=code)
            said.listed = -said.amount if said.reversal else said.amount
    except Refusal as refusal:
        said.fault = (refusal.code, str(refusal))
    _say_outcome(said, layout, [(layout.texts[i], at(i)) for i in states if i is not None], text("reason"))
    _held_against(said, [(layout.texts[i], at(i)) for i in layout.beside])
    if said.outcome == Outcome.RETURNED and said.amount == 0:
        said.amount = said.listed = None  # what arrived, of what was ordered
    try:
        if said.outcome == Outcome.PAID and not said.fault and cell("credited") is not None:
            said.amount = money.parse(cell("credited"), unit=layout.unit("credited"), field="credited")
        if any(character in "123456789" for character in text("sent_back")):
            came_back = money.parse(cell("sent_back"), unit=layout.unit("sent_back"), field="sent_back")
            if said.outcome == Outcome.RETURNED:
                said.amount = came_back
            elif said.outcome == Outcome.PAID:
                said.fault = said.fault or _contradiction(f"{said.words} {layout.texts[layout.columns['sent_back']]}")
        back = cell("back") if said.outcome == Outcome.RETURNED and text("back") else cell("on")
        said.on = _day(back)
    except Refusal as refusal:
        said.fault = said.fault or (refusal.code, str(refusal))
    return said


def _say_outcome(said: Said, layout: Layout, states: Sequence[tuple[str, Cell]], reason: str) -> None:
    """What the row says became of the payment: in the columns for that, or by its reason, or by what the list is of."""
    by_reason = None if bankwords.NO_REASON.fullmatch(reason) else bankwords.outcome_of(reason)
    outcomes = [outcome for name, cell in states if (outcome := _meaning(layout, name, cell))]
    if _is_open([bankwords.text_of(cell) for _name, cell in states], outcomes):
        outcomes = [Outcome.UNKNOWN]
    words = [word for _name, cell in states if not (word := cells.compact(bankwords.text_of(cell))).isascii()]
    if "status" not in layout.columns and layout.listed:
        outcomes = [by_reason if by_reason == Outcome.UNKNOWN and layout.listed == Outcome.PAID else layout.listed]
    elif "status" not in layout.columns and layout.is_of_returns and not bankwords.NO_REASON.fullmatch(reason):
        outcomes = [by_reason or Outcome.RETURNED]
    elif not outcomes and not words and by_reason:
        outcomes = [by_reason]
    said.outcome = outcomes[0] if outcomes else None
    if said.outcome == Outcome.PAID and _is_open([reason], [by_reason]):
        said.outcome = Outcome.UNKNOWN
    if not said.outcome:
        said.unknown = next(filter(None, (bankwords.text_of(cell) for _name, cell in states)), "")
    took_back = any(bankwords.is_back(cell) for cell in said.cells)
    if said.reversal and said.outcome != Outcome.UNKNOWN:
        if said.outcome == Outcome.RETURNED and not took_back:
            said.fault = said.fault or reversal_fault()
        said.outcome, said.unexplained = Outcome.RETURNED, not took_back
    else:
        also = {*outcomes, by_reason, Outcome.RETURNED if took_back and said.outcome == Outcome.PAID else None}
        if {Outcome.PAID, Outcome.RETURNED} <= also:
            said.fault = said.fault or _contradiction(said.words)
    if said.outcome == Outcome.RETURNED:
        said.reason = bankwords.reason_of(said.words or " ".join(filter(bankwords.is_back, said.cells))).value


def _meaning(layout: Layout, name: str, cell: Cell) -> Outcome | None:
    """What a cell says in words that the file explains, in the usual ones, or in those that a person knows."""
    told = layout.words.get(bankwords.text_of(cell))
    return bankwords.of_cell(name, cell, layout.legend) or (Outcome(told) if told else None)


def _held_against(said: Said, others: Sequence[tuple[str, Cell]]) -> None:
    """What further columns say of it, such as that of an earlier or a later step: they may not deny it. Of a remark,
    only that it came back does."""
    for name, cell in others:
        outcome = bankwords.of_cell(name, cell)
        remark = headers.key(name) in REMARKS
        if said.outcome == Outcome.PAID and not remark and _is_open([bankwords.text_of(cell)], [outcome]):
            said.outcome = Outcome.UNKNOWN
        elif {said.outcome, outcome} == {Outcome.PAID, Outcome.RETURNED} and not (remark and outcome == Outcome.PAID):
            said.fault = said.fault or _contradiction(f"{said.words} {bankwords.text_of(cell)}")


def _is_open(words: Sequence[str], outcomes: Sequence[Outcome | None]) -> bool:
    """Whether the bank says that it doesn't know yet, and not only that an earlier step is done."""
    return Outcome.UNKNOWN in outcomes and any(
        bankwords.outcome_of(word) == Outcome.UNKNOWN and not bankwords.EARLIER.search(word) for word in words
    )


def _contradiction(words: str) -> tuple[str, str]:
    sentence = _("The row says two things of this payment: “%(words)s”. Ask the bank.")
    return "contradiction", sentence % {"words": words[:60]}


def reversal_fault() -> tuple[str, str]:
    return "reversal", _("The amount is below zero, and nothing says that it came back. Ask the bank.")


def _signed(cell: Cell) -> tuple[bool, Cell]:
    """Whether an amount is below zero, and what it is without its sign: -1,000.00, 1,000.00-, (1,000.00)."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell < 0, abs(cell)
    if not isinstance(cell, str) or not any(map(str.isdigit, cell)):
        return False, cell
    found = SIGNED.fullmatch(cells.compact(cell))
    return (bool(found[1] or found[3] or found[5]), found[2] + found[4]) if found else (False, cell)


def _day(value: Cell) -> date | None:
    """A moment is a day; a time of day is none."""
    text = bankwords.text_of(value) if isinstance(value, str | int | float) else ""
    none = NO_DAY.fullmatch(text) or TIME_OF_DAY.fullmatch(text)
    if isinstance(value, time | timedelta) or (none and not isinstance(value, date)):
        return None
    found = DAY.fullmatch(text)
    return dates.parse(found[1] if found else value, field="on")


def bare(name: str) -> str:
    """A name without what banks leave out of it."""
    return names.normalise(name).replace(" ", "").replace("·", "")


def same_name(one: str, known: str) -> bool:
    """Whether two names are the same; of `one` the bank may have hidden some characters."""
    one, known = bare(one), bare(known)
    if "*" not in one:
        return one == known
    shown = one.strip("*") and re.sub(r"(?:\\\*)+", ".+", re.escape(one))
    return bool(shown) and re.fullmatch(shown, known) is not None
