"""How much of a program, period and county is how far: counted as payments move, never by reading them all."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.payments.flows import PaymentState
from registry.core.scope.access import InProgram


class PaymentTally(models.Model):
    """The payments of a fund, program, period and county that are in a state: their number and yuan.

    Kept by triggers in the statement that adds or moves payments (`sql/tallies.sql`).
    """

    fund = models.ForeignKey("catalogue.Fund", on_delete=models.PROTECT, related_name="+", db_index=False)
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(max_length=10)
    # The first six digits of where the enrolments are.
    county = models.CharField(max_length=6, db_collation="C")
    state = models.CharField(max_length=10, choices=PaymentState)
    count = models.BigIntegerField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    access = InProgram("SELECT", area="county")

    class Meta:
        verbose_name = _("tally of payments")
        verbose_name_plural = _("tallies of payments")
        constraints = [
            models.UniqueConstraint(fields=["program", "period", "county", "fund", "state"], name="paymenttally_once"),
        ]
