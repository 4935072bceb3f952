"""A person (or household) in a program, from the application to the exit, and each decision on the way."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.enrolment.flows import ENROLMENT, ENTITLED, IN_PROGRESS, OPEN, State
from registry.core.guards import append_only, no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.models.area import Level
from registry.core.scope.access import InProgram
from registry.core.states import enforce


class Origin(models.TextChoices):
    APPLICATION = "application", _("application")
    ROSTER = "roster", _("taken over from a roster")


class EnrolmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def active(self):
        return self.filter(state__in=ENTITLED)

    def in_progress(self):
        return self.filter(state__in=IN_PROGRESS)

    def in_program(self, program):
        return self.filter(program=program)

    def waiting_at(self, level: str):
        """Applications that the offices of `level` must decide now."""
        return self.filter(state=State.SUBMITTED, level=level)

    def overdue(self, on):
        return self.filter(state=State.SUBMITTED, due_on__lt=on)


@track()
class Enrolment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No index for a key alone where what it points at stays: each would cost every row of a roster. Nor a key that asks
    # row by row: `enrolment_fits` looks at all that a statement brings.
    program = models.ForeignKey(
        "catalogue.Program",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="enrolments",
        verbose_name=_("program"),
    )
    person = models.ForeignKey(
        "beneficiaries.Person",
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="enrolments",
        verbose_name=_("person"),
    )
    # The office that handles it: the person's village or township at the time of application. Stays when she moves.
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # Who has it now, while it is under review.
    level = models.CharField(_("office level"), max_length=10, choices=Level, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin, default=Origin.APPLICATION)
    # The version of the rules that it was last judged under.
    rules = models.ForeignKey(
        "catalogue.Rules",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("rules"),
    )
    # Answers to the fields of the definition, by field code. Secret ones are {"sealed", "index", "tail"}.
    answers = models.JSONField(_("answers"), default=dict)
    # Filled from the program: '' where it may be had again.
    lifetime_group = models.CharField(max_length=40, blank=True, editable=False)
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    exit_reason = models.CharField(_("exit reason"), max_length=40, blank=True)
    made_by = models.ForeignKey(
        "core.Account",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    submitted_by = models.ForeignKey(
        "core.Account",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = EnrolmentQuerySet.as_manager()
    access = InProgram("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [
            models.Index(fields=["program", "area", "id"], name="enrolment_program_area"),
            models.Index(fields=["state", "program", "area", "id"], name="enrolment_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "person"], condition=Q(state__in=sorted(OPEN)), name="enrolment_one_open_per_program"
            ),
            models.UniqueConstraint(
                fields=["lifetime_group", "person"],
                condition=~Q(lifetime_group="") & ~Q(state__in=[State.REFUSED, State.WITHDRAWN]),
                name="enrolment_once_in_a_lifetime",
            ),
            # What the composite foreign keys of the enrolment's rows point at.
            models.UniqueConstraint(fields=["id", "program", "area"], name="enrolment_with_scope"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="enrolment_period",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.EXITED) | (~Q(exit_reason="") & Q(ends_on__isnull=False)),
                name="enrolment_exit_has_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.SUBMITTED) & ~Q(level="")) | (~Q(state=State.SUBMITTED) & Q(level="")),
                name="enrolment_level_while_under_review",
            ),
        ]
        # The exclusion of programs and the copy of the lifetime group are in `sql/enrolments.sql`.
        triggers = [*enforce(ENROLMENT), *no_delete()]


class Act(models.TextChoices):
    APPLIED = "applied", _("application made")
    SUBMITTED = "submitted", _("submitted")
    PASSED = "passed", _("passed on")
    RETURNED = "returned", _("returned")
    REFUSED = "refused", _("refused")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ACTIVATED = "activated", _("activated")
    SUSPENDED = "suspended", _("suspended")
    RESUMED = "resumed", _("resumed")
    EXITED = "exited", _("exited")
    TAKEN_OVER = "taken_over", _("taken over from a roster")
    CHANGED = "changed", _("changed as a roster says")
    UNDONE = "undone", _("undone with its roster")
    MERGED = "merged", _("ended: two records became one")
    UNMERGED = "unmerged", _("goes on: the merge was undone")


class Decision(models.Model):
    """An act on an enrolment: who, at which level, when, why, under which rules, on what evidence.

    Only ever added to. `evaluation` is the result of each criterion as it was shown to the one who
    decided; `evidence` lists the documents (id, kind, sha256) that lay before them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # `decision_fits` holds that all of these are there, and the enrolment's.
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, db_constraint=False, related_name="decisions")
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    area = models.CharField(max_length=12, db_collation="C")
    act = models.CharField(_("act"), max_length=12, choices=Act)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    actor = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, db_constraint=False, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    rules = models.ForeignKey(
        "catalogue.Rules", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    evaluation = models.JSONField(_("eligibility"), default=list)
    evidence = models.JSONField(_("evidence"), default=list)

    access = InProgram("SELECT", "INSERT")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["at", "id"]
        # Nobody decides on their own submission: a trigger in `sql/decisions.sql`.
        triggers = append_only()
