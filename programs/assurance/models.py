"""What the rules of audit found, what was said about it, and the figures that the rules go by.

A finding is one row for one matter: the rule and a key that follows from the records that show it, so that
whoever looks again finds the same one. Looking is the registry's own act, over the whole city, in a scope that no
account holds (`services.looking`); whoever may see the place and the program then sees the finding. People say
what they make of it in remarks, which are only ever added to, and a state changes by a remark alone.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.assurance.flows import FINDING, STANDING, Act, FindingState
from programs.assurance.querysets import FindingQuerySet
from registry.core import scope
from registry.core.guards import append_only, no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import AREA, HOLDS, READS, Custom
from registry.core.scope.access import holds as role_held
from registry.core.states import enforce

LOOKING = HOLDS.format(role=scope.ASSURANCE_ROLE)
IN_SCOPE = f"{AREA.format(area='area')} AND (program_id IS NULL OR {READS.format(program='program_id')})"
BY_OFFICE = role_held("auditor", "manager", "finance")
# Whom a finding may be about sees it only once it is theirs to answer.
SEEN = f"{IN_SCOPE} AND ({LOOKING} OR {BY_OFFICE} OR owner_id = (SELECT scope_account()))"
OF_A_FINDING_SEEN = "EXISTS (SELECT 1 FROM assurance_finding f WHERE f.id = finding_id)"
WHOLE_CITY = "(SELECT scope_low()) = (SELECT min(code) FROM core_area WHERE level = 'city')"


class Round(models.Model):
    """One time that the rules were asked, all of them. What they found is in the findings, each in its own scope."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Whoever asked for it; the registry's own account at night.
    account = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    on = models.DateField(_("as of"))
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    # Seconds by rule, and the figures that held: {"A01": {"seconds": 1.2, "figures": {…}}}.
    rules = models.JSONField(default=dict)

    access = Custom(verbs=("SELECT", "INSERT", "UPDATE"), read="true", write=LOOKING)

    class Meta:
        verbose_name = _("run of the rules")
        verbose_name_plural = _("runs of the rules")
        ordering = ["-started_at"]
        triggers = no_delete()


class Figure(models.Model):
    """The figures of a rule from a day on, and where they come from. The latest by date holds, then the latest made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.CharField(_("rule"), max_length=8)
    valid_from = models.DateField(_("valid from"))
    values = models.JSONField(_("figures"))
    document = models.CharField(_("document number"), max_length=100)
    note = models.CharField(_("what changed and why"), max_length=300)
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    # They hold for the whole city, so that no county loosens the rule that it is looked at under.
    access = Custom(
        verbs=("SELECT", "INSERT"),
        read="true",
        write=f"{role_held('manager')} AND {WHOLE_CITY} AND made_by_id = (SELECT scope_account())",
    )

    class Meta:
        verbose_name = _("figures of a rule")
        verbose_name_plural = _("figures of rules")
        ordering = ["rule", "valid_from", "made_at"]
        indexes = [models.Index(fields=["rule", "valid_from"], name="figure_rule")]
        constraints = [models.CheckConstraint(condition=~Q(document=""), name="figure_has_document")]
        triggers = append_only()


@track(exclude=("last_seen_at", "seen_in", "moved_in"))
class Finding(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.CharField(_("rule"), max_length=8)
    # Follows from the records, so that the same matter is the same finding each time.
    key = models.CharField(max_length=200)
    # The smallest place that holds all its records.
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("program"), db_index=False,
    )  # fmt: skip
    money = models.DecimalField(_("money at stake, yuan"), max_digits=14, decimal_places=2, default=0)
    # What the rule saw, by the codes of `checks.FACTS`.
    facts = models.JSONField(default=dict)
    # [[kind, id], …], the first of them what the finding is about; `checks.RECORDS` knows the kinds.
    records = models.JSONField(default=list)
    # Of records and money: what changes after an answer opens it again.
    digest = models.CharField(max_length=32)
    # The batches that must not go out while it stands; empty where its rule holds nothing back.
    holds = ArrayField(models.UUIDField(), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=FindingState, default=FindingState.OPEN)
    owner = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"),
        db_index=False,
    )  # fmt: skip
    due_on = models.DateField(_("due on"), null=True, blank=True)
    first_seen_at = models.DateTimeField(_("first found at"))
    last_seen_at = models.DateTimeField(_("last found at"))
    # Since when it isn't found any more.
    gone_at = models.DateTimeField(_("no longer found since"), null=True, blank=True)
    # Which look saw it last, and which moved it by itself.
    seen_in = models.UUIDField()
    moved_in = models.UUIDField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()
    access = Custom(
        verbs=("SELECT", "INSERT", "UPDATE"),
        read=SEEN,
        write=f"{IN_SCOPE} AND ({LOOKING} OR {role_held('auditor', 'manager')})",
    )

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [
            models.Index(fields=["rule", "state", "-money", "-id"], name="finding_rule"),
            models.Index(fields=["-money", "-id"], name="finding_money"),
            models.Index(
                fields=["owner"], name="finding_owner", condition=Q(owner__isnull=False, state__in=sorted(STANDING))
            ),
            GinIndex(fields=["holds"], name="finding_holds"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["rule", "key"], name="finding_once"),
            models.CheckConstraint(condition=Q(money__gte=0), name="finding_money_positive"),
        ]
        # Who may change what, and that a state moves by a remark: `sql/findings.sql`.
        triggers = [*enforce(FINDING), *no_delete()]

    @property
    def of_rule(self):
        from programs.assurance import checks

        return checks.CHECKS.get(self.rule)

    def __str__(self) -> str:
        return f"{self.rule} {self.key}"


class Remark(models.Model):
    """What somebody said of a finding, or the registry did to it. `by` is null for the registry itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="remarks")
    act = models.CharField(_("act"), max_length=10, choices=Act)
    by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"),
        db_index=False,
    )  # fmt: skip
    at = models.DateTimeField(_("at"), auto_now_add=True)
    text = models.CharField(_("remark"), max_length=1000, blank=True)
    owner = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    due_on = models.DateField(null=True, blank=True)

    access = Custom(verbs=("SELECT", "INSERT"), read=OF_A_FINDING_SEEN, write=OF_A_FINDING_SEEN)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["at", "id"]
        triggers = append_only()
