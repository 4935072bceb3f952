"""Answers as banks give them, to one batch of thirty payments; each with what an honest accountant reads in it.

In the batch, 5 and 6 have the same name, 7 and 8 are two children whose guardian has one account, 9 has a character
beyond the basic plane and 10 a name in two parts.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage

from openpyxl import Workbook
from openpyxl.styles import PatternFill

NAMES = (
    "陈桂兰", "李玉梅", "张红霞", "刘素珍", "王秀英", "王秀英", "汪建国", "汪建国", "李𬭎", "阿依古丽·买买提", "王芳", "周丽华",
    "吴春花", "郑美玲", "孙玉兰", "马晓燕", "朱桂英", "胡金凤", "林小红", "何秀兰", "高玉珍", "梁彩霞", "宋巧云", "谢凤英", "唐玉芬",
    "许翠萍", "邓淑华", "冯爱莲", "曹月娥", "彭玉娟",
)  # fmt: skip
ANSWERS: dict[str, Callable[["Sent"], "Told"]] = {}
ALL = frozenset(range(1, 31))


@dataclass(frozen=True)
class Line:
    n: int
    payee: str
    account: str
    amount: str = "1000.00"


@dataclass(frozen=True)
class Sent:
    """What the bank was sent."""

    number: str
    lines: list[Line]
    day: date
    other: str = ""
    others: Sequence[Line] = ()

    def __getitem__(self, n: int) -> Line:
        return self.lines[n - 1]


@dataclass
class Told:
    """The file, and what is to become of it: the numbers of what arrived, {number: reason} of what came back, what the
    bank doesn't know yet; how many rows are faulty, by code; or the code of a file that isn't taken as it is."""

    content: bytes
    paid: Iterable[int] = ()
    returned: dict[int, str] = field(default_factory=dict)
    unknown: Iterable[int] = ()
    faults: dict[str, int] = field(default_factory=dict)
    problem: str = ""
    named: dict[str, int] = field(default_factory=dict)  # what a person says of the columns
    before: Iterable[int] = ()  # had arrived, by an earlier answer


def answer(make):
    assert make.__name__ not in ANSWERS
    ANSWERS[make.__name__] = make
    return make


def book(*sheets: Sequence[Sequence], names: Sequence[str] = ()) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for i, rows in enumerate(sheets):
        sheet = workbook.create_sheet(names[i] if names else f"Sheet{i + 1}")
        for row in rows:
            sheet.append(list(row))
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def text(rows: Sequence[Sequence], mark=",", encoding="gb18030", end="\r\n") -> bytes:
    return "".join(mark.join(str(c) for c in row) + end for row in rows).encode(encoding)


FAILED = {3: ("账号不存在", "no_account"), 12: ("户名不符", "name_mismatch")}
REASONS = {n: reason for n, (_words, reason) in FAILED.items()}
REST = ALL - FAILED.keys()


def said(n: int, good="成功", bad="失败") -> tuple[str, str]:
    return (bad, FAILED[n][0]) if n in FAILED else (good, "")


# --- 农行 -----------------------------------------------------------------------------------------------------------


@answer
def abc_detail_with_a_summary_before_and_after(sent):
    rows = [["中国农业银行代发业务明细回单"], ["客户名称：市妇联", None, None, "批次号：D20131125000123"],
            ["总笔数", 30, "总金额", "30,000.00"], ["成功笔数", 28, "成功金额", "28,000.00"],
            ["失败笔数", 2, "失败金额", "2,000.00"], [],
            ["序号", "收款账号", "收款户名", "金额", "摘要", "状态", "失败原因"]]  # fmt: skip
    rows += [[p.n, p.account, p.payee, f"{1000:,.2f}", "代发补助", *said(p.n)] for p in sent.lines]
    rows += [["合计", None, None, "30,000.00"], ["成功合计：28笔 28,000.00元"], ["失败合计：2笔 2,000.00元"],
             ["打印时间：2013-11-25 10:31:02", None, "柜员：00123", "第1页/共1页"]]  # fmt: skip
    return Told(book(rows), REST, REASONS)


@answer
def processed_in_one_column_and_failed_in_the_next(sent):
    """处理完成 says that the bank has been through, and not with what success."""
    rows = [["序号", "账号", "户名", "金额", "状态", "交易结果", "原因"]]
    rows += [[p.n, p.account, p.payee, 1000, "处理完成", *said(p.n)] for p in sent.lines]
    return Told(book(rows), REST, REASONS)


@answer
def success_with_a_reason_for_failure(sent):
    """Success of what? The row says two things."""
    rows = [["序号", "账号", "户名", "金额", "处理状态", "失败原因"]]
    rows += [[p.n, p.account, p.payee, 1000, "处理成功", FAILED.get(p.n, [""])[0]] for p in sent.lines]
    return Told(book(rows), REST, faults={"contradiction": 2})


@answer
def reasons_column_says_success(sent):
    rows = [["序号", "账号", "户名", "金额", "失败原因"]]
    rows += [[p.n, p.account, p.payee, 1000, FAILED.get(p.n, ["交易成功"])[0]] for p in sent.lines]
    return Told(book(rows), REST, REASONS)


@answer
def reasons_column_with_dashes(sent):
    """A dash is no reason."""
    rows = [["序号", "账号", "户名", "金额", "失败原因"]]
    rows += [[p.n, p.account, p.payee, 1000, FAILED.get(p.n, ["—" if p.n % 2 else "无"])[0]] for p in sent.lines]
    return Told(book(rows), (), REASONS, faults={"status-unknown": 28})


@answer
def memo_begins_like_a_sum(sent):
    rows = [["序号", "账号", "户名", "金额", "摘要", "处理结果"]]
    rows += [
        [p.n, p.account, p.payee, 1000, "总计划项目补助" if p.n % 2 else "汇总发放春蕾计划", "成功"] for p in sent.lines
    ]
    return Told(book(rows), ALL)


@answer
def summary_of_twenty_rows_first(sent):
    rows = [
        ["批量代付结果"],
        *[[f"项目{i}", i] for i in range(1, 21)],
        ["序号", "收款账号", "户名", "金额", "处理结果"],
    ]
    rows += [[p.n, p.account, p.payee, 1000, "成功"] for p in sent.lines]
    return Told(book(rows), ALL)


# --- 农商行, 农信社: 打卡 ------------------------------------------------------------------------------------------


@answer
def failed_list_alone(sent):
    rows = [
        ["惠农“一卡通”打卡失败清单"],
        ["单位：元"],
        ["序号", "户主姓名", "身份证号码", "一卡通账号", "金额", "失败原因"],
    ]
    rows += [
        [i, sent[n].payee, "342501198003072422", sent[n].account, 1000, FAILED[n][0]] for i, n in enumerate(FAILED, 1)
    ]
    return Told(book(rows), (), REASONS)


@answer
def failed_list_with_remarks(sent):
    """Title says it; the reason stands under 备注."""
    rows = [["2013年第二批补贴资金打卡发放失败名单"], ["序号", "姓名", "卡号", "金额（元）", "备注"]]
    rows += [[i, sent[n].payee, sent[n].account, 1000, FAILED[n][0]] for i, n in enumerate(FAILED, 1)]
    return Told(book(rows), (), REASONS)


@answer
def success_list_alone(sent):
    rows = [["代发成功清单"], ["序号", "姓名", "账号", "金额", "交易日期", "流水号"]]
    rows += [[i, p.payee, p.account, 1000, sent.day, f"S{i}"] for i, p in enumerate(reversed(sent.lines[:5]), 1)]
    return Told(book(rows), {1, 2, 3, 4, 5})


@answer
def list_without_a_word_for_the_outcome(sent):
    rows = [["代发明细清单"], ["成功笔数：28", "失败笔数：2"], ["序号", "姓名", "账号", "金额", "交易日期"]]
    rows += [[p.n, p.payee, p.account, 1000, sent.day] for p in sent.lines]
    return Told(book(rows), problem="header-missing")


@answer
def submitted_list(sent):
    rows = [
        ["代发提交成功清单"],
        ["序号", "姓名", "账号", "金额"],
        *([p.n, p.payee, p.account, 1000] for p in sent.lines),
    ]
    return Told(book(rows), problem="header-missing")


@answer
def sheets_named_for_the_outcome(sent):
    head = ["序号", "户名", "账号", "金额"]
    good = [[i, p.payee, p.account, 1000] for i, p in enumerate((sent[n] for n in sorted(REST)), 1)]
    bad = [[i, sent[n].payee, sent[n].account, 1000, FAILED[n][0]] for i, n in enumerate(FAILED, 1)]
    summary = [["项目", "笔数", "金额"], ["成功", 28, 28000], ["失败", 2, 2000], ["合计", 30, 30000]]
    content = book(summary, [head, *good], [[*head, "原因"], *bad], names=["汇总", "成功明细", "失败明细"])
    return Told(content, REST, REASONS)


@answer
def success_and_failure_one_below_the_other(sent):
    rows = [["代发成功明细"], ["序号", "户名", "账号", "金额", "入账日期", "流水号"]]
    rows += [[i, sent[n].payee, sent[n].account, 1000, sent.day, f"S{n}"] for i, n in enumerate(sorted(REST), 1)]
    rows += [["小计", None, None, 28000], [], ["代发失败明细"], ["序号", "账号", "户名", "失败原因", "金额"]]
    rows += [[i, sent[n].account, sent[n].payee, FAILED[n][0], 1000] for i, n in enumerate(FAILED, 1)]
    rows += [["小计", None, None, None, 2000]]
    return Told(book(rows), REST, REASONS)


@answer
def states_above_and_reasons_below(sent):
    rows = [["一、成功"], ["序号", "户名", "账号", "金额", "状态"]]
    rows += [[n, sent[n].payee, sent[n].account, 1000, "成功"] for n in sorted(REST)]
    rows += [["二、失败"], ["序号", "户名", "账号", "金额", "失败原因", "退回日期"]]
    rows += [[n, sent[n].payee, sent[n].account, 1000, FAILED[n][0], sent.day] for n in FAILED]
    return Told(book(rows), REST, REASONS)


@answer
def failures_first_then_success_in_a_csv(sent):
    rows = [["失败明细"], ["账号", "户名", "金额", "失败原因"]]
    rows += [[sent[n].account, sent[n].payee, 1000, FAILED[n][0]] for n in FAILED]
    rows += [["成功明细"], ["账号", "户名", "金额", "入账日期", "流水号"]]
    rows += [[sent[n].account, sent[n].payee, 1000, sent.day, f"S{n}"] for n in sorted(REST)]
    return Told(text(rows), REST, REASONS)


@answer
def two_tables_side_by_side(sent):
    head = ["序号", "户名", "账号", "金额", "处理结果"]
    rows = [["代发结果"], [*head, *head]]
    for left, right in zip(sent.lines[:15], sent.lines[15:], strict=True):
        rows.append([c for p in (left, right) for c in (p.n, p.payee, p.account, 1000, said(p.n)[0])])
    return Told(book(rows), REST, {3: "other", 12: "other"})


@answer
def payer_beside_payee_in_two_rows(sent):
    rows = [
        ["序号", "付款方", None, "收款方", None, "金额", "处理结果"],
        [None, "户名", "账号", "户名", "账号", None, None],
    ]
    rows += [[p.n, "市妇联", "12345678901234567", p.payee, p.account, 1000, "成功"] for p in sent.lines]
    return Told(book(rows), ALL)


@answer
def merged_states(sent):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["户名", "账号", "金额", "处理结果"])
    for p in sent.lines:
        sheet.append([p.payee, p.account, 1000, None])
    sheet["D2"], sheet["D22"] = "成功", "失败"
    sheet.merge_cells("D2:D21")
    sheet.merge_cells("D22:D31")
    return Told(saved(workbook), range(1, 21), {n: "other" for n in range(21, 31)})


@answer
def only_colours(sent):
    workbook = Workbook()
    workbook.active.append(["序号", "户名", "账号", "金额"])
    for p in sent.lines:
        workbook.active.append([p.n, p.payee, p.account, 1000])
        if p.n in FAILED:
            workbook.active.cell(p.n + 1, 2).fill = PatternFill("solid", fgColor="FFFF0000")
    return Told(saved(workbook), problem="header-missing")


@answer
def ticks_and_crosses(sent):
    rows = [["序号", "户名", "账号", "金额", "是否成功", "失败原因"]]
    rows += [[p.n, p.payee, p.account, 1000, *said(p.n, "√", "×")] for p in sent.lines]
    return Told(book(rows), REST, REASONS)


@answer
def yes_and_no(sent):
    rows = [["序号", "户名", "账号", "金额", "是否成功", "原因"]]
    rows += [[p.n, p.payee, p.account, 1000, *said(p.n, "是", "否")] for p in sent.lines]
    return Told(book(rows), REST, REASONS)


@answer
def a_tick_under_success_or_failure(sent):
    rows = [["序号", "户名", "账号", "金额", "成功", "失败", "失败原因"]]
    for p in sent.lines:
        rows.append([p.n, p.payee, p.account, 1000, *(("", "√") if p.n in FAILED else ("√", "")), said(p.n)[1]])
    return Told(book(rows), REST, REASONS)


@answer
def money_under_success_or_failure(sent):
    rows = [["序号", "户名", "账号", "金额", "成功金额", "失败金额", "失败原因"]]
    for p in sent.lines:
        rows.append([p.n, p.payee, p.account, 1000, *((0, 1000) if p.n in FAILED else (1000, 0)), said(p.n)[1]])
    return Told(book(rows), (), REASONS, faults={"status-unknown": 28})


# --- 冲正, 退汇 -----------------------------------------------------------------------------------------------------


@answer
def returned_as_negative_amounts(sent):
    rows = [["序号", "账号", "户名", "金额", "状态", "摘要", "交易日期"]]
    rows += [[p.n, p.account, p.payee, 1000, "成功", "代发", sent.day] for p in sent.lines]
    rows += [[n, sent[n].account, sent[n].payee, -1000, "成功", "退汇", sent.day] for n in (4, 20)]
    return Told(book(rows), ALL - {4, 20}, {4: "other", 20: "other"})


@answer
def negative_alone_in_a_second_file(sent):
    rows = [
        ["账号", "户名", "金额", "状态", "原因"],
        [sent[4].account, sent[4].payee, "-1,000.00", "成功", "账户已销户，冲正"],
    ]
    return Told(book(rows), ALL - {4}, {4: "closed"}, before=ALL)


@answer
def reversals_in_three_ways_to_write_minus(sent):
    rows = [["序号", "账号", "户名", "金额", "状态"]]
    rows += [[p.n, p.account, p.payee, "1,000.00", "成功"] for p in sent.lines]
    rows += [[n, sent[n].account, sent[n].payee, minus, "成功"]
             for n, minus in ((1, "（1,000.00）"), (2, "1,000.00-"), (4, "－1,000.00"), (5, "￥-1,000.00"))]  # fmt: skip
    return Told(book(rows), ALL - {1, 2, 4, 5}, dict.fromkeys((1, 2, 4, 5), "other"))


@answer
def a_part_came_back(sent):
    rows = [["序号", "账号", "户名", "金额", "状态"], *([p.n, p.account, p.payee, 1000, "成功"] for p in sent.lines)]
    rows += [[4, sent[4].account, sent[4].payee, -400, "退汇"]]
    return Told(book(rows), ALL - {4}, faults={"contradiction": 1, "amount-differs": 1})


@answer
def said_well_and_unreadably(sent):
    """What one row says well of a payment, another may deny."""
    rows = [["序号", "账号", "户名", "金额", "状态", "入账日期"]]
    rows += [[p.n, p.account, p.payee, 1000, "成功", sent.day] for p in sent.lines]
    rows += [
        [4, sent[4].account, sent[4].payee, 1000, "异常挂账", sent.day],
        [9, sent[9].account, sent[9].payee, 1000, "失败", "昨天"],
    ]
    return Told(book(rows), ALL - {4, 9}, faults={"contradiction": 2, "status-unknown": 1, "date": 1})


@answer
def words_that_are_not_yet_or_not_known(sent):
    words = ["尚未入账", "查询失败", "通讯失败", "退票处理中", "退款中", "成功（待清算）", "冲正失败", "扣款成功", "校验成功", "疑似成功", "未退票",
             "预约成功", "处理完成"]  # fmt: skip
    rows = [["序号", "账号", "户名", "金额", "状态"]]
    rows += [[p.n, p.account, p.payee, 1000, words[p.n - 1] if p.n <= len(words) else "成功"] for p in sent.lines]
    return Told(book(rows), range(14, 31), {}, {1, 2, 3, 4, 5, 6, 10, 12}, faults={"status-unknown": 5})


@answer
def several_words_in_one_cell(sent):
    words = [
        "0000-交易成功",
        "E0012:户名不符",
        "[成功]",
        "成功(0000)",
        "账户已冻结",
        "扣款成功，入账失败",
        "成功0笔失败1笔",
        "账号不存在",
        "重复提交",
    ]
    rows = [["序号", "账号", "户名", "金额", "状态"]]
    rows += [[p.n, p.account, p.payee, 1000, words[p.n - 1]] for p in sent.lines[: len(words)]]
    return Told(book(rows), {1, 3, 4}, {2: "name_mismatch", 5: "frozen", 8: "no_account"},
                faults={"status-unknown": 2}, unknown={9})  # fmt: skip


@answer
def codes_and_messages(sent):
    rows = [["明细序号", "收款账号", "收款户名", "交易金额", "返回码", "返回信息"]]
    for p in sent.lines:
        rows.append(
            [
                p.n,
                p.account,
                p.payee,
                "1000.00",
                *(("E1023", FAILED[p.n][0]) if p.n in FAILED else ("0000", "交易成功")),
            ]
        )
    rows[20][4:] = ["9999", "系统异常，请查证"]
    return Told(text(rows, "|"), REST - {20}, REASONS, faults={"status-unknown": 1})


@answer
def codes_alone(sent):
    rows = [["序号", "账号", "金额", "响应码"]]
    rows += [[p.n, p.account, "1000.00", {3: "01", 4: "9999"}.get(p.n, "00")] for p in sent.lines]
    return Told(text(rows, "|"), ALL - {3, 4}, faults={"status-unknown": 2})


@answer
def a_number_for_each_state(sent):
    rows = [
        ["序号", "账号", "金额", "状态"],
        *([p.n, p.account, "1000.00", 2 if p.n in FAILED else 1] for p in sent.lines),
    ]
    return Told(book(rows), faults={"status-unknown": 30})


# --- amounts --------------------------------------------------------------------------------------------------------


@answer
def amounts_with_signs_and_units(sent):
    ways = [
        "￥1,000.00元",
        "1 000.00",
        "1,000.00元整",
        "＋1,000.00",
        "RMB1000.00",
        "人民币1000元",
        "0.1万元",
        "１０００．００",
    ]
    rows = [["序号", "账号", "户名", "金额", "状态"]]
    rows += [[p.n, p.account, p.payee, ways[p.n % len(ways)], "成功"] for p in sent.lines]
    return Told(book(rows), ALL)


@answer
def amounts_in_fen_by_the_line_above(sent):
    rows = [["批量代付结果", None, None, "单位：分"], ["序号", "账号", "户名", "金额", "状态"]]
    rows += [[p.n, p.account, p.payee, 100000, "成功"] for p in sent.lines]
    return Told(book(rows), ALL)


@answer
def fen_with_zeros_in_front(sent):
    rows = [
        ["序号", "账号", "户名", "交易金额（分）", "状态"],
        *([p.n, p.account, p.payee, "000000100000", "成功"] for p in sent.lines),
    ]
    return Told(text(rows, "\t"), ALL)


@answer
def a_fee_was_deducted(sent):
    rows = [["序号", "账号", "户名", "应付金额", "手续费", "实付金额", "状态"]]
    rows += [
        [p.n, p.account, p.payee, 1000, 5 if p.n == 2 else 0, 995 if p.n == 2 else 1000, "成功"] for p in sent.lines
    ]
    return Told(book(rows), ALL - {2}, faults={"amount-differs": 1})


@answer
def a_fee_was_deducted_and_the_net_stated(sent):
    rows = [["序号", "账号", "户名", "金额", "手续费", "净额", "状态"]]
    rows += [
        [p.n, p.account, p.payee, 1000, 5 if p.n == 2 else 0, 995 if p.n == 2 else 1000, "成功"] for p in sent.lines
    ]
    return Told(book(rows), ALL - {2}, faults={"amount-differs": 1})


@answer
def a_part_arrived(sent):
    rows = [["序号", "账号", "户名", "金额", "实际入账金额", "状态"]]
    rows += [
        [p.n, p.account, p.payee, 1000, 600 if p.n == 2 else 1000, "部分成功" if p.n == 2 else "成功"]
        for p in sent.lines
    ]
    return Told(book(rows), ALL - {2}, faults={"status-unknown": 1})


# --- text -----------------------------------------------------------------------------------------------------------


def width(cell: str) -> int:
    return sum(1 if ord(c) < 128 else 2 for c in cell)


def fixed(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> bytes:
    return "".join(
        "".join(c + " " * (w - width(c)) for c, w in zip(r, widths, strict=False)) + "\r\n" for r in rows
    ).encode("gb18030")


@answer
def fixed_width(sent):
    rows = [["序号", "账号", "户名", "金额", "处理结果", "失败原因"]]
    rows += [[f"{p.n:06d}", p.account, p.payee, "1000.00", *said(p.n)] for p in sent.lines]
    return Told(fixed(rows, [8, 22, 20, 14, 12, 20]), REST, REASONS)


@answer
def fixed_width_under_a_title_with_empty_cells(sent):
    rows = [["序号", "账号", "户名", "失败原因", "金额", "处理结果"]]
    rows += [[f"{p.n:06d}", p.account, p.payee, said(p.n)[1], "1000.00", said(p.n)[0]] for p in sent.lines]
    title = "          中国建设银行批量代付结果清单\r\n  单位名称：市妇联      日期：20131125\r\n".encode("gb18030")
    rule = b"-" * 96 + b"\r\n"
    foot = "总笔数：30      总金额：30,000.00\r\n".encode("gb18030")
    body = fixed(rows, [8, 22, 20, 20, 14, 12])
    return Told(title + rule + body + rule + foot, REST, REASONS)


@answer
def pipes_under_eight_lines_with_commas(sent):
    head = [[f"第{i}行，总金额：30,000.00，备注：无，经办，复核"] for i in range(8)]
    rows = [
        *head,
        ["序号", "账号", "户名", "金额", "状态"],
        *([p.n, p.account, p.payee, "1000.00", "成功"] for p in sent.lines),
    ]
    return Told(text(rows, "|"), ALL)


@answer
def pipes_at_both_ends(sent):
    rows = [["", "序号", "账号", "户名", "金额", "状态", "原因", ""]]
    rows += [["", p.n, p.account, p.payee, "1000.00", *said(p.n), ""] for p in sent.lines]
    return Told(text(rows, "|"), REST, REASONS)


@answer
def no_names_and_codes(sent):
    rows = [[p.n, p.account, p.payee, "1000.00", "0000", "交易成功"] for p in sent.lines]
    return Told(text(rows, "|"), problem="header-missing")


@answer
def a_line_of_sums_and_no_names(sent):
    rows = [["30", "30000.00", "28", "28000.00"], *([p.account, p.payee, "1000.00", *said(p.n)] for p in sent.lines)]
    return Told(text(rows, "|"), problem="header-missing")


@answer
def utf16_with_tabs(sent):
    rows = [
        ["序号", "账号", "户名", "金额", "状态", "原因"],
        *([p.n, p.account, p.payee, "1000.00", *said(p.n)] for p in sent.lines),
    ]
    return Told(text(rows, "\t", "utf-16"), REST, REASONS)


@answer
def utf16_without_a_mark(sent):
    rows = [
        ["序号", "账号", "户名", "金额", "状态", "原因"],
        *([p.n, p.account, p.payee, "1000.00", *said(p.n)] for p in sent.lines),
    ]
    return Told(text(rows, "\t", "utf-16-le"), REST, REASONS)


@answer
def big5(sent):
    rows = [
        ["序號", "帳號", "戶名", "金額", "狀態"],
        *([p.n, p.account, "陳桂蘭", "1000.00", "成功"] for p in sent.lines),
    ]
    return Told(text(rows, ",", "big5"), ALL)


@answer
def semicolons_and_a_hint_for_excel(sent):
    rows = [
        ["序号", "账号", "户名", "金额", "状态"],
        *([p.n, f'"{p.account}"', p.payee, '"1000,00"', "成功"] for p in sent.lines),
    ]
    return Told(b"sep=;\r\n" + text(rows, ";"), faults={"amount": 30})


@answer
def accounts_with_apostrophes_and_tabs(sent):
    rows = [["序号", "账号", "户名", "金额", "状态"]]
    rows += [[p.n, ("'" if p.n % 2 else "\t") + p.account, p.payee, '"1,000.00"', "成功"] for p in sent.lines]
    return Told(text(rows, encoding="utf-8-sig"), ALL)


@answer
def accounts_rewritten_by_a_spreadsheet(sent):
    rows = [["序号", "账号", "户名", "金额", "状态"]]
    rows += [[p.n, f"{float(p.account):.5E}", p.payee, "1000", "成功"] for p in sent.lines]
    return Told(text(rows), faults={"account-numeric-cell": 30})


@answer
def cut_off_in_the_middle(sent):
    rows = [
        ["序号", "账号", "户名", "金额", "状态"],
        *([p.n, p.account, p.payee, "1000.00", "成功"] for p in sent.lines),
    ]
    whole = text(rows)
    cut = whole.index(sent[18].account.encode()) + 9
    return Told(whole[:cut], range(1, 18), faults={"account-differs": 1})


@answer
def cut_off_in_the_word(sent):
    rows = [
        ["序号", "账号", "户名", "金额", "状态"],
        *([p.n, p.account, p.payee, "1000.00", "交易成功"] for p in sent.lines),
    ]
    whole = text(rows[:12])
    return Told(whole[: len(whole) - 5], range(1, 11), faults={"status-unknown": 1})


@answer
def moments_of_all_kinds(sent):
    day = sent.day
    ways = [
        f"{day:%Y%m%d}", f"{day:%Y年%m月%d日}", f"{day:%Y/%m/%d} 6:24:03", f"{day.isoformat()}T06:24:03", f"{day:%Y%m%d} 062403",
        f"{day:%Y-%m-%d}-06.24.03.123456", f"{day.isoformat()} 06:24:03.0", datetime(day.year, day.month, day.day, 6),
        f"{day:%Y%m%d%H%M%S}", f"{day.isoformat()} 06:24:03 +0800", int(f"{day:%Y%m%d}"),
    ]  # fmt: skip
    rows = [["序号", "账号", "户名", "金额", "状态", "入账时间"]]
    rows += [[p.n, p.account, p.payee, 1000, "成功", ways[p.n % len(ways)]] for p in sent.lines]
    return Told(book(rows), ALL)


@answer
def only_the_time_of_day(sent):
    rows = [["序号", "账号", "户名", "金额", "状态", "入账时间"]]
    rows += [[p.n, p.account, p.payee, 1000, "成功", time(10, 31, 2) if p.n % 2 else "10:31:02"] for p in sent.lines]
    return Told(book(rows), ALL)


@answer
def dates_the_american_way(sent):
    rows = [["序号", "账号", "户名", "金额", "状态", "入账日期"]]
    rows += [[p.n, p.account, p.payee, 1000, "成功", f"{sent.day:%m/%d/%Y}"] for p in sent.lines]
    return Told(text(rows), faults={"date": 30})


@answer
def came_back_days_later(sent):
    rows = [["退票清单"], ["原交易日期", "交易日期", "账号", "户名", "金额", "退票原因", "退票日期"]]
    rows += [
        ["2013-01-01", "2013-01-01", sent[n].account, sent[n].payee, "1,000.00", FAILED[n][0], sent.day] for n in FAILED
    ]
    return Told(book(rows), REST, REASONS, before=ALL)


@answer
def paid_and_returned_within_days(sent):
    rows = [["账号", "户名", "金额", "状态", "入账日期", "退票日期", "退票原因"]]
    rows += [[p.account, p.payee, 1000, "已退票" if p.n in FAILED else "成功", sent.day, sent.day if p.n in FAILED else None,
              said(p.n)[1]] for p in sent.lines]  # fmt: skip
    return Told(book(rows), REST - {7, 8} | {7, 8}, REASONS)


# --- who is who -----------------------------------------------------------------------------------------------------


@answer
def masked_accounts_and_names(sent):
    rows = [["户名", "卡号", "金额", "状态"]]
    rows += [
        [p.payee[0] + "*" * (len(p.payee) - 1), f"{p.account[:4]}****{p.account[-4:]}", 1000, "成功"]
        for p in sent.lines
    ]
    return Told(book(rows), ALL)


@answer
def masked_accounts_with_the_banks_own_numbers(sent):
    """The number is the bank's, and the tail may be like by chance: the name must fit."""
    one = sent[1]
    rows = [["序号", "户名", "卡号", "金额", "状态"], [1, "另一个", f"6217****{one.account[-4:]}", 1000, "成功"],
            [2, sent[9].payee, f"6217****{sent[9].account[-4:]}", 1000, "失败"]]  # fmt: skip
    return Told(book(rows), (), {9: "other"}, faults={"account-differs": 1})


@answer
def one_account_for_two_children(sent):
    rows = [["户名", "账号", "金额", "状态"], *([p.payee, p.account, 1000, "成功"] for p in sent.lines)]
    return Told(book(rows), ALL)


@answer
def one_account_for_two_and_one_came_back(sent):
    rows = [["户名", "账号", "金额", "状态"]]
    rows += [[p.payee, p.account, 1000, "失败" if p.n == 8 else "成功"] for p in sent.lines]
    return Told(book(rows), ALL - {7, 8}, faults={"ambiguous": 2})


@answer
def one_account_for_two_said_once(sent):
    rows = [["户名", "账号", "金额", "状态"], *([p.payee, p.account, 1000, "成功"] for p in sent.lines if p.n != 8)]
    return Told(book(rows), ALL - {7, 8}, faults={"ambiguous": 1})


@answer
def two_of_one_name_without_accounts(sent):
    rows = [
        ["序号", "姓名", "金额", "状态"],
        *([p.n, p.payee, 1000, "失败" if p.n == 6 else "成功"] for p in sent.lines),
    ]
    return Told(book(rows), ALL - {6}, {6: "other"})


@answer
def names_as_banks_write_them(sent):
    ways = {9: "李?", 10: "阿依古丽.买买提", 11: "王  芳", 12: "周丽华　"}
    rows = [["序号", "姓名", "金额", "状态"], *([p.n, ways.get(p.n, p.payee), 1000, "成功"] for p in sent.lines)]
    return Told(book(rows), ALL - {9}, faults={"name-differs": 1})


@answer
def a_rare_name_as_an_icon(sent):
    ways = {9: "李□", 10: "阿依古丽买买提"}
    rows = [["姓名", "账号", "金额", "状态"], *([ways.get(p.n, p.payee), p.account, 1000, "成功"] for p in sent.lines)]
    return Told(book(rows), ALL)


@answer
def a_stranger_and_a_row_twice(sent):
    rows = [
        ["账号", "户名", "金额", "状态"],
        *([p.account, p.payee, 1000, "成功"] for p in [*sent.lines[:6], *sent.lines[8:]]),
    ]
    rows += [["6217001234567890123", "某某", 1000, "成功"], rows[3], rows[4]]
    return Told(book(rows), ALL - {7, 8}, faults={"no-payment": 1})


@answer
def only_names_and_states(sent):
    rows = [["序号", "姓名", "账号", "状态"], *([None, p.payee, None, "成功"] for p in sent.lines)]
    return Told(book(rows), faults={"no-payment": 30})


@answer
def names_of_rural_banks(sent):
    rows = [["顺序", "农户姓名", "社保卡（一卡通）账号", "补贴金额(元)", "打卡结果", "备注"]]
    rows += [[p.n, p.payee, p.account, 1000, *said(p.n, "打卡成功", "打卡失败")] for p in sent.lines]
    return Told(book(rows), REST, REASONS)


@answer
def names_of_savings_bank(sent):
    rows = [["序号", "收款人帐户名称", "收款人账（卡）号", "代付金额", "代付结果", "返回描述", "处理时间"]]
    rows += [
        [p.n, p.payee, p.account, "1,000.00", *said(p.n, "代付成功", "代付失败"), f"{sent.day} 08:00:00"]
        for p in sent.lines
    ]
    return Told(book(rows), REST, REASONS)


@answer
def outcome_among_the_remarks(sent):
    rows = [["序号", "姓名", "账号", "金额", "备注"]]
    rows += [
        [p.n, p.payee, p.account, 1000, f"打卡失败，{FAILED[p.n][0]}" if p.n in FAILED else "打卡成功"]
        for p in sent.lines
    ]
    return Told(book(rows), REST, REASONS)


@answer
def two_batches_without_a_number(sent):
    rows = [
        ["账号", "户名", "金额", "状态"],
        *([p.account, p.payee, 1000, "成功"] for p in [*sent.others, *sent.lines]),
    ]
    return Told(book(rows), ALL, faults={"other-batch": len(sent.others)})


@answer
def two_batches_under_titles_of_their_own(sent):
    head = ["序号", "金额", "状态"]
    rows = [[f"批次 {sent.other}"], head, *([p.n, 1000, "成功"] for p in sent.others)]
    rows += [[f"批次 {sent.number}"], head, *([p.n, 1000, said(p.n)[0]] for p in sent.lines)]
    return Told(book(rows), REST, {3: "other", 12: "other"}, faults={"other-batch": len(sent.others)})


@answer
def two_batches_in_one_title(sent):
    rows = [[f"批次 {sent.number}、{sent.other}"], ["序号", "金额", "状态"], *([p.n, 1000, "成功"] for p in sent.lines)]
    return Told(book(rows), problem="header-missing")


@answer
def the_other_batch_below(sent):
    head = ["序号", "金额", "状态"]
    rows = [[f"批次 {sent.number}"], head, *([p.n, 1000, "成功"] for p in sent.lines[10:])]
    rows += [[f"批次 {sent.other}"], head, *([p.n, 1000, "成功"] for p in sent.others)]
    return Told(book(rows), range(11, 31), faults={"other-batch": len(sent.others)})


@answer
def the_banks_own_numbers_and_one_account_for_two(sent):
    rows = [["序号", "户名", "账号", "金额", "状态"]]
    rows += [[i, p.payee, p.account, 1000, "失败" if p.n == 8 else "成功"] for i, p in enumerate(sent.lines[1:], 1)]
    return Told(book(rows), ALL - {1, 7, 8}, faults={"ambiguous": 2})


@answer
def the_title_again_on_each_page(sent):
    head = ["序号", "户名", "账号", "金额", "入账日期"]
    rows = []
    for page in range(3):
        rows += [[f"代发成功清单（第{page + 1}页）"], ["打印日期：2013年11月25日"]] if page != 1 else []
        rows += [
            head,
            *([p.n, p.payee, p.account, 1000, sent.day] for p in sent.lines[page * 10 : page * 10 + 10]),
            ["本页小计", None, None, 10000],
        ]
    return Told(book(rows), ALL)


@answer
def success_and_failure_beside_each_other(sent):
    rows = [["发放结果"], ["户名", "账号", "金额", "处理结果", None, "户名", "账号", "金额", "失败原因"]]
    for i, n in enumerate(sorted(REST)):
        left = [sent[n].payee, sent[n].account, 1000, "成功", None]
        bad = list(FAILED)[i] if i < len(FAILED) else None
        rows.append([*left, *([sent[bad].payee, sent[bad].account, 1000, FAILED[bad][0]] if bad else [])])
    return Told(book(rows), REST, REASONS)


@answer
def success_and_then_others_without_a_title(sent):
    """What stands under names of its own isn't what the title above is of."""
    rows = [["代发成功明细"], ["序号", "户名", "账号", "金额", "入账日期"]]
    rows += [[i, sent[n].payee, sent[n].account, 1000, sent.day] for i, n in enumerate(sorted(REST), 1)]
    rows += [["小计", None, None, 28000], ["序号", "户名", "账号", "金额", "备注"]]
    rows += [[i, sent[n].payee, sent[n].account, 1000, "见附件"] for i, n in enumerate(FAILED, 1)]
    return Told(book(rows), REST, faults={"status-unknown": 2})


@answer
def a_title_of_what_was_sent_again(sent):
    rows = [
        ["失败重发清单"],
        ["序号", "户名", "账号", "金额"],
        *([i, sent[n].payee, sent[n].account, 1000] for i, n in enumerate(FAILED, 1)),
    ]
    return Told(book(rows), problem="header-missing")


@answer
def a_summary_by_outcome_over_the_list(sent):
    rows = [["项目", "笔数", "金额"], ["成功", 28, 28000], ["失败", 2, 2000], [], ["序号", "户名", "账号", "金额"]]
    rows += [[p.n, p.payee, p.account, 1000] for p in sent.lines]
    return Told(book(rows), problem="header-missing")


@answer
def came_back_by_the_remark(sent):
    """Success of what? Of the transfer back."""
    rows = [
        ["序号", "账号", "户名", "金额", "状态", "摘要"],
        *([p.n, p.account, p.payee, 1000, "成功", "代发"] for p in sent.lines),
    ]
    rows += [[4, sent[4].account, sent[4].payee, 1000, "成功", "退汇"]]
    return Told(book(rows), ALL - {4}, faults={"contradiction": 2})


@answer
def all_below_zero_as_in_a_statement(sent):
    rows = [
        ["账号", "户名", "金额", "状态", "摘要"],
        *([p.account, p.payee, -1000, "成功", "代发"] for p in sent.lines),
    ]
    return Told(book(rows), faults={"reversal": 30})


@answer
def failures_below_zero(sent):
    rows = [["账号", "户名", "金额", "状态"], [sent[1].account, sent[1].payee, -1000, "失败"]]
    return Told(book(rows), faults={"reversal": 1})


@answer
def a_statement_of_debits_and_credits(sent):
    rows = [["交易日期", "对方账号", "对方户名", "借方发生额", "贷方发生额", "余额", "摘要"]]
    rows += [[sent.day, p.account, p.payee, 1000, None, 99000, "代发"] for p in sent.lines]
    return Told(book(rows), problem="header-missing")


@answer
def one_blank_between_columns(sent):
    rows = [
        ["序号", "账号", "户名", "金额", "状态"],
        *([p.n, p.account, p.payee, "1,000.00", "成功"] for p in sent.lines),
    ]
    return Told(text(rows, " "), ALL)


@answer
def fixed_width_with_masked_accounts(sent):
    rows = [["户名", "账号", "金额", "处理结果", "失败原因"]]
    rows += [[p.payee, f"{p.account[:6]}******{p.account[-4:]}", "  1,000.00", *said(p.n)] for p in sent.lines]
    return Told(fixed(rows, [18, 20, 14, 12, 20]), REST, REASONS)


@answer
def no_names_and_a_number_for_each_state(sent):
    rows = [[p.n, p.account, p.payee, "1000.00", 2 if p.n in FAILED else "S"] for p in sent.lines]
    return Told(text(rows, "|"), REST, faults={"status-unknown": 2}, problem="header-missing",
                named={"sequence": 0, "account": 1, "payee": 2, "amount": 3, "status": 4})  # fmt: skip


@answer
def no_names_and_a_line_of_sums(sent):
    rows = [["30", "30000.00"], *([p.account, p.payee, "1000.00", *said(p.n)] for p in sent.lines)]
    return Told(text(rows, "|"), REST, REASONS, problem="header-missing",
                named={"account": 0, "payee": 1, "amount": 2, "status": 3, "reason": 4})  # fmt: skip


@answer
def a_purpose_among_the_remarks(sent):
    rows = [["序号", "户名", "账号", "金额", "状态", "备注"]]
    rows += [
        [p.n, p.payee, p.account, 1000, said(p.n)[0], "2013年两癌救助金" if p.n not in FAILED else FAILED[p.n][0]]
        for p in sent.lines
    ]
    return Told(book(rows), REST, REASONS)


@answer
def refused_before_it_was_sent(sent):
    words = [
        "账号校验不通过",
        "校验失败",
        "已撤销",
        "已驳回",
        "无效",
        "挂账",
        "已冲账",
        "已发放（户名不符退回）",
        "代发成功,户名核对不符",
        "付款失败已退款",
        "交易关闭",
    ]
    rows = [
        ["序号", "账号", "户名", "金额", "状态"],
        *([i, sent[i].account, sent[i].payee, 1000, w] for i, w in enumerate(words, 1)),
    ]
    return Told(book(rows), (), {2: "other", 3: "other", 8: "name_mismatch", 10: "other"}, faults={"status-unknown": 7})


# --- files ----------------------------------------------------------------------------------------------------------


def page(sent) -> str:
    rows = [
        ["序号", "户名", "账号", "金额", "状态", "失败原因"],
        *([p.n, p.payee, p.account, "1,000.00", *said(p.n)] for p in sent.lines),
    ]
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f'<html><head><meta charset="gbk"></head><body><table>{cells}</table></body></html>'


@answer
def a_page_under_the_name_of_a_workbook(sent):
    return Told(page(sent).encode("gbk", "xmlcharrefreplace"), REST, REASONS)


@answer
def a_page_in_one_file(sent):
    """What a spreadsheet program calls a single file web page: .mht"""
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message.add_related(b"<html><frameset><frame></frameset></html>", "text", "html", cte="quoted-printable")
    message = EmailMessage()
    message.set_content("")
    message.clear()
    message.make_related()
    frame, sheet = EmailMessage(), EmailMessage()
    frame.set_content(
        "<html><frameset><frame src='sheet001.htm'></frameset></html>", subtype="html", charset="us-ascii"
    )
    sheet.set_content(page(sent), subtype="html", charset="gb18030", cte="quoted-printable")
    message.attach(frame)
    message.attach(sheet)
    return Told(b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n" + bytes(message), REST, REASONS)


@answer
def a_page_in_one_file_in_base64(sent):
    sheet = EmailMessage()
    sheet.set_content(page(sent), subtype="html", charset="utf-8", cte="base64")
    return Told(
        b"From: <Saved by Windows>\r\nSubject: =?gb2312?B?tPq3og==?=\r\nMIME-Version: 1.0\r\n" + bytes(sheet),
        REST,
        REASONS,
    )


@answer
def an_archive(sent):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("成功.csv", "a")
        archive.writestr("失败.csv", "b")
    return Told(out.getvalue(), problem="file-unreadable")


@answer
def a_rar(sent):
    return Told(b"Rar!\x1a\x07\x01\x00" + b"\x33" * 300, problem="file-unreadable")


@answer
def a_picture(sent):
    return Told(b"\x89PNG\r\n\x1a\n" + b"\0" * 300, problem="file-unreadable")


@answer
def a_scan(sent):
    return Told(b"%PDF-1.4\n" + b"\0" * 300, problem="file-unreadable")


@answer
def a_password(sent):
    return Told(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"),
        problem="file-encrypted",
    )


@answer
def nothing(sent):
    return Told(b"", problem="file-empty")


@answer
def only_blanks(sent):
    return Told(b"\r\n \r\n", problem="file-empty")


@answer
def only_a_summary(sent):
    return Told(book([["代发结果汇总"], ["总笔数", 30], ["成功笔数", 28], ["失败笔数", 2]]), problem="header-missing")


@answer
def only_names_of_columns(sent):
    return Told(book([["序号", "账号", "户名", "金额", "状态"]]))


@answer
def an_unfinished_formula(sent):
    rows = [["序号", "账号", "户名", "金额", "状态"]]
    rows += [[p.n, p.account, p.payee, 1000, f'=IF(A{p.n + 1}=3,"失败","成功")'] for p in sent.lines]
    return Told(book(rows), faults={"status-unknown": 30})


@answer
def odd_cells_everywhere(sent):
    odd = [True, 1.5, timedelta(hours=3), time(1), datetime(2013, 1, 1), "\u200b", "x" * 5000, "-", 1e30, -1]
    rows = [["序号", "账号", "户名", "金额", "状态", "原因", "入账日期", "流水号"]]
    rows += [[odd[(i + j) % len(odd)] for j in range(8)] for i in range(40)]
    return Told(book(rows), faults=None)
