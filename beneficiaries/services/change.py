"""Correcting what is written about a person."""

from datetime import date
from typing import Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.dates import today
from beneficiaries.models import Person
from beneficiaries.services.intake import NewPerson, person_row
from beneficiaries.services.locking import locked
from beneficiaries.services.uniqueness import check_free
from registry.core import roles, vault
from registry.core.errors import Refusal
from registry.core.models import Account

# What a correction may touch. The place changes by a move, the end of life by a death, a duplicate by a merge.
CORRECTED = (
    "name",
    "sex",
    "birth_date",
    "id_type",
    "id_number",
    "no_id_reason",
    "ethnic_group",
    "hukou_kind",
    "hukou_area",
    "address",
    "public_employee",
    "note",
)


@transaction.atomic
def change_person(*, person: Person, actor: Account, reason: str, **changes: Any) -> Person:
    """Correct the fields of `CORRECTED` that are given; the whole is judged anew, as at registration.

    Raises:
        Refusal: not-allowed, gone, reason, person_one_per_id, and what `intake.judge` raises.
        TypeError: on a field that no correction may touch.
    """
    roles.require(actor, "person.change")
    if unknown := set(changes) - set(CORRECTED):
        raise TypeError(f"not corrected here: {', '.join(sorted(unknown))}")
    if not reason.strip():
        raise Refusal("reason", _("Say why this is corrected, for whoever reads the history."), field="reason")
    person = locked(person)
    row = judged_anew(person, changes, on=today())
    check_free(row["id_number_index"], besides=person.pk)
    if row["id_number_index"] == as_bytes(person.id_number_index):
        del row["id_number_sealed"]  # sealed anew it would only look different
    changed = [name for name, value in row.items() if as_bytes(getattr(person, name)) != value]
    for name in changed:
        setattr(person, name, row[name])
    if changed:
        with pghistory.context(reason=reason.strip()):
            person.save(update_fields=changed)
    return person


def judged_anew(person: Person, changes: dict[str, Any], *, on: date) -> dict[str, Any]:
    present = {name: getattr(person, name) for name in CORRECTED if name != "id_number"}
    present["id_number"] = (
        vault.open_sealed(person.id_number_sealed, row=person.pk, field="id_number") if person.id_number_sealed else ""
    )
    if changes.get("id_type") == "none":
        present["id_number"] = ""
    try:
        row = person_row(NewPerson(area=person.area, **present | changes), pk=person.pk, on=on)
    except Refusal as refusal:
        if refusal.field == "id_reason":
            refusal.field = "no_id_reason"
        raise
    for untouched in ("household_id", "relation_to_head", "died_on", "created_at"):
        del row[untouched]
    return row


def as_bytes(value):
    return bytes(value) if isinstance(value, memoryview) else value
