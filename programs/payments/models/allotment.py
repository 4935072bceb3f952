"""What came into a fund on which paper, and money that goes from one fund to another."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import STAFF
from programs.payments.flows import ALLOTMENT, AllotmentState
from registry.core.guards import append_only, no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import WRITES_ANY, Custom
from registry.core.states import enforce


class Receipt(models.Model):
    """The paper of a receipt in the ledger: who paid it in, under which document number. Who entered it and when is
    the transfer's."""

    transfer = models.OneToOneField(
        "ledger.Transfer",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="receipt",
        verbose_name=_("transfer"),
    )
    payer = models.CharField(_("paid in by"), max_length=100, blank=True)
    document = models.CharField(_("document number"), max_length=100, blank=True)

    access = Custom(verbs=("SELECT", "INSERT"), read=STAFF, write=WRITES_ANY).by("finance")

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        # That the transfer is a receipt, by the same account: `sql/receipts.sql`.
        triggers = append_only()


@track()
class Allotment(models.Model):
    """Money asked out of one fund into another. Another account approves it; then it is posted in the ledger, once.

    The fund that gets it may be spent on nothing and nowhere that the fund which gives it may not.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(
        "catalogue.Fund", on_delete=models.PROTECT, related_name="allotments_out", verbose_name=_("from the fund")
    )
    target = models.ForeignKey(
        "catalogue.Fund", on_delete=models.PROTECT, related_name="allotments_in", verbose_name=_("to the fund")
    )
    amount = models.DecimalField(_("amount, yuan"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300)
    document = models.CharField(_("document number"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AllotmentState, default=AllotmentState.ASKED)
    asked_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    note = models.CharField(_("why it was refused or withdrawn"), max_length=300, blank=True)

    access = Custom(verbs=("SELECT", "INSERT", "UPDATE"), read=STAFF, write=WRITES_ANY).by("manager", "finance")

    class Meta:
        verbose_name = _("transfer between funds")
        verbose_name_plural = _("transfers between funds")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="allotment_to_another_fund"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allotment_above_nothing"),
            models.CheckConstraint(
                condition=~Q(state__in=[AllotmentState.POSTED, AllotmentState.REFUSED]) | ~Q(decided_by=F("asked_by")),
                name="allotment_asker_is_not_approver",
            ),
            models.CheckConstraint(
                condition=Q(state=AllotmentState.ASKED, decided_by__isnull=True)
                | ~Q(state=AllotmentState.ASKED) & Q(decided_by__isnull=False),
                name="allotment_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AllotmentState.REFUSED, AllotmentState.WITHDRAWN]) | ~Q(note=""),
                name="allotment_refused_with_reason",
            ),
        ]
        # Signatures, restrictions and its agreement with the ledger: `sql/allotments.sql`.
        triggers = [
            *enforce(ALLOTMENT),
            *no_delete(),
            pgtrigger.ReadOnly(
                name="allotment_frozen",
                fields=["id", "source", "target", "amount", "reason", "document", "asked_by", "asked_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id} {self.amount}"
