"""What the rows that hang on a person share.

They carry the person's area, so that row-level security needs no join. A composite foreign key
(person, area) with ON UPDATE CASCADE keeps it the person's: a wrong one is refused, and a move
changes all of them in the same statement (`sql/areas.sql`).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.core.ids import uuid7
from registry.core.scope.access import InArea


class OfPerson(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "beneficiaries.Person",
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="%(class)ss",
        verbose_name=_("person"),
    )
    area = models.CharField(max_length=12, db_collation="C", editable=False)

    # What no longer holds gets an end, and is never deleted.
    access = InArea("SELECT", "INSERT", "UPDATE")

    class Meta:
        abstract = True


class Period(models.Model):
    """Dated facts: in force from `since` to `until`, both included; an open end is null."""

    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True


def in_force(on) -> models.Q:
    """The periods that hold on the date `on`."""
    return models.Q(since__lte=on) & (models.Q(until__isnull=True) | models.Q(until__gte=on))


def period_constraint(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")), name=name
    )
