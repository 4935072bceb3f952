"""What is given from hand to hand: who received it, and the sheet that they signed."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.enrolment.models import private_storage
from programs.payments.flows import Receiver, Unmet
from programs.payments.models.batch import Batch
from programs.payments.models.payment import Payment
from registry.core.guards import append_only, no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import InProgram


def sheet_stored_as(sheet: "SignedSheet", filename: str) -> str:
    """By the row's id, as evidence is."""
    return f"sheets/{sheet.pk.hex[:2]}/{sheet.pk.hex}"


class SignedSheet(models.Model):
    """The scan of a signed pay sheet: for lines of one batch, as one caseworker handed them out in one place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Without a constraint: whoever hands out in a village doesn't see the batch of the whole county.
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="sheets", db_constraint=False)
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=12, db_collation="C")
    file = models.FileField(_("file"), storage=private_storage, upload_to=sheet_stored_as, max_length=200)
    filename = models.CharField(_("file name"), max_length=200)
    mime = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    made_at = models.DateTimeField(_("handed in at"), auto_now_add=True)

    access = InProgram("SELECT", "INSERT").by("caseworker", "reviewer")

    class Meta:
        verbose_name = _("signed sheet")
        verbose_name_plural = _("signed sheets")
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["batch", "sha256"], name="signedsheet_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.filename


@track()
class Handout(models.Model):
    """A payment that is handed over: made when its batch goes out, filled in where it is handed out, and fixed with the
    sheet that was signed. `receiver` and `unmet` are both '' until then."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, primary_key=True, related_name="handout")
    # The payment's; filled in by the database. One composite key holds enrolment, program and area
    # (`sql/handouts.sql`).
    enrolment = models.ForeignKey(
        "enrolment.Enrolment", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    area = models.CharField(max_length=12, db_collation="C")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="handouts", db_constraint=False)
    # The payment number, as the sheet and the bank's files have it.
    number = models.CharField(_("payment number"), max_length=40)
    receiver = models.CharField(_("received by"), max_length=10, choices=Receiver, blank=True)
    # Of a guardian or an agent.
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    # GB/T 4761: what the receiver is to the person.
    relation = models.CharField(_("relation"), max_length=2, blank=True)
    id_tail = models.CharField(_("last four of the receiver's ID"), max_length=4, blank=True)
    unmet = models.CharField(_("not handed out because"), max_length=10, choices=Unmet, blank=True)
    on = models.DateField(_("on"), null=True, blank=True)
    made_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    made_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    sheet = models.ForeignKey(
        SignedSheet, on_delete=models.PROTECT, null=True, blank=True, related_name="handouts", verbose_name=_("sheet")
    )

    access = InProgram("SELECT", "INSERT", "UPDATE").by("caseworker", "reviewer", "finance")

    class Meta:
        verbose_name = _("hand-out")
        verbose_name_plural = _("hand-outs")
        indexes = [models.Index(fields=["program", "area", "batch"], name="handout_program_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(receiver="", unmet="", on__isnull=True, made_by__isnull=True, sheet__isnull=True)
                | Q(receiver__in=Receiver.values, unmet="", on__isnull=False, made_by__isnull=False)
                | Q(receiver="", unmet__in=Unmet.values, on__isnull=False, made_by__isnull=False),
                name="handout_whole",
            ),
            models.CheckConstraint(
                condition=Q(receiver__in=["", Receiver.SELF], name="", relation="", id_tail="")
                | Q(receiver__in=[Receiver.GUARDIAN, Receiver.AGENT], id_tail__regex=r"^\d{3}[\dX]$")
                & ~Q(name="")
                & ~Q(relation=""),
                name="handout_receiver_named",
            ),
        ]
        # What it belongs to, who wrote it, and the sheet that fixes it: `sql/handouts.sql`.
        triggers = [*no_delete(), pgtrigger.ReadOnly(name="handout_frozen", fields=["payment", "batch", "number"])]

    def __str__(self) -> str:
        return self.number
