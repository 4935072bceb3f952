"""The formats of banks' files: the next version of one, the withdrawal of one, and a made example of what it writes."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programs.payments.models import BankFormat
from programs.payments.models.bankformat import FileKind, Holds
from programs.payments.services import bankfile
from programs.payments.services.record import database_rules
from registry.core import roles, scope
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.spreadsheets import headers

COPIED = (
    "name", "bank", "bank_code", "kind", "separator", "encoding", "columns", "headings", "above", "below", "codes",
    "fund_account",
)  # fmt: skip


def may_change(actor) -> bool:
    """Whether the account may set formats up: a finance officer of the city."""
    return roles.may(actor, "bankformat.change") and scope.current().area == settings.CITY


@transaction.atomic
def add(*, actor, id: uuid.UUID | None = None, **given) -> BankFormat:
    """A new format, or the next version of the one of that name. The same `id` again is the same version.

    `given` are the fields of `COPIED`.

    Raises:
        Refusal: `not-allowed`, also for an office below the city; those of `checked`; `bankformat_version_once` where
            another was faster.
    """
    _require(actor)
    if id is not None and (standing := BankFormat.objects.filter(pk=id).first()):
        return standing
    made = checked(BankFormat(id=id or uuid7(), made_by=actor, **given))
    return _added(made)


@transaction.atomic
def withdraw(*, format: BankFormat, actor) -> BankFormat:
    """It isn't offered any more: a last version says so. A later version of the same name brings it back.

    Raises:
        Refusal: `not-allowed`; `bank-format` where it isn't in use; `bankformat_version_once`.
    """
    _require(actor)
    if not BankFormat.objects.offered().filter(pk=format.pk).exists():
        raise Refusal("bank-format", _("This format isn't in use any more. Choose another."))
    return _added(
        BankFormat(id=uuid7(), made_by=actor, withdrawn=True, **{name: getattr(format, name) for name in COPIED})
    )


def _require(actor) -> None:
    roles.require(actor, "bankformat.change")
    if not may_change(actor):
        raise Refusal("not-allowed", _("Only finance of the city sets up formats of banks' files."))


def _added(made: BankFormat) -> BankFormat:
    with database_rules():
        made.save(force_insert=True)
    made.refresh_from_db()
    return made


def checked(made: BankFormat) -> BankFormat:
    """The format, once it can be written. Nothing is saved.

    Raises:
        Refusal: `bankformat_columns_known`, `bankformat_columns_pay`, as the database says; `bank-heading` where two
            columns can't be told apart by their headings; `bank-lines` for a name in braces that there isn't;
            `bank-codes`; `bank-rows` where a text of the format has the sign that parts its columns, or nothing says
            who pays.
    """
    columns = made.columns
    if any(column["holds"] not in Holds.values for column in columns) or not 2 <= len(columns) <= 40:
        raise Refusal("bankformat_columns_known", _("Choose for each column what it holds."), field="columns")
    held = [column["holds"] for column in columns if column["holds"] != Holds.TEXT]
    if len(set(held)) < len(held) or Holds.ACCOUNT not in held or (Holds.YUAN in held) == (Holds.FEN in held):
        raise Refusal(
            "bankformat_columns_pay",
            _("A bank needs the account and the amount, in yuan or in fen; nothing may stand twice but fixed text."),
            field="columns",
        )
    if made.headings:
        names = [headers.key(column["heading"]) for column in columns if column["heading"]]
        if len(names) < len(columns) or len(set(names)) < len(names):
            raise Refusal(
                "bank-heading",
                _("Give each column a heading of its own. What stands in brackets doesn't count."),
                field="columns",
            )
    if Holds.BANK_CODE in held and not made.codes:
        raise Refusal("bank-codes", _("Give the clearing numbers of the banks, a line for each."), field="codes")
    _check_lines(made)
    # What the format itself brings in must be writable, whoever is paid.
    example = Example(made).sheet
    list(example.rows())
    example.check()
    return made


def _check_lines(made: BankFormat) -> None:
    for name in ("above", "below"):
        try:
            unknown = bankfile.fields_in(getattr(made, name)) - set(bankfile.FIELDS)
        except ValueError:
            unknown = {"{ }"}
        if unknown:
            raise Refusal(
                "bank-lines",
                _("There is nothing to fill in for %(unknown)s. These are known: %(known)s."),
                field=name,
                params={"unknown": "、".join(sorted(unknown)), "known": " ".join(f"{{{f}}}" for f in bankfile.FIELDS)},
            )


def codes_of(text: str) -> list[list[str]]:
    """The lines "name of a bank, number" as pairs. Raises Refusal `bank-codes` for a line that isn't so."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, _space, number = line.strip().rpartition(" ")
        if not name.strip() or not (number.isascii() and number.isdigit()):
            raise Refusal(
                "bank-codes",
                _("“%(line)s” isn't the name of a bank, a space, and its number."),
                field="codes",
                params={"line": line.strip()[:60]},
            )
        found.append([name.strip(), number])
    return found


@dataclass
class Example:
    """What a format writes, of two payments to people whom there can't be."""

    format: BankFormat

    @property
    def lines(self) -> Iterable[bankfile.Line]:
        bank = self.format.codes[0][0] if self.format.codes else "示例银行 示例支行"
        for number, amount in ((1, Decimal("1000.00")), (2, Decimal("1234.50"))):
            yield bankfile.Line(
                f"FF00000000-0000-{number}", number, "示例" + "甲乙"[number - 1], f"34189900000000000{number}",
                f"620000000000000000{number}", bank, amount, "示例摘要", f"1380000000{number}",
            )  # fmt: skip

    @property
    def sheet(self) -> bankfile.Sheet:
        values = (
            "FF00000000-0000", "LQJZ 示例项目", "2013", "示例资金", "2", "2234.50", "223450", "20130101",
            self.format.fund_account,
        )  # fmt: skip
        return bankfile.Sheet(self.format, dict(zip(bankfile.FIELDS, values, strict=True)), self.lines)

    @property
    def rows(self) -> list[list[str]]:
        return list(self.sheet.rows())

    @property
    def text(self) -> str:
        """As the file has it; '' of a workbook."""
        return bankfile.text_of(self.rows, self.format) if self.format.kind == FileKind.TEXT else ""
