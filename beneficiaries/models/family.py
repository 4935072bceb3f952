"""Households, and who stands to whom in what relation, when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.models.base import OfPerson, Period, period_constraint
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import InArea


@track()
class Household(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    address = models.CharField(_("address"), max_length=200, blank=True)
    head_name = models.CharField(_("head of household"), max_length=60, blank=True)
    booklet_number = models.CharField(_("household number"), max_length=20, blank=True)

    access = InArea("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        indexes = [models.Index(fields=["area", "id"], name="household_area")]

    def __str__(self) -> str:
        return self.head_name or self.address


class Situation(models.TextChoices):
    """What keeps a parent from caring (civil affairs' rules on de-facto unattended children), or takes them away."""

    CARING = "", _("able to care")
    AWAY = "away", _("away for work")
    DEAD = "dead", _("dead")
    MISSING = "missing", _("declared missing")
    DISABLED = "disabled", _("severely disabled")
    ILL = "ill", _("gravely ill")
    PRISON = "prison", _("in prison or custody")
    DETOX = "detox", _("in compulsory drug treatment")
    RESTRICTED = "restricted", _("otherwise deprived of liberty")
    LOST = "lost", _("out of contact")
    REVOKED = "revoked", _("deprived of guardianship")
    DEPORTED = "deported", _("deported")
    MENTAL = "mental", _("mentally ill")
    INCAPABLE = "incapable", _("entirely unable to work")


@track(exclude=("id_number_sealed", "phone_sealed"))
class Relation(OfPerson, Period):
    """A relative or guardian of `person`, registered (`other`) or only known by name."""

    # GB/T 4761: what `other` is to `person`.
    kind = models.CharField(_("relation"), max_length=2)
    other = models.ForeignKey(
        "beneficiaries.Person",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="related_to",
        verbose_name=_("registered as"),
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.BinaryField(null=True)
    id_number_tail = models.CharField(_("last four of the ID"), max_length=4, blank=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    phone_masked = models.CharField(_("phone"), max_length=20, blank=True)
    guardian = models.BooleanField(_("guardian"), default=False)
    # Looks after the child for an absent parent, on an agreement.
    entrusted = models.BooleanField(_("entrusted with care"), default=False)
    workplace = models.CharField(_("works at"), max_length=100, blank=True)
    situation = models.CharField(_("situation"), max_length=12, choices=Situation, blank=True)
    situation_since = models.DateField(_("situation since"), null=True, blank=True)
    proof = models.CharField(_("number of the proof"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        indexes = [
            models.Index(fields=["other"], name="relation_other", condition=models.Q(other__isnull=False)),
            models.Index(
                fields=["id_number_index", "area"],
                name="relation_id_index",
                condition=models.Q(id_number_index__isnull=False),
            ),
            models.Index(
                fields=["phone_index", "area"],
                name="relation_phone_index",
                condition=models.Q(phone_index__isnull=False),
            ),
        ]
        constraints = [
            period_constraint("relation_period"),
            models.CheckConstraint(
                condition=models.Q(other__isnull=True) | ~models.Q(other=models.F("person")),
                name="relation_not_self",
            ),
        ]

    def __str__(self) -> str:
        return self.name
