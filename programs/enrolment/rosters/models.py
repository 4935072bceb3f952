"""A roster that was sent in: the file, what it would do or did, and who sent it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.core.guards import no_delete
from registry.core.ids import uuid7
from registry.core.scope.access import InProgram
from registry.core.states import StateMachine, enforce


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("looked through, not taken in")
    TAKEN_IN = "taken_in", _("taken in")


IMPORT = StateMachine(
    start={ImportState.UPLOADED},
    moves={ImportState.UPLOADED: {ImportState.TAKEN_IN}, ImportState.TAKEN_IN: set()},
)


class RosterImport(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="imports", verbose_name=_("program")
    )
    # Of the account that sent it: whoever covers it sees the import.
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    filename = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    # The file holds ID numbers, so it is sealed like them.
    content_sealed = models.BinaryField()
    # From which day its people are in the program, where a row doesn't say.
    starts_on = models.DateField(_("from"))
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    # rows, create, update, unchanged, duplicates
    counts = models.JSONField(_("counts"), default=dict)
    errors = models.JSONField(_("errors"), default=list)
    job = models.ForeignKey(
        "core.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("job")
    )
    made_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("sent in by")
    )
    made_at = models.DateTimeField(_("sent in at"), auto_now_add=True)
    taken_in_at = models.DateTimeField(_("taken in at"), null=True, blank=True)

    access = InProgram("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["program", "area", "-made_at"], name="rosterimport_program")]
        triggers = [*enforce(IMPORT), *no_delete()]

    def __str__(self) -> str:
        return self.filename
