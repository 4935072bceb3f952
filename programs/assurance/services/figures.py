"""The figures that a rule goes by: the shipped ones, or the latest dated ones of the city."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.assurance.checks import Check, Param
from programs.assurance.models import Figure
from registry.core import roles, scope
from registry.core.errors import Refusal


def in_force(check: Check, *, on: date) -> dict:
    """Each figure of the rule on the day `on`, by its code."""
    dated = latest(check, on=on)
    return {param.code: read(param, (dated.values if dated else {}).get(param.code)) for param in check.params}


def latest(check: Check, *, on: date) -> Figure | None:
    """The dated figures that hold on the day; None where the shipped ones do."""
    rows = Figure.objects.filter(rule=check.code, valid_from__lte=on)
    return rows.select_related("made_by").order_by("valid_from", "made_at").last()


def read(param: Param, value):
    """A figure as the query takes it; the shipped one where none was given."""
    if value is None:
        value = param.default
    return list(value) if isinstance(param.default, tuple) else type(param.default)(value)


@transaction.atomic
def save(*, check: Check, values: dict, valid_from: date, document: str, note: str, actor) -> Figure:
    """New figures from a day on. What was found before stays; the next run goes by them.

    Raises:
        Refusal: `not-allowed`, also for a manager of less than the city; `document`, `note`; `figure` for one that
            is none or out of its bounds; `figures-unchanged`.
    """
    roles.require(actor, "assurance.figures")
    if not is_whole_city(scope.current().area):
        raise Refusal("not-allowed", _("The figures hold for the whole city: a manager of the city changes them."))
    if len(document.strip()) < 2:
        raise Refusal("document", _("Name the document that the figures come from."), field="document")
    if len(note.strip()) < 4:
        raise Refusal("note", _("Say what changes and why (at least four characters)."), field="note")
    kept = {param.code: checked(param, values.get(param.code)) for param in check.params}
    if kept == {code: written(value) for code, value in in_force(check, on=valid_from).items()}:
        raise Refusal("figures-unchanged", _("Nothing was changed: the figures of that day are the same."))
    return Figure.objects.create(
        rule=check.code, valid_from=valid_from, values=kept, document=document.strip()[:100], note=note.strip()[:300],
        made_by=actor,
    )  # fmt: skip


def is_whole_city(area: str) -> bool:
    from django.conf import settings

    return area == settings.CITY


def checked(param: Param, value):
    """A figure as it is written down. Refusal `figure` for one that is none."""
    if isinstance(param.default, tuple):
        items = value if isinstance(value, list | tuple) else str(value or "").replace("，", ",").split(",")
        return [text.strip() for text in items if text.strip()]
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if not param.least <= number <= param.most:
        raise Refusal(
            "figure",
            _("“%(label)s” must be a whole number from %(least)s to %(most)s."),
            field=param.code,
            params={"label": param.label, "least": param.least, "most": param.most},
        )
    return number


def written(value):
    return str(value) if isinstance(value, Decimal) else value


def shown(check: Check, *, on: date | None = None) -> list[tuple[Param, object]]:
    """The figures of a rule with what they are, for the screen."""
    known = in_force(check, on=on or timezone.localdate())
    return [
        (param, "、".join(known[param.code]) or "—" if isinstance(param.default, tuple) else known[param.code])
        for param in check.params
    ]
