"""How a bank wants its file: what stands in which column, in what kind of file, as finance of the city sets it up."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.core.guards import append_only
from registry.core.ids import uuid7
from registry.core.scope.access import Custom, holds


class FileKind(models.TextChoices):
    XLSX = "xlsx", _("workbook (xlsx)")
    TEXT = "text", _("text, a line for each payment")


class Separator(models.TextChoices):
    COMMA = ",", _("comma")
    TAB = "\t", _("tab")
    BAR = "|", _("vertical bar")


class Encoding(models.TextChoices):
    UTF8_BOM = "utf-8-sig", _("UTF-8 with a byte-order mark")
    UTF8 = "utf-8", _("UTF-8")
    GB18030 = "gb18030", _("GB18030")


class Holds(models.TextChoices):
    """What a column of the file holds."""

    SEQUENCE = "sequence", _("number in the batch")
    PAYMENT = "payment", _("payment number")
    PAYEE = "payee", _("payee")
    ACCOUNT = "account", _("account number")
    ID_NUMBER = "id_number", _("payee's ID number")
    ID_TAIL = "id_tail", _("last four of the payee's ID")
    PHONE = "phone", _("phone")
    BANK = "bank", _("bank and branch")
    BANK_CODE = "bank_code", _("bank's clearing number")
    YUAN = "amount", _("amount, in yuan")
    FEN = "fen", _("amount, in fen")
    MEMO = "memo", _("purpose")
    FUND_ACCOUNT = "fund_account", _("account that pays")
    TEXT = "text", _("the same text in every row")


# The one that ships: what a batch's file is until someone chooses another.
DEFAULT = "01930000-0000-7000-8000-00000000ba51"


class BankFormatQuerySet(models.QuerySet):
    def offered(self):
        """Of each format the newest version, unless it was withdrawn; in the order of their names."""
        newest = self.order_by("name", "-version").distinct("name").values("pk")
        return self.filter(pk__in=newest, withdrawn=False).order_by("name")


class BankFormat(models.Model):
    """One version of a format. Only ever added to: a change is the next version of the same name, so that what a batch
    was written in stays as it was.

    `columns` are [{"heading", "holds", "text"}] in their order; `codes` [["bank", "clearing number"]]. `above` and
    `below` are lines before and after the table: their cells are parted by "|", and {count}, {total} and the like are
    filled in (`services.bankfile.FIELDS`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=40)
    # One more than the last of that name: filled in by the database.
    version = models.PositiveSmallIntegerField(_("version"), default=0)
    bank = models.CharField(_("bank"), max_length=60)
    bank_code = models.CharField(_("bank's own code"), max_length=20, blank=True)
    kind = models.CharField(_("kind of file"), max_length=4, choices=FileKind)
    # Of text.
    separator = models.CharField(_("between columns"), max_length=1, choices=Separator, blank=True)
    encoding = models.CharField(_("encoding"), max_length=10, choices=Encoding, blank=True)
    columns = models.JSONField(_("columns"))
    headings = models.BooleanField(_("a row of headings"), default=True)
    above = models.TextField(_("lines above"), max_length=500, blank=True)
    below = models.TextField(_("lines below"), max_length=500, blank=True)
    codes = models.JSONField(_("clearing numbers of banks"), default=list, blank=True)
    fund_account = models.CharField(_("account that pays"), max_length=40, blank=True)
    withdrawn = models.BooleanField(_("out of use"), default=False)
    # Null: shipped.
    made_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = BankFormatQuerySet.as_manager()
    # A wrong column sends money astray: the city's finance sets formats up, offices below use them.
    access = Custom(
        verbs=("SELECT", "INSERT"),
        read="true",
        write=f"{holds('finance')} AND length((SELECT scope_low())) <= 4",
    )

    class Meta:
        verbose_name = pgettext_lazy("of a bank's file", "format")
        verbose_name_plural = pgettext_lazy("of a bank's file", "formats")
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="bankformat_version_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(bank=""), name="bankformat_named"),
            models.CheckConstraint(
                condition=Q(kind=FileKind.XLSX, separator="", encoding="")
                | Q(kind=FileKind.TEXT, separator__in=Separator.values, encoding__in=Encoding.values),
                name="bankformat_kind_whole",
            ),
        ]
        # Its maker, version and columns: `sql/bank_formats.sql`.
        triggers = append_only()

    def __str__(self) -> str:
        return self.name

    @property
    def extension(self) -> str:
        return "xlsx" if self.kind == FileKind.XLSX else "csv" if self.separator == Separator.COMMA else "txt"

    @property
    def spelled(self) -> dict[str, str]:
        """What stands over the columns that an answer may be known by: {what it holds: heading}."""
        known = {column["holds"]: column["heading"] for column in self.columns if column["holds"] != Holds.TEXT}
        return known if self.headings else {}
