"""The log of every time that someone looked at a full ID, phone or account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.core.guards import append_only
from registry.core.ids import uuid7
from registry.core.scope.access import AREA, Custom


class AccessLog(models.Model):
    """One reveal: who saw which field of which row, when and what for. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    account = models.ForeignKey("core.Account", on_delete=models.PROTECT, verbose_name=_("account"))
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    subject = models.CharField(_("kind of record"), max_length=60)
    object_id = models.UUIDField(_("record"))
    field = models.CharField(_("field"), max_length=40)
    purpose = models.CharField(_("purpose"), max_length=200)
    request = models.CharField(max_length=36, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    # An account sees its own entries and, as far as it sees people, those about its area; screens are for auditors.
    access = Custom(
        verbs=("SELECT", "INSERT"),
        read=f"account_id = (SELECT scope_account()) OR {AREA.format(area='area')}",
        write="account_id = (SELECT scope_account())",
    )

    class Meta:
        verbose_name = _("reveal")
        verbose_name_plural = _("reveals")
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["object_id", "at"], name="accesslog_object"),
            models.Index(fields=["area", "at"], name="accesslog_area"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(purpose=""), name="accesslog_purpose_given"),
        ]
        triggers = append_only()
