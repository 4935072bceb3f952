"""What was paid and should not have been: claimed back, given back bit by bit, or let go with another's approval.

A payment that is claimed stays `paid`: it did arrive. What comes back is in the ledger under the claim, not under the
batch, so that the batch goes on agreeing with its payments.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.payments.flows import CLAIM, WRITE_OFF, ClaimState, WriteOffState
from programs.payments.models.entitlement import Entitlement
from programs.payments.models.payment import Payment
from registry.core.guards import append_only, no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import WRITES, Custom, InProgram
from registry.core.states import enforce

# What hangs on a claim is seen by whoever sees the claim.
OF_CLAIM = "EXISTS (SELECT 1 FROM payments_claim c WHERE c.id = claim_id)"
OF_CLAIM_WRITES = (
    f"EXISTS (SELECT 1 FROM payments_claim c WHERE c.id = claim_id AND {WRITES.format(program='c.program_id')})"  # noqa: S608
)
OF_RECOVERY = "EXISTS (SELECT 1 FROM payments_recovery r WHERE r.id = recovery_id)"
OF_RECOVERY_WRITES = (
    f"EXISTS (SELECT 1 FROM payments_recovery r JOIN payments_claim c ON c.id = r.claim_id "  # noqa: S608
    f"WHERE r.id = recovery_id AND {WRITES.format(program='c.program_id')})"
)


@track()
class Claim(models.Model):
    """Money of one payment that is asked back. The claims on a payment are never more than was paid.

    `plan` are the instalments agreed on, [{"due": "2026-12-31", "amount": "100.00"}], the earliest first; when it is
    agreed on they sum to what is still open.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="claims", verbose_name=_("payment"))
    enrolment = models.ForeignKey(
        "enrolment.Enrolment", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    area = models.CharField(max_length=12, db_collation="C")
    # The row below zero that says by how much too much was paid, where a recalculation found it.
    difference = models.ForeignKey(
        Entitlement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("worked out as paid too much"),
    )
    amount = models.DecimalField(_("amount, yuan"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("why it is asked back"), max_length=300)
    plan = models.JSONField(_("instalments"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ClaimState, default=ClaimState.OPEN)
    opened_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("asked back by")
    )
    opened_at = models.DateTimeField(_("asked back at"), auto_now_add=True)

    access = InProgram("SELECT", "INSERT", "UPDATE").by("finance")

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["state", "opened_at"], name="claim_state_opened")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_above_nothing"),
            models.CheckConstraint(condition=~Q(reason=""), name="claim_says_why"),
        ]
        # Sums, signatures and the ledger: `sql/claims.sql`, `sql/recoveries.sql`.
        triggers = [
            *enforce(CLAIM),
            *no_delete(),
            pgtrigger.ReadOnly(
                name="claim_frozen",
                fields=[
                    "id",
                    "payment",
                    "enrolment",
                    "program",
                    "difference",
                    "amount",
                    "reason",
                    "opened_by",
                    "opened_at",
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.amount}"


class Way(models.TextChoices):
    REPAID = "repaid", _("given back at once")
    INSTALMENT = "instalment", _("an instalment")
    OFFSET = "offset", _("set off against a payment")


class Recovery(models.Model):
    """Money of a claim that came back, in the ledger as it says here.

    What was recorded wrongly is taken back whole, by a row that mirrors it (`cancels`) with the other sign.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="recoveries")
    way = models.CharField(_("way"), max_length=10, choices=Way)
    amount = models.DecimalField(_("amount, yuan"), max_digits=14, decimal_places=2)
    on = models.DateField(_("came back on"))
    note = models.CharField(_("voucher or note"), max_length=300, blank=True)
    transfer = models.OneToOneField(
        "ledger.Transfer", on_delete=models.PROTECT, related_name="recovery", verbose_name=_("transfer")
    )
    # Of what was set off: the payment that paid so much less out.
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="recoveries",
        verbose_name=_("payment"),
    )  # fmt: skip
    cancels = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cancelled_by",
        verbose_name=_("takes back"),
    )
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    # Mirrors are held by `sql/recoveries.sql`.
    access = Custom(verbs=("SELECT", "INSERT"), read=OF_CLAIM, write=OF_CLAIM_WRITES).by("finance")

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, cancels__isnull=True) | Q(amount__lt=0, cancels__isnull=False),
                name="recovery_above_nothing",
            ),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="recovery_way_known"),
            models.CheckConstraint(
                condition=Q(way=Way.OFFSET, payment__isnull=False) | ~Q(way=Way.OFFSET) & Q(payment__isnull=True),
                name="recovery_offset_names_payment",
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(payment__isnull=False, cancels__isnull=True),
                name="recovery_once_per_set_off",
            ),
        ]
        triggers = append_only()


class Ground(models.TextChoices):
    UNRECOVERABLE = "dead", _("died, or nothing can be got back")
    WAIVED = "waived", _("waived for hardship")
    MISTAKEN = "mistaken", _("asked back by mistake")


class Asked(models.Model):
    """What one account asks for and another decides, no relative on record of whom it is about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=WriteOffState, default=WriteOffState.ASKED)
    asked_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    note = models.CharField(_("why it was refused"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & (~Q(state=WriteOffState.REFUSED) | ~Q(note="")), name="%(class)s_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=WriteOffState.ASKED) | ~Q(decided_by=F("asked_by")),
                name="%(class)s_asker_is_not_approver",
            ),
            models.CheckConstraint(
                condition=Q(state=WriteOffState.ASKED, decided_by__isnull=True)
                | ~Q(state=WriteOffState.ASKED) & Q(decided_by__isnull=False),
                name="%(class)s_decided_by_someone",
            ),
        ]


@track()
class WriteOff(Asked):
    """Money of a claim that is let go, when a manager says so."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="write_offs")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    amount = models.DecimalField(_("amount, yuan"), max_digits=14, decimal_places=2)

    access = Custom(verbs=("SELECT", "INSERT", "UPDATE"), read=OF_CLAIM, write=OF_CLAIM_WRITES).by("manager", "finance")

    class Meta(Asked.Meta):
        verbose_name = _("write-off")
        verbose_name_plural = _("write-offs")
        constraints = [
            *Asked.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="writeoff_above_nothing"),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="writeoff_ground_known"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state=WriteOffState.ASKED), name="writeoff_one_asked"
            ),
        ]
        triggers = [
            *enforce(WRITE_OFF),
            *no_delete(),
            pgtrigger.ReadOnly(
                name="writeoff_frozen",
                fields=["id", "claim", "ground", "amount", "reason", "asked_by", "asked_at"],
            ),
        ]


@track()
class TakeBack(Asked):
    """A recovery that was recorded wrongly, to be taken back when another finance officer says so."""

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="take_backs")

    access = Custom(verbs=("SELECT", "INSERT", "UPDATE"), read=OF_RECOVERY, write=OF_RECOVERY_WRITES).by("finance")

    class Meta(Asked.Meta):
        verbose_name = _("request to take back what was recorded")
        verbose_name_plural = _("requests to take back what was recorded")
        constraints = [
            *Asked.Meta.constraints,
            # Asked once at a time, and taken back once.
            models.UniqueConstraint(
                fields=["recovery"], condition=~Q(state=WriteOffState.REFUSED), name="takeback_one_asked"
            ),
        ]
        triggers = [
            *enforce(WRITE_OFF),
            *no_delete(),
            pgtrigger.ReadOnly(name="takeback_frozen", fields=["id", "recovery", "reason", "asked_by", "asked_at"]),
        ]
