"""Areas. The statistical code is the tree: what is below a place starts with its code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.core.scope.access import Everyone


class Level(models.TextChoices):
    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county")
    TOWNSHIP = "township", _("township")
    VILLAGE = "village", _("village")


CODE_LENGTH = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
LEVEL_OF_LENGTH = {length: level for level, length in CODE_LENGTH.items()}


def level_of(code: str) -> Level:
    """The level of an area code, by its length. KeyError on a code that is none."""
    return LEVEL_OF_LENGTH[len(code)]


def upper_bound(code: str) -> str:
    """The least string above every code that starts with `code`: '341802' -> '341803', '39' -> '3:'."""
    return code[:-1] + chr(ord(code[-1]) + 1)


def ancestor(code: str, level: Level) -> str:
    """The code of the area of `level` that `code` lies in ('' where `code` is higher than that)."""
    length = CODE_LENGTH[level]
    return code[:length] if len(code) >= length else ""


class AreaQuerySet(models.QuerySet):
    def within(self, code: str):
        """The area `code` and everything below it."""
        return self.filter(code__gte=code, code__lt=upper_bound(code))

    def children_of(self, code: str):
        """The areas one level below `code`."""
        lengths = sorted(LEVEL_OF_LENGTH)
        below = [n for n in lengths if n > len(code)]
        return self.within(code).filter(level=LEVEL_OF_LENGTH[below[0]]) if below else self.none()


class Area(models.Model):
    code = models.CharField(_("code"), max_length=12, primary_key=True, db_collation="C")
    name = models.CharField(_("name"), max_length=100)
    # "宣州区西林街道城西社区居委会": the name from the county down, as addresses are written.
    full_name = models.CharField(_("full name"), max_length=300)
    level = models.CharField(_("level"), max_length=10, choices=Level)

    objects = AreaQuerySet.as_manager()
    access = Everyone("SELECT")

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.full_name or self.name


class AreaAlias(models.Model):
    """An abolished code, and the area that it is today."""

    code = models.CharField(_("abolished code"), max_length=12, primary_key=True, db_collation="C")
    name = models.CharField(_("name"), max_length=100)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="aliases", verbose_name=_("area today"))

    access = Everyone("SELECT")

    class Meta:
        verbose_name = _("abolished area code")
        verbose_name_plural = _("abolished area codes")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
