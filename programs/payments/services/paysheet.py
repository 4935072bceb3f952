"""The pay sheet (发放表) of an approved batch: a line per payment with room for a signature, a subtotal for each
page and the total in capital numerals. Always in Chinese, because it is signed and filed on paper.

It holds no number in full: of an account its last four digits, as on the batch's own page.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count as numbers
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.pagebreak import Break

from programs.catalogue.models import Rules
from programs.catalogue.text import Text
from programs.payments import capitals
from programs.payments.flows import WITH_THE_BANK, BatchState
from programs.payments.models import Batch
from programs.payments.services import bankfile, proofs
from programs.payments.services.bankfile import harmless
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models import Area

LINES = 15  # payments on one sheet of A4 across, with room to sign
ON_SCREEN = 3_000  # payments that one page of HTML may hold; more are taken as a workbook
CHUNK = 5_000
WIDTHS = (6, 14, 14, 26, 10, 14, 20, 18)
SIDE = Side(style="thin")


@dataclass(frozen=True)
class Line:
    sequence: int
    name: str
    payee: str
    place: str
    account_tail: str
    # What is paid out, and signed for; the remark says of what.
    amount: Decimal
    # What is put into her hands, where it isn't money; else of what it is, where something was set off.
    remark: str = ""

    @property
    def cells(self) -> tuple:
        return (self.sequence, self.name, self.payee, self.place, self.account_tail, self.amount, "", self.remark)


@dataclass(frozen=True)
class Page:
    number: int
    lines: tuple[Line, ...]

    @property
    def subtotal(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))


@dataclass(frozen=True)
class PaySheet:
    """What is on the sheet. `pages` is read once; `count` and `total` are those of the payments on it."""

    batch: Batch
    title: str
    facts: list[tuple[str, str]]
    columns: list[str]
    pages: Iterator[Page]
    page_count: int
    count: int
    total: Decimal
    signatures: list[str]
    record: str
    # Under which seal it stands, so that the paper can be held against what is published.
    seal: str

    @property
    def in_words(self) -> str:
        return capitals.yuan(self.total)


def of(batch: Batch, *, actor) -> PaySheet:
    """The sheet of a batch, in the order of its payments, without those that were taken out.

    Raises:
        Refusal: `not-allowed`; `not-approved` before the batch is approved, or where it was cancelled.
    """
    roles.require(actor, "batch.view", program=batch.program_id)
    if batch.state not in (BatchState.APPROVED, *WITH_THE_BANK):
        raise Refusal("not-approved", gettext_lazy("There is a pay sheet once the batch is approved."))
    sums = batch.payments.kept().sums()
    count = sums["count"]
    with translation.override("zh-hans"):
        return PaySheet(
            batch=batch,
            title=_("%(program)s: pay sheet") % {"program": batch.program.name_zh},
            facts=[
                (_("Reporting unit"), str(Area.objects.filter(pk=batch.area).first() or batch.area)),
                (_("Batch"), batch.number), (_("Payment period"), batch.period), (_("Fund"), batch.fund.name),
                (_("Number"), f"{count:,}"),
                (_("Approved on"), timezone.localdate(batch.approved_at).isoformat()), *_set_off(batch),
            ],
            columns=[
                _("No."), _("Name of the person"), _("Payee"), _("Place"), _("Account ends in"), _("Amount, yuan"),
                _("Signature or thumbprint"), _("Remarks"),
            ],
            pages=_pages(batch), page_count=-(-count // LINES), count=count, total=batch.net,
            signatures=[_("Head of the unit"), _("Checked by"), _("Filled in by")],
            record=_("On record: made by %(maker)s, approved by %(approver)s") % {
                "maker": batch.made_by, "approver": batch.approved_by},
            seal=_seal(batch),
        )  # fmt: skip


def _set_off(batch: Batch) -> list[tuple[str, str]]:
    if not batch.set_off:
        return []
    return [(_("Due in all, yuan"), f"{batch.total:,.2f}"), (_("Set off, yuan"), f"{batch.set_off:,.2f}")]


def _remark(payment, thing: Text) -> str:
    if not payment.set_off:
        return thing.zh
    with translation.override("zh-hans"):  # the lines are read later than the head
        return _("due %(gross)s, set off %(set_off)s") % {
            "gross": f"{payment.amount:,.2f}", "set_off": f"{payment.set_off:,.2f}"}  # fmt: skip


def _seal(batch: Batch) -> str:
    seal = proofs.seal_of(batch)
    if seal is None:
        return _(
            "Not sealed yet: a batch is sealed when the bank has it. Print the sheet again then, if you need the seal."
        )
    return _("Seal no. %(number)s: %(hash)s. Published at %(address)s, where a receipt can be checked.") % {
        "number": seal.number, "hash": seal.hash, "address": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/verify/",
    }  # fmt: skip


def _pages(batch: Batch) -> Iterator[Page]:
    rows = batch.payments.kept().order_by("sequence").only(
        "sequence", "name", "payee", "area", "account_tail", "amount", "set_off", "rules"
    )  # fmt: skip
    places: dict[str, str] = {}
    things = things_of(set(bankfile.rules_of(batch).values_list("pk", flat=True)))
    left = rows.iterator(chunk_size=CHUNK)
    for number in numbers(1):
        rows_of_page = list(islice(left, LINES))
        if not rows_of_page:
            return
        if unknown := {row.area for row in rows_of_page} - places.keys():
            places.update((area.pk, str(area)) for area in Area.objects.filter(pk__in=unknown))
        yield Page(number, tuple(
            Line(row.sequence, row.name, row.payee, places.get(row.area, row.area), row.account_tail, row.net,
                 _remark(row, things[row.rules_id]))
            for row in rows_of_page
        ))  # fmt: skip


def things_of(rules: set) -> dict[UUID, Text]:
    """What is put into someone's hands under each version of the rules; empty where it is money."""
    return {row.pk: row.parsed.benefit.in_hand for row in Rules.objects.filter(pk__in=rules).select_related("program")}


def thing_of(payment) -> Text:
    return things_of({payment.rules_id})[payment.rules_id]


def write_xlsx(sheet: PaySheet) -> bytes:
    """A4 across, the head of the columns on every page, a break after each subtotal."""
    workbook = Workbook(write_only=True)
    paper = workbook.create_sheet(sheet.batch.number)
    paper.page_setup.orientation, paper.page_setup.paperSize = "landscape", 9
    paper.sheet_properties.pageSetUpPr.fitToPage = True
    paper.page_setup.fitToHeight = 0
    paper.print_title_rows = "1:3"
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        paper.column_dimensions[letter].width = width
    for number, height in ((1, 30), (2, 20), (3, 20)):
        paper.row_dimensions[number].height = height
    paper.append([_cell(paper, sheet.title, size=16)])
    paper.append([_cell(paper, "    ".join(f"{label}：{value}" for label, value in sheet.facts))])
    paper.append([_cell(paper, column, boxed=True, bold=True) for column in sheet.columns])
    row = 3
    with translation.override("zh-hans"):
        subtotal, total, words = _("Subtotal of this page"), _("Total"), _("in words")
    for page in sheet.pages:
        for line in page.lines:
            row += 1
            paper.row_dimensions[row].height = 24
            paper.append([_cell(paper, value, boxed=True) for value in line.cells])
        row += 1
        cells = (subtotal, "", "", "", "", page.subtotal, "", "")
        paper.append([_cell(paper, value, boxed=True, bold=True) for value in cells])
        if page.number < sheet.page_count:
            paper.row_breaks.append(Break(id=row))
    cells = (total, "", f"{words}：{sheet.in_words}", "", "", sheet.total, "", "")
    paper.append([_cell(paper, value, boxed=True, bold=True) for value in cells])
    paper.append([])
    paper.append([_cell(paper, "                    ".join(f"{label}：" for label in sheet.signatures))])
    paper.append([_cell(paper, sheet.record)])
    paper.append([_cell(paper, sheet.seal)])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _cell(paper, value, *, boxed: bool = False, bold: bool = False, size: int = 11) -> WriteOnlyCell:
    cell = WriteOnlyCell(paper, value=harmless(value))
    cell.font = Font(bold=bold or size > 11, size=size)
    cell.alignment = Alignment(vertical="center")
    if isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, str):
        cell.number_format = "@"
    if boxed:
        cell.border = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
    return cell
