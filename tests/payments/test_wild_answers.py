"""Each answer of `wild_answers` and `wilder_answers` by the services, from the file to the payments: what arrived, what came back and why,
what nobody knows yet, and what is asked; of the rest nothing is changed."""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone
from openpyxl import load_workbook

from beneficiaries.services.intake import NewAccount
from programs.payments.flows import AnswerState, Outcome
from programs.payments.models import Answer, AnswerRow, Batch
from programs.payments.services import answerfile, answers, banklayout, entitlements, settlement
from programs.payments.services.banktotals import Totals
from registry.core import vault
from registry.core.spreadsheets import reading
from tests.factories.accounts import entered_as
from tests.factories.money import card, make_enrolled, make_sent, receive
from tests.payments import wilder_answers  # noqa: F401 - more of them
from tests.payments.wild_answers import ANSWERS, NAMES, Line, Sent, Told, book, said, saved

GUARDIAN = {
    "number": card(777_777),
    "bank": "农业银行",
    "branch": "宣州支行",
    "payee": "汪建国",
    "payee_relation": "51",
}
COUNTING = ("paid", "returned", "unknown")


def sent_to(desk, fund, names) -> Batch:
    for name in names:
        guarded = name == GUARDIAN["payee"]
        make_enrolled(desk, name="汪小雨" if guarded else name, account=NewAccount(**GUARDIAN) if guarded else True)
    with entered_as(desk.manager):
        entitlements.generate(program="TA", period="2013", actor=desk.manager)
    return make_sent(desk, fund=fund)


def lines(batch) -> list[Line]:
    return [
        Line(p.sequence, p.payee, vault.open_sealed(p.account_sealed, row=p.pk, field="account"))
        for p in batch.payments.order_by("sequence")
    ]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def taken(desk, batch, told: Told) -> tuple[Answer, Counter]:
    """The answer, looked through and taken over, with its faults by code."""
    answer = answers.receive(batch=batch, content=told.content, filename="回盘", actor=desk.finance)
    answer = answers.look_through(answer=answer, actor=desk.finance)
    assert answer.problem.get("code", "") == told.problem, answer.problem
    if told.named:
        answer = answers.look_through(answer=answer, actor=desk.finance, columns=told.named)
    if answer.state == AnswerState.STAGED and any(answer.counts[outcome] for outcome in COUNTING):
        answers.post(answer=answer, actor=desk.finance)
    faults = AnswerRow.objects.filter(answer=answer, verdict="fault").values_list("code", flat=True)
    return answer, Counter(faults)


@pytest.fixture
def sent(desk, fund) -> tuple[Batch, Sent]:
    with entered_as(desk.finance):
        receive(fund, 100_000, actor=desk.finance)
    batch = sent_to(desk, fund, NAMES)
    other = sent_to(desk, fund, ["谭一", "谭二", "谭三"])
    with entered_as(desk.finance):
        told = Sent(batch.number, lines(batch), timezone.localdate(), other.number, lines(other))
    assert [line.payee for line in told.lines] == list(NAMES)
    return batch, told


def test_every_answer(desk, sent):
    batch, what = sent
    wrong = {}
    for name, make in ANSWERS.items():
        told = make(what)
        with undone(), entered_as(desk.finance):
            if told.before:
                settlement.record(batch=batch, actor=desk.finance, outcome=Outcome.PAID)
            try:
                _answer, faults = taken(desk, batch, told)
            except Exception as error:  # each is to be named
                wrong[name] = repr(error)
                continue
            became = list(batch.payments.values_list("sequence", "state", "return_reason"))
            found = (
                {n for n, state, _reason in became if state == "paid"},
                {n: reason for n, state, reason in became if state == "returned"},
                {n for n, state, _reason in became if state == "unknown"},
                faults if told.faults is not None else None,
            )
            expected = set(told.paid), told.returned, set(told.unknown), told.faults
            if found != expected:
                wrong[name] = f"{found} instead of {expected}"
    assert wrong == {}


MADE = Sent(
    "FF20131125-0001", [Line(n, name, card(n if n != 8 else 7)) for n, name in enumerate(NAMES, 1)],
    date(2013, 11, 25), "FF20131125-0002", [Line(n, f"谭{n}", card(100 + n)) for n in range(1, 4)],
)  # fmt: skip
NAMED = ["序号", "户名", "账号", "金额", "处理结果", "失败原因"]


def read(content: bytes) -> tuple[banklayout.Layout, Totals]:
    totals = Totals()
    with reading.opened(content) as sheets:
        layout = banklayout.layout_of(sheets)
        if not layout.missing:
            list(answerfile.rows(layout, totals))
    return layout, totals


def test_what_a_file_says_of_itself():
    """Of the totals in all these answers, those that the rows don't come to."""
    wrong = {}
    for name, make in ANSWERS.items():
        if make(MADE).problem not in ("", "header-missing"):
            continue
        _layout, totals = read(make(MADE).content)
        if found := [(one["of"], one["measure"], one["said"], one["found"]) for one in totals.differing()]:
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize(("above", "below", "wrong"), [
    ([], [["合计", None, None, "29,000.00"]], [("all", "amount", "29,000.00", "30000.00")]),
    ([], [["合计", "31笔", None, 30000]], [("all", "count", "31笔", "30")]),
    ([], [["合计", 31, None, 30000.5]], [("all", "count", "31", "30"), ("all", "amount", "30000.5", "30000.00")]),
    ([], [["成功合计：29笔 28,000.00元"], ["失败合计：1笔 2,000.00元"]],
     [("paid", "count", "29笔", "28"), ("returned", "count", "1笔", "2")]),
    ([["总笔数", 31, "总金额", "31,000.00"]], [], [("all", "count", "31", "30"), ("all", "amount", "31,000.00", "30000.00")]),
    ([["共30笔，金额30,000.00元，其中成功27笔，金额27,000.00元，失败2笔"]], [],
     [("paid", "count", "27笔", "28"), ("paid", "amount", "27,000.00元", "28000.00")]),
    ([["项目", "笔数", "金额"], ["成功", 30, 30000], ["失败", 0, 0]], [],
     [("paid", "count", "30", "28"), ("paid", "amount", "30000", "28000.00"), ("returned", "count", "0", "2"),
      ("returned", "amount", "0", "2000.00")]),
    ([[None, "成功", "失败", "合计"], ["笔数", 28, 3, 31]], [], [("returned", "count", "3", "2"), ("all", "count", "31", "30")]),
    ([["成功金额：2.8万元", "失败金额：0.2万元", "总金额：3.1万元"]], [], [("all", "amount", "3.1万元", "30000.00")]),
    ([["2013年第二批补助金额：1000元/人", "成功率：93.33%", "批次号：20131125"]],
     [["手续费合计", "60.00"], ["合计", None, None, None, "第1页/共1页"], ["合计金额大写：叁万元整"]], []),
])  # fmt: skip
def test_totals_that_the_rows_dont_come_to(above, below, wrong):
    rows = [[p.n, p.payee, p.account, 1000, *said(p.n)] for p in MADE.lines]
    _layout, totals = read(book([["代发回盘"], *above, NAMED, *rows, *below]))
    found = [(one["of"], one["measure"], one["said"], one["found"]) for one in totals.differing()]
    assert found == wrong


def test_a_row_that_is_missing_from_a_page_or_a_summary():
    head = ["序号", "户名", "账号", "金额", "处理结果"]
    pages = [[[p.n, p.payee, p.account, 1000, "成功"] for p in MADE.lines[i : i + 10]] for i in (0, 10, 20)]
    small = ["小计", None, None, 10000]
    summary = [["项目", "笔数", "金额"], ["合计", 30, 30000]]

    def wrong(pages):
        rows = [row for page in pages for row in [head, *page, small]]
        return [(one["sheet"], one["said"]) for one in read(book(rows, summary, names=["明细", "汇总"]))[1].differing()]

    assert wrong(pages) == []
    pages[1].pop()
    assert wrong(pages) == [("汇总", "30"), ("汇总", "30000"), ("明细", "10000")]


def test_sheets_that_are_not_read():
    rows = [NAMED, *([p.n, p.payee, p.account, 1000, "成功"] for p in MADE.lines)]
    strange = [["甲", "乙"], ["你", "好"]]
    half = [["账号", "户名"], [MADE[1].account, MADE[1].payee]]
    workbook = load_workbook(io.BytesIO(book(rows, strange, half, rows, names=["回盘", "别的", "补充", "旧的"])))
    workbook["旧的"].sheet_state = "hidden"
    layout, _totals = read(saved(workbook))
    assert [(one.name, one.hidden, list(one.missing)) for one in layout.unread] == [
        ("别的", False, []), ("补充", False, ["状态"]), ("旧的", True, []),
    ]  # fmt: skip
