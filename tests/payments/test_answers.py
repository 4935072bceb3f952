"""The bank's answer as a file: any layout, every outcome, and whatever is wrong in it said row by row."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from programs.ledger.models import Transfer
from programs.payments import tasks
from programs.payments.flows import Outcome, ReturnReason
from programs.payments.models import Answer, AnswerRow, Batch
from programs.payments.services import answers, bankwords, settlement
from registry.core import jobs, vault
from registry.core.ids import uuid7
from registry.core.models import AccessLog, Job
from tests.expect import refused
from tests.factories.accounts import entered_as
from tests.factories.money import card, make_due, make_sent
from tests.payments.test_returns import held, state
from tests.payments.test_rules import broken

HEAD = ["序号", "户名", "账号", "金额（元）", "处理结果", "失败原因", "入账日期", "流水号"]


@pytest.fixture
def sent(desk, fund) -> Batch:
    make_due(desk, 4)
    return make_sent(desk, fund=fund)


def lines(desk, batch) -> list[list]:
    """The payments as the bank repeats them."""
    with entered_as(desk.finance):
        return [
            [p.sequence, p.payee, vault.open_sealed(p.account_sealed, row=p.pk, field="account"), f"{p.amount:,.2f}"]
            for p in batch.payments.order_by("sequence")
        ]


def book(rows, head=HEAD) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["代发工资回盘清单"])
    sheet.append(["单位：市妇联", None, f"日期：{timezone.localdate()}"])
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    sheet.append(["合计", None, None, "4,000.00"])
    sheet.append(["制表人：", "王某"])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def looked(desk, batch, content: bytes, name="回盘.xlsx") -> Answer:
    with entered_as(desk.finance):
        answer = answers.receive(batch=batch, content=content, filename=name, actor=desk.finance)
        return answers.look_through(answer=answer, actor=desk.finance)


def post(desk, answer) -> Answer:
    with entered_as(desk.finance):
        return answers.post(answer=answer, actor=desk.finance)


def faults(desk, answer) -> dict[int, str]:
    with entered_as(desk.finance):
        return dict(AnswerRow.objects.filter(answer=answer, verdict="fault").values_list("number", "code"))


def today() -> str:
    return timezone.localdate().isoformat()


def test_all_three_outcomes_and_what_is_missing(desk, fund, sent):
    one, two, three, _four = lines(desk, sent)
    rows = [
        [*one, "交易成功", "", today(), "S1"],
        [*two, "失败", "户名不符", today(), ""],
        [*three, "处理中", "", "", ""],
    ]
    answer = looked(desk, sent, book(rows))
    assert answer.state == "staged"
    assert answer.counts == {
        "rows": 3, "paid": 1, "returned": 1, "unknown": 1, "same": 0, "fault": 0, "left": 1,
    }  # fmt: skip
    assert state(desk, sent)[1] == ["in_transit"] * 4
    for _ in range(3):
        post(desk, answer)
    assert state(desk, sent) == ("sent", ["paid", "returned", "unknown", "in_transit"])
    with entered_as(desk.finance):
        assert held(fund) == {"available": 6000, "in_transit": 2000, "paid": 1000, "returned": 1000}
        assert sent.payments.get(sequence=1).bank_serial == "S1"
        assert sent.payments.get(sequence=2).return_reason == "name_mismatch"
        assert Transfer.objects.about(sent.pk).count() == 4


def test_the_same_file_twice_has_no_effect(desk, fund, sent):
    content = book([[*line, "成功", "", today(), ""] for line in lines(desk, sent)])
    first = post(desk, looked(desk, sent, content))
    again = looked(desk, sent, content, name="另一个名字.xlsx")
    assert again == first
    # The same rows in another file: nothing new.
    other = looked(desk, sent, content + b"\0")
    assert (other.counts["same"], other.counts["paid"]) == (4, 0)
    with refused("nothing-counts"):
        post(desk, other)
    assert state(desk, sent)[0] == "closed"
    with entered_as(desk.finance):
        assert Transfer.objects.about(sent.pk).count() == 3


def test_faults_are_said_and_good_rows_go_on(desk, fund, sent):
    one, two, three, four = lines(desk, sent)
    rows = [
        [*one, "成功", "", today(), ""],
        [*two[:3], "999.00", "成功", "", today(), ""],
        [three[0], three[1], card(98_765), three[3], "成功", "", today(), ""],
        [*four, "天知道", "", today(), ""],
        [None, "某某", card(98_766), "1,000.00", "成功", "", today(), ""],
        [None, "某某", 6217001234567890, "1,000.00", "成功", "", today(), ""],
        [*four, "成功", "", (timezone.localdate() + timedelta(days=3)).isoformat(), ""],
    ]
    answer = looked(desk, sent, book(rows))
    assert faults(desk, answer) == {
        2: "amount-differs", 3: "account-differs", 4: "status-unknown", 5: "no-payment", 6: "account-numeric-cell",
        7: "date",
    }  # fmt: skip
    post(desk, answer)
    assert state(desk, sent)[1] == ["paid", "in_transit", "in_transit", "in_transit"]
    with entered_as(desk.finance):
        sheet = load_workbook(io.BytesIO(answers.faults(answer=answer, actor=desk.finance))).active
        found = list(sheet.iter_rows(values_only=True))
        assert len(found) == 7 and found[0][:3] == ("文件中的行", "问题", "序号")
        assert AccessLog.objects.filter(object_id=answer.pk).count() == 1


def test_faulty_rows_are_corrected_and_sent_again(desk, fund, sent):
    """In the workbook that has them, what was wrong stands beside what the bank says, and isn't taken for that."""
    one, two, *_rest = lines(desk, sent)
    post(desk, looked(desk, sent, book([[*one, "退票", "销户", today(), ""]])))
    answer = looked(desk, sent, book([[*one, "成功", "", today(), ""], [*two[:3], "9.00", "成功", "", today(), ""]]))
    with entered_as(desk.finance):
        faulty = load_workbook(io.BytesIO(answers.faults(answer=answer, actor=desk.finance)))
    faulty.active["F3"] = two[3]
    out = io.BytesIO()
    faulty.save(out)
    again = looked(desk, sent, out.getvalue())
    assert (again.counts["paid"], faults(desk, again)) == (1, {1: "after-return"})


def test_one_payment_said_twice(desk, fund, sent):
    one, two, *_rest = lines(desk, sent)
    rows = [[*one, "成功", "", today(), ""], [*one, "失败", "销户", today(), ""], [*two, "成功", "", today(), ""],
            [*two, "成功", "", today(), ""]]  # fmt: skip
    answer = looked(desk, sent, book(rows))
    assert faults(desk, answer) == {1: "contradiction", 2: "contradiction"}
    assert (answer.counts["paid"], answer.counts["same"]) == (1, 1)


def test_a_row_of_another_batch_is_named(desk, fund, sent):
    make_due(desk, 1)
    other = make_sent(desk, fund=fund)
    [line] = lines(desk, other)
    head = ["批次号", "户名", "账号", "金额", "状态"]
    rows = [["", *line[1:], "成功"], [other.number, *line[1:], "成功"]]
    answer = looked(desk, sent, book(rows, head))
    with entered_as(desk.finance):
        messages = list(AnswerRow.objects.filter(answer=answer).values_list("code", "message"))
    assert [code for code, _m in messages] == ["other-batch"] * 2
    assert all(other.number in message for _code, message in messages)


def test_a_batch_that_the_title_names(desk, fund, sent):
    """Numbers and amounts are the same in each batch; what is said of another must not be taken for this one's."""
    make_due(desk, 1)
    other = make_sent(desk, fund=fund)

    def said(batch):
        workbook = Workbook()
        for row in ([f"代发批次：{batch.number}"], ["序号", "金额", "状态"], [1, "1,000.00", "成功"]):
            workbook.active.append(row)
        out = io.BytesIO()
        workbook.save(out)
        return looked(desk, sent, out.getvalue())

    assert faults(desk, said(other)) == {1: "other-batch"}
    assert said(sent).counts["paid"] == 1


def test_without_numbers_by_account_amount_and_name(desk, fund, sent):
    head = ["收款人", "卡号", "交易金额", "交易状态"]
    content = book([[*line[1:], "成功"] for line in lines(desk, sent)], head)
    assert post(desk, looked(desk, sent, content)).counts["paid"] == 4
    assert state(desk, sent)[0] == "closed"


def test_a_list_of_what_came_back_has_numbers_of_its_own_and_no_outcome(desk, fund, sent):
    _one, two, three, four = lines(desk, sent)
    head = ["序号", "户名", "账号", "金额", "退票原因", "退票日期"]
    rows = [
        [1, *three[1:], "账号已销户", today()],
        [2, *four[1:], "户名不符", f"{today()} 10:31:02"],
        [3, *two[1:], "", ""],
    ]
    answer = looked(desk, sent, book(rows, head))
    assert (answer.counts["returned"], faults(desk, answer)) == (2, {3: "status-unknown"})
    post(desk, answer)
    assert state(desk, sent)[1] == ["in_transit", "in_transit", "returned", "returned"]


def test_a_number_against_account_and_name_is_the_banks_own(desk, fund, sent):
    one, two, three, four = lines(desk, sent)
    rows = [[2, *one[1:], "成功", "", today(), ""], [1, two[1], two[2], "1.00", "成功", "", today(), ""],
            [4, "另一个人", *three[2:], "成功", "", today(), ""], [3, *four[1:], "失败", "冻结", today(), ""]]  # fmt: skip
    answer = looked(desk, sent, book(rows))
    assert faults(desk, answer) == {2: "account-differs", 3: "account-differs"}
    post(desk, answer)
    assert state(desk, sent)[1] == ["paid", "in_transit", "in_transit", "returned"]


def test_an_account_that_is_masked_with_the_name(desk, fund, sent):
    head = ["收款人", "卡号", "交易金额", "交易状态"]
    rows = [
        [payee, f"{account[:4]}********{account[-4:]}", amount, "成功"]
        for _n, payee, account, amount in lines(desk, sent)
    ]
    rows[0][0], rows[1][2] = "另一个人", "1.00"
    answer = looked(desk, sent, book(rows, head))
    assert (answer.counts["paid"], faults(desk, answer)) == (2, {1: "no-payment", 2: "no-payment"})


def test_a_sheet_each_for_what_arrived_and_what_came_back(desk, fund, sent):
    one, two, three, four = lines(desk, sent)
    workbook = load_workbook(
        io.BytesIO(book([[*line, "成功", today()] for line in (one, two)], [*HEAD[:5], "入账日期"]))
    )
    other = workbook.create_sheet("失败")
    for row in (
        ["账号", "户名", "金额", "退票原因"],
        [three[2], three[1], three[3], "账户冻结"],
        [four[2], four[1], "9.00", "销户"],
    ):
        other.append(row)
    out = io.BytesIO()
    workbook.save(out)
    answer = looked(desk, sent, out.getvalue())
    assert (answer.counts["paid"], answer.counts["returned"], faults(desk, answer)) == (2, 1, {4: "amount-differs"})
    with entered_as(desk.finance):
        [row] = AnswerRow.objects.filter(answer=answer, verdict="fault")
        assert answers.cells_of(row)[:4] == [None, four[1], four[2], "9.00"], "under the names of the first sheet"


def test_a_column_with_nothing_but_words_for_outcomes(desk, fund, sent):
    rows = [[*line, word] for line, word in zip(lines(desk, sent), ["成功", "失败", "成功", "处理中"], strict=True)]
    answer = looked(desk, sent, book(rows, [*HEAD[:4], "标志"]))
    assert [answer.counts[word] for word in ("paid", "returned", "unknown")] == [2, 1, 1]


def test_a_file_without_names_begins_with_its_first_payment(desk, fund, sent):
    rows = "\n".join(f"{account}|{payee}|1000.00|成功" for _n, payee, account, _a in lines(desk, sent))
    answer = looked(desk, sent, rows.encode("gb18030"), "hp.txt")
    assert (answer.state, answer.layout["texts"]) == ("question", ["A", "B", "C", "D"])
    with entered_as(desk.finance):
        named = {"account": 0, "payee": 1, "amount": 2, "status": 3}
        assert answers.look_through(answer=answer, actor=desk.finance, columns=named).counts["paid"] == 4


def test_what_arrived_is_not_what_was_ordered(desk, fund, sent):
    head = ["序号", "账号", "金额", "处理状态", "成功金额"]
    said = [("成功", "1,000.00"), ("成功", "600.00"), ("部分成功", "600.00"), ("失败", "0.00")]
    rows = [[n, account, amount, *what] for (n, _p, account, amount), what in zip(lines(desk, sent), said, strict=True)]
    answer = looked(desk, sent, book(rows, head))
    assert faults(desk, answer) == {2: "amount-differs", 3: "status-unknown"}
    assert (answer.counts["paid"], answer.counts["returned"]) == (1, 1)


def test_amounts_in_fen_the_banks_batch_and_two_columns_of_states(desk, fund, sent):
    head = ["代发批次", "序号", "账号", "金额（分）", "状态", "处理结果", "交易日期"]
    moment = today().replace("-", "") + "103102"
    rows = [["20131125001", n, account, 100_000, "已处理", "成功", moment] for n, _p, account, _a in lines(desk, sent)]
    rows += [["成功笔数", 4, "成功金额", 400_000], ["失败笔数：0"], ["本页合计", None, None, 400_000]]
    rows += [["打印日期：2013-11-25", None, None, "操作员：0012"]]
    answer = looked(desk, sent, book(rows, head))
    assert (answer.counts["rows"], answer.counts["paid"], faults(desk, answer)) == (4, 4, {})


def test_csv_in_gb18030(desk, fund, sent):
    text = "序号,户名,账号,金额,处理状态\r\n" + "".join(
        f'{n},{payee},{account},"{amount}",成功\r\n' for n, payee, account, amount in lines(desk, sent)
    )
    assert looked(desk, sent, text.encode("gb18030"), "hp.csv").counts["paid"] == 4


def test_columns_are_named_and_remembered(desk, fund, sent):
    head = ["甲", "乙", "丙", "丁", "戊"]
    rows = [[*line, "成功"] for line in lines(desk, sent)]
    answer = looked(desk, sent, book(rows, head))
    assert (answer.state, answer.problem["code"]) == ("question", "header-missing")
    with entered_as(desk.finance):
        with refused("header-missing"):
            answers.look_through(answer=answer, actor=desk.finance, columns={"sequence": 0})
        named = {"sequence": 0, "account": 2, "amount": 3, "status": 4}
        assert answers.look_through(answer=answer, actor=desk.finance, columns=named).counts["paid"] == 4
    again = looked(desk, sent, book(rows[:2], head))
    assert (again.state, again.counts["paid"]) == ("staged", 2)


def test_the_banks_own_words_are_asked_once_and_remembered(desk, fund, sent):
    all_ = lines(desk, sent)
    rows = [[*all_[0], "1"], [*all_[1], "1"], [*all_[2], "9", "户名不符"], [*all_[3], "7"]]
    answer = looked(desk, sent, book(rows))
    assert answer.layout["unknown"] == {"1": 2, "7": 1}  # what the reason says needs no word
    assert (answer.counts["fault"], answer.counts["returned"]) == (3, 1)
    with entered_as(desk.finance):
        answer = answers.look_through(answer=answer, actor=desk.finance, words={"1": "paid", "7": ""})
    assert (answer.layout["words"], answer.layout["unknown"]) == ({"1": "paid"}, {"7": 1})
    assert (answer.counts["paid"], answer.counts["fault"]) == (2, 1)

    again = looked(desk, sent, book(rows[:2]))
    assert (again.layout["words"], again.counts["paid"]) == ({"1": "paid"}, 2)
    with entered_as(desk.finance):
        again = answers.look_through(answer=again, actor=desk.finance, words={"1": ""})
    assert (again.layout["words"], again.layout["unknown"]) == ({}, {"1": 2})


def test_a_word_that_was_explained_does_not_outdo_what_the_row_says(desk, fund, sent):
    all_ = lines(desk, sent)
    rows = [[*all_[0], "成功"], [*all_[1], "1", "户名不符"], [*all_[2], "1"]]
    answer = looked(desk, sent, book(rows))
    with entered_as(desk.finance):
        answer = answers.look_through(answer=answer, actor=desk.finance, words={"1": "paid", "成功": "returned"})
    assert faults(desk, answer) == {2: "contradiction"}
    assert (answer.counts["paid"], answer.counts["returned"]) == (2, 0)


@pytest.mark.parametrize("words", ['{"1": "stolen"}', '{"1": {"paid": 1}}', '["paid"]', '{"1": 1}'])
def test_the_database_knows_what_a_word_can_mean(desk, words):
    with entered_as(desk.finance):
        assert broken(
            "INSERT INTO payments_answermapping (id, fingerprint, columns, words, made_by_id, changed_at) "
            "VALUES (%s, 'f', '{}', %s, %s, now())",
            [uuid7(), words, desk.finance.pk],
        ) == "answermapping_words_known"  # fmt: skip


def test_a_column_of_other_things_is_no_list_of_words(desk, fund, sent):
    rows = [[*line, f"已核对的第{line[0]}户人家的说明文字在这一格里写得很长"] for line in lines(desk, sent)]
    answer = looked(desk, sent, book(rows))
    assert (answer.counts["fault"], answer.layout["unknown"]) == (4, {})


def test_the_banks_own_words_on_the_desk(desk, fund, sent, client):
    all_ = lines(desk, sent)
    answer = looked(desk, sent, book([[*all_[0], "1"], [*all_[1], "1"]]))
    client.force_login(desk.finance)
    page, act = reverse("money:answer", args=[answer.pk]), reverse("money:answer-act", args=[answer.pk, "words"])
    assert '<input type="hidden" name="word" value="1">' in client.get(page).content.decode()
    # What was said of a word that isn't in the list any more says nothing of the one in its place.
    for word, said, kept in (("7", "paid", {}), ("1", "paid", {"1": "paid"}), ("1", "stolen", {})):
        assert client.post(act, {"word": word, "means": said}).status_code == 302
        with entered_as(desk.finance):
            assert Answer.objects.get(pk=answer.pk).layout["words"] == kept


def test_after_the_close_a_return_is_late_and_the_rest_is_asked(desk, fund, sent):
    all_ = lines(desk, sent)
    post(desk, looked(desk, sent, book([[*line, "成功", "", today(), ""] for line in all_])))
    rows = [[*all_[0], "退汇", "销户", today(), ""], [*all_[1], "处理中", "", today(), ""]]
    answer = looked(desk, sent, book(rows))
    assert faults(desk, answer) == {2: "after-paid"}
    post(desk, answer)
    assert state(desk, sent) == ("answered", ["returned", "paid", "paid", "paid"])
    back = looked(desk, sent, book([[*all_[0], "成功", "", today(), ""]]))
    assert faults(desk, back) == {1: "after-return"}


def test_what_is_no_answer_is_refused_as_a_whole(desk, fund, sent):
    answer = looked(desk, sent, b"<html><table></table></html>", "hp.xls")
    assert (answer.state, answer.problem["code"]) == ("refused", "file-unreadable")


def test_overtaken_between_looking_and_taking_over(desk, fund, sent):
    from tests.payments.test_returns import say

    one, two, *_rest = lines(desk, sent)
    answer = looked(desk, sent, book([[*one, "成功", "", today(), ""], [*two, "成功", "", today(), ""]]))
    say(desk, sent, "returned", 1)
    posted = post(desk, answer)
    assert (posted.counts["paid"], posted.counts["fault"]) == (1, 1)
    assert faults(desk, answer) == {1: "overtaken"}


def test_a_row_is_of_an_answer_and_a_payment_that_are_there(desk, fund, sent):
    answer = looked(desk, sent, book([[*lines(desk, sent)[0], "成功", "", today(), ""]]))
    sql = (
        "INSERT INTO payments_answerrow (answer_id, number, line, payment_id, verdict, outcome, reason, words, serial, "
        "code, message, program_id, area) VALUES (%s, 99, 0, %s, 'fault', '', '', '', '', '', '', 'TA', '3418')"
    )
    with entered_as(desk.finance):
        assert broken(sql, [answer.pk, uuid7()]) == "answerrow_of_its_batch"
        assert broken(sql, [uuid7(), None]) == "answer_stays"


def test_taken_over_it_stays(desk, fund, sent):
    answer = post(desk, looked(desk, sent, book([[*lines(desk, sent)[0], "成功", "", today(), ""]])))
    with entered_as(desk.finance):
        assert broken("UPDATE payments_answerrow SET outcome = 'unknown'") == "answer_stays"
        assert broken("UPDATE payments_answerrow SET number = 9") == "answer_stays"
        assert broken("DELETE FROM payments_answerrow") == "answer_stays"
        with refused("state"):
            answers.look_through(answer=answer, actor=desk.finance, columns={"sequence": 0})
        answers.rotate_rows()
        AnswerRow.objects.update(payload=b"\0")  # the vault may seal it anew
        assert broken(
            "INSERT INTO payments_answerrow (answer_id, number, line, verdict, outcome, reason, words, serial, code, "
            "message, program_id, area) VALUES (%s, 99, 0, 'fault', '', '', '', '', '', '', 'TA', '3418')",
            [answer.pk],
        ) == "answer_stays"  # fmt: skip


@pytest.mark.parametrize(("text", "outcome"), [
    ("交易成功", Outcome.PAID), ("处理失败", Outcome.RETURNED), ("未成功", Outcome.RETURNED), ("已受理", Outcome.UNKNOWN),
    ("超时", Outcome.UNKNOWN), ("Ｓ", Outcome.PAID), ("SUCCESS", Outcome.PAID), ("已退票", Outcome.RETURNED),
    ("待处理", Outcome.UNKNOWN), ("", None), ("甲", None), ("部分成功", None), ("未完成", None), ("未到账", None),
    ("入账中", Outcome.UNKNOWN), ("待入账", Outcome.UNKNOWN), ("提交成功", Outcome.UNKNOWN), ("已到账", Outcome.PAID),
    ("冲正成功", Outcome.RETURNED), ("退款成功", Outcome.RETURNED), ("Unsuccessful", Outcome.RETURNED),
])  # fmt: skip
def test_words_of_banks(text, outcome):
    assert bankwords.outcome_of(text) == outcome


@pytest.mark.parametrize(("text", "reason"), [
    ("户名与账号不符", ReturnReason.NAME_MISMATCH), ("账号不存在", ReturnReason.NO_ACCOUNT), ("该卡已销户", ReturnReason.CLOSED),
    ("账户冻结", ReturnReason.FROZEN), ("卡片过期", ReturnReason.EXPIRED), ("卡未激活", ReturnReason.NOT_ACTIVATED),
    ("久悬户", ReturnReason.DORMANT), ("超限额", ReturnReason.LIMIT), ("重复提交", ReturnReason.DUPLICATE),
    ("系统超时", ReturnReason.TIMEOUT), ("其他", ReturnReason.OTHER),
])  # fmt: skip
def test_reasons_of_banks(text, reason):
    assert bankwords.reason_of(text) == reason


def test_a_large_file_is_a_job(desk, fund, sent, monkeypatch):
    monkeypatch.setattr(tasks, "SMALL_FILE", 1)
    monkeypatch.setattr(jobs, "send", lambda _id: None)
    content = book([[*line, "成功", "", today(), ""] for line in lines(desk, sent)])
    for name in ("look", "post"):
        with entered_as(desk.finance):
            answer = answers.receive(batch=sent, content=content, filename="大.xlsx", actor=desk.finance)
            job = tasks.answer(name, answer=answer, actor=desk.finance)
        jobs.run(job.pk)
        with entered_as(desk.finance):
            job.refresh_from_db()
            assert (job.state, job.error) == ("done", "")
    assert state(desk, sent)[0] == "closed"


@pytest.fixture
def slices_of_two(monkeypatch):
    """Rows of an answer go two by two, whatever its size, and every answer is a job."""
    monkeypatch.setattr(settlement, "SLICE", 2)
    monkeypatch.setattr(settlement, "SLICES", 1_000)
    monkeypatch.setattr(tasks, "SMALL_FILE", 1)
    monkeypatch.setattr(jobs, "send", lambda _id: None)


def taking_over(desk, batch) -> Job:
    """A job for an answer to six payments of seven: three arrived, two came back, one isn't known yet."""
    said = [("成功", ""), ("失败", "户名不符"), ("成功", ""), ("处理中", ""), ("失败", "账号不存在"), ("成功", "")]
    rows = [[*line, *words, today(), ""] for line, words in zip(lines(desk, batch), said, strict=False)]
    answer = looked(desk, batch, book(rows))
    with entered_as(desk.finance):
        return tasks.answer("post", answer=answer, actor=desk.finance)


def test_a_large_answer_says_how_far_it_is(desk, fund, slices_of_two, monkeypatch):
    make_due(desk, 7)
    batch = make_sent(desk, fund=fund)
    job = taking_over(desk, batch)
    heard, progress = [], jobs.Run.progress

    def listening(run, done, total=None):
        heard.append((done, total))
        progress(run, done, total)

    monkeypatch.setattr(jobs.Run, "progress", listening)
    jobs.run(job.pk)
    assert [one for one in heard if one[1]] == [(2, 6), (4, 6), (6, 6), (6, 6)]
    with entered_as(desk.finance):
        job.refresh_from_db()
        assert (job.state, job.error, job.percent) == ("done", "", 100)
        assert held(fund) == {"available": 3000, "in_transit": 2000, "paid": 3000, "returned": 2000}
        kinds = [move.kind for move in Transfer.objects.about(batch.pk)]
        assert sorted(kinds[2:]) == ["confirmation"] * 3 + ["return"] * 2, "each slice has its own"
    assert state(desk, batch) == (
        "sent", ["paid", "returned", "paid", "unknown", "returned", "paid", "in_transit"]
    )  # fmt: skip


def test_taking_over_is_cancelled_whole_and_tried_again(client, desk, fund, slices_of_two, monkeypatch):
    make_due(desk, 7)
    batch = make_sent(desk, fund=fund)
    job = taking_over(desk, batch)
    client.force_login(desk.finance, backend="registry.core.backend.RoleBackend")
    with entered_as(desk.finance):
        address = reverse("money:answer", args=[Answer.objects.get().pk])
    assert reverse("jobs:detail", args=[job.pk]) in client.get(address).content.decode()
    progress = jobs.Run.progress

    def stopped(run, done, total=None):
        if done == 4:
            run._verdict = jobs.Cancelled
        progress(run, done, total)

    with monkeypatch.context() as patch:
        patch.setattr(jobs.Run, "progress", stopped)
        jobs.run(job.pk)
    with entered_as(desk.finance):
        job.refresh_from_db()
        assert (job.state, job.done, job.total) == ("cancelled", 0, 6), "what isn't kept wasn't done"
        assert Answer.objects.get().state == "staged"
        assert held(fund) == {"available": 3000, "in_transit": 7000}
    assert "入账 6 行" in client.get(address).content.decode(), "it can be taken over once more"
    with entered_as(desk.finance):
        jobs.retry(job=job)
    jobs.run(job.pk)
    assert state(desk, batch)[1].count("paid") == 3


def test_by_the_screens(client, desk, fund, sent):
    client.force_login(desk.finance, backend="registry.core.backend.RoleBackend")
    one, two, *_rest = lines(desk, sent)
    file = io.BytesIO(book([[*one, "成功", "", today(), ""], [*two[:3], "5.00", "成功", "", today(), ""]]))
    file.name = "回盘.xlsx"
    done = client.post(reverse("money:answer-upload", args=[sent.pk]), {"file": file})
    page = client.get(done.url).content.decode()
    assert "银行回盘的金额是 5.00 元" in page or "5.00" in page
    with entered_as(desk.finance):
        answer = Answer.objects.get()
    assert client.post(reverse("money:answer-act", args=[answer.pk, "faults"])).status_code == 200
    client.post(reverse("money:answer-act", args=[answer.pk, "post"]))
    assert state(desk, sent)[1][0] == "paid"
    for show in ("fault", "paid", "same", "x"):
        assert client.get(reverse("money:answer", args=[answer.pk]) + f"?show={show}").status_code == 200
    assert client.get(reverse("money:batch", args=[sent.pk])).status_code == 200


def test_what_doesnt_fit_is_shown_before_it_is_taken_over(client, desk, fund, sent):
    client.force_login(desk.finance, backend="registry.core.backend.RoleBackend")
    one, *_rest = lines(desk, sent)
    stranger = [9, "外来人", card(98_766), "1,234.50", "成功", "", today(), ""]
    workbook = load_workbook(io.BytesIO(book([[*one, "成功", "", today(), ""], stranger])))
    workbook.create_sheet("说明").append(["甲", "乙"])
    hidden = workbook.create_sheet("旧表")
    hidden.append(["甲"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    workbook.save(out)
    answer = looked(desk, sent, out.getvalue())
    assert (answer.state, answer.counts["paid"], faults(desk, answer)) == ("staged", 1, {2: "no-payment"})
    address = reverse("money:answer", args=[answer.pk])
    page = client.get(address).content.decode()
    assert "4,000.00" in page and "2,234.50" in page, "the total, and what the rows come to"
    assert "说明" in page and "旧表" in page
    assert "外来人" in page and "1,234.50" in page and f"····{stranger[2][-4:]}" in page
    assert stranger[2] not in page
    post(desk, answer)
    assert "2,234.50" in client.get(address).content.decode()


def test_the_file_of_another_batch_is_said(client, desk, fund, sent):
    """Who is paid each month has the same account and amount each time: the rows alone don't tell."""
    client.force_login(desk.finance, backend="registry.core.backend.RoleBackend")
    make_due(desk, 1)
    other = make_sent(desk, fund=fund)
    content = book([[*lines(desk, sent)[0], "成功", "", today(), ""]])

    def page(batch, content, name):
        answer = looked(desk, batch, content, name)
        return client.get(reverse("money:answer", args=[answer.pk])).content.decode()

    assert "可能是其他批次的回盘" not in page(sent, content, f"{sent.number}.xlsx")
    for found in (page(other, content, "回盘.xlsx"), page(sent, content + b"\0", f"{other.number}回盘.xlsx")):
        assert "可能是其他批次的回盘" in found
