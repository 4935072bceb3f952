"""Evidence: files of the types that a program asks for, in private storage."""

import pgtrigger
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.core.guards import no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import InProgram


def private_storage():
    return storages["private"]


def stored_as(document: "Document", filename: str) -> str:
    """By the row's id: the uploaded name may hold a person's name and is kept in the database alone."""
    return f"evidence/{document.pk.hex[:2]}/{document.pk.hex}"


@track(exclude=("file",))
class Document(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="documents")
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=12, db_collation="C")
    kind = models.CharField(_("kind"), max_length=40)
    file = models.FileField(_("file"), storage=private_storage, upload_to=stored_as, max_length=200)
    filename = models.CharField(_("file name"), max_length=200)
    mime = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    access = InProgram("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = pgettext_lazy("evidence", "document")
        verbose_name_plural = pgettext_lazy("evidence", "documents")
        ordering = ["kind", "added_at"]
        # Evidence stays as it was handed in: it is withdrawn, never changed or deleted.
        triggers = [
            *no_delete(),
            pgtrigger.ReadOnly(name="evidence_frozen", exclude=["withdrawn_on"]),
            pgtrigger.Protect(
                name="withdrawn_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.withdrawn_on IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return self.filename
