"""What was released to the public, frozen on the day: publicity lists, totals, disclosures of paid batches.

The public site reads these tables and no other. A row holds only what may be seen: a masked name,
never an ID, never a village. What a list was made from stands in `ReleaseMember`, which is scoped
like the enrolments themselves. A trigger (`sql/releases.sql`) refuses a release in a form that the
program doesn't allow, and any count below five.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import PublicForm
from programs.enrolment.flows import RELEASE, ReleaseState
from registry.core.guards import append_only, no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import WRITES, Custom, InProgram
from registry.core.states import enforce


class ReleaseKind(models.TextChoices):
    PUBLICITY = "publicity", _("publicity list before payment")
    DISCLOSURE = "disclosure", _("disclosure of payments made")


class ReleaseQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(state=ReleaseState.STANDING)


class Release(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # "GS-2013-0001": what people cite.
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=ReleaseKind)
    form = models.CharField(_("form"), max_length=6, choices=PublicForm)
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="releases")
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    title = models.CharField(_("title"), max_length=200)
    opens_on = models.DateField(_("from"))
    # The last day that it stands.
    closes_on = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=ReleaseState, default=ReleaseState.STANDING)
    complaint_phone = models.CharField(_("phone for objections"), max_length=40)
    count = models.PositiveIntegerField(_("count"))
    total = models.DecimalField(_("total, yuan"), max_digits=14, decimal_places=2, null=True, blank=True)
    # SHA-256 over the rows as published; stays when the list is taken down.
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    # Where a list stood that is recorded afterwards ("notice board of …, 3–9 May 2013"); '' for one that stands here.
    stood_elsewhere = models.CharField(_("stood elsewhere"), max_length=200, blank=True)
    revoked_reason = models.CharField(_("why it was revoked"), max_length=300, blank=True)
    # The batch that a disclosure is of; payments own that table.
    cause = models.UUIDField(null=True, blank=True)
    made_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    made_at = models.DateTimeField(_("published at"), auto_now_add=True)

    objects = ReleaseQuerySet.as_manager()
    access = Custom(verbs=("SELECT", "INSERT", "UPDATE"), read="true", write=WRITES.format(program="program_id")).by(
        "manager"
    )

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-opens_on", "-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="release_period"),
            models.CheckConstraint(condition=~Q(form="never"), name="release_never_is_never"),
            models.CheckConstraint(
                condition=Q(state="revoked") & ~Q(revoked_reason="") | ~Q(state="revoked") & Q(revoked_reason=""),
                name="release_revoked_with_reason",
            ),
        ]
        # Its number, what it says and its days never change, and it is whole when it is made: `sql/releases.sql`.
        triggers = [*enforce(RELEASE), *no_delete()]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ReleaseRow(models.Model):
    """A line of a release, as the public reads it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    # List form: one masked name. Totals form: empty.
    masked_name = models.CharField(_("name"), max_length=60, blank=True)
    # At most the township.
    area = models.CharField(_("township"), max_length=9, db_collation="C")
    area_name = models.CharField(_("township"), max_length=100)
    # Totals form; null where fewer than five and so suppressed.
    count = models.PositiveIntegerField(_("count"), null=True, blank=True)
    amount = models.DecimalField(_("amount, yuan"), max_digits=14, decimal_places=2, null=True, blank=True)
    detail = models.CharField(_("detail"), max_length=100, blank=True)

    # The rows go when the list comes down (a service deletes them; the fingerprint stays).
    access = Custom(
        verbs=("SELECT", "INSERT", "DELETE"),
        read="true",
        write=f"release_id IN (SELECT id FROM enrolment_release WHERE {WRITES.format(program='program_id')})",  # noqa: S608
    ).by("manager")

    class Meta:
        ordering = ["release", "position"]
        constraints = [models.UniqueConstraint(fields=["release", "position"], name="releaserow_position_once")]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update)]


class ReleaseMember(models.Model):
    """Which enrolment a release was made from. Scoped; the public can't read it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="members")
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="releases")
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=12, db_collation="C")

    access = InProgram("SELECT", "INSERT").by("manager")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "enrolment"], name="releasemember_once")]
        triggers = append_only()


class ObjectionState(models.TextChoices):
    OPEN = "open", _("open")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")


@track()
class Objection(models.Model):
    """Someone objects to a publicity list. Payment waits while one is open."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="objections")
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=12, db_collation="C")
    # About one of the list, or (null) about the list.
    enrolment = models.ForeignKey(
        "enrolment.Enrolment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name=_("about"),
    )
    received_on = models.DateField(_("received on"))
    channel = models.CharField(_("came by"), max_length=40, blank=True)
    objector = models.CharField(_("from"), max_length=60, blank=True)
    content = models.TextField(_("objection"))
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    handled_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    handled_on = models.DateField(_("handled on"), null=True, blank=True)

    access = InProgram("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-received_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(answer="") & Q(handled_on__isnull=False)), name="objection_answered"
            )
        ]
