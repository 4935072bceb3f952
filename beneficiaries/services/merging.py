"""Making two records one. The merged record stays, pointing at the kept one; what lives goes over (decision 9)."""

import json
from collections.abc import Iterable
from typing import Any

import pghistory
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries import signals
from beneficiaries.models import Merge, MergeConflict, Pair, Person
from beneficiaries.models.duplicates import PairState
from beneficiaries.services import moving
from beneficiaries.services.conflicts import Conflict, conflicts_of
from beneficiaries.services.pairs import decided
from beneficiaries.services.rows import line
from registry.core import roles, vault
from registry.core.errors import Refusal, refusal_from
from registry.core.ids import uuid7
from registry.core.models import Account

# What is chosen as a whole: a paper tells sex and date of birth, a place has its address.
PARTS: dict[str, tuple[str, ...]] = {
    "name": ("name", "pinyin"),
    "paper": (
        "id_type", "id_number_sealed", "id_number_index", "id_number_tail", "no_id_reason", "sex", "birth_date",
    ),
    "ethnic_group": ("ethnic_group",),
    "hukou": ("hukou_kind", "hukou_area"),
    "place": ("area", "address"),
    "household": ("household_id", "relation_to_head"),
    "public_employee": ("public_employee",),
    "end": ("died_on", "left_on"),
    "note": ("note",),
}  # fmt: skip


@transaction.atomic
def merge(
    *,
    kept: Person,
    merged: Person,
    actor: Account,
    taken: Iterable[str] = (),
    acknowledged: Iterable[str] = (),
    reason: str = "",
) -> Merge:
    """Make `merged` a part of `kept`, with the `taken` of `PARTS` from the merged record.

    What doesn't fit must have been seen: `acknowledged` has the keys of the conflicts that were shown. Then it
    needs a reason, and each is recorded for the auditors.

    Raises:
        Refusal: `not-allowed`, `gone`; the code of a forbidden conflict (`merge-self`, `merged`, `merge-different`,
            `merge-relatives`); `merge-conflicts` where one wasn't shown; `reason`; `person_leaves_enrolments` where
            something lies in programs that the account doesn't cover.
        TypeError: on a part that isn't in `PARTS`.
    """
    roles.require(actor, "person.merge")
    if unknown := set(taken) - set(PARTS):
        raise TypeError(f"not a part of a person: {', '.join(sorted(unknown))}")
    taken = [part for part in PARTS if part in set(taken)]
    kept, merged = _held(kept, merged)
    conflicts = _judged(kept, merged, set(acknowledged), reason)
    record = Merge(
        id=uuid7(), person=kept, merged=merged, taken=taken, made_by=actor, reason=line(reason, 300), moved={}
    )
    before = {name: getattr(kept, name) for part in taken for name in PARTS[part]}
    record.before_sealed = vault.seal(_written(kept, before), row=record.pk, field="before")
    with database_rules(), pghistory.context(reason=reason.strip() or str(_("merged")), merge=str(record.pk)):
        # First of all: her number is free then, and rows may go over to the kept record.
        record.moved["beneficiaries_person"] = moving.flatten(kept, merged)
        Person.objects.filter(pk=merged.pk).update(merged_into=kept)
        _take(kept, merged, taken)
        record.area = kept.area
        record.moved |= moving.move_rows(source=merged, target=kept)
        signals.merged.send(
            sender=Person, kept=kept, merged=merged, actor=actor, conflicts=conflicts, moved=record.moved
        )
        record.save(force_insert=True)
        MergeConflict.objects.bulk_create(
            MergeConflict(
                person=kept, area=kept.area, merge=record, kind=conflict.kind, program=conflict.program,
                detail=dict(conflict.detail), sentence=str(conflict.sentence)[:300],
            )
            for conflict in conflicts
        )  # fmt: skip
        _settle_pairs(kept, merged, actor=actor, reason=record.reason)
        check_at_the_end()
    return record


def suggested(one: Person, other: Person) -> tuple[Person, Person]:
    """Which record to keep and which to merge: the one with an ID number, else the one that was registered first."""
    kept, merged = sorted((one, other), key=lambda person: (person.id_number_index is None, person.code))
    return kept, merged


def _held(kept: Person, merged: Person) -> tuple[Person, Person]:
    """Both records as they are now, locked in the order of their ids."""
    found = {
        person.pk: person
        for person in Person.objects.select_for_update().filter(pk__in=[kept.pk, merged.pk]).order_by("pk")
    }
    if not {kept.pk, merged.pk} <= found.keys():
        raise Refusal("gone", _("One of the records is outside your area, or has moved. Search for it again."))
    return found[kept.pk], found[merged.pk]


def _judged(kept: Person, merged: Person, acknowledged: set[str], reason: str) -> list[Conflict]:
    conflicts = conflicts_of(kept=kept, merged=merged)
    for conflict in conflicts:
        if conflict.forbidden:
            raise Refusal(conflict.kind, str(conflict.sentence).replace("%", "%%"))
    if {conflict.key for conflict in conflicts} - acknowledged:
        raise Refusal("merge-conflicts", _("Something doesn't fit that you haven't seen yet. Look at it below first."))
    if conflicts and len(reason.strip()) < 4:
        raise Refusal(
            "reason",
            _("Something doesn't fit. Say why they are one person all the same; the auditors will read it."),
            field="reason",
        )
    return conflicts


def _take(kept: Person, merged: Person, taken: list[str]) -> None:
    """Write the chosen parts of the merged record into the kept one. A sealed number is sealed anew for its new row."""
    names = [name for part in taken for name in PARTS[part]]
    for name in names:
        value = getattr(merged, name)
        if name == "id_number_sealed" and value is not None:
            number = vault.open_sealed(value, row=merged.pk, field="id_number")
            value = vault.seal(number, row=kept.pk, field="id_number")
        setattr(kept, name, value)
    if names:
        kept.save(update_fields=names)


def _written(kept: Person, before: dict[str, Any]) -> str:
    """The values as text; the ID number in plain, for the whole is sealed."""
    said = dict(before)
    if "id_number_sealed" in said:
        sealed = said.pop("id_number_sealed")
        said["id_number"] = sealed and vault.open_sealed(sealed, row=kept.pk, field="id_number")
        said["id_number_index"] = said["id_number_index"] and bytes(said["id_number_index"]).hex()
    return json.dumps(said, default=str, ensure_ascii=False)


def _settle_pairs(kept: Person, merged: Person, *, actor: Account, reason: str) -> None:
    """The pair is decided, and what else was suspected of the merged record is asked of the kept one the next time."""
    Pair.objects.about(merged).filter(state=PairState.OPEN).exclude(pk__in=Pair.objects.of(kept, merged)).delete()
    Pair.objects.of(kept, merged).filter(state=PairState.OPEN).update(
        **decided(PairState.MERGED, actor=actor, reason=reason)
    )


def check_at_the_end() -> None:
    """Ask now what the database would ask when the transaction commits, while there is someone to tell it to."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


class database_rules:
    """A savepoint in which a rule that the database holds comes back as its `Refusal`."""

    def __enter__(self):
        self._block = transaction.atomic()
        self._block.__enter__()

    def __exit__(self, kind, error, trace):
        self._block.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError | InternalError):
            raise refusal_from(error) from error
