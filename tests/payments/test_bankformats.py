"""The formats of banks' files: set up by the city's finance, never edited, written exactly, and read back as answers."""

import io
import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from beneficiaries.services.intake import NewAccount
from programs.payments.models import BankFormat
from programs.payments.models.bankformat import DEFAULT
from programs.payments.services import bankfile, bankformats
from registry.core import vault
from registry.core.ids import uuid7
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import card, make_approved, make_batch, make_due, make_sent
from tests.payments.test_answers import faults, looked, post
from tests.payments.test_returns import state
from tests.payments.test_rules import broken
from tests.payments.test_staff import as_

ID = "01890000-0000-7000-8000-00000000bf01"
INSERT = (
    "INSERT INTO payments_bankformat (id, name, version, bank, bank_code, kind, separator, encoding, columns, headings, "
    "above, below, codes, fund_account, withdrawn, made_by_id, made_at) "
    "VALUES (%s, %s, 7, '农行', '', %s, %s, %s, %s, true, '', '', '[]', '', false, %s, now())"
)


def columns(*pairs: tuple[str, str]) -> list[dict]:
    return [{"holds": holds, "heading": heading, "text": "代发" if holds == "text" else ""} for holds, heading in pairs]


PLAIN = columns(("account", "收款账号"), ("payee", "收款户名"), ("amount", "金额"))


def given(**changed) -> dict:
    return {
        "name": "农行代发", "bank": "农业银行", "bank_code": "103", "kind": "text", "separator": "|",
        "encoding": "gb18030", "columns": PLAIN, "headings": True, "above": "", "below": "", "codes": [],
        "fund_account": "",
    } | changed  # fmt: skip


def make_format(desk, **changed) -> BankFormat:
    with entered_as(desk.finance):
        return bankformats.add(actor=desk.finance, **given(**changed))


def written(desk, batch, format) -> bankfile.BankFile:
    with entered_as(desk.finance):
        return bankfile.download(batch=batch, format=format, actor=desk.finance, purpose="送银行代发")


def remembered(desk, batch) -> BankFormat | None:
    with entered_as(desk.finance):
        batch.refresh_from_db()
        return batch.bank_format


@pytest.fixture
def sent(desk, fund):
    make_due(desk, 3)
    return make_sent(desk, fund=fund)


def payments(desk, batch) -> list[tuple]:
    with entered_as(desk.finance):
        return [
            (p.sequence, p.payee, vault.open_sealed(p.account_sealed, row=p.pk, field="account"), p.amount)
            for p in batch.payments.order_by("sequence")
        ]


def test_what_the_bank_wants_to_the_byte(desk, sent):
    made = make_format(
        desk, fund_account="34001756", codes=[["农业银行", "103"], ["农业银行 宣州支行", "103377000018"]],
        headings=False, above="{account}|{date}|{count}|{fen}", below="END|{total}|{batch}",
        columns=columns(("payment", ""), ("account", ""), ("payee", ""), ("bank_code", ""), ("fen", ""), ("text", ""),
                        ("memo", ""), ("id_tail", ""), ("fund_account", "")),
    )  # fmt: skip
    file = written(desk, sent, made)
    assert (file.name, file.mime) == (f"{sent.number}.txt", "text/plain; charset=gb18030")
    day = timezone.localdate().strftime("%Y%m%d")
    with entered_as(desk.finance):
        tails = list(sent.payments.order_by("sequence").values_list("payee_id_tail", flat=True))
    rows = [
        f"{sent.number}-{n}|{account}|{payee}|103377000018|100000|代发|救助 2013|{tail}|34001756"
        for (n, payee, account, _amount), tail in zip(payments(desk, sent), tails, strict=True)
    ]
    lines = [f"34001756|{day}|3|300000", *rows, f"END|3000.00|{sent.number}", ""]
    assert file.content == "\r\n".join(lines).encode("gb18030")
    assert remembered(desk, sent) == made


def test_a_workbook_of_text(desk, sent):
    made = make_format(desk, kind="xlsx", separator="", encoding="", below="合计|{total}")
    sheet = load_workbook(io.BytesIO(written(desk, sent, made).content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("收款账号", "收款户名", "金额") and rows[-1] == ("合计", "3000.00", None)
    assert rows[1:-1] == [(account, payee, "1000.00") for _n, payee, account, _amount in payments(desk, sent)]
    found = {(c.data_type, c.number_format) for row in sheet.iter_rows() for c in row if c.value is not None}
    assert found == {("s", "@")}


def test_a_row_that_cannot_be_written_is_named(desk, fund):
    make_due(desk, 1)
    make_due(desk, 1, account=NewAccount(number=card(71), bank="徽商|银行"))
    batch = make_sent(desk, fund=fund)
    made = make_format(
        desk, codes=[["农业银行", "103"]], columns=[*PLAIN, *columns(("bank", "开户行"), ("bank_code", "行号"))]
    )
    with entered_as(desk.finance), refused("bank-rows") as caught:
        bankfile.download(batch=batch, format=made, actor=desk.finance, purpose="送银行代发")
    assert str(caught.value).count("2") == 2 and "开户行" in str(caught.value) and "行号" in str(caught.value)
    assert remembered(desk, batch) is None
    comma = make_format(desk, name="逗号", separator=",", columns=[*PLAIN, *columns(("bank", "开户行"))])
    assert "徽商|银行".encode("gb18030") in written(desk, batch, comma).content


def test_a_change_is_the_next_version_and_a_batch_keeps_its_own(desk, sent):
    first = make_format(desk)
    written(desk, sent, first)
    second = make_format(desk, separator=",")
    assert (first.version, second.version) == (1, 2)
    with entered_as(desk.finance):
        assert [f.pk for f in BankFormat.objects.offered().filter(name="农行代发")] == [second.pk]
        assert bankformats.add(actor=desk.finance, id=second.pk, **given()) == second
        gone = bankformats.withdraw(format=second, actor=desk.finance)
        assert (gone.version, gone.withdrawn) == (3, True)
        with refused("bank-format"):
            bankformats.withdraw(format=second, actor=desk.finance)
        with refused("bank-format"):
            bankfile.download(batch=sent, format=second, actor=desk.finance, purpose="送银行代发")
    assert b"|" in written(desk, sent, first).content
    back = make_format(desk)
    assert back.version == 4
    with entered_as(desk.finance):
        assert BankFormat.objects.offered().filter(pk=back.pk).exists()


@pytest.mark.parametrize(("code", "changed"), [
    ("bankformat_columns_known", {"columns": columns(("account", "账号"), ("amount", "金额"), ("wish", "愿望"))}),
    ("bankformat_columns_known", {"columns": columns(("account", "账号"))}),
    ("bankformat_columns_pay", {"columns": columns(("payee", "户名"), ("amount", "金额"))}),
    ("bankformat_columns_pay", {"columns": columns(("account", "账号"), ("payee", "户名"))}),
    ("bankformat_columns_pay", {"columns": [*PLAIN, *columns(("fen", "分"))]}),
    ("bankformat_columns_pay", {"columns": [*PLAIN, *columns(("payee", "户名"))]}),
    ("bank-heading", {"columns": columns(("account", "账号"), ("amount", "金额"), ("memo", "金额（摘要）"))}),
    ("bank-heading", {"columns": columns(("account", "账号"), ("amount", ""))}),
    ("bank-lines", {"above": "{batch}|{secret}"}),
    ("bank-lines", {"below": "{total.__class__}"}),
    ("bank-lines", {"below": "{total"}),
    ("bank-codes", {"columns": [*PLAIN, *columns(("bank_code", "行号"))]}),
    ("bank-rows", {"separator": ",", "above": "a,b"}),
    ("bank-rows", {"columns": columns(("account", "账|号"), ("amount", "金额"))}),
    ("bank-rows", {"columns": [*PLAIN, *columns(("fund_account", "付款账号"))]}),
    ("bankformat_kind_whole", {"separator": ";"}),
    ("bankformat_kind_whole", {"kind": "xlsx"}),
    ("bankformat_named", {"bank": ""}),
])  # fmt: skip
def test_what_no_bank_could_read_is_refused(desk, code, changed):
    with entered_as(desk.finance), refused(code):
        bankformats.add(actor=desk.finance, **given(**changed))


@pytest.mark.parametrize(("role", "area"), [("manager", "3418"), ("auditor", "3418"), ("finance", "341802")])
def test_only_finance_of_the_city_sets_them_up(desk, role, area):
    account = make_account(role, area)
    with entered_as(account):
        with refused("not-allowed"):
            bankformats.add(actor=account, **given())
        shipped = BankFormat.objects.get(pk=DEFAULT)
        with refused("not-allowed"):
            bankformats.withdraw(format=shipped, actor=account)
        sql = [uuid7(), "偷设", "xlsx", "", "", json.dumps(PLAIN), account.pk]
        assert "row-level security" in broken(INSERT, sql)


def test_in_raw_sql(desk, sent):
    made = make_format(desk)
    written(desk, sent, made)
    with entered_as(desk.finance):
        for change in ("separator = ','", "columns = '[]'", "version = 9", "name = 'x'", "withdrawn = true"):
            assert "permission denied" in broken(f"UPDATE payments_bankformat SET {change}")
        assert "permission denied" in broken("DELETE FROM payments_bankformat")
        add = lambda name="新", kind="text", sep=",", enc="utf-8", cols=PLAIN, by=desk.finance: broken(  # noqa: E731
            INSERT, [uuid7(), name, kind, sep, enc, cols if isinstance(cols, str) else json.dumps(cols), by.pk]
        )
        assert add(by=desk.manager) == "bankformat_signed_by_actor"
        assert add(sep=";") == "bankformat_kind_whole"
        assert add(enc="latin-1") == "bankformat_kind_whole"
        assert add(kind="xlsx") == "bankformat_kind_whole"
        assert add(name="") == "bankformat_named"
        for wrong in ("{}", "[]", "[1, 2]", '[{"holds": "account"}, {"holds": "amount"}]'):
            assert add(cols=wrong) == "bankformat_columns_known"
        assert add(cols=columns(("account", "a"), ("amount", "b"), ("wish", "c"))) == "bankformat_columns_known"
        assert add(cols=columns(("payee", "a"), ("amount", "b"))) == "bankformat_columns_pay"
        assert add(cols=[*PLAIN, *columns(("fen", "c"))]) == "bankformat_columns_pay"
        assert add(cols=[*PLAIN, *columns(("account", "c"))]) == "bankformat_columns_pay"
        forget = "UPDATE payments_batch SET bank_format_id = NULL WHERE id = %s"
        assert broken(forget, [sent.pk]) == "batch_written_in_format"


def test_a_batch_that_is_not_out_remembers_none(desk, fund):
    make_due(desk, 1)
    batch = make_approved(desk, fund=fund)
    make_due(desk, 1)
    cash = make_batch(desk, fund=fund, method="cash")
    remember = "UPDATE payments_batch SET bank_format_id = %s WHERE id = %s"
    with entered_as(desk.finance):
        assert broken(remember, [DEFAULT, batch.pk]) == "batch_written_in_format"
        assert broken(remember, [DEFAULT, cash.pk]) == "batch_written_in_format"


def answered(content: bytes, format: BankFormat, words: list[tuple[str, str]], *, lines_above: int = 0) -> bytes:
    """The file as the bank sends it back: its own word and the reason behind each row that is a payment."""
    ahead = lines_above + format.headings
    head = [("处理结果", "失败原因")] * format.headings
    said = [("", "")] * lines_above + head + words
    if format.kind == "xlsx":
        before = load_workbook(io.BytesIO(content)).active
        after = Workbook()
        for row, more in zip(before.iter_rows(values_only=True), said, strict=False):
            after.active.append([*row, *more])
        out = io.BytesIO()
        after.save(out)
        return out.getvalue()
    rows = content.decode(format.encoding).split("\r\n")
    assert len(rows) >= ahead + len(words)
    return "\r\n".join(
        format.separator.join([row, *more]) for row, more in zip(rows, said, strict=False)
    ).encode(format.encoding)  # fmt: skip


WORDS = [("交易成功", ""), ("失败", "户名不符"), ("成功", "")]
READ_BACK = {
    "a number of its own alone": {"columns": columns(("payment", "客户端流水"), ("account", "卡"), ("fen", "发生额(分)"))},
    "a workbook under lines": {"kind": "xlsx", "separator": "", "encoding": "", "above": "甲|{batch}\n乙|{total}",
                               "columns": columns(("text", "类型"), ("payment", "企业编号"), *[
                                   (c["holds"], c["heading"]) for c in PLAIN])},
    "usual names for other things": {"columns": columns(("memo", "户名"), ("payee", "备注"), ("account", "账户"),
                                                        ("amount", "分"), ("sequence", "笔"))},
    "no names at all": {"headings": False, "columns": columns(("payment", ""), ("account", ""), ("payee", ""),
                                                              ("fen", ""))},
    "no names, under a line": {"headings": False, "separator": "\t", "encoding": "utf-8", "above": "{count}|{total}",
                               "columns": columns(("sequence", ""), ("account", ""), ("amount", ""))},
    "as shipped": None,
}  # fmt: skip


@pytest.mark.parametrize("how", READ_BACK)
def test_a_file_that_was_written_comes_back_answered(desk, sent, how):
    changed = READ_BACK[how]
    made = BankFormat.objects.get(pk=DEFAULT) if changed is None else make_format(desk, **changed)
    file = written(desk, sent, made)
    back = answered(file.content, made, WORDS, lines_above=len(made.above.splitlines()))
    answer = looked(desk, sent, back, name=file.name)
    assert faults(desk, answer) == {}
    assert (answer.state, answer.counts["paid"], answer.counts["returned"]) == ("staged", 2, 1)
    post(desk, answer)
    assert state(desk, sent) == ("answered", ["paid", "returned", "paid"])
    with entered_as(desk.finance):
        assert sent.payments.get(sequence=2).return_reason == "name_mismatch"


def test_a_payment_number_is_known_wherever_it_stands(desk, sent):
    """Of a batch that was never written here: the bank's own headings, and none of them known but the outcome."""
    rows = "\n".join(f"{n},{sent.number}-{n},成功" for n in (3, 1))
    answer = looked(desk, sent, f"甲,乙,处理结果\n{rows}".encode(), name="a.csv")
    assert faults(desk, answer) == {} and answer.counts["paid"] == 2
    other = f"甲,乙,处理结果\n1,FF19990101-0001-1,成功\n2,{sent.number}-77,成功"
    found = faults(desk, looked(desk, sent, other.encode(), name="b.csv"))
    assert found == {1: "other-batch", 2: "no-payment"}


def form(**changed) -> dict:
    data = {
        "id": ID, "name": "工行代发", "bank": "工商银行", "kind": "text", "separator": "tab", "encoding": "utf-8",
        "headings": "on", "above": "{batch}|{count}", "codes": "工商银行 102",
    }  # fmt: skip
    for n, (place, holds, heading) in enumerate([(3, "payee", "户名"), (1, "account", "账号"), (2, "amount", "金额")]):
        data |= {f"place_{n}": place, f"holds_{n}": holds, f"heading_{n}": heading}
    return data | changed


def test_set_up_on_the_desk_once_though_sent_twice(client, desk):
    as_(client, desk.finance)
    shown = client.post(reverse("money:format-add"), form(example="1"))
    assert shown.context["example"].rows[1] == ["账号", "金额", "户名"]
    assert "示例甲" in shown.content.decode()
    assert "{fen} 合计金额（分）" in shown.content.decode(), "each field says what it is filled in with"
    with entered_as(desk.finance):
        assert not BankFormat.objects.filter(name="工行代发").exists()
    for _ in range(2):
        assert client.post(reverse("money:format-add"), form()).url == reverse("money:format", args=[ID])
    with entered_as(desk.finance):
        made = BankFormat.objects.get(name="工行代发")
        assert (str(made.pk), made.version, made.separator, made.made_by) == (ID, 1, "\t", desk.finance)
        assert [column["holds"] for column in made.columns] == ["account", "amount", "payee"]
        assert made.codes == [["工商银行", "102"]]
    page = client.get(reverse("money:format", args=[ID])).content.decode()
    assert "FF00000000-0000\t2" in page and "62000000000000000 1".replace(" ", "0") in page
    again = client.get(reverse("money:format-add") + f"?from={ID}").context["form"]
    assert [again[f"holds_{n}"].value() for n in range(4)] == ["account", "amount", "payee", None]
    client.post(reverse("money:format-withdraw", args=[ID]))
    rows = client.get(reverse("money:formats"))
    assert ID not in {str(row.pk) for row in rows.context["offered"]}
    assert {row.version for row in rows.context["earlier"] if row.name == "工行代发"} == {1, 2}


@pytest.mark.parametrize("wrong", [
    {"name": ""}, {"holds_0": "nonsense"}, {"holds_1": ""}, {"codes": "工商银行"}, {"above": "{x}"},
    {"heading_0": "账号"}, {"place_0": "0"},
])  # fmt: skip
def test_what_is_wrong_is_said_on_the_form(client, desk, wrong):
    as_(client, desk.finance)
    page = client.post(reverse("money:format-add"), form(**wrong))
    assert page.status_code == 200 and page.context["form"].errors
    with entered_as(desk.finance):
        assert not BankFormat.objects.filter(pk=ID).exists()


def test_the_batch_offers_what_is_in_use_and_its_own(client, desk, sent):
    made = make_format(desk)
    written(desk, sent, made)
    with entered_as(desk.finance):
        bankformats.withdraw(format=made, actor=desk.finance)
    page = as_(client, desk.finance).get(reverse("money:batch", args=[sent.pk]))
    assert page.context["format"] == str(made.pk)
    assert made in page.context["formats"] and len(page.context["formats"]) == 4
    file = client.post(reverse("money:batch-file", args=[sent.pk]), {"format": str(made.pk), "purpose": "再送银行一次"})
    assert file["Content-Type"] == "text/plain; charset=gb18030"
    assert sum(Decimal(row.split("|")[2]) for row in file.content.decode("gb18030").split("\r\n")[1:-1]) == 3000
