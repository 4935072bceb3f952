"""Form fields that several of the screens share."""

from collections.abc import Iterator
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import dates, money
from registry.core import scope
from registry.core.errors import Refusal
from registry.core.models import Area
from registry.core.models.area import Level


class AreaSelect(forms.Select):
    """Townships with their villages, of the present scope. A script parts it in two; it works without."""

    template_name = "people/widgets/area.html"

    def __init__(self, attrs=None):
        super().__init__({"data-area": ""} | (attrs or {}))


class AreaField(forms.ChoiceField):
    """A township or village of the present scope; the value is its code."""

    widget = AreaSelect

    def __init__(self, **kwargs):
        super().__init__(choices=homes, **kwargs)


def homes() -> Iterator[tuple[str, object]]:
    """The townships in scope, each a group of itself and its villages; a village's account has itself alone."""
    areas = Area.objects.within(scope.current().area or "?").filter(level__in=[Level.TOWNSHIP, Level.VILLAGE])
    yield "", _("choose …")
    for code, group in groupby(areas.order_by("code"), key=lambda area: area.code[:9]):
        members = list(group)
        township = members[0] if members[0].level == Level.TOWNSHIP else None
        label = township.full_name if township else members[0].full_name.removesuffix(members[0].name)
        yield (
            label or code,
            [
                (area.code, _("%(name)s (village not known)") % {"name": area.name})
                if area is township
                else (area.code, area.name)
                for area in (*[a for a in members if a is not township], *([township] if township else []))
            ],
        )


class DayField(forms.Field):
    """A date, as a date input sends it or as people write it: 2013-2-8, 2013.2.8, 2013年2月8日."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            return dates.parse(value)
        except Refusal as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal


class YuanField(forms.Field):
    """An amount in yuan as people write it: 1000, 1,000.50, １０００元. More than nothing, unless `zero`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, zero: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.zero = zero

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            amount = money.parse(value)
        except Refusal as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        if not amount and not self.zero:
            raise ValidationError(_("An amount must be more than zero."), code="amount")
        return amount


class Parsed(forms.CharField):
    """Text that a codec of `identity` judges; what was typed stays, for the service reads it again."""

    def __init__(self, parse, **kwargs):
        self.parse = parse
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value:
            try:
                self.parse(value)
            except Refusal as refusal:
                raise ValidationError(str(refusal), code=refusal.code) from refusal
        return value


def refuse(form: forms.Form, refusal: Refusal, *, names: dict[str, str] | None = None) -> None:
    """Put a service's refusal beside the field that it is about, or above the form."""
    name = (names or {}).get(refusal.field, refusal.field)
    form.add_error(name if name in form.fields else None, str(refusal))
