"""Programs, their dated rules, and the funds that pay for them.

A program is one file in `definitions/`; each dated version of its rules is kept here as it was,
because decisions cite the version that they were taken under. Versions are only ever added.
"""

import pgtrigger
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from registry.core.guards import append_only, no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.models.account import Bureau
from registry.core.scope import DEFINITIONS_ROLE
from registry.core.scope.access import WRITES, Custom, holds

BY_FILE_OR_MANAGER = f"{holds(DEFINITIONS_ROLE)} OR {holds('manager')} AND {WRITES}"


class Shape(models.TextChoices):
    ENROLMENT = "enrolment", _("enrolment")
    CASE = "case", _("case")
    EVENT = "event", _("event")


class Unit(models.TextChoices):
    PERSON = "person", _("person")
    HOUSEHOLD = "household", _("household")


class PublicForm(models.TextChoices):
    """What the public may ever see of a program (`domain` of publicity, per program and rule version)."""

    LIST = "list", _("masked list")
    TOTALS = "totals", _("township totals")
    NEVER = "never", _("never")


class Program(models.Model):
    code = models.CharField(_("code"), max_length=16, primary_key=True, db_collation="C")
    name_zh = models.CharField(_("name in Chinese"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=100)
    shape = models.CharField(_("shape"), max_length=10, choices=Shape)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, default=Unit.PERSON)
    bureau = models.CharField(_("bureau"), max_length=12, choices=Bureau)
    summary_zh = models.TextField(_("summary in Chinese"), blank=True)
    summary_en = models.TextField(_("summary in English"), blank=True)
    # The strictest form wins for good: a program that may never be public doesn't become so by an edit on a screen.
    public_form = models.CharField(_("public form"), max_length=6, choices=PublicForm)
    # Programs of one group are given once in a lifetime, across the group; '' where there is no such limit.
    lifetime_group = models.CharField(_("once-per-lifetime group"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    # Made from its file; changed by its managers.
    access = Custom(verbs=("SELECT", "INSERT", "UPDATE"), read="true", write=BY_FILE_OR_MANAGER.format(program="code"))

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(public_form__in=PublicForm.values), name="program_public_form"),
        ]
        triggers = [
            *no_delete(),
            # What may never be shown doesn't become public by an edit, nor by a file: only by a migration that says so.
            pgtrigger.Trigger(
                name="public_form_stricter",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("public_form"),
                condition=pgtrigger.Condition(
                    "array_position('{list,totals,never}'::text[], NEW.public_form::text) "
                    "< array_position('{list,totals,never}'::text[], OLD.public_form::text)"
                ),
                func="RAISE EXCEPTION 'program %: a looser public form', NEW.code "
                "USING ERRCODE = 'check_violation', CONSTRAINT = 'program_public_form_stricter';",
            ),
        ]

    @property
    def name(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def summary(self) -> str:
        return self.summary_zh if (get_language() or "zh").startswith("zh") else self.summary_en

    def __str__(self) -> str:
        return self.name


class Exclusion(models.Model):
    """Two programs that nobody may be in at once. Stored once, with `first` < `second`."""

    first = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("document"), max_length=100, blank=True)

    access = Custom(verbs=("SELECT", "INSERT", "DELETE"), read="true", write=holds(DEFINITIONS_ROLE))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="exclusion_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="exclusion_ordered"),
        ]


class RulesQuerySet(models.QuerySet):
    def in_force(self, on):
        """The versions whose dates hold `on`, the newest edit of each program last."""
        return self.filter(valid_from__lte=on).order_by("program", "valid_from", "version")


class Rules(models.Model):
    """One dated version of a program's rules, as data (`catalogue.definition` reads it).

    In force from `valid_from` until the next version's `valid_from`; of two with the same date the
    higher `version` holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="rules", verbose_name=_("program"))
    version = models.PositiveIntegerField(_("version"))
    valid_from = models.DateField(_("valid from"))
    document = models.CharField(_("document number"), max_length=100, blank=True)
    definition = models.JSONField(_("definition"))
    digest = models.CharField(max_length=64)
    # Null: from the shipped file.
    made_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    note = models.CharField(_("what changed and why"), max_length=500, blank=True)

    objects = RulesQuerySet.as_manager()
    access = Custom(verbs=("SELECT", "INSERT"), read="true", write=BY_FILE_OR_MANAGER.format(program="program_id"))

    class Meta:
        verbose_name = _("rules")
        verbose_name_plural = _("rules")
        ordering = ["program", "valid_from", "version"]
        constraints = [
            models.UniqueConstraint(fields=["program", "version"], name="rules_version_once"),
            models.UniqueConstraint(fields=["program", "digest", "valid_from"], name="rules_digest_once"),
        ]
        triggers = append_only()

    @property
    def parsed(self):
        """The rules as `catalogue.definition.Definition`; a version never changes, so it is read once a process."""
        from programs.catalogue.definition import parse_version

        if self.pk not in _parsed:
            program = self.program
            _parsed[self.pk] = parse_version(
                self.definition, source=str(self), program=program.pk, unit=program.unit,
                public_form=program.public_form, valid_from=self.valid_from, document=self.document, note=self.note,
                version=self.version,
            )  # fmt: skip
        return _parsed[self.pk]

    def __str__(self) -> str:
        return gettext("version %(version)s, from %(day)s") % {"version": self.version, "day": self.valid_from}


_parsed: dict = {}


@track()
class Fund(models.Model):
    """Money with a purpose. What it holds is in the ledger; this says what it is."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    source = models.CharField(_("source"), max_length=100)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    # What the donor or the budget office attached to it, in their words. Programs and areas are held by the database.
    restrictions = models.CharField(_("conditions of the donor"), max_length=500, blank=True)
    programs = models.ManyToManyField(Program, through="FundProgram", related_name="funds", verbose_name=_("programs"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    access = Custom(verbs=("SELECT", "INSERT", "UPDATE"), read="true", write=holds("finance"))

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class FundProgram(models.Model):
    """A program that a fund may pay for."""

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE)
    program = models.ForeignKey(Program, on_delete=models.PROTECT)

    access = Custom(verbs=("SELECT", "INSERT", "DELETE"), read="true", write=holds("finance"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "program"], name="fund_program_once")]


class FundArea(models.Model):
    """A place where a fund may be spent, with everything below it. A fund without any may be spent everywhere."""

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, related_name="places")
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))

    access = Custom(verbs=("SELECT", "INSERT", "DELETE"), read="true", write=holds("finance"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "area"], name="fund_area_once")]
