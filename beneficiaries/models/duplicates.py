"""Records that may be one person, what was decided about them, and merges, which can be undone.

A merge leaves the merged record where it is, pointing at the one that was kept (`Person.merged_into`). What lives
(phones, accounts, relations, certificates, enrolments) goes over; what was frozen (payments, what was due, moves)
stays with the record that it was written for, and whoever reads about a person reads both (`Person.records`).
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.models.base import OfPerson
from registry.core.guards import no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import AREA, WRITES_ANY, Access, InArea
from registry.core.states import StateMachine, enforce

BOTH = f"{AREA.format(area='first_area')} AND {AREA.format(area='second_area')}"


class PairState(models.TextChoices):
    OPEN = "open", _("to be decided")
    DIFFERENT = "different", _("not the same person")
    MERGED = "merged", pgettext_lazy("pair", "merged")


PAIR = StateMachine(
    start={PairState.OPEN, PairState.DIFFERENT},
    moves={
        PairState.OPEN: {PairState.DIFFERENT, PairState.MERGED},
        # Someone saw that it was wrong, or the merge was undone: it is asked again.
        PairState.DIFFERENT: {PairState.OPEN},
        PairState.MERGED: {PairState.OPEN},
    },
)


class PairQuerySet(models.QuerySet):
    def open(self):
        """What is still to be decided, of records that both still stand for themselves."""
        return self.filter(state=PairState.OPEN, first__merged_into__isnull=True, second__merged_into__isnull=True)

    def of(self, one, other):
        """The pair of two records, whichever comes first."""
        first, second = sorted((one.pk, other.pk))
        return self.filter(first=first, second=second)

    def about(self, person):
        return self.filter(Q(first=person) | Q(second=person))

    def page_after(self, last: tuple[float, str] | None, size: int):
        """The `size` pairs after (weight, id), the likeliest first, of equals the latest; keyset."""
        rows = self.order_by("-weight", "-id")
        if last:
            # As one comparison of both, as in `Person`: the index finds the beginning.
            rows = rows.filter(TupleLessThan(Tuple(F("weight"), F("id")), last))
        return rows[:size]


@track()
class Pair(models.Model):
    """Two records, the one with the lower id first, that may be one person, or that are two although alike.

    Whoever sees both sees the pair. The areas are the records' own, kept by triggers (`sql/pairs.sql`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    second = models.ForeignKey("beneficiaries.Person", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    first_area = models.CharField(max_length=12, db_collation="C", editable=False)
    second_area = models.CharField(max_length=12, db_collation="C", editable=False)
    # How many times as likely as not, as a power of two (Fellegi and Sunter's match weight, the prior included).
    weight = models.FloatField(_("how likely"), default=0)
    # [[code of `services.evidence`, its part of the weight], …], the weightiest first.
    evidence = models.JSONField(_("what speaks for and against it"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=PairState, default=PairState.OPEN)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = PairQuerySet.as_manager()
    access = Access(("SELECT", "INSERT", "UPDATE", "DELETE"), BOTH, f"{BOTH} AND {WRITES_ANY}")

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        indexes = [models.Index(fields=["weight", "id"], condition=Q(state="open"), name="pair_queue")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_ordered"),
            models.CheckConstraint(
                condition=~Q(state=PairState.DIFFERENT) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="pair_decided_by_someone",
            ),
        ]
        triggers = [
            *enforce(PAIR),
            # What is only suspected goes when nothing speaks for it any more; what was decided stays.
            pgtrigger.Protect(
                name="pair_decision_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'open'"),
            ),
        ]


class MergeQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at__isnull=True)


@track(exclude=("before_sealed",))
class Merge(OfPerson):
    """A record that became part of another: `person` is the one that was kept."""

    merged = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, related_name="merges_into", verbose_name=_("merged record")
    )
    # The parts of `services.merging.PARTS` whose value came from the merged record.
    taken = models.JSONField(_("taken from the merged record"), default=list)
    # What went over: {table: [ids]}. Undoing goes by it.
    moved = models.JSONField(_("what went over"), default=dict)
    # What those parts of the kept record were before, its ID number among them: sealed for this row.
    before_sealed = models.BinaryField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("merged by"))
    # Of the statement, the last of the merge: what came with it is earlier, and what is built on it later.
    made_at = models.DateTimeField(_("merged at"), db_default=Now())
    undone_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_reason = models.CharField(_("why it was undone"), max_length=300, blank=True)

    objects = MergeQuerySet.as_manager()
    access = InArea("SELECT", "INSERT", "UPDATE").by("reviewer", "manager")

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="merge_once"),
            models.CheckConstraint(condition=~Q(person=F("merged")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason=""),
                name="merge_undone_by_someone",
            ),
        ]
        triggers = [
            *no_delete(),
            # The vault may seal it anew, and its area is the person's.
            pgtrigger.ReadOnly(
                name="merge_frozen",
                fields=["person", "merged", "taken", "moved", "reason", "made_by", "made_at"],
            ),
            pgtrigger.Protect(
                name="merge_undone_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.undone_at IS NOT NULL AND (OLD.undone_at, OLD.undone_by_id, OLD.undone_reason) "
                    "IS DISTINCT FROM (NEW.undone_at, NEW.undone_by_id, NEW.undone_reason)"
                ),
            ),
        ]


class ConflictKind(models.TextChoices):
    TWO_NUMBERS = "two-numbers", _("two different ID numbers")
    SAME_PROGRAM = "same-program", _("both in the same program")
    EXCLUDED = "excluded", _("in two programs that exclude each other")
    LIFETIME = "lifetime", _("relief that is given once in a lifetime, twice")
    PAID_TWICE = "paid-twice", _("money for the same period, twice")


class MergeConflictQuerySet(models.QuerySet):
    def standing(self):
        """Those of merges that weren't undone."""
        return self.filter(merge__undone_at__isnull=True)


class MergeConflict(OfPerson):
    """What didn't fit when two records became one, allowed with the merge's reason: for the auditors."""

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(_("kind"), max_length=20, choices=ConflictKind)
    # The code of the program, '' where it is about none.
    program = models.CharField(_("program"), max_length=20, blank=True)
    # What it is about, by id: {"enrolments": […]}, {"period": …, "payments": […]}, …
    detail = models.JSONField(default=dict)
    sentence = models.CharField(_("what it is"), max_length=300)

    objects = MergeConflictQuerySet.as_manager()
    access = InArea("SELECT", "INSERT").by("reviewer", "manager")

    class Meta:
        verbose_name = _("conflict of a merge")
        verbose_name_plural = _("conflicts of merges")
        # Its area is the person's, and moves with her.
        triggers = [*no_delete(), pgtrigger.ReadOnly(name="mergeconflict_frozen", exclude=["area"])]
