"""A roster that was sent in: the file, its rows as they were judged, and what became of each."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.enrolment.rosters.states import IMPORT, ImportState, Verdict
from registry.core.guards import no_delete
from registry.core.ids import uuid7
from registry.core.scope.access import Custom, InArea, InProgram
from registry.core.states import enforce

# Rows that concern nobody but the account that made them.
OWN = "made_by_id = (SELECT scope_account()) OR (SELECT scope_system())"


class RosterImport(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="imports", verbose_name=_("program")
    )
    # Of the account that sent it: whoever covers it sees the import.
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    filename = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    # From which day its people are in the program, where a row doesn't say.
    starts_on = models.DateField(_("from"))
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    # Why the file as a whole can't be read or mapped: {"code", "message"}.
    problem = models.JSONField(_("problem"), default=dict)
    # Which column is which, as `layout.Layout` writes itself down.
    layout = models.JSONField(_("columns"), default=dict)
    # What a person said of the columns: {"sheet", "row", "columns": {code: index}}.
    said = models.JSONField(_("columns as named"), default=dict)
    # The first rows under the names, to be shown beside them; sealed like all that stands in cells.
    sample_sealed = models.BinaryField(null=True)
    # How many rows there are of each verdict, and of those that are in.
    counts = models.JSONField(_("counts"), default=dict)
    job = models.ForeignKey(
        "core.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("job")
    )
    made_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("sent in by")
    )
    made_at = models.DateTimeField(_("sent in at"), auto_now_add=True)
    taken_in_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_reason = models.CharField(_("reason"), max_length=500, blank=True)

    access = InProgram("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["program", "area", "-made_at"], name="rosterimport_program")]
        constraints = [
            # What the composite foreign keys of its rows and parts point at.
            models.UniqueConstraint(fields=["id", "program", "area"], name="rosterimport_with_scope"),
        ]
        triggers = [*enforce(IMPORT), *no_delete()]

    def __str__(self) -> str:
        return self.filename


class OfImport(models.Model):
    """What hangs on an import has its program and area: a composite key of `sql/imports.sql`."""

    roster = models.ForeignKey(
        RosterImport, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="%(class)ss"
    )
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    area = models.CharField(max_length=12, db_collation="C")

    class Meta:
        abstract = True


class FilePart(OfImport):
    """A piece of the file: it holds ID numbers, so it is sealed like them."""

    pk = models.CompositePrimaryKey("roster_id", "number")
    number = models.PositiveSmallIntegerField()
    # Sealed anew by a rotation of its own (`sealing`): pieces are too large to be taken by the thousand.
    content = models.BinaryField()

    access = InProgram("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("part of a roster file")
        verbose_name_plural = _("parts of roster files")
        triggers = no_delete()


class StagedRow(OfImport):
    """A row of a roster, as it was judged and as it was taken in."""

    pk = models.CompositePrimaryKey("roster_id", "number")
    # Its place among all rows of the file.
    number = models.PositiveIntegerField()
    # Its number as the spreadsheet program shows it, and on which sheet.
    line = models.PositiveIntegerField(_("row"))
    sheet = models.CharField(_("sheet"), max_length=60, blank=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    # Whether the next commit takes it.
    chosen = models.BooleanField(_("to be taken"), default=True)
    # Of its faults, to filter by.
    codes = ArrayField(models.CharField(max_length=40), verbose_name=_("errors"), default=list)
    # Equal for two rows that mean the same person: of her number, or of what stands for it. A blind index.
    key = models.BinaryField(null=True)
    # Cells, faults, changes and possible persons: `sealing.Payload`.
    payload = models.BinaryField()
    person_id = models.UUIDField(null=True)
    enrolment_id = models.UUIDField(null=True)
    # What became of it between the preview and the commit, where that wasn't the same.
    overtaken = models.BooleanField(_("changed meanwhile"), default=False)
    corrected_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken in at"), null=True)

    access = InProgram("SELECT", "INSERT", "UPDATE", "DELETE")

    class Meta:
        verbose_name = _("row of a roster")
        verbose_name_plural = _("rows of rosters")
        ordering = ["roster", "number"]
        indexes = [
            models.Index(fields=["roster", "verdict", "number"], name="stagedrow_verdict"),
            models.Index(fields=["roster", "key"], name="stagedrow_key"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(verdict__in=Verdict.values), name="stagedrow_verdict_known"),
            # What is in says whom it made or changed: undoing goes by it.
            models.CheckConstraint(
                condition=models.Q(taken_at__isnull=True)
                | models.Q(verdict__in=["create", "enrol", "update"], person_id__isnull=False,
                           enrolment_id__isnull=False),
                name="stagedrow_taken_is_whole",
            ),
        ]  # fmt: skip


class RosterMapping(models.Model):
    """Which column is which in files of one shape, as a person said: for the next file of that shape."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    program = models.ForeignKey("catalogue.Program", on_delete=models.PROTECT, related_name="+")
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    fingerprint = models.CharField(max_length=64)
    # {code of the field: index of the column}; a recognised column that isn't in it was said to mean nothing.
    columns = models.JSONField(_("columns"))
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    access = InProgram("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        constraints = [
            models.UniqueConstraint(fields=["program", "area", "fingerprint"], name="rostermapping_once"),
        ]


class Recognition(models.Model):
    """Whether a description in rosters is a registered person, as a caseworker decided: not asked twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    # `StagedRow.key` of the description.
    key = models.BinaryField()
    person = models.ForeignKey("beneficiaries.Person", on_delete=models.PROTECT, related_name="+")
    same = models.BooleanField(_("the same person"))
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("at"), auto_now_add=True)

    access = InArea("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        constraints = [models.UniqueConstraint(fields=["key", "person"], name="recognition_once")]


class Likeness(models.Model):
    """Whether two descriptions in rosters are of one person, as a caseworker decided while nobody of them was
    registered: not asked twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.CharField(_("area"), max_length=12, db_collation="C")
    # `StagedRow.key` of each, the smaller first.
    first = models.BinaryField()
    second = models.BinaryField(db_index=True)
    same = models.BooleanField(_("the same person"))
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("at"), auto_now_add=True)

    access = InArea("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("likeness of two rows")
        verbose_name_plural = _("likenesses of rows")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="likeness_in_order"),
        ]


class RosterExport(models.Model):
    """A roster that was asked for as a file, or the rows of one that can't go in: for whoever asked, and for a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    program = models.ForeignKey(
        "catalogue.Program", on_delete=models.PROTECT, related_name="+", verbose_name=_("program")
    )
    # Whose rows are to be corrected; None where it is everyone in the program.
    roster = models.ForeignKey(
        RosterImport, on_delete=models.PROTECT, null=True, db_index=False, related_name="+",
        verbose_name=_("roster import"),
    )  # fmt: skip
    # What the full numbers in it are needed for; '' where they are masked.
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    job = models.ForeignKey("core.Job", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("job"))
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("kept until"))

    access = Custom(verbs=("SELECT", "INSERT", "UPDATE"), read=OWN, write=OWN)

    class Meta:
        verbose_name = _("roster export")
        verbose_name_plural = _("roster exports")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["made_by", "-made_at"], name="rosterexport_account")]
        triggers = no_delete()


class ExportPart(models.Model):
    """A piece of the file, sealed; it is thrown away when the export expires."""

    pk = models.CompositePrimaryKey("export_id", "number")
    export = models.ForeignKey(RosterExport, on_delete=models.PROTECT, db_index=False, related_name="parts")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    access = Custom(
        verbs=("SELECT", "INSERT", "DELETE"),
        # The export itself is seen by its own policy.
        read="EXISTS (SELECT FROM rosters_rosterexport e WHERE e.id = export_id)",
        write="EXISTS (SELECT FROM rosters_rosterexport e WHERE e.id = export_id)",
    )

    class Meta:
        verbose_name = _("part of an export")
        verbose_name_plural = _("parts of exports")
