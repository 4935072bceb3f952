"""What is due."""

from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from programs.payments.querysets import EntitlementQuerySet
from registry.core.guards import append_only
from registry.core.ids import uuid7
from registry.core.scope.access import InProgram


class Entitlement(models.Model):
    """What an enrolment is due for a period, under the rules in force then. Never edited: a difference is a new one."""

    # One composite key (migration `rules`) holds enrolment, program and area, and a trigger person and maker: single
    # keys beside them would only be asked again for each of a million rows.
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enrolment = models.ForeignKey(
        "enrolment.Enrolment",
        on_delete=models.PROTECT,
        related_name="entitlements",
        db_index=False,
        db_constraint=False,
    )
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(
        "beneficiaries.Person",
        on_delete=models.PROTECT,
        related_name="entitlements",
        db_index=False,
        db_constraint=False,
    )
    area = models.CharField(max_length=12, db_collation="C")
    # "2013", "2013-03" or "2013-1" (school term), as the benefit's rhythm is: `payments.periods`.
    period = models.CharField(_("period"), max_length=10)
    # 0 for the first, then one more for each correction of the same period.
    sequence = models.PositiveSmallIntegerField(default=0)
    amount = models.DecimalField(_("amount, yuan"), max_digits=14, decimal_places=2)
    rules = models.ForeignKey(
        "catalogue.Rules", on_delete=models.PROTECT, related_name="+", verbose_name=_("rules"), db_index=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    # Filled by the database from the signed scope.
    made_by = models.ForeignKey(
        "core.Account",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,
        db_default=Func(function="scope_account"),
        verbose_name=_("worked out by"),
    )

    objects = EntitlementQuerySet.as_manager()
    access = InProgram("SELECT", "INSERT").by("manager", "finance")

    class Meta:
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        indexes = [
            models.Index(fields=["program", "period", "area", "id"], name="entitlement_program_period"),
            models.Index(fields=["person"], name="entitlement_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "period", "sequence"], name="entitlement_once_per_period"),
            models.CheckConstraint(condition=Q(sequence__gt=0) | Q(amount__gt=0), name="entitlement_positive"),
        ]
        triggers = append_only()
