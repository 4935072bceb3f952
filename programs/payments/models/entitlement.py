"""What is due, and the answers that it follows from a day on."""

import pgtrigger
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.payments.querysets import EntitlementQuerySet
from registry.core.guards import append_only
from registry.core.ids import uuid7
from registry.core.scope.access import InProgram


class Why(models.TextChoices):
    """Why a later row differs from what was worked out before."""

    DIED = "died", _("died")
    AGE = "age", _("has reached the age at which it ends")
    ENDED = "ended", _("is no longer in the program")
    NOT_BEGUN = "not_begun", _("wasn't in the program yet")
    SUSPENDED = "suspended", _("was suspended")
    RULES = "rules", _("the rules of that time were changed")
    ANSWERS = "answers", _("what the amount follows was different")


class Entitlement(models.Model):
    """What an enrolment is due for a period, under the rules in force then. Never edited: a difference is a new one.

    The rows of an enrolment and period sum to what is due as far as is known. The first (sequence 0) says what was
    due. A correction takes back each row that no batch has by a mirror of it (`cancels`), and adds one row for what is
    left: above zero it can be paid, below zero it was paid too much, for the recovery. `services.recalculation`
    """

    # One look at all rows of a statement (`sql/entitlements.sql`) holds enrolment, program, area, person, rules and
    # maker: keys would be asked again for each of a million rows.
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
        "catalogue.Rules",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("rules"),
        db_index=False,
        db_constraint=False,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    # The row that this one takes back, with the other sign. (A trigger holds it: a key would be asked for each row.)
    cancels = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="cancelled_by"
    )
    why = models.CharField(_("why it differs"), max_length=10, choices=Why, blank=True, db_default="")
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
            # What lowers a row is few, and asked for each row that is paid: the smallest index, whatever the statistics
            # know of a period that was just worked out.
            models.Index(
                fields=["enrolment", "period", "sequence"], condition=Q(amount__lt=0), name="entitlement_lowered"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "period", "sequence"], name="entitlement_once_per_period"),
            models.CheckConstraint(condition=Q(sequence__gt=0) | Q(amount__gt=0), name="entitlement_positive"),
            models.UniqueConstraint(
                fields=["cancels"], condition=Q(cancels__isnull=False), name="entitlement_cancelled_once"
            ),
            models.CheckConstraint(
                condition=Q(sequence=0, cancels__isnull=True, why="")
                | Q(sequence__gt=0) & Q(why__in=Why.values) & ~Q(amount=0),
                name="entitlement_correction_says_why",
            ),
        ]
        # Whose it is and who worked it out, and what a correction may take back: `sql/entitlements.sql`.
        triggers = append_only()


class DatedAnswer(models.Model):
    """Answers of an enrolment that hold from a day on: what is drawn elsewhere, the stage of schooling.

    An amount follows what held on the first day of its period. Where an answer of someone in the program is changed
    in place (by a roster), the database writes here what it was until then, so that the past keeps its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enrolment = models.ForeignKey(
        "enrolment.Enrolment", on_delete=models.PROTECT, related_name="dated_answers", db_constraint=False
    )
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    area = models.CharField(max_length=12, db_collation="C")
    since = models.DateField(_("from"))
    # By field code, as in the enrolment's answers.
    values = models.JSONField(_("answers"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        "core.Account",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        db_default=Func(function="scope_account"),
        verbose_name=_("written down by"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    access = InProgram("SELECT", "INSERT").by("caseworker", "reviewer", "manager")

    class Meta:
        verbose_name = _("answer from a day on")
        verbose_name_plural = _("answers from a day on")
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["program", "since"], name="datedanswer_program_since")]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="datedanswer_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.made_by_id := scope_account(); NEW.created_at := clock_timestamp(); RETURN NEW;",
            ),
        ]
