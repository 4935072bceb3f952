"""Phones and accounts, sealed; the last four are plain, for lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from beneficiaries.models.base import OfPerson
from registry.core.history import track


@track(exclude=("number_sealed",))
class Phone(OfPerson):
    number_sealed = models.BinaryField()
    number_index = models.BinaryField()
    # "138****1234"
    masked = models.CharField(_("phone"), max_length=20)
    holder = models.CharField(_("whose phone"), max_length=60, blank=True)
    preferred = models.BooleanField(_("preferred"), default=False)
    closed_on = models.DateField(_("no longer used since"), null=True, blank=True)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        indexes = [models.Index(fields=["number_index", "area"], name="phone_index")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "number_index"],
                condition=models.Q(closed_on__isnull=True),
                name="phone_once_per_person",
            ),
        ]

    def __str__(self) -> str:
        return self.masked


@track(exclude=("number_sealed",))
class PayAccount(OfPerson):
    """Where money for the person goes; the payee may be a guardian."""

    payee = models.CharField(_("payee"), max_length=60)
    # GB/T 4761, of the payee to the person: 01 is the person.
    payee_relation = models.CharField(_("payee's relation to the person"), max_length=2, default="01")
    number_sealed = models.BinaryField()
    number_index = models.BinaryField()
    tail = models.CharField(_("last four of the account"), max_length=4)
    bank = models.CharField(_("bank"), max_length=60, blank=True)
    branch = models.CharField(_("branch"), max_length=100, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("account for payments")
        verbose_name_plural = _("accounts for payments")
        indexes = [models.Index(fields=["number_index", "area"], name="payaccount_index")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "number_index"],
                condition=models.Q(closed_on__isnull=True),
                name="payaccount_once_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee} ****{self.tail}"
