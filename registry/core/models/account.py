"""Accounts: one area, and grants of (role, programs). The roles are in `core.roles`."""

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.core import scope
from registry.core.guards import no_delete
from registry.core.history import track
from registry.core.models.area import Area
from registry.core.roles import Role
from registry.core.scope.access import HOLDS, Custom, Everyone

ALL_PROGRAMS = "*"


class Bureau(models.TextChoices):
    """The members of the joint meeting that protects women's and children's rights."""

    WOMEN = "fulian", _("Women's Federation")
    CIVIL_AFFAIRS = "minzheng", _("Civil Affairs Bureau")
    EDUCATION = "jiaoti", _("Education and Sports Bureau")
    LABOUR = "renshe", _("Human Resources and Social Security Bureau")
    JUSTICE = "sifa", _("Justice Bureau")
    POLICE = "gongan", _("Public Security Bureau")
    HEALTH = "weijian", _("Health Commission")
    AGRICULTURE = "nongwei", _("Agriculture Commission")
    PUBLICITY = "xuanchuan", _("Publicity Department")
    COURT = "fayuan", _("Court")


@track(exclude=("password", "last_login"))
class Account(AbstractUser):
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("area")
    )
    bureau = models.CharField(_("bureau"), max_length=12, choices=Bureau, blank=True)
    full_name = models.CharField(_("full name"), max_length=60, blank=True)
    phone = models.CharField(_("office phone"), max_length=20, blank=True)
    # The blind index of the ID number of whoever works under it, to know relatives by. The number itself isn't kept.
    id_index = models.BinaryField(null=True, editable=False)

    # Who may write which columns is for the trigger `account_guarded`.
    access = Everyone("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        # Who did what stays on record; someone who leaves is made inactive.
        triggers = no_delete()

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name or super().get_full_name()

    def check_password(self, raw_password) -> bool:
        """As Django's. A hash under older settings is made anew in the account's own name: before its login is
        done there is no scope, and a password is changed by nobody but its owner and administrators."""

        def renew(raw):
            self.set_password(raw)
            self._password = None
            with scope.entered(scope.Scope(account_id=self.pk)):
                self.save(update_fields=["password"])

        return check_password(raw_password, self.password, renew)


class GrantQuerySet(models.QuerySet):
    def of(self, account):
        return self.filter(account=account)


@track()
class Grant(models.Model):
    """A role that an account holds, for some programs or (`*`) for all."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=16, choices=Role)
    programs = ArrayField(
        models.CharField(max_length=16),
        default=list,
        blank=True,
        verbose_name=_("programs"),
        help_text=_("Program codes; * means every program."),
    )

    objects = GrantQuerySet.as_manager()
    # The scope is worked out from the grants, so that who writes them could see anything: administrators
    # alone do, and none of them their own.
    access = Custom(
        verbs=("SELECT", "INSERT", "UPDATE", "DELETE"),
        read="true",
        write=f"{HOLDS.format(role='administrator')} AND account_id IS DISTINCT FROM (SELECT scope_account())",
    )

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(fields=["account", "role"], name="grant_one_per_role"),
            # A scope carries roles that no account may hold (`core.scope`).
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="grant_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {', '.join(self.programs)}"
