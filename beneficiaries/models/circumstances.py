"""Dated facts about a person that programs ask for: hardship, disability, consent, moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.codes import Hardship as HardshipKind
from beneficiaries.models.base import OfPerson, Period, period_constraint
from registry.core.history import track
from registry.core.scope.access import InArea


@track()
class Hardship(OfPerson, Period):
    category = models.CharField(_("category"), max_length=12, choices=HardshipKind)
    evidence = models.CharField(_("certificate number"), max_length=60, blank=True)
    issuer = models.CharField(_("certified by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("hardship")
        verbose_name_plural = _("hardships")
        indexes = [models.Index(fields=["person", "category"], name="hardship_person")]
        constraints = [period_constraint("hardship_period")]


@track(exclude=("certificate_sealed",))
class Disability(OfPerson, Period):
    """Kinds 1-7 and levels 1-4 as on the disability certificate, whose number holds the ID and is sealed."""

    kind = models.CharField(_("kind of disability"), max_length=1)
    level = models.PositiveSmallIntegerField(_("disability level"))
    certificate_sealed = models.BinaryField(null=True)
    certificate_index = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("disability")
        verbose_name_plural = _("disabilities")
        indexes = [models.Index(fields=["person"], name="disability_person")]
        constraints = [
            period_constraint("disability_period"),
            models.CheckConstraint(condition=models.Q(kind__in=list("1234567")), name="disability_kind"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="disability_level"),
        ]


class ConsentKind(models.TextChoices):
    REGISTRY = "registry", _("keeping the record")
    SHARING = "sharing", _("sharing with partner bureaus")
    PUBLICITY = "publicity", _("publicity list")
    NEWS = "news", _("news and pictures")


@track()
class Consent(OfPerson):
    """Under 14 the guardian consents; from 14 the child too (Personal Information Protection Law, art. 31)."""

    kind = models.CharField(_("consents to"), max_length=10, choices=ConsentKind)
    by_guardian = models.BooleanField(_("given by the guardian"))
    given_by = models.CharField(_("given by"), max_length=60)
    given_on = models.DateField(_("given on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["person", "kind"], name="consent_person")]


class Move(OfPerson):
    """A change of the living area. Only ever added to."""

    source = models.CharField(_("from"), max_length=12, db_collation="C")
    target = models.CharField(_("to"), max_length=12, db_collation="C", blank=True)
    moved_on = models.DateField(_("moved on"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    access = InArea("SELECT", "INSERT")

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ["moved_on"]
