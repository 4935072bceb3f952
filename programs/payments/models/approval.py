"""Who signed for a batch, and how many must."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.payments.models.batch import Batch
from registry.core.guards import append_only
from registry.core.ids import uuid7
from registry.core.scope.access import WRITES, Custom, InProgram, holds


class Step(models.TextChoices):
    CHECK = "check", _("checked")
    APPROVAL = "approval", _("approved")


class Approval(models.Model):
    """One account's signature under a batch, in a round of it: the check, or one of the approvals.

    The database fills in all but batch, step and account, and refuses whoever made the batch, signed it in this
    round already, or is on record as a relative of someone in it (`sql/approvals.sql`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="approvals", db_index=False)
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=12, db_collation="C")
    round = models.PositiveSmallIntegerField(_("round"))
    step = models.CharField(_("step"), max_length=8, choices=Step)
    account = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("account"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    # What it was about, as it was signed.
    count = models.PositiveIntegerField(_("payments"))
    total = models.DecimalField(_("total, yuan"), max_digits=14, decimal_places=2)
    # Of an approval that goes beyond a budget; '' otherwise (`sql/budgets.sql`).
    beyond_budget = models.CharField(_("why it goes beyond a budget"), max_length=300, blank=True, db_default="")

    access = InProgram("SELECT", "INSERT").by("manager", "finance")

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "round", "account"], name="approval_once_per_person"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="approval_step_known"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.account}"


class ApprovalRule(models.Model):
    """How many approvals a batch needs, by its total: in force from a day, by a document. Only ever added to.

    `bands` is [{"above": "0", "approvals": 1}, {"above": "50000", "approvals": 2}]: of the bands whose amount the total
    is above, the most approvals hold. A program's own rule goes before the one for all.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Null: for every program that has none of its own.
    program = models.ForeignKey(
        "catalogue.Program",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("program"),
    )
    valid_from = models.DateField(_("valid from"))
    document = models.CharField(_("document number"), max_length=100)
    bands = models.JSONField(_("bands"))
    # Null: shipped.
    made_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    # The rule for all is the city's: an office below may not loosen it for others.
    access = Custom(
        verbs=("SELECT", "INSERT"),
        read="true",
        write=f"{holds('manager')} AND length((SELECT scope_low())) <= 4 "
        f"AND (program_id IS NULL OR {WRITES.format(program='program_id')})",
    )

    class Meta:
        verbose_name = _("rule about approvals")
        verbose_name_plural = _("rules about approvals")
        ordering = ["-valid_from", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(document=""), name="approvalrule_has_document")]
        triggers = append_only()
