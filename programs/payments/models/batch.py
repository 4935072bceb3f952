"""What is made, approved and sent together."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import TransferKind
from programs.payments.flows import BATCH, BatchState, Method
from programs.payments.querysets import BatchQuerySet
from registry.core.guards import no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import InProgram, holds
from registry.core.states import enforce

# What is handed out was sent to no bank, and none says what became of it.
BY_HAND = {
    TransferKind.SENDING: _("given out to be handed over"),
    TransferKind.CONFIRMATION: _("handed out, as the signed sheet says"),
    TransferKind.RETURN: _("not handed out, and brought back"),
    TransferKind.LATE_RETURN: _("brought back after it was handed out"),
}
BY_HAND_STATES = {
    BatchState.SENT: _("being handed out"),
    BatchState.ANSWERED: _("some brought back to deal with"),
}


@track()
class Batch(models.Model):
    """Payments that are made, checked, approved and sent together. Who made it neither checks nor approves it, and who
    checked it doesn't approve it (`Approval`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Given by `next_batch_number()`: "FF20261123-0007".
    number = models.CharField(_("number"), max_length=24, unique=True, editable=False)
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="batches", verbose_name=_("program")
    )
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    period = models.CharField(_("period"), max_length=10)
    fund = models.ForeignKey("catalogue.Fund", on_delete=models.PROTECT, related_name="batches", verbose_name=_("fund"))
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.MADE)
    method = models.CharField(_("how it is paid"), max_length=8, choices=Method, default=Method.BANK)
    # What its file for the bank was last written in.
    bank_format = models.ForeignKey(
        "payments.BankFormat",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("format of the bank's file"),
    )
    # Payments that came back, paid again; each cites the one that it is for.
    reissue = models.BooleanField(_("pays again what came back"), default=False)
    # One more each time that it is sent back: signatures count for their round.
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    # By the amount bands in force when it was checked; written by the database.
    approvals_needed = models.PositiveSmallIntegerField(_("approvals needed"), default=1)
    count = models.PositiveIntegerField(_("payments"), default=0)
    total = models.DecimalField(_("total, yuan"), max_digits=14, decimal_places=2, default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # Where the rules pay in other months than that in which it was made; '' otherwise (`sql/batches.sql`).
    outside_months = models.CharField(_("why it is paid outside its months"), max_length=300, blank=True, db_default="")
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    checked_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    sent_back_by = models.ForeignKey(
        "core.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sent back by"),
    )
    sent_back_reason = models.CharField(_("why it was sent back"), max_length=300, blank=True)
    # Whose approval was the last that was needed.
    approved_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    sent_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        "core.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cancelled by"),
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    objects = BatchQuerySet.as_manager()
    # From the bank file on it is the finance officers'. A county in which it pays sees the city's batch, and of its
    # payments those of its own people: how much the whole is is no secret among staff, the ledger says it.
    access = (
        InProgram("SELECT", "INSERT", "UPDATE")
        .where(f"{holds('finance')} OR {holds('manager')} AND state IN ('made', 'checked', 'approved', 'cancelled')")
        .read_below("pays_in_county(fund_id, program_id, period)")
    )

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["program", "area", "-made_at", "-id"], name="batch_program_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")), name="batch_maker_is_not_approver"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[BatchState.MADE, BatchState.CHECKED, BatchState.CANCELLED])
                | Q(approved_by__isnull=False),
                name="batch_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.SENT) | Q(sent_by__isnull=False), name="batch_sent_by_someone"
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.CANCELLED) | Q(cancelled_by__isnull=False) & ~Q(reason=""),
                name="batch_cancelled_with_reason",
            ),
        ]
        # Publicity, signatures, frozen facts, and its agreement with payments and ledger: `sql/batches.sql`,
        # `sql/approvals.sql` and `sql/agreement.sql`.
        triggers = [*enforce(BATCH), *no_delete()]

    def __str__(self) -> str:
        return self.number

    @property
    def net(self):
        """What is paid out, yuan: the total, less what is set off against claims."""
        return self.total - self.set_off

    @cached_property
    def set_off(self):
        return self.payments.kept().aggregate(sum=Sum("set_off"))["sum"] or Decimal("0.00")

    def get_state_display(self):
        by_hand = BY_HAND_STATES.get(self.state) if self.method == Method.CASH else None
        return by_hand or BatchState(self.state).label

    def called(self, kind: str):
        """What a movement of its money is called, by the kind of the transfer."""
        by_hand = BY_HAND.get(kind) if self.method == Method.CASH else None
        return by_hand or TransferKind(kind).label

    @property
    def way_out(self):
        return self.called(TransferKind.SENDING)

    def signed_by(self, account) -> bool:
        """Whether the account signed it in this round."""
        return self.approvals.filter(round=self.round, account=account).exists()
