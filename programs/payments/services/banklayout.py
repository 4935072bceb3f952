"""How banks write their answers: which tables there are in a file, which column is which, and which of our batches and
payments they name.

The layout is whatever the bank uses; columns are known by many names, by those of the format that the batch was
written in, by what a person said of files of this shape, or by what is in them: a payment number is one wherever it
stands, and a file without names begins where a bank's word for an outcome does.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from beneficiaries.identity import cells
from programs.payments.flows import Outcome
from programs.payments.models import BankFormat
from programs.payments.services import bankwords
from programs.payments.services.banktotals import AMOUNT, COUNT
from registry.core.spreadsheets import headers, reading
from registry.core.spreadsheets.headers import Header
from registry.core.spreadsheets.reading import Book, Cell, Row, Sheet

# Before the name of a column that is about the payee.
WHOSE = (
    "", "收款", "收款人", "收款方", "收款户", "客户", "对方", "入账", "转入", "代发", "领款人", "农户", "户主",
    "持卡人", "一卡通", "惠农卡", "社保卡",
)  # fmt: skip


def _theirs(*names: str) -> tuple[str, ...]:
    return tuple(whose + name for name in names for whose in WHOSE)


COLUMNS: dict[str, tuple[str, ...]] = {
    "sequence": ("序号", "编号", "明细序号", "顺序号", "笔号", "顺序", "No.", "序號"),
    "batch": ("批次号", "批号", "批次", "批次编号", "代发批次"),
    "payment": ("付款编号", "支付编号", "付款单号", "支付单号", "客户参考号", "业务参考号"),
    "payee": (*_theirs("户名", "姓名", "名称", "账户名称", "帐户名称", "账户名", "帐户名"), "收款人", "收款方",
              "领款人", "户主", "农户", "戶名", "accountname", "payeename"),
    "account": (*_theirs("账号", "帐号", "卡号", "账户", "帐户", "账户号", "账/卡号", "卡/账号", "账卡号", "银行账号",
                         "银行卡号"),
                "账户账号", "存折账号", "折号", "一卡通号", "社会保障卡号", "帳號", "accountno.", "accountnumber"),
    "amount": ("金额", "金额元", "发放金额", "交易金额", "代发金额", "代付金额", "补贴金额", "补助金额",
               "支付金额", "金额,元", "amount"),
    "fen": ("金额分", "发放金额分", "交易金额分"),
    # What arrived, where the bank says it beside what was ordered.
    "credited": ("成功金额", "入账金额", "到账金额", "实际入账金额", "实际到账金额", "实际金额", "实付金额",
                 "实收金额", "实发金额", "净额"),
    # What of it came back.
    "sent_back": ("退款金额", "退票金额", "退回金额", "退汇金额", "冲正金额", "失败金额", "未成功金额"),
    "status": ("状态", "处理状态", "处理结果", "交易结果", "交易状态", "结果", "回盘状态", "代发结果", "代付结果",
               "发放结果", "打卡结果", "支付结果", "返回状态", "发放状态", "打卡状态", "支付状态", "代发状态",
               "代付状态", "发放情况", "到账情况", "处理标志", "成功标志", "是否成功", "是否到账", "是否入账",
               "是否失败", "是否退票", "成功", "失败", "状态码", "返回码", "返回代码", "响应码", "错误码", "失败代码",
               "狀態", "status", "result"),
    "reason": ("失败原因", "原因", "退票原因", "退汇原因", "退回原因", "错误信息", "返回信息", "响应信息", "处理信息",
               "返回描述", "状态描述", "结果描述", "结果说明", "备注信息", "错误原因", "失败描述", "未成功原因",
               "退款原因", "拒绝原因", "反馈信息", "银行反馈信息", "银行反馈", "回执信息", "应答信息", "退票说明",
               "失败说明", "reason", "remark", "remarks"),
    "on": ("入账日期", "日期", "交易日期", "处理日期", "记账日期", "入账时间", "交易时间", "处理时间", "记账时间"),
    # Of what came back, where the day on which it was paid stands beside it.
    "back": ("退票日期", "退汇日期", "退回日期", "冲正日期", "退票时间", "退汇时间"),
    "serial": ("流水号", "交易流水号", "银行流水号", "流水", "核心流水号"),
}  # fmt: skip
ACCOUNTS = {headers.key(name) for name in COLUMNS["account"]}
STATES = {headers.key(name) for name in COLUMNS["status"]}
REMARKS = {"备注", "说明", "附言", "摘要"}  # where no other column has the reason
LABELS = {code: spellings[0] for code, spellings in COLUMNS.items()}
REQUIRED = ("status",)
# Whoever pays may stand beside whoever is paid.
PAYER = headers.Others(words=("付款", "付方", "汇款"), own=frozenset({"payee", "account"}))
# What says which payment a row is about: with the name, or in a batch that is named, its number does as well.
TELLS = {"payment", "account"}
NUMBERED = {"payee", "batch"}
# As `next_batch_number()` gives it, and the number in the batch. A bank numbers its batches otherwise.
BATCH_NUMBER = re.compile(r"FF\d{8}-\d{4,}")
PAYMENT_NUMBER = re.compile(rf"({BATCH_NUMBER.pattern})-(\d{{1,9}})")
DASHES = re.compile("[‐‑–—−]")
LEAST_IN_FULL = 12  # digits of an account that isn't another number of the card


@dataclass(frozen=True)
class Told:
    """What a person says of the files of one shape: at which index each code stands, and what the bank's own words for
    the state of a payment mean (an `Outcome` each, or "": nothing any more). What is said later goes before."""

    columns: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, later: "Told") -> "Told":
        words = {**self.words, **later.words}
        return Told(later.columns or self.columns, {word: means for word, means in words.items() if means})


@dataclass(frozen=True)
class Unread:
    """A sheet of which no row is read: `hidden` in the workbook, or without the columns that are `missing`; with
    neither, nobody knows any of its columns."""

    name: str
    hidden: bool = False
    missing: Sequence[str] = ()
    sheet: Sheet | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Layout:
    """`columns` says at which index each code stands, `texts` what stands over each column; `also` are further columns
    that are called a state, `beside` those that may deny it; `words` what a person said that the bank's own words for
    an outcome mean. `listed` is what the title says of all that is listed. `others` are the layouts of the further
    tables, where a bank writes what arrived and what came back in one each; `unread` the sheets without any."""

    columns: dict[str, int]
    texts: list[str]
    header: Header = field(repr=False)
    also: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    others: "list[Layout]" = field(default_factory=list, repr=False)
    unread: list[Unread] = field(default_factory=list, repr=False)

    @property
    def missing(self) -> list[str]:
        says = self.is_of_returns or self.listed
        found = [LABELS[code] for code in REQUIRED if code not in self.columns and not says]
        tells = _tells(self.columns) or ("sequence" in self.columns and self.batch)
        return found if tells else [*found, LABELS["account"]]

    @property
    def is_of_returns(self) -> bool:
        """Whether it is a list of payments that came back, each with the reason and no word for the outcome."""
        index = self.columns.get("reason")
        return "status" not in self.columns and index is not None and bool(bankwords.RETURNS.search(self.texts[index]))

    @cached_property
    def listed(self) -> Outcome | None:
        if "status" in self.columns:
            return None
        titles = [row.cells for row in reversed(self.header.above)] + [[self.header.sheet.name]]
        return next((outcome for cells_ in titles if (outcome := bankwords.of_list(cells_))), None)

    @cached_property
    def batch(self) -> str:
        """The one of our batches that the title names, for rows that name none; "" where it names several."""
        above = [cell for row in self.header.above for cell in row.cells if isinstance(cell, str)]
        return batch_in([*above, *self.texts])

    @cached_property
    def legend(self) -> dict[str, Outcome]:
        """What the file says over its rows that the bank's codes mean."""
        if "status" not in self.columns:
            return {}
        above = [cell for row in self.header.above for cell in row.cells if isinstance(cell, str)]
        return bankwords.legend_of([self.texts[self.columns["status"]], *above])

    def unit(self, code: str) -> str:
        stated = headers.UNIT.search(self.texts[self.columns[code]])
        return stated[1] if stated else self.header.unit(code)

    @property
    def unit_of_amounts(self) -> str:
        return self.unit("amount") if "amount" in self.columns else "分" if "fen" in self.columns else ""

    @property
    def counted(self) -> dict[int, tuple[None, str]]:
        """What the numbers of a line that counts are, by their column: under a name, how many."""
        measures = {"payee": COUNT, "amount": AMOUNT, "fen": AMOUNT}
        return {self.columns[code]: (None, what) for code, what in measures.items() if code in self.columns}

    @property
    def places(self) -> tuple:
        """Its sheet, and where on it it stands."""
        sheet = id(self.header.sheet)
        return sheet, (sheet, self.header.last_row, min(self.columns.values(), default=0))

    def with_columns(self, columns: dict[str, int]) -> "Layout":
        """As a person says that they are."""
        beside = tuple(i for i in self.beside if i not in columns.values())
        return replace(self, columns=columns, also=(), beside=beside)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256("\0".join(map(headers.key, self.texts)).encode()).hexdigest()


def batches_in(text: str) -> list[str]:
    """The numbers of our batches that a text names."""
    return BATCH_NUMBER.findall(DASHES.sub("-", cells.compact(text)).upper())


def batch_in(texts: Sequence[Cell]) -> str:
    """The one of our batches that cells name; "" where they name several."""
    may = (text for text in texts if isinstance(text, str) and ("F" in text or "f" in text or "Ｆ" in text))
    named = {number for text in may for number in batches_in(text)}
    return named.pop() if len(named) == 1 else ""


def _tells(columns) -> bool:
    """Whether columns say which payment a row is about."""
    return bool(TELLS & columns.keys()) or ("sequence" in columns and bool(NUMBERED & columns.keys()))


NOTHING_TOLD = Told()


def layout_of(
    sheets: Book,
    *,
    said: Told = NOTHING_TOLD,
    remembered: Callable[[str], Told] = lambda fingerprint: NOTHING_TOLD,
    format: BankFormat | None = None,
) -> Layout:
    """The layout of the table that looks most like an answer. `said` is what a person says of it;
    `remembered(fingerprint)` what one said before of files of its shape; `format` what the batch was written in."""
    found = headers.look(sheets, names=_names(format.spelled if format else {}), others=PAYER, begins=_begins)
    tables = [table for header in found for table in _beside(header)] or [_without_names(sheets, format)]
    layouts = [_layout(table) for table in tables]
    layout = max(layouts, key=lambda layout: (not layout.missing, len(layout.columns)))
    told = remembered(layout.fingerprint) | said
    if told.columns:
        columns = {code: index for code, index in told.columns.items() if code in COLUMNS and index < len(layout.texts)}
        layouts = [one.with_columns(columns) if one.fingerprint == layout.fingerprint else one for one in layouts]
        layout = next(one for one in layouts if one.fingerprint == layout.fingerprint)
    # Where nobody knows all columns of the first table of a sheet, those of the next may be known.
    others = [other for other in layouts if other is not layout and (not other.missing or _begins(other.header))]
    read = {id(one.header.sheet) for one in [layout, *others]}
    missing = {id(one.header.sheet): one.missing for one in layouts if len(one.columns) > 1}
    unread = [
        Unread(sheet.name, missing=missing.get(id(sheet), ()), sheet=sheet) for sheet in sheets if id(sheet) not in read
    ]
    hidden = [Unread(name, hidden=True) for name in sheets.hidden]
    return replace(
        layout, words=told.words, unread=[*unread, *hidden],
        others=[replace(other, words=told.words) for other in others],
    )  # fmt: skip


def _begins(header: Header) -> bool:
    """Whether a row of names begins a table of payments."""
    return len(header.columns) >= 3 and (_tells(header.columns) or header.columns.keys() >= {"sequence", "status"})


def _beside(header: Header) -> list[Header]:
    """A table, and those that are printed beside it to save paper."""
    parts = header.beside(_begins)
    return [parts[0], *_beside(parts[1])] if parts and _begins(parts[1]) else [header]


def _names(spelled: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What each column may be called. A format may call any column anything: its names go before what is usual, and a
    usual name that it gives to something else isn't usual any more."""
    taken = {headers.key(name): holds for holds, name in spelled.items()}
    return {
        code: (*([spelled[code]] if code in spelled else []),
               *(name for name in names if taken.get(headers.key(name), code) == code))
        for code, names in COLUMNS.items()
    }  # fmt: skip


def _layout(header: Header) -> Layout:
    """The columns that are known; of several accounts, the one that is shown in full; of several that may say the
    outcome, the one that does, and of none that is called so, the one with nothing but words for it; and the one where
    payment numbers stand."""
    columns = dict(header.columns)
    rows_below = [row.cells for row in header.sheet.head if row.number > header.last_row]

    def below(index: int) -> list[Cell]:
        return [row[index] for row in rows_below if index < len(row) and row[index] is not None]

    def telling(index: int) -> tuple[int, int]:
        outcomes = [outcome for cell in below(index) if (outcome := bankwords.of_cell(header.texts[index], cell))]
        return len(outcomes), len(set(outcomes))

    def shown(index: int) -> int:
        return sum("*" in str(cell) or sum(map(str.isdigit, str(cell))) >= LEAST_IN_FULL for cell in below(index))

    texts = [headers.key(text) for text in header.texts]
    if "account" in columns and texts[columns["account"]] in ACCOUNTS:
        columns["account"] = max((i for i, text in enumerate(texts) if text in ACCOUNTS), key=shown)
    if "credited" in columns and not {"amount", "fen"} & columns.keys():
        columns["amount"] = columns.pop("credited")
    states = [i for i, text in enumerate(texts) if text in STATES]
    if len(states) > 1:
        columns["status"] = max(states, key=telling)
    if "reason" not in columns and (remarks := [i for i, text in enumerate(texts) if text in REMARKS]):
        columns["reason"] = remarks[-1]
    if "status" not in columns:
        may = [
            i
            for i, text in enumerate(texts)
            if (i != columns.get("reason") or not bankwords.RETURNS.search(text)) and _may_say(text)
        ]
        says = (i for i in may if (values := below(i)) and all(map(_says_outcome, values)))
        if (index := next(says, None)) is not None:
            columns["status"] = index
    if "payment" not in columns:
        numbers = (i for cells_ in rows_below for i, cell in enumerate(cells_) if payment_number(cell))
        if (index := next(numbers, None)) is not None:
            columns["payment"] = index
    also = tuple(i for i in states if i != columns.get("status"))
    known = {*columns.values(), *also}
    results = (i for i, text in enumerate(texts) if bankwords.RESULT.search(text) and _may_say(text))
    remarks = (i for i, text in enumerate(texts) if text in REMARKS)
    return Layout(columns, header.texts, header, also, tuple(i for i in [*results, *remarks] if i not in known))


def _may_say(name: str) -> bool:
    """Whether a column so called may say what became of a payment, and not of a step before, or of giving it back."""
    return not any(of.search(name) for of in (bankwords.STEP, bankwords.GOES_BACK, bankwords.BESIDE))


def _says_outcome(cell: Cell) -> bool:
    return isinstance(cell, str) and bankwords.outcome_of(cell) is not None


def payment_number(cell: Cell) -> re.Match | None:
    return PAYMENT_NUMBER.fullmatch(cells.compact(cell).upper()) if isinstance(cell, str) else None


def _without_names(sheets: Sequence[Sheet], format: BankFormat | None) -> Header:
    """Of a file whose columns nobody named. Where the format writes none, its columns are where it put them, and what
    the bank added stands behind: its word for the outcome, and then the reason."""
    sheet = max(sheets, key=lambda sheet: len(sheet.head))
    if format and not format.headings:
        own = len(format.columns)
        for row in sheet.head:
            words = (i for i, cell in enumerate(row.cells) if i >= own and _says_outcome(cell))
            if (status := next(words, None)) is not None:
                placed = {column["holds"]: i for i, column in enumerate(format.columns) if column["holds"] in COLUMNS}
                columns = {**placed, "status": status, "reason": status + 1}
                texts = [column["heading"] for column in format.columns] + [""] * (len(row.cells) - own + 1)
                return Header(sheet, row.number - 1, columns, {code: texts[i] for code, i in columns.items()}, texts)
    payments = (row for row in sheet.head if any(_says_outcome(cell) or _is_someones(cell) for cell in row.cells))
    if row := next(payments, None):
        # The file has no names, and begins with it.
        return Header(sheet, row.number - 1, {}, {}, [reading.letters(i) for i in range(len(row.cells))])
    row = max(sheet.head[: headers.SEARCHED_ROWS], key=lambda row: sum(isinstance(c, str) for c in row.cells))
    return Header(sheet, row.number, {}, {}, [str(c).strip() if isinstance(c, str) else "" for c in row.cells])


def _is_someones(cell: Cell) -> bool:
    """Whether it is an account, which is neither the name of a column nor to be kept as one."""
    return isinstance(cell, str | int | float) and headers.SOMEONES.search(str(cell)) is not None


def placed(layout: Layout) -> Iterator[tuple[Layout, Row]]:
    """Each row with the table that it is in, and once for each of those that stand beside each other."""
    for first in tables_on(layout).values():
        tables, under = first, first[0].header
        for header, row in under.tables(_begins):
            if header is not under:
                tables, under = [_following(table, layout, tables) for table in _beside(header)], header
            for one in tables:
                yield one, row if len(tables) == 1 else _between(row, one, tables)


def tables_on(layout: Layout) -> dict[int, list[Layout]]:
    """The tables that a sheet begins with, by the sheet."""
    on_sheet: dict[int, list[Layout]] = {}
    for one in [layout, *layout.others]:
        on_sheet.setdefault(id(one.header.sheet), []).append(one)
    return on_sheet


def _following(header: Header, layout: Layout, before: list[Layout]) -> Layout:
    """A table further down. Where it has the names of the one before, as on each page, its title is that one's."""
    own = replace(_layout(header), words=layout.words)
    last = next((one for one in before if set(one.texts) == set(own.texts)), None)
    if last and not own.listed and not own.batch:
        own = replace(own, header=replace(header, between=last.header.above))
    same = {"columns": layout.columns, "also": layout.also, "beside": layout.beside}
    return replace(own, **same) if own.fingerprint == layout.fingerprint else own


def _between(row: Row, table: Layout, tables: list[Layout]) -> Row:
    """Of a row the cells that are in one of the tables beside each other."""
    start = next(i for i, text in enumerate(table.texts) if text)
    end = len(table.texts) if table is not tables[-1] else len(row.cells)
    return Row(row.number, [cell if start <= i < end else None for i, cell in enumerate(row.cells)])


def under(layout: Layout, own: Layout, row: list[Cell]) -> list[Cell]:
    """The cells of a row of another table under the names of the first; behind them what has no place there."""
    placed = {layout.columns[code]: i for code, i in own.columns.items() if code in layout.columns and i < len(row)}
    rest = [cell for i, cell in enumerate(row) if cell is not None and i not in placed.values()]
    return [row[placed[i]] if i in placed else None for i in range(len(layout.texts))] + rest
