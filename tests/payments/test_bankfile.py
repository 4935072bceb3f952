"""The bank's file: what was approved, text as text, the same bytes twice, and never without a trace."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from beneficiaries.services.intake import NewAccount
from programs.payments.models import BankFormat
from programs.payments.models.bankformat import DEFAULT
from programs.payments.services import bankfile, batches
from registry.core import vault
from registry.core.models import AccessLog
from tests.expect import refused
from tests.factories.accounts import entered_as
from tests.factories.money import card, make_checked, make_due


@pytest.fixture
def sent(desk, fund):
    make_due(desk, 2, name="欧阳娜·古丽")
    make_due(desk, 1, account=NewAccount(number=card(7), payee="赵大娘", payee_relation="63", bank="=cmd()"))
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance)
        yield batches.send(batch=batch, actor=desk.finance)


def expected(batch) -> list[tuple]:
    return [
        (p.sequence, p.payee, vault.open_sealed(p.account_sealed, row=p.pk, field="account"), p.amount)
        for p in batch.payments.order_by("sequence")
    ]


def shipped(name: str = "Excel") -> BankFormat:
    return BankFormat.objects.get(name=f"市级通用格式（{name}）", version=1)


def book(batch):
    return load_workbook(io.BytesIO(bankfile.write(shipped(), batch))).active


def rows_of(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.split("\r\n")[:-1]]


def test_the_workbook_says_what_was_approved(sent):
    assert str(shipped().pk) == DEFAULT
    sheet = book(sent)
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][1] == sent.number
    assert (rows[1][1], rows[1][3]) == ("3", "3000.00")
    assert rows[2] == ("序号", "户名", "证件号码", "账号", "开户行", "金额（元）", "摘要", "联系电话")
    found = [(int(r[0]), r[1], r[3], Decimal(r[5])) for r in rows[3:]]
    assert found == expected(sent)
    for cell in (cell for line in sheet.iter_rows() for cell in line if cell.value is not None):
        assert (cell.data_type, cell.number_format) == ("s", "@")
    assert all(len(row[2] or "") in (0, 18) for row in rows[3:])


def test_csv_says_the_same(sent):
    text = bankfile.write(shipped("CSV，UTF-8"), sent).decode("utf-8")
    assert text.startswith("\ufeff")
    rows = rows_of(text.lstrip("\ufeff"))
    assert rows[1][1] == "3"
    assert [(int(r[0]), r[1], r[3], Decimal(r[5])) for r in rows[3:]] == expected(sent)


@pytest.mark.parametrize(("encoding", "known"), [
    ("utf-8-sig", "efbbbf e689b9e6aca1 2c e78e8bf0a08080e88bb1 2c 273d31 2c 352e3530 0d0a"),
    ("utf-8", "e689b9e6aca1 2c e78e8bf0a08080e88bb1 2c 273d31 2c 352e3530 0d0a"),
    ("gb18030", "c5fab4ce 2c cdf59532 8236d3a2 2c 273d31 2c 352e3530 0d0a"),
])  # fmt: skip
def test_known_bytes_of_each_encoding(encoding, known):
    """With a character beyond the first plane, as rare names have: four bytes in both."""
    made = BankFormat(kind="text", separator=",", encoding=encoding, columns=[], headings=False,
                      above="批次|{batch}|=1|5.50")  # fmt: skip
    sheet = bankfile.Sheet(made, {"batch": "王\U00020000英"}, [])
    assert bankfile.content_of(sheet, title="x") == bytes.fromhex(known)


def test_gb18030_says_the_same(desk, sent):
    take = lambda name: bankfile.download(  # noqa: E731
        batch=sent, format=shipped(name), actor=desk.finance, purpose="送农行代发"
    )
    file = take("CSV，GB18030")
    assert (file.name, file.mime) == (f"{sent.number}.csv", "text/csv; charset=gb18030")
    assert file.content.decode("gb18030") == bankfile.write(shipped("CSV，UTF-8"), sent).decode("utf-8-sig")
    assert take("CSV，GB18030").sha256 == file.sha256
    assert AccessLog.objects.first().purpose == "送农行代发 [市级通用格式（CSV，GB18030） 1: 3]"
    sent.refresh_from_db()
    assert sent.bank_format == shipped("CSV，GB18030")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula(text):
    assert bankfile.harmless(text) == "'" + text


def test_a_formula_in_the_data_stays_text(sent):
    sheet = book(sent)
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and "cmd()" in cell.value]
    assert [(cell.value.startswith("'="), cell.data_type) for cell in cells] == [(True, "s")]


def test_the_same_bytes_twice(sent):
    for name in ("Excel", "CSV，UTF-8"):
        assert bankfile.write(shipped(name), sent) == bankfile.write(shipped(name), sent)


def test_a_memo_names_whom_it_is_for(sent):
    lines = list(bankfile.lines(sent))
    assert lines[0].memo == "救助 2013"
    assert lines[2].memo == "救助 2013 王秀英"


def test_taking_it_is_on_record(desk, sent):
    file = bankfile.download(batch=sent, format=shipped(), actor=desk.finance, purpose="送农行代发")
    assert file.name == f"{sent.number}.xlsx"
    entry = AccessLog.objects.get()
    assert (entry.account, entry.object_id, entry.subject) == (desk.finance, sent.pk, "payments.batch")
    assert entry.purpose == "送农行代发 [市级通用格式（Excel） 1: 3]"


def test_not_without_a_purpose_nor_before_it_is_sent_nor_by_others(desk, fund, sent):
    with refused("purpose"):
        bankfile.download(batch=sent, format=shipped(), actor=desk.finance, purpose=" ")
    make_due(desk, 1)
    early = make_checked(desk, fund=fund)
    with refused("not-sent"):
        bankfile.download(batch=early, format=shipped(), actor=desk.finance, purpose="送农行代发")
    with entered_as(desk.auditor), refused("not-allowed"):
        bankfile.download(batch=sent, format=shipped(), actor=desk.auditor, purpose="看一看名单")


def test_an_account_that_was_swapped_is_noticed(sent):
    """Another number under the payment's own seal: what the index, which is frozen, doesn't know."""
    payment = sent.payments.first()
    sent.payments.filter(pk=payment.pk).update(
        account_sealed=vault.seal("6222000000000000", row=payment.pk, field="account")
    )
    with pytest.raises(vault.VaultError):
        bankfile.write(shipped("CSV，UTF-8"), sent)
