"""The history of a person in words: when, who, what became what, and why. Sealed bytes never appear."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.disability import DisabilityKind
from beneficiaries.identity.ethnic_groups import EthnicGroup
from beneficiaries.identity.relations import Relation as Kinship
from beneficiaries.models import Person
from registry.core.models import Account, Area

MOST = 200
# Plumbing, or said by another field: the index only shows that a number changed.
UNSAID = {"id", "person", "pinyin", "created_at", "code", "id_number_tail", "merged_into"}
CODED = {
    "ethnic_group": EthnicGroup,
    "relation_to_head": Kinship,
    "payee_relation": Kinship,
    ("relation", "kind"): Kinship,
    ("disability", "kind"): DisabilityKind,
}
NUMBERS = {
    "id_number_index": _("ID number"),
    "number_index": _("full number"),
    "phone_index": _("phone"),
    "certificate_index": _("certificate"),
}
RELATED = ("phones", "payaccounts", "relations", "hardships", "disabilitys", "consents")


@dataclass(slots=True)
class Entry:
    """One change: the lines are (label, before, after); before is None where the record was new."""

    at: datetime
    who: str
    subject: str
    new: bool
    reason: str
    lines: list[tuple[str, str | None, str]] = field(default_factory=list)


def chronicle(person: Person) -> list[Entry]:
    """What happened to the person's records, newest first, at most `MOST` entries."""
    events: list[tuple[Any, Any, type[models.Model]]] = []
    for rows in (Person.objects.filter(pk=person.pk), *(getattr(person, name).all() for name in RELATED)):
        events += with_predecessors(rows)
    # Within one transaction the person came first.
    events.sort(key=lambda event: (event[0].pgh_created_at, event[2] is not Person, event[0].pgh_id), reverse=True)
    events = events[:MOST]
    accounts = Account.objects.in_bulk({event.pgh_account for event, _before, _model in events} - {None})
    places = areas_of(events)
    entries = []
    for event, before, model in events:
        lines = list(differences(event, before, model, places))
        if not lines and before is not None:
            continue  # only plumbing changed: the area that follows the person
        entries.append(
            Entry(
                at=event.pgh_created_at,
                who=str(accounts.get(event.pgh_account) or _("the system")),
                subject=str(model._meta.verbose_name),
                new=before is None,
                reason=(event.pgh_context or {}).get("reason", ""),
                lines=lines,
            )
        )
    return entries


def with_predecessors(rows: models.QuerySet) -> list[tuple[Any, Any, type[models.Model]]]:
    """(event, the event before it of the same row, model)."""
    model = rows.model
    history = model._meta.get_field("history").related_model
    ids = list(rows.values_list("pk", flat=True))
    by_row = defaultdict(list)
    for event in history.objects.filter(pgh_obj_id__in=ids).order_by("pgh_id") if ids else ():
        by_row[event.pgh_obj_id].append(event)
    return [
        (event, before, model)
        for events in by_row.values()
        for event, before in zip(events, [None, *events], strict=False)
    ]


def differences(event, before, model, places) -> Iterable[tuple[str, str | None, str]]:
    for column in model._meta.concrete_fields:
        name = column.name
        if name in UNSAID or not hasattr(event, column.attname) or (model is not Person and name == "area"):
            continue
        value = getattr(event, column.attname)
        earlier = getattr(before, column.attname) if before is not None else None
        if isinstance(column, models.BinaryField):
            if before is not None and bytes(value or b"") != bytes(earlier or b""):
                yield str(NUMBERS.get(name, name)), "…", str(_("another number"))
            continue
        if value == earlier or (before is None and value in (None, "", False)):
            continue
        yield (
            str(column.verbose_name),
            None if before is None else said(column, earlier, model, places),
            said(column, value, model, places),
        )


def said(column: models.Field, value: Any, model: type[models.Model], places: dict[str, str]) -> str:
    """A value as a person reads it."""
    if value in (None, ""):
        return "—"
    coded = CODED.get(column.name) or CODED.get((model._meta.model_name, column.name))
    if coded is not None:
        return str(coded(value).label) if value in coded.values else str(value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if column.name in ("area", "hukou_area"):
        return places.get(value, value)
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if column.is_relation:
        return str(column.related_model._default_manager.filter(pk=value).first() or "—")
    return str(value)


def areas_of(events) -> dict[str, str]:
    codes = {
        getattr(row, name)
        for event, before, model in events
        if model is Person
        for row in (event, before)
        if row is not None
        for name in ("area", "hukou_area")
    }
    return dict(Area.objects.filter(code__in=codes).values_list("code", "full_name"))
