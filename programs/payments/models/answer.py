"""What the bank says of a batch: a file it sent, or what a finance officer recorded by hand; and each of its rows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.payments.flows import ANSWER, AnswerState, Outcome, ReturnReason
from programs.payments.models.batch import Batch
from registry.core.guards import no_delete
from registry.core.ids import uuid7
from registry.core.scope.access import Custom, InProgram, holds
from registry.core.states import enforce

STAFF = "(SELECT scope_account()) IS NOT NULL"


class Source(models.TextChoices):
    FILE = "file", _("the bank's file")
    HAND = "hand", _("recorded by hand")
    SHEET = "sheet", _("the signed sheet")


class Answer(models.Model):
    """An answer to one batch. Once taken over it stays, with its rows: every outcome of a payment leads to one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="answers", verbose_name=_("batch"))
    # The batch's; filled in by the database.
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=12, db_collation="C")
    source = models.CharField(_("from"), max_length=6, choices=Source)
    # What was signed for what is handed out.
    sheet = models.OneToOneField(
        "payments.SignedSheet", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("signed sheet")
    )
    filename = models.CharField(_("file"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    # SHA-256 of the file, '' without one: the same file again is this answer.
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AnswerState, default=AnswerState.UPLOADED)
    # Why the file as a whole can't be read: {"code", "message"}.
    problem = models.JSONField(_("problem"), default=dict)
    # Which column is which, and what of the file isn't in its rows: {"columns": {code: index}, "texts": […],
    # "words": {word: outcome as a person said}, "unknown": {word that nobody knows: how many rows},
    # "unread": [{"name", "hidden", "missing"}], "totals": [{"sheet", "line", "of", "measure", "said", "found"}]}.
    layout = models.JSONField(_("columns"), default=dict)
    # How many rows there are of each kind.
    counts = models.JSONField(_("counts"), default=dict)
    job = models.ForeignKey(
        "core.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("job")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    made_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    posted_by = models.ForeignKey(
        "core.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken over by"),
    )
    posted_at = models.DateTimeField(_("taken over at"), null=True, blank=True)

    access = InProgram("SELECT", "INSERT", "UPDATE").by("finance")

    class Meta:
        verbose_name = _("answer of the bank")
        verbose_name_plural = _("answers of the bank")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "digest"], condition=~Q(digest=""), name="answer_file_once"),
            models.CheckConstraint(
                condition=~Q(state=AnswerState.POSTED) | Q(posted_by__isnull=False, posted_at__isnull=False),
                name="answer_posted_by_someone",
            ),
        ]
        triggers = [*enforce(ANSWER), *no_delete()]

    def __str__(self) -> str:
        return self.filename or str(self.get_source_display())


class OfAnswer(models.Model):
    """What hangs on an answer has its program and area: filled in by the database."""

    # Neither answers nor payments are ever deleted: the triggers that hold the rest of a row hold that both are there.
    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="%(class)ss"
    )
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    area = models.CharField(max_length=12, db_collation="C")

    class Meta:
        abstract = True


class AnswerPart(OfAnswer):
    """A piece of the bank's file: it holds accounts, so it is sealed."""

    pk = models.CompositePrimaryKey("answer_id", "number")
    number = models.PositiveSmallIntegerField()
    # Sealed anew by a rotation of its own (`answers.keeping`).
    content = models.BinaryField()

    access = InProgram("SELECT", "INSERT", "UPDATE").by("finance")

    class Meta:
        verbose_name = _("part of the bank's file")
        verbose_name_plural = _("parts of the bank's file")
        triggers = no_delete()


class Verdict(models.TextChoices):
    COUNTS = "counts", pgettext_lazy("of an answer", "counts")
    SAME = "same", _("known already")
    FAULT = "fault", _("to be looked at")


class AnswerRow(OfAnswer):
    """A row of an answer, and what it says of which payment."""

    pk = models.CompositePrimaryKey("answer_id", "number")
    number = models.PositiveIntegerField()
    # Its number as the spreadsheet program shows it; 0 where there is no file.
    line = models.PositiveIntegerField(_("row"), default=0)
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="answers",
        verbose_name=_("payment"),
    )  # fmt: skip
    verdict = models.CharField(_("verdict"), max_length=6, choices=Verdict)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(_("why it came back"), max_length=14, choices=ReturnReason, blank=True)
    # The bank's own words.
    words = models.CharField(_("the bank's words"), max_length=100, blank=True)
    on = models.DateField(_("date"), null=True)
    serial = models.CharField(_("bank's serial number"), max_length=40, blank=True)
    # Of a fault: its code, and the sentence for it.
    code = models.CharField(max_length=30, blank=True)
    message = models.CharField(_("what is wrong"), max_length=300, blank=True)
    # {"cells": as they stood, "given": to whom and how much where no payment is known}, sealed; null without a file.
    # Sealed anew by a rotation of its own.
    payload = models.BinaryField(null=True)

    access = InProgram("SELECT", "INSERT", "UPDATE", "DELETE").by("finance")

    class Meta:
        verbose_name = _("row of an answer")
        verbose_name_plural = _("rows of answers")
        ordering = ["answer", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.COUNTS)
                | Q(payment__isnull=False, on__isnull=False) & ~Q(outcome="")
                & (~Q(outcome=Outcome.RETURNED) | ~Q(reason="")),
                name="answerrow_counts_whole",
            ),
        ]  # fmt: skip


class AnswerMapping(models.Model):
    """Which column is which in the bank's files of one shape, and what its own words for an outcome mean, as a person
    said: for the next file of that shape. No columns where they are known without."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    words = models.JSONField(_("words"), default=dict, blank=True)
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    # The shape of a bank's file is no secret.
    access = Custom(verbs=("SELECT", "INSERT", "UPDATE"), read=STAFF, write=holds("finance"))

    class Meta:
        verbose_name = _("mapping of the bank's columns")
        verbose_name_plural = _("mappings of the bank's columns")
