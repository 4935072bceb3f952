"""What was planned: how much of a fund a program may spend in a year, in all or in a county."""

import pgtrigger
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import STAFF
from registry.core.guards import append_only
from registry.core.ids import uuid7
from registry.core.scope.access import WRITES, Custom


class Budget(models.Model):
    """A plan figure. Of a fund, program, year and place the newest version holds; those before it stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fund = models.ForeignKey("catalogue.Fund", on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("program")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    # Six digits of a county; '' for what isn't divided among counties.
    county = models.CharField(_("county"), max_length=6, blank=True, db_collation="C")
    version = models.PositiveSmallIntegerField(_("version"))
    amount = models.DecimalField(_("amount, yuan"), max_digits=14, decimal_places=2)
    document = models.CharField(_("document number"), max_length=100, blank=True)
    reason = models.CharField(_("why it was changed"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        "core.Account",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        db_default=Func(function="scope_account"),
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    access = Custom(verbs=("SELECT", "INSERT"), read=STAFF, write=WRITES.format(program="program_id")).by("finance")

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "year", "fund", "county", "version"], name="budget_version_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_below_nothing"),
            models.CheckConstraint(
                condition=Q(version=1) | Q(version__gt=1) & ~Q(reason=""), name="budget_changed_with_reason"
            ),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="budget_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.made_by_id := scope_account(); NEW.made_at := clock_timestamp(); RETURN NEW;",
            ),
        ]
