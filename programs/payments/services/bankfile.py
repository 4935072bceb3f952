"""The file for the bank, in the format that its bank wants, made anew from the frozen payments whenever asked for.

The same batch in the same format gives the same bytes. In a workbook every cell is text, so that no spreadsheet takes
an account or an amount for a number; no text is one that a spreadsheet would work out as a formula. Text is parted
by the format's separator and never quoted, because banks' systems don't unquote: what can't be written so is refused,
row by row.

Taking the file is a reveal of every number in it: it is logged as one entry of the access log for the batch,
with its purpose and the count, because a hundred thousand entries would hide the one that matters.
"""

import hashlib
import io
import re
import string
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from programs.catalogue.models import Rules
from programs.payments.flows import WITH_THE_BANK, Method
from programs.payments.models import BankFormat, Batch, Payment
from programs.payments.models.bankformat import FileKind, Holds
from programs.payments.services.record import database_rules, locked
from registry.core import roles, vault
from registry.core.audit import request_of
from registry.core.errors import Refusal
from registry.core.models import AccessLog
from registry.core.spreadsheets.reading import letters

CHUNK = 5_000
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv", "txt": "text/plain",
}  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDTHS = {Holds.SEQUENCE: 8, Holds.ID_NUMBER: 24, Holds.ACCOUNT: 26, Holds.BANK: 36, Holds.MEMO: 30, Holds.PAYMENT: 24}
MOST_FAULTS = 10  # rows that one refusal names
# What can stand in the lines above and below the table, by its name in braces.
FIELDS = ("batch", "program", "period", "fund", "count", "total", "fen", "date", "account")


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

    number: str
    sequence: int
    payee: str
    id_number: str
    account: str
    bank: str
    amount: Decimal
    memo: str
    phone: str


@dataclass
class Sheet:
    """The rows of a file: cells as they are written. Gone through once; `faults` are the first that can't be."""

    format: BankFormat
    facts: dict[str, str]
    lines: Iterable[Line]
    faults: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[list[str]]:
        columns = self.format.columns
        yield from self._texts(self.format.above, _("above the table"))
        if self.format.headings:
            yield self._row([column["heading"] for column in columns], lambda _index: _("headings"))
        for line in self.lines:
            cells = [said(column, line, self.format) for column in columns]
            row = self._row(cells, lambda index, line=line: self._place(line, index))
            for index, column in enumerate(columns):
                if not cells[index] and column["holds"] in NEEDED:
                    self._fault(self._place(line, index), NEEDED[column["holds"]])
            yield row
        yield from self._texts(self.format.below, _("below the table"))

    def _texts(self, text: str, where: str) -> Iterator[list[str]]:
        """The lines of a text of the format, filled in. Cells are parted before, so that no fact parts them anew."""
        for line in text.splitlines():
            cells = [cell.strip().format_map(self.facts) for cell in line.split("|")]
            yield self._row(cells, lambda _index: where)

    def _row(self, cells: list[str], place) -> list[str]:
        if self.format.kind == FileKind.TEXT:
            for index, text in enumerate(cells):
                if not parts(text, self.format.separator):
                    self._fault(
                        place(index), _("has the sign that parts the columns, a quotation mark or a line break")
                    )
        return [harmless(text) for text in cells]

    def _place(self, line: Line, index: int) -> str:
        column = self.format.columns[index]["heading"] or letters(index)
        return _("payment %(number)s, “%(column)s”") % {"number": line.sequence, "column": column}

    def _fault(self, place: str, fault: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(f"{place}: {fault}")

    def check(self) -> None:
        """Raise Refusal `bank-rows`, naming what of the rows that were gone through can't be written, if anything."""
        if self.faults:
            raise Refusal(
                "bank-rows",
                gettext_lazy(
                    "This can't be written in the format “%(format)s”. %(rows)s. Correct it, or choose another format."
                ),
                params={"format": str(self.format), "rows": "; ".join(self.faults)},
            )


# Nobody can pay without these, where the format has them.
NEEDED = {
    Holds.ACCOUNT: gettext_lazy("is empty"),
    Holds.PAYEE: gettext_lazy("is empty"),
    Holds.BANK_CODE: gettext_lazy("the format has no clearing number for this bank"),
    Holds.FUND_ACCOUNT: gettext_lazy("the format doesn't say which account pays"),
}


@transaction.atomic
def download(*, batch: Batch, format: BankFormat, actor, purpose: str) -> BankFile:
    """The file of a batch that was sent, once the reveal of its numbers is on record. The batch remembers the format.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `purpose`; `not-sent` before the batch is sent, or where nothing of it
            goes to a bank; `bank-format` for one that is out of use, but for the batch's own; `bank-rows` where a row
            can't be written in it.
    """
    roles.require(actor, "batch.send", program=batch.program_id)
    purpose = purpose.strip()
    if len(purpose) < 4:
        raise Refusal(
            "purpose", gettext_lazy("Say what you need the file for (at least four characters)."), field="purpose"
        )
    batch = locked(batch)
    if batch.state not in WITH_THE_BANK or batch.method != Method.BANK:
        raise Refusal("not-sent", gettext_lazy("The bank's file is there once the batch is sent."))
    if format.pk != batch.bank_format_id:
        if not BankFormat.objects.offered().filter(pk=format.pk).exists():
            raise Refusal(
                "bank-format", gettext_lazy("This format isn't in use any more. Choose another."), field="format"
            )
        batch.bank_format = format
        with database_rules():
            batch.save(update_fields=["bank_format"])
    content = write(format, batch)
    request, address = request_of.get()
    AccessLog.objects.create(
        account=actor, area=batch.area, subject=batch._meta.label_lower, object_id=batch.pk,
        field="account, payee_id, phone", request=request, address=address,
        purpose=f"{purpose[:130]} [{format.name} {format.version}: {batch.payments.kept().count()}]",
    )  # fmt: skip
    charset = f"; charset={format.encoding.removesuffix('-sig')}" if format.encoding else ""
    return BankFile(f"{batch.number}.{format.extension}", content, MIME[format.extension] + charset)


def write(format: BankFormat, batch: Batch) -> bytes:
    """The file of the batch in that format. Raises what `lines` and `Sheet.check` do."""
    return content_of(Sheet(format, facts_of(format, batch), lines(batch)), title=batch.number)


def content_of(sheet: Sheet, *, title: str) -> bytes:
    """The bytes of the file. Raises what `Sheet.check` does."""
    if sheet.format.kind == FileKind.XLSX:
        content = _workbook(sheet, title)
    else:
        content = text_of(sheet.rows(), sheet.format).encode(sheet.format.encoding)
    sheet.check()
    return content


def text_of(rows: Iterable[list[str]], format: BankFormat) -> str:
    return "".join(format.separator.join(row) + "\r\n" for row in rows)


def facts_of(format: BankFormat, batch: Batch) -> dict[str, str]:
    """The texts of `FIELDS`."""
    return dict(zip(FIELDS, (
        batch.number, f"{batch.program_id} {batch.program.name_zh}", batch.period, batch.fund.name, str(batch.count),
        f"{batch.net:.2f}", fen(batch.net), timezone.localdate(batch.sent_at).strftime("%Y%m%d"),
        format.fund_account,
    ), strict=True))  # fmt: skip


def fields_in(text: str) -> set[str]:
    """The names in braces. Raises ValueError where the braces don't close, or ask for more than a name."""
    found = set()
    for _text, name, spec, conversion in string.Formatter().parse(text):
        if name is not None:
            if spec or conversion:
                raise ValueError(name)
            found.add(name)
    return found


def said(column: dict, line: Line, format: BankFormat) -> str:
    """What stands in that column for the payment."""
    holds = column["holds"]
    match holds:
        case Holds.TEXT:
            return column["text"]
        case Holds.YUAN:
            return f"{line.amount:.2f}"
        case Holds.FEN:
            return fen(line.amount)
        case Holds.PAYMENT:
            return line.number
        case Holds.ID_TAIL:
            return line.id_number[-4:]
        case Holds.BANK_CODE:
            return clearing_number(line.bank, format.codes)
        case Holds.FUND_ACCOUNT:
            return format.fund_account
        case _:
            return str(getattr(line, holds))


def fen(amount: Decimal) -> str:
    return str(int(amount * 100))


def clearing_number(bank: str, codes: list) -> str:
    """The number of the longest name that is in the bank's; '' where none is."""
    known = max((pair for pair in codes if pair[0] in bank), key=lambda pair: len(pair[0]), default=None)
    return known[1] if known else ""


def parts(text: str, separator: str) -> bool:
    """Whether text can stand between separators as it is."""
    return text.isprintable() and separator not in text and '"' not in text


def lines(batch: Batch) -> Iterator[Line]:
    """The payments in their order, numbers in full.

    Raises:
        VaultError: where a number isn't the payment's own, or not the one that was approved.
    """
    words = {rules.pk: rules.parsed.payment.memo.zh for rules in rules_of(batch)}
    for payment in batch.payments.kept().order_by("sequence").iterator(chunk_size=CHUNK):
        yield Line(
            f"{batch.number}-{payment.sequence}", payment.sequence, payment.payee, _opened(payment, "payee_id"),
            _account(payment), " ".join(filter(None, [payment.bank, payment.branch])), payment.net,
            memo_of(payment, batch, words[payment.rules_id]),
            _opened(payment, "phone"),
        )  # fmt: skip


def rules_of(batch: Batch):
    """The versions of the rules that the batch's amounts are from."""
    return Rules.objects.filter(pk__in=batch.payments.values("rules")).select_related("program")


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


def harmless(value):
    """Text that no spreadsheet takes for a formula; numbers as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _workbook(sheet: Sheet, title: str) -> bytes:
    workbook = Workbook(write_only=True)
    paper = workbook.create_sheet(title)
    for index, column in enumerate(sheet.format.columns):
        paper.column_dimensions[letters(index)].width = WIDTHS.get(column["holds"], 16)
    # Every cell has the style of the first: one that is looked up for each cell costs more than the cell.
    style = _text(paper)
    names = len(sheet.format.above.splitlines()) if sheet.format.headings else -1
    for number, row in enumerate(sheet.rows()):
        one = _text(paper, bold=True) if number == names else style
        cells = []
        for value in row:
            cell = WriteOnlyCell(paper, value=value)
            cell._style = one
            cells.append(cell)
        paper.append(cells)
    out = io.BytesIO()
    workbook.save(out)
    return _same_bytes(out.getvalue())


def _text(paper, *, bold: bool = False):
    """The style of a cell that a spreadsheet leaves as text."""
    cell = WriteOnlyCell(paper, value="")
    cell.number_format, cell.font = "@", Font(bold=bold)
    return cell._style


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
