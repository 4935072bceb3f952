"""Undoing a merge, while nothing has been built on it."""

import json
from datetime import date
from typing import Any

import pghistory
from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beneficiaries import signals
from beneficiaries.models import Merge, Pair, Person
from beneficiaries.models.duplicates import PairState
from beneficiaries.services import moving
from beneficiaries.services.locking import locked
from beneficiaries.services.merging import PARTS, check_at_the_end, database_rules
from beneficiaries.services.pairs import decided
from beneficiaries.services.rows import line
from beneficiaries.services.uniqueness import counties_of
from registry.core import roles, vault
from registry.core.errors import Refusal
from registry.core.models import Account

DATES = {"birth_date", "died_on", "left_on"}


def obstacles(*, merge: Merge) -> list[str]:
    """What has been built on a merge and keeps it from being undone, in sentences. Reads in the present scope."""
    kept, merged = merge.person, merge.merged
    found = []
    if kept.merged_into_id:
        found.append(
            _("%(name)s (%(code)s) was merged into another record since. Undo that first.")
            % {"name": kept.name, "code": kept.code}
        )
    if merge.taken and _changed_since(merge):
        found.append(_("What came from the merged record was corrected since."))
    for child, label in CHILDREN.items():
        if count := moving.changed_since(merge, child):
            found.append(label(count) % {"count": count})
    if merged.id_number_index and not _number_is_free(merge):
        found.append(_("The ID number of the merged record belongs to another record by now."))
    for _receiver, said in signals.unmerging.send(sender=Person, merge=merge, kept=kept, merged=merged):
        found += said
    return [str(sentence) for sentence in found]


CHILDREN = {
    "phone": lambda n: ngettext("%(count)s phone that went over was changed since.",
                                "%(count)s phones that went over were changed since.", n),
    "payaccount": lambda n: ngettext("%(count)s account that went over was changed since.",
                                     "%(count)s accounts that went over were changed since.", n),
    "relation": lambda n: ngettext("%(count)s relation that went over was changed since.",
                                   "%(count)s relations that went over were changed since.", n),
    "hardship": lambda n: ngettext("%(count)s hardship that went over was changed since.",
                                   "%(count)s hardships that went over were changed since.", n),
    "disability": lambda n: ngettext("%(count)s disability that went over was changed since.",
                                     "%(count)s disabilities that went over were changed since.", n),
    "consent": lambda n: ngettext("%(count)s consent that went over was changed since.",
                                  "%(count)s consents that went over were changed since.", n),
}  # fmt: skip


@transaction.atomic
def undo(*, merge: Merge, actor: Account, reason: str) -> Merge:
    """Two records again, each with what it had.

    Raises:
        Refusal: `not-allowed`, `gone`, `reason`; `undone` where it was undone already; `built-on` with what stands in
            the way.
    """
    roles.require(actor, "person.merge")
    if len(reason.strip()) < 4:
        raise Refusal("reason", _("Say why the merge is undone, for whoever reads the history."), field="reason")
    held = {
        person.pk: person
        for person in Person.objects.select_for_update()
        .filter(pk__in=[merge.person_id, merge.merged_id])
        .order_by("pk")
    }
    if len(held) < 2:
        raise Refusal("gone", _("One of the records is outside your area, or has moved. Search for it again."))
    merge = locked(merge)
    if merge.undone_at:
        raise Refusal("undone", _("This merge was undone already."))
    kept, merged = held[merge.person_id], held[merge.merged_id]
    merge.person, merge.merged = kept, merged
    if standing := obstacles(merge=merge):
        raise Refusal("built-on", " ".join(standing).replace("%", "%%"))
    with database_rules(), pghistory.context(reason=reason.strip(), unmerge=str(merge.pk)):
        merge.undone_at, merge.undone_by, merge.undone_reason = TransactionNow(), actor, line(reason, 300)
        merge.save(update_fields=["undone_at", "undone_by", "undone_reason"])
        merge.refresh_from_db(fields=["undone_at"])
        # While the one still points at the other, their rows may go back.
        moving.move_back(merge, source=kept, target=merged)
        signals.unmerged.send(sender=Person, merge=merge, kept=kept, merged=merged, actor=actor)
        _restore(merge, kept)
        Person.objects.filter(pk=merged.pk).update(merged_into=None)
        moving.unflatten(merge)
        Pair.objects.of(kept, merged).filter(state=PairState.MERGED).update(**decided(PairState.OPEN, actor=None))
        check_at_the_end()
    return merge


def before(merge: Merge) -> dict[str, Any]:
    """What the taken parts of the kept record were, as columns; the ID number in plain, under its own name."""
    said = json.loads(vault.open_sealed(merge.before_sealed, row=merge.pk, field="before"))
    for name in DATES & said.keys():
        said[name] = date.fromisoformat(said[name]) if said[name] else None
    if said.get("id_number_index"):
        said["id_number_index"] = bytes.fromhex(said["id_number_index"])
    return said


def _restore(merge: Merge, kept: Person) -> None:
    said = before(merge)
    if "id_number" in said:
        number = said.pop("id_number")
        said["id_number_sealed"] = number and vault.seal(number, row=kept.pk, field="id_number")
    for name, value in said.items():
        setattr(kept, name, value)
    if said:
        kept.save(update_fields=list(said))


def _changed_since(merge: Merge) -> bool:
    """Whether a part that was taken is no longer what the merged record says."""
    names = [name for part in merge.taken for name in PARTS[part] if name != "id_number_sealed"]
    return any(_plain(getattr(merge.person, name)) != _plain(getattr(merge.merged, name)) for name in names)


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def _number_is_free(merge: Merge) -> bool:
    """Whether no other record than the kept one, which gives it back, has the merged record's number."""
    index = bytes(merge.merged.id_number_index)
    if index not in counties_of([index]):
        return True
    return "paper" in merge.taken and _plain(merge.person.id_number_index) == index
