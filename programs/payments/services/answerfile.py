"""How banks write their answers: which column is which, what their words mean, and what a row says.

The layout is whatever the bank uses; columns are known by many names, by those of the format that the batch was
written in, by what a person said of files of this shape, or by what is in them: a payment number is one wherever it
stands, and a file without names begins where a bank's word for an outcome does.
Accounts from numeric cells are refused: a spreadsheet has ruined them already.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from beneficiaries.identity import cells, dates, money, names
from programs.payments.flows import Outcome, ReturnReason
from programs.payments.models import BankFormat
from registry.core.errors import Refusal
from registry.core.spreadsheets import headers, reading
from registry.core.spreadsheets.headers import Header
from registry.core.spreadsheets.reading import Cell, Sheet

COLUMNS: dict[str, tuple[str, ...]] = {
    "sequence": ("序号", "编号", "明细序号", "顺序号", "笔号", "No."),
    "batch": ("批次号", "批号", "批次", "批次编号", "代发批次"),
    "payment": ("付款编号", "支付编号", "付款单号", "支付单号", "客户参考号", "业务参考号"),
    "payee": ("户名", "收款人", "收款人户名", "收款人名称", "账户名称", "姓名", "客户姓名"),
    "account": ("账号", "帐号", "卡号", "收款账号", "收款人账号", "客户账号", "账户", "银行账号", "卡号/账号",
                "一卡通号"),
    "amount": ("金额", "金额元", "发放金额", "交易金额", "代发金额", "实发金额", "金额,元"),
    "fen": ("金额分", "发放金额分", "交易金额分"),
    # What arrived, where the bank says it beside what was ordered.
    "credited": ("成功金额", "入账金额", "到账金额", "实际入账金额", "实际金额", "实付金额"),
    "status": ("状态", "处理状态", "处理结果", "交易结果", "交易状态", "结果", "回盘状态", "代发结果", "发放结果",
               "返回状态"),
    "reason": ("失败原因", "原因", "退票原因", "错误信息", "返回信息", "处理信息", "备注信息", "错误原因", "失败描述"),
    "on": ("入账日期", "日期", "交易日期", "处理日期", "记账日期", "入账时间", "退票日期"),
    "serial": ("流水号", "交易流水号", "银行流水号", "流水", "核心流水号"),
}  # fmt: skip
STATES = {headers.key(name) for name in COLUMNS["status"]}
LABELS = {code: spellings[0] for code, spellings in COLUMNS.items()}
REQUIRED = ("status",)
# A list of what came back needs no column for that: it has the reasons.
RETURNS = re.compile("退票|退回|退汇|失败|错误")
# What says which payment a row is about.
TELLS = {"sequence", "payment", "account"}
# As `next_batch_number()` gives it, and the number in the batch. A bank numbers its batches otherwise.
BATCH_NUMBER = re.compile(r"FF\d{8}-\d{4,}")
PAYMENT_NUMBER = re.compile(rf"({BATCH_NUMBER.pattern})-(\d{{1,9}})")
MOMENT = re.compile(r"(?:19|20)\d{10}(?:\d{2})?")
# What a line that counts begins with, wherever it stands in it.
SUMMARY = re.compile(
    r"(?:本页|本批|本次|全部|成功|失败|退票|未成功|总)?(?:合计|小计|总计|共计|汇总|总?笔数|总?户数|总金额)\W*\d*"
    r"|(?:成功|失败)(?:总?金额)\W*"
)
# In this order: "处理失败" is a failure, "超时" is no answer, and "提交成功" says only that the bank has the order.
WORDS: tuple[tuple[Outcome, tuple[str, ...]], ...] = (
    (Outcome.RETURNED, ("失败", "退票", "退回", "退汇", "退款", "冲正", "撤销", "未成功", "不成功", "拒绝", "未入账",
                        "fail", "reject", "unsuccess", "bounce")),
    (Outcome.UNKNOWN, ("处理中", "未知", "不明", "待处理", "受理", "可疑", "待查", "排队", "超时", "等待", "提交",
                       "发送", "上传", "复核", "审批", "审核", "pending", "processing", "unknown")),
    (Outcome.PAID, ("成功", "入账", "已发放", "已代发", "已支付", "已付款", "到账", "完成", "success")),
)  # fmt: skip
# A word that isn't true yet: 待入账, 入账中; and one that is true of a part, or not: 部分成功, 未完成.
NOT_YET = re.compile(r"暂未|[待将](?:成功|入账|发放|代发|支付|付款|到账|完成)|(?:入账|发放|代发|支付|付款|到账)中")
NOT_ALL = re.compile(r"部分|[未没不](?:成功|入账|发放|代发|支付|付款|到账|完成|能)")
CODES = {
    "s": Outcome.PAID,
    "ok": Outcome.PAID,
    "00": Outcome.PAID,
    "0000": Outcome.PAID,
    "f": Outcome.RETURNED,
    "u": Outcome.UNKNOWN,
}
REASONS: tuple[tuple[ReturnReason, tuple[str, ...]], ...] = (
    (ReturnReason.NAME_MISMATCH, ("户名不符", "户名错", "姓名不符", "户名与账号不符", "账号与户名不符", "账号户名不符",
                                  "户名不一致", "姓名错")),
    (ReturnReason.NOT_ACTIVATED, ("未激活", "未启用")),
    (ReturnReason.CLOSED, ("销户", "注销")),
    (ReturnReason.FROZEN, ("冻结", "止付", "挂失")),
    (ReturnReason.EXPIRED, ("过期", "失效", "到期")),
    (ReturnReason.DORMANT, ("睡眠", "久悬", "不动户", "休眠")),
    (ReturnReason.LIMIT, ("超限", "限额", "超过")),
    (ReturnReason.DUPLICATE, ("重复",)),
    (ReturnReason.TIMEOUT, ("超时",)),
    (ReturnReason.NO_ACCOUNT, ("不存在", "无此账", "无此户", "无此卡", "账号错", "账号有误", "账号不符", "卡号错",
                               "卡号有误", "查无")),
)  # fmt: skip


@dataclass
class Said:
    """A row as the bank wrote it. `fault` is why it can't be read: (code, sentence)."""

    number: int
    line: int
    cells: list[Cell]
    batch: str = ""
    sequence: int | None = None
    payee: str = ""
    account: str = ""
    amount: Decimal | None = None
    outcome: Outcome | None = None
    reason: str = ""
    words: str = ""
    on: date | None = None
    serial: str = ""
    fault: tuple[str, str] | None = None


@dataclass(frozen=True)
class Layout:
    """`columns` says at which index each code stands, `texts` what stands over each column; `others` are those of the
    further sheets, where a bank writes what arrived and what came back on one each."""

    columns: dict[str, int]
    texts: list[str]
    header: Header = field(repr=False)
    others: "list[Layout]" = field(default_factory=list, repr=False)

    @property
    def missing(self) -> list[str]:
        found = [LABELS[code] for code in REQUIRED if code not in self.columns and not self.is_of_returns]
        return found if TELLS & self.columns.keys() else [*found, LABELS["account"]]

    @property
    def is_of_returns(self) -> bool:
        """Whether it is a list of payments that came back, each with the reason and no word for the outcome."""
        index = self.columns.get("reason")
        return "status" not in self.columns and index is not None and bool(RETURNS.search(self.texts[index]))

    @cached_property
    def batch(self) -> str:
        """The one of our batches that the title names, for rows that name none."""
        above = (row.cells for row in self.header.sheet.head if row.number <= self.header.last_row)
        named = (BATCH_NUMBER.search(cell.upper()) for row in above for cell in row if isinstance(cell, str))
        return next((found[0] for found in named if found), "")

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256("\0".join(map(headers.key, self.texts)).encode()).hexdigest()


def layout_of(
    sheets: Sequence[Sheet], *, said: Mapping[str, int] | None, remembered, format: BankFormat | None = None
) -> Layout:
    """The layout of the sheet that looks most like an answer. `said` is what a person says of its columns;
    `remembered(fingerprint)` what one said before; `format` what the batch was written in."""
    found = headers.look(sheets, names=_names(format.spelled if format else {}))
    layouts = [
        Layout(_by_content(header), header.texts, header) for header in found or [_without_names(sheets, format)]
    ]
    layout = max(layouts, key=lambda layout: (not layout.missing, len(layout.columns)))
    columns = said or remembered(layout.fingerprint) or layout.columns
    columns = {code: index for code, index in columns.items() if code in COLUMNS and index < len(layout.texts)}
    others = [
        replace(other, columns=columns if other.fingerprint == layout.fingerprint else other.columns)
        for other in layouts
        if other is not layout
    ]
    return replace(layout, columns=columns, others=[other for other in others if not other.missing])


def _names(spelled: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What each column may be called. A format may call any column anything: its names go before what is usual, and a
    usual name that it gives to something else isn't usual any more."""
    taken = {headers.key(name): holds for holds, name in spelled.items()}
    return {
        code: (*([spelled[code]] if code in spelled else []),
               *(name for name in names if taken.get(headers.key(name), code) == code))
        for code, names in COLUMNS.items()
    }  # fmt: skip


def _by_content(header: Header) -> dict[str, int]:
    """The columns that are known; of several that may say the outcome, the one that does, and of none that is called
    so, the one with nothing but words for it; and the one where payment numbers stand."""
    columns = dict(header.columns)
    below = [row.cells for row in header.sheet.head if row.number > header.last_row]
    states = [i for i, text in enumerate(header.texts) if headers.key(text) in STATES]
    if len(states) > 1:
        columns["status"] = max(states, key=lambda i: sum(i < len(row) and _says_outcome(row[i]) for row in below))
    if "status" not in columns:
        said = {i: [row[i] for row in below if i < len(row) and row[i] is not None] for i in range(len(header.texts))}
        telling = (i for i, values in said.items() if values and all(map(_says_outcome, values)))
        if (index := next(telling, None)) is not None:
            columns["status"] = index
    if "payment" not in columns:
        numbers = (i for cells_ in below for i, cell in enumerate(cells_) if _payment_number(cell))
        if (index := next(numbers, None)) is not None:
            columns["payment"] = index
    return columns


def _says_outcome(cell: Cell) -> bool:
    return isinstance(cell, str) and outcome_of(cell) is not None


def _payment_number(cell: Cell) -> re.Match | None:
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
    row = max(sheet.head[: headers.SEARCHED_ROWS], key=lambda row: sum(isinstance(c, str) for c in row.cells))
    if any(_says_outcome(cell) for cell in row.cells):
        # A payment stands there: the file has no names, and begins with it.
        row = next(row for row in sheet.head if any(map(_says_outcome, row.cells)))
        return Header(sheet, row.number - 1, {}, {}, [reading.letters(i) for i in range(len(row.cells))])
    return Header(sheet, row.number, {}, {}, [str(c).strip() if isinstance(c, str) else "" for c in row.cells])


def rows(layout: Layout) -> Iterator[Said]:
    """The rows below the names, without totals and footers; those of further sheets after the first's."""
    number = 0
    for one in [layout, *layout.others]:
        for row in one.header.rows():
            if any(isinstance(cell, str) and SUMMARY.match(cells.compact(cell)) for cell in row.cells):
                continue
            said = _read(one, row.cells, number + 1, row.number)
            ruined = said.fault and said.fault[0] == "account-numeric-cell"
            if said.sequence is None and not said.account and not ruined and said.amount is None:
                continue  # who filled it in, remarks
            number += 1
            said.batch = said.batch or one.batch
            if one is not layout:
                said.cells = _under(layout, one, row.cells)
            yield said


def _under(layout: Layout, own: Layout, row: list[Cell]) -> list[Cell]:
    """The cells of a row of another sheet under the names of the first; behind them what has no place there."""
    placed = {layout.columns[code]: i for code, i in own.columns.items() if code in layout.columns and i < len(row)}
    rest = [cell for i, cell in enumerate(row) if cell is not None and i not in placed.values()]
    return [row[placed[i]] if i in placed else None for i in range(len(layout.texts))] + rest


def _read(layout: Layout, row: list[Cell], number: int, line: int) -> Said:
    def cell(code: str) -> Cell:
        index = layout.columns.get(code)
        return row[index] if index is not None and index < len(row) else None

    def text(code: str) -> str:
        value = cell(code)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else cells.visible(str(value))

    batch = BATCH_NUMBER.fullmatch(cells.compact(text("batch")).upper())
    said = Said(number, line, row, batch=batch[0] if batch else "", payee=text("payee"), serial=text("serial")[:40])
    said.words = " ".join(filter(None, [text("status"), text("reason")]))[:100]
    try:
        digits = cells.compact(text("sequence"))
        said.sequence = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
        if known := _payment_number(cell("payment")):
            said.batch, said.sequence = known[1], int(known[2])
        if cell("account") is not None:
            refused = _("The account stands in a numeric cell: its last digits are lost. Ask the bank for text cells.")
            said.account = cells.text_of(cell("account"), code="account-numeric-cell", message=refused, field="account")
            if not any(map(str.isdigit, said.account)):
                said.account = ""  # someone's name in a footer
        if cell("amount") is not None:
            said.amount = money.parse(cell("amount"), unit=layout.header.unit("amount"), field="amount")
        elif cell("fen") is not None:
            said.amount = money.parse(cell("fen"), field="fen") / 100
        if cell("on") is not None and text("on"):
            said.on = dates.parse(_day(cell("on")), field="on")
    except Refusal as refusal:
        said.fault = (refusal.code, str(refusal))
    said.outcome = outcome_of(text("status"))
    if said.outcome is None and layout.is_of_returns and text("reason"):
        said.outcome = Outcome.RETURNED
    if said.outcome == Outcome.RETURNED and said.amount == 0:
        said.amount = None  # what arrived, of what was ordered
    if said.outcome == Outcome.PAID and not said.fault and cell("credited") is not None:
        said.amount = _credited(said, cell("credited"), layout.header.unit("credited"))
    if said.outcome == Outcome.RETURNED:
        said.reason = reason_of(said.words).value
    return said


def _credited(said: Said, cell: Cell, unit: str) -> Decimal | None:
    try:
        return money.parse(cell, unit=unit, field="credited")
    except Refusal as refusal:
        said.fault = (refusal.code, str(refusal))
        return said.amount


def _day(value: Cell) -> Cell:
    """A moment such as "2026-11-25 10:31:02" or 20261125103102 is a day."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = cells.visible(str(value)) if isinstance(value, str | int) else ""
    if MOMENT.fullmatch(text):
        return text[:8]
    return text.split(" ")[0] if isinstance(value, str) else value


def outcome_of(text: str) -> Outcome | None:
    """What the bank's word for the state means; None where nobody knows, which is asked and never guessed."""
    word = cells.compact(text).casefold()
    if word in CODES:
        return CODES[word]
    if NOT_YET.search(word):
        return Outcome.UNKNOWN
    found = next((outcome for outcome, marks in WORDS if any(mark in word for mark in marks)), None)
    return None if found == Outcome.PAID and NOT_ALL.search(word) else found


def reason_of(text: str) -> ReturnReason:
    word = cells.compact(text)
    found = (reason for reason, marks in REASONS if any(mark in word for mark in marks))
    return next(found, ReturnReason.OTHER)


def same_name(one: str, other: str) -> bool:
    return names.normalise(one).replace(" ", "") == names.normalise(other).replace(" ", "")
