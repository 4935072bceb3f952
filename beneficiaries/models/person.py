"""A person whom the city helps, or who stands beside one (a guardian, a parent, a payee)."""

from datetime import date

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.identity.codes import HukouKind, IdType, Sex
from beneficiaries.identity.dates import today
from registry.core.guards import no_delete
from registry.core.history import track
from registry.core.ids import uuid7
from registry.core.scope.access import InArea


class PersonQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(died_on__isnull=True)

    def current(self):
        """People, without the records that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def page_after(self, last: tuple[str, str] | None, size: int):
        """The `size` people after (area, id) in the order of the list; keyset, so every page costs the same."""
        rows = self.order_by("area", "id")
        if last:
            # As one comparison of both: of "area > … OR area = … AND id > …" the index can't find the beginning.
            rows = rows.filter(TupleGreaterThan(Tuple(F("area"), F("id")), last))
        return rows[:size]


@track(exclude=("id_number_sealed",))
class Person(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # What people say on the phone; given by the database.
    code = models.CharField(
        _("person code"),
        max_length=12,
        editable=False,
        db_default=Func(function="next_person_code"),
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    # Every reading, "shan xiao hong|dan xiao hong": syllables by space, readings by |.
    pinyin = models.CharField(_("pinyin"), max_length=600, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    birth_date = models.DateField(_("date of birth"))
    id_type = models.CharField(_("ID type"), max_length=20, choices=IdType, default=IdType.RESIDENT_ID)
    id_number_sealed = models.BinaryField(null=True)
    # Of the canonical number (15 digits become 18), so that both spellings are the same person.
    id_number_index = models.BinaryField(null=True)
    id_number_tail = models.CharField(_("last four of the ID"), max_length=4, blank=True)
    no_id_reason = models.CharField(_("why there is no ID number"), max_length=200, blank=True)
    ethnic_group = models.CharField(_("ethnic group"), max_length=2, default="01")
    hukou_kind = models.CharField(_("kind of hukou"), max_length=8, choices=HukouKind, blank=True)
    hukou_area = models.CharField(_("hukou area"), max_length=12, blank=True, db_collation="C")
    # Where the person lives; the scope of every account is measured by it.
    area = models.CharField(_("living area"), max_length=12, db_collation="C")
    address = models.CharField(_("address"), max_length=200, blank=True)
    household = models.ForeignKey(
        "beneficiaries.Household",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("household"),
    )
    relation_to_head = models.CharField(_("relation to the head of household"), max_length=2, blank=True)
    # Paid by public funds: an exclusion in several programs.
    public_employee = models.BooleanField(_("public employee"), default=False)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    left_on = models.DateField(_("moved out of the city on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("registered at"), auto_now_add=True)

    objects = PersonQuerySet.as_manager()
    access = InArea("SELECT", "INSERT", "UPDATE")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["area", "id"], name="person_area"),
            models.Index(fields=["id_number_tail", "area", "id"], name="person_tail"),
            models.Index(fields=["birth_date", "area"], name="person_birth"),
            # Of the few who have one: an entry of nothing for everyone else would cost a roster as much.
            models.Index(fields=["household"], condition=Q(household__isnull=False), name="person_household"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged_into"),
            models.Index(fields=["area", "died_on"], condition=Q(died_on__isnull=False), name="person_died"),
            # What a merged record was known by leads to the one that is left.
            models.Index(
                fields=["id_number_index"], condition=Q(merged_into__isnull=False), name="person_merged_number"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="person_code"),
            models.UniqueConstraint(
                fields=["id_number_index"], condition=Q(merged_into__isnull=True), name="person_one_per_id"
            ),
            # What the composite foreign keys of the person's rows point at.
            models.UniqueConstraint(fields=["id", "area"], name="person_with_area"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="person_sex_code"),
            models.CheckConstraint(
                condition=Q(id_type="none", id_number_index__isnull=True, id_number_sealed__isnull=True)
                & ~Q(no_id_reason="")
                | ~Q(id_type="none") & Q(id_number_index__isnull=False, id_number_sealed__isnull=False),
                name="person_id_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(died_on__gte=F("birth_date")),
                name="person_born_before_death",
            ),
        ]
        triggers = no_delete()

    def __str__(self) -> str:
        return self.name

    @property
    def records(self) -> models.QuerySet:
        """This record and those that were merged into it: what was written for one is about all of them."""
        return Person.objects.filter(Q(pk=self.pk) | Q(merged_into=self.pk))

    def age_on(self, day: date) -> int:
        """Full years on `day`; on the date of death where that was before."""
        day = min(day, self.died_on or day)
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday

    @property
    def age(self) -> int:
        return self.age_on(today())
