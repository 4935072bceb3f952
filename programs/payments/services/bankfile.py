"""The file for the bank, as a workbook or as CSV, made anew from the frozen payments whenever it is asked for.

The same batch gives the same bytes. CSV comes in two encodings: the one that spreadsheet programs open, and
GB18030 for banks whose systems read nothing else. Head: number of the batch, program, period, fund, count and
total; then a line per payment: sequence, payee, ID, account, bank, what is paid out, memo, phone. IDs and accounts are
text cells, and no text is one that a spreadsheet would work out as a formula.

Taking the file is a reveal of every number in it: it is logged as one entry of the access log for the batch,
with its purpose and the count, because a hundred thousand entries would hide the one that matters.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from programs.catalogue.models import Rules
from programs.payments.flows import WITH_THE_BANK
from programs.payments.models import Batch, Payment
from registry.core import roles, vault
from registry.core.audit import request_of
from registry.core.errors import Refusal
from registry.core.models import AccessLog

CHUNK = 5_000
MIME = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
# What a file may be asked for as, with the encoding of its text.
FORMS = {"xlsx": "", "csv": "utf-8-sig", "csv-gb18030": "gb18030"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDTHS = (8, 16, 24, 26, 36, 14, 30, 16)


@dataclass(frozen=True)
class BankFile:
    name: str
    content: bytes
    mime: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Line:
    """A payment as the bank reads it."""

    sequence: int
    payee: str
    id_number: str
    account: str
    bank: str
    amount: Decimal
    memo: str
    phone: str

    @property
    def cells(self) -> tuple:
        return (self.sequence, self.payee, self.id_number, self.account, self.bank, self.amount, self.memo, self.phone)


@transaction.atomic
def download(*, batch: Batch, form: str, actor, purpose: str) -> BankFile:
    """The file of a batch that was sent, once the reveal of its numbers is on record.

    Raises:
        Refusal: `not-allowed`; `purpose`; `bank-form` for a form that there isn't; `not-sent` before the batch is sent.
    """
    roles.require(actor, "batch.send", program=batch.program_id)
    purpose = purpose.strip()
    if len(purpose) < 4:
        raise Refusal(
            "purpose", gettext_lazy("Say what you need the file for (at least four characters)."), field="purpose"
        )
    if form not in FORMS:
        raise Refusal("bank-form", gettext_lazy("There is no such form of the bank's file."), field="form")
    if batch.state not in WITH_THE_BANK:
        raise Refusal("not-sent", gettext_lazy("The bank's file is there once the batch is sent."))
    request, address = request_of.get()
    count = batch.payments.kept().count()
    AccessLog.objects.create(
        account=actor, area=batch.area, subject=batch._meta.label_lower, object_id=batch.pk,
        field="account, payee_id, phone", purpose=f"{purpose[:170]} [{form}: {count}]", request=request,
        address=address,
    )  # fmt: skip
    if form == "xlsx":
        return BankFile(f"{batch.number}.xlsx", write_xlsx(batch), MIME["xlsx"])
    encoding = FORMS[form]
    charset = encoding.removesuffix("-sig")
    return BankFile(f"{batch.number}.csv", write_csv(batch, encoding=encoding), f"text/csv; charset={charset}")


def lines(batch: Batch) -> Iterator[Line]:
    """The payments in their order, numbers in full.

    Raises:
        VaultError: where a number isn't the payment's own, or not the one that was approved.
    """
    words = {rules.pk: rules.parsed.payment.memo.zh for rules in rules_of(batch)}
    kept = batch.payments.kept().annotate(rules_id=F("entitlement__rules_id")).order_by("sequence")
    for payment in kept.iterator(chunk_size=CHUNK):
        yield Line(
            payment.sequence, payment.payee, _opened(payment, "payee_id"), _account(payment),
            " ".join(filter(None, [payment.bank, payment.branch])), payment.net,
            memo_of(payment, batch, words[payment.rules_id]),
            _opened(payment, "phone"),
        )  # fmt: skip


def rules_of(batch: Batch):
    """The versions of the rules that the batch's amounts are from."""
    return Rules.objects.filter(pk__in=batch.payments.values("entitlement__rules_id")).select_related("program")


def memo_of(payment: Payment, batch: Batch, words: str) -> str:
    """What the bank prints: the program's words, the period, and for whom where the payee is another."""
    return " ".join(
        filter(
            None, [words or batch.program.name_zh, batch.period, payment.name if payment.payee != payment.name else ""]
        )
    )


def _opened(payment: Payment, field: str) -> str:
    sealed = getattr(payment, f"{field}_sealed")
    return vault.open_sealed(sealed, row=payment.pk, field=field) if sealed is not None else ""


def _account(payment: Payment) -> str:
    number = _opened(payment, "account")
    if vault.blind_index(number, kind="account") != bytes(payment.account_index):
        raise vault.VaultError("an account is not the one that was approved")
    return number


def head(batch: Batch) -> list[tuple]:
    program = f"{batch.program_id} {batch.program.name_zh}"
    with translation.override("zh-hans"):
        return [
            (_("Batch"), batch.number, _("Program"), program, _("Period"), batch.period),
            (_("Count"), batch.count, _("Total, yuan"), batch.net, _("Fund"), batch.fund.name),
            (),
            (
                _("No."), _("Payee"), _("ID number"), _("Account number"), _("Bank"), _("Amount, yuan"), _("Memo"),
                _("Phone"),
            ),
        ]  # fmt: skip


def harmless(value):
    """Text that no spreadsheet takes for a formula; numbers as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_csv(batch: Batch, *, encoding: str = "utf-8-sig") -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheet programs here expect, or GB18030, which has every character too."""
    return csv_bytes(chain(head(batch), (line.cells for line in lines(batch))), encoding=encoding)


def csv_bytes(rows: Iterable[tuple], *, encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([harmless(value) for value in row] for row in rows)
    return out.getvalue().encode(encoding)


def write_xlsx(batch: Batch) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(batch.number)
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    *above, columns = head(batch)
    for row in above:
        sheet.append([_cell(sheet, value) for value in row])
    sheet.append([_cell(sheet, value, bold=True) for value in columns])
    # Every line has the formats of the first: a style that is looked up for each cell costs more than the cell.
    formats = [_cell(sheet, value)._style for value in ("", "", "", "", "", Decimal(0), "", "")]
    formats[0] = _cell(sheet, 0)._style
    for line in lines(batch):
        row = []
        for value, style in zip(line.cells, formats, strict=True):
            cell = WriteOnlyCell(sheet, value=harmless(value))
            cell._style = style
            row.append(cell)
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return _same_bytes(out.getvalue())


def _cell(sheet, value, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=harmless(value))
    if isinstance(value, Decimal):
        cell.number_format = "0.00"
    elif isinstance(value, str):
        cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _same_bytes(workbook: bytes) -> bytes:
    """The workbook without the time of its making, so that it can be compared by its hash."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as same:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", content)
            same.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
