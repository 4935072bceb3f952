"""What was decided about two records that look alike: remembered, and never asked again unless someone asks."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Pair, Person
from beneficiaries.models.duplicates import PAIR, PairState
from beneficiaries.services.locking import locked
from beneficiaries.services.rows import line
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.models import Account


def decided(state: PairState, *, actor: Account | None, reason: str = "") -> dict[str, Any]:
    """The columns of a decision; `open` takes one back."""
    at = timezone.now() if actor else None
    return {"state": state, "decided_by": actor, "decided_at": at, "reason": line(reason, 200)}


@transaction.atomic
def keep_apart(*, pair: Pair, actor: Account, reason: str = "") -> Pair:
    """They are two people: not asked again, neither by the search for duplicates nor at a form or a roster.

    Raises Refusal: not-allowed, gone, state where it was decided meanwhile.
    """
    roles.require(actor, "duplicate.decide")
    return _decide(pair, PairState.DIFFERENT, actor=actor, reason=reason)


@transaction.atomic
def ask_again(*, pair: Pair, actor: Account) -> Pair:
    """Take a "not the same person" back. Raises Refusal: not-allowed, gone, state."""
    roles.require(actor, "duplicate.decide")
    pair = locked(pair)
    if pair.state != PairState.DIFFERENT:
        raise Refusal("state", _("Only a pair that was kept apart can be asked about again."))
    return _decide(pair, PairState.OPEN, actor=None)


def _decide(pair: Pair, state: PairState, *, actor: Account | None, reason: str = "") -> Pair:
    pair = locked(pair)
    PAIR.check(PairState(pair.state), state)
    for name, value in decided(state, actor=actor, reason=reason).items():
        setattr(pair, name, value)
    pair.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    return pair


def remember_strangers(pairs: Iterable[tuple[UUID, UUID]], *, actor: Account) -> int:
    """Of each two records someone said, when one of them was registered, that they aren't one person; how many are new.

    In the caller's transaction. A pair that is waiting to be decided is decided by it; one that was merged isn't.
    """
    ordered = {(min(two), max(two)) for two in pairs if two[0] != two[1]}
    if not ordered:
        return 0
    firsts, seconds = zip(*sorted(ordered), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO beneficiaries_pair (id, first_id, second_id, first_area, second_area, weight, evidence, state,
                                            found_at, decided_by_id, decided_at, reason)
            SELECT r.id, r.first, r.second, '', '', 0, '[]', 'different', now(), %(actor)s, now(), ''
            FROM unnest(%(ids)s::uuid[], %(firsts)s::uuid[], %(seconds)s::uuid[]) AS r(id, first, second)
            ON CONFLICT (first_id, second_id) DO UPDATE
            SET state = 'different', decided_by_id = excluded.decided_by_id, decided_at = excluded.decided_at
            WHERE beneficiaries_pair.state = 'open'
            """,
            {"ids": [uuid7() for _two in ordered], "firsts": list(firsts), "seconds": list(seconds), "actor": actor.pk},
        )
        return cursor.rowcount


def strangers_of(person: UUID, others: Sequence[UUID]) -> set[UUID]:
    """Those of `others` who were said not to be this person."""
    first = Pair.objects.filter(state=PairState.DIFFERENT, first=person, second__in=others)
    second = Pair.objects.filter(state=PairState.DIFFERENT, second=person, first__in=others)
    return {*first.values_list("second", flat=True), *second.values_list("first", flat=True)}


def pair_of(one: Person, other: Person) -> Pair | None:
    return Pair.objects.of(one, other).first()
