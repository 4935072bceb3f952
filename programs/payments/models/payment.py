"""What is in a batch, and what was left out of it."""

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from programs.payments.flows import (
    BY_HAND,
    CAME_BACK,
    LETS_GO,
    PAYMENT,
    Method,
    PaymentState,
    ReturnReason,
    state_label,
)
from programs.payments.models.batch import Batch
from programs.payments.models.entitlement import Entitlement
from programs.payments.querysets import PaymentQuerySet
from registry.core.guards import append_only, no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import InProgram, holds
from registry.core.states import enforce


@track(exclude=("account_sealed", "payee_id_sealed", "phone_sealed", "binding", "pays_again"))
class Payment(models.Model):
    """One entitlement in a batch, with name, payee, account and numbers as they were when it was made.

    Sealed numbers are sealed anew for this row: fields "account", "payee_id" and "phone" of the payment's id.

    No index follows what a step of the batch changes (state, transfers): so a step writes the row anew in its page and
    no index at all. What depends on the state and is unique has a generated column of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="payments", db_index=False)
    sequence = models.PositiveIntegerField(_("number in the batch"))
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="payments", db_index=False)
    enrolment = models.ForeignKey(
        "enrolment.Enrolment", on_delete=models.PROTECT, related_name="payments", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, related_name="payments", db_index=False, db_constraint=False
    )
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    area = models.CharField(max_length=12, db_collation="C")
    # The version by which the amount was worked out, as its entitlement says.
    rules = models.ForeignKey(
        "catalogue.Rules",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("rules"),
        db_index=False,
        db_constraint=False,
    )
    # What is due. Of it `set_off` stays here, for the claim `against`, and the rest is paid out (`net`).
    amount = models.DecimalField(_("amount, yuan"), max_digits=14, decimal_places=2)
    set_off = models.DecimalField(_("set off, yuan"), max_digits=14, decimal_places=2, default=0, db_default=0)
    against = models.ForeignKey(
        "payments.Claim",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="set_offs",
        verbose_name=_("set off against"),
    )
    name = models.CharField(_("name"), max_length=60)
    payee = models.CharField(_("payee"), max_length=60)
    # GB/T 4761, of the payee to the person: 01 is the person.
    payee_relation = models.CharField(_("payee's relation"), max_length=2)
    payee_id_sealed = models.BinaryField(null=True)
    payee_id_tail = models.CharField(_("last four of the payee's ID"), max_length=4, blank=True)
    phone_sealed = models.BinaryField(null=True)
    phone_masked = models.CharField(_("phone"), max_length=20, blank=True)
    account_sealed = models.BinaryField(null=True)
    account_index = models.BinaryField(null=True)
    account_tail = models.CharField(_("last four of the account"), max_length=4, blank=True)
    bank = models.CharField(_("bank"), max_length=60, blank=True)
    branch = models.CharField(_("branch"), max_length=100, blank=True)
    # SHA-256 over the evidence of the enrolment, as it was when this was made; '' where there was none.
    evidence = models.CharField(max_length=64, blank=True)
    # The payment that came back, which this one pays again.
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="replaced_by",
        verbose_name=_("pays again"),
    )
    state = models.CharField(_("state"), max_length=10, choices=PaymentState, default=PaymentState.PLANNED)
    # Whether its entitlement is in no other batch because of it.
    binding = models.GeneratedField(
        expression=~Q(state__in=LETS_GO), output_field=models.BooleanField(), db_persist=True
    )
    # What it pays again, unless it was taken out.
    pays_again = models.GeneratedField(
        expression=Case(When(~Q(state=PaymentState.DROPPED), then=F("replaces"))),
        output_field=models.UUIDField(null=True), db_persist=True,
    )  # fmt: skip
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    bank_serial = models.CharField(_("bank's serial number"), max_length=40, blank=True)
    # The confirmation in the ledger that this payment is part of. (A trigger holds these three; transfers stay.)
    settled_by = models.ForeignKey(
        "ledger.Transfer",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    return_reason = models.CharField(_("why it came back"), max_length=14, choices=ReturnReason, blank=True)
    returned_by = models.ForeignKey(
        "ledger.Transfer",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("returned by"),
    )
    # Where it isn't paid again: the transfer that gave the fund its money back, and why.
    released_by = models.ForeignKey(
        "ledger.Transfer",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("released by"),
    )
    release_reason = models.CharField(_("why it isn't paid again"), max_length=300, blank=True)

    objects = PaymentQuerySet.as_manager()
    access = InProgram("SELECT", "INSERT", "UPDATE").where(
        f"{holds('finance')} OR {holds('manager')} AND state IN ('planned', 'committed', 'dropped')"
    )

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [
            models.Index(fields=["person"], name="payment_person"),
            models.Index(fields=["enrolment"], name="payment_enrolment"),
            models.Index(fields=["against"], condition=Q(against__isnull=False), name="payment_against"),
            # What an auditor reads off a bank's paper.
            models.Index(fields=["bank_serial"], condition=~Q(bank_serial=""), name="payment_bank_serial"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sequence"], name="payment_number_once"),
            # Money for one entitlement is in one batch at a time, and once paid never again.
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(binding=True), name="payment_once_per_entitlement"
            ),
            # What came back is paid again once.
            models.UniqueConstraint(
                fields=["pays_again"], condition=Q(pays_again__isnull=False), name="payment_replaced_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            # Something of it is always paid out.
            models.CheckConstraint(
                condition=Q(set_off=0, against__isnull=True)
                | Q(set_off__gt=0, set_off__lt=F("amount"), against__isnull=False),
                name="payment_set_off_in_part",
            ),
            models.CheckConstraint(
                condition=Q(state=PaymentState.PAID, settled_by__isnull=False, paid_on__isnull=False)
                # Of one that came back late it stays on record that it had arrived.
                | Q(state__in=CAME_BACK)
                | ~Q(state__in=[PaymentState.PAID, *CAME_BACK]) & Q(settled_by__isnull=True, paid_on__isnull=True),
                name="payment_paid_by_a_transfer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CAME_BACK, returned_by__isnull=False, returned_on__isnull=False)
                & ~Q(return_reason="")
                | ~Q(state__in=CAME_BACK) & Q(returned_by__isnull=True, returned_on__isnull=True, return_reason=""),
                name="payment_returned_by_a_transfer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PaymentState.RELEASED, PaymentState.GIVEN_UP], released_by__isnull=False)
                & ~Q(release_reason="")
                | ~Q(state__in=[PaymentState.RELEASED, PaymentState.GIVEN_UP])
                & Q(released_by__isnull=True, release_reason=""),
                name="payment_released_by_a_transfer",
            ),
        ]
        triggers = [
            *enforce(PAYMENT),
            *no_delete(),
            # What was approved is what is paid: the facts of a payment never change. (Its area moves with the
            # enrolment's, and the vault may seal a number again under a new key.)
            pgtrigger.ReadOnly(
                name="facts_frozen",
                fields=[
                    "batch",
                    "sequence",
                    "entitlement",
                    "enrolment",
                    "person",
                    "program",
                    "rules",
                    "amount",
                    "set_off",
                    "against",
                    "name",
                    "payee",
                    "payee_relation",
                    "payee_id_tail",
                    "phone_masked",
                    "account_index",
                    "account_tail",
                    "bank",
                    "branch",
                    "evidence",
                    "replaces",
                ],
            ),
        ]

    def get_state_display(self):
        return state_label(self.state, self.batch.method if self.state in BY_HAND else Method.BANK)

    @property
    def net(self):
        """What is paid out, yuan."""
        return self.amount - self.set_off


class LeftOut(models.TextChoices):
    NO_ACCOUNT = "no_account", _("no account to pay to")
    PUBLICITY = "publicity", _("its publicity list hasn't stood its days, or an objection is open")
    SUSPENDED = "suspended", _("the enrolment is suspended")
    MERGED = "merged", _("the same is due under the record that this one was merged into")
    SAME_ACCOUNT = "same_account", _("no other account than the one that the bank refused")


class Omission(models.Model):
    """An entitlement that a batch was asked for and left out, and why. It stays due, for a later batch."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="omissions", db_index=False)
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="omissions", db_index=False)
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("beneficiaries.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=12, db_collation="C")
    amount = models.DecimalField(_("amount, yuan"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=12, choices=LeftOut)

    access = InProgram("SELECT", "INSERT").by("manager", "finance")

    class Meta:
        verbose_name = _("left out")
        verbose_name_plural = _("left out")
        constraints = [models.UniqueConstraint(fields=["batch", "entitlement"], name="omission_once")]
        triggers = append_only()
