"""What doesn't fit when two records become one: shown before anyone merges, and kept for the auditors.

The lower facts are judged here; what two records have in programs and money is said by the apps above, who answer
to `signals.merging`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beneficiaries import signals
from beneficiaries.models import Pair, Person, Relation
from beneficiaries.models.duplicates import ConflictKind, PairState


@dataclass(frozen=True, slots=True)
class Conflict:
    """`forbidden` keeps the two apart; any other is allowed with a reason, and recorded under `kind`.

    `then` says what the merge will do about it. `key` is the same as long as the conflict is.
    """

    kind: str
    sentence: str
    then: str = ""
    program: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    forbidden: bool = False

    @property
    def key(self) -> str:
        return ":".join([self.kind, self.program, *sorted(map(str, self.detail.values()))])


def conflicts_of(*, kept: Person, merged: Person) -> list[Conflict]:
    """What doesn't fit between two records, the forbidden first. Reads in the present scope."""
    found = [*_of_people(kept, merged)]
    for _receiver, said in signals.merging.send(sender=Person, kept=kept, merged=merged):
        found += said
    return sorted(found, key=lambda conflict: not conflict.forbidden)


def _of_people(kept: Person, merged: Person):
    if kept.pk == merged.pk:
        yield Conflict("merge-self", _("This is one record. Choose two."), forbidden=True)
    for one in (kept, merged):
        if one.merged_into_id:
            yield Conflict(
                "merged",
                _("%(name)s (%(code)s) was merged already. Open the record that it was merged into.")
                % {"name": one.name, "code": one.code},
                forbidden=True,
            )
    if Pair.objects.of(kept, merged).filter(state=PairState.DIFFERENT).exists():
        yield Conflict(
            "merge-different",
            _("Someone decided that these are two people. If that was wrong, ask about the pair again first."),
            forbidden=True,
        )
    related = Q(person=kept, other=merged) | Q(person=merged, other=kept)
    if Relation.objects.filter(related, until__isnull=True).exists():
        yield Conflict(
            "merge-relatives",
            _("They are recorded as relatives of each other. If that is wrong, end the relation first."),
            forbidden=True,
        )
    if kept.id_number_index and merged.id_number_index and as_bytes(kept) != as_bytes(merged):
        yield Conflict(
            ConflictKind.TWO_NUMBERS,
            _("Each has an ID number of its own (····%(kept)s and ····%(merged)s): one of the two is mistyped, or they "
              "are two people. Look at the papers.") % {"kept": kept.id_number_tail, "merged": merged.id_number_tail},
            then=_("The number that isn't chosen stays with the merged record."),
            detail={"people": [str(kept.pk), str(merged.pk)]},
        )  # fmt: skip


def as_bytes(person: Person) -> bytes:
    return bytes(person.id_number_index)
