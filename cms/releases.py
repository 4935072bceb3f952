"""What was released, as the public may read it: the snapshots in `Release` and `ReleaseRow`, and no other table.

A publicity list stands from its first day to its last, both included, by the date and not only by its state:
one that nobody has taken down yet is down all the same. A disclosure stays. What a program doesn't allow today
isn't shown even where it was allowed when it was released.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery

from programs.catalogue.models import PublicForm
from programs.enrolment.flows import ReleaseState
from programs.enrolment.models import Release, ReleaseRow
from programs.enrolment.models.release import ReleaseKind
from programs.enrolment.services import snapshot
from programs.enrolment.services.snapshot import SMALLEST
from registry.core.models import Area

PUBLICITY, DISCLOSURE = ReleaseKind.PUBLICITY, ReleaseKind.DISCLOSURE
ALLOWED = Q(program__public_form=PublicForm.LIST) | Q(program__public_form=PublicForm.TOTALS, form=PublicForm.TOTALS)


def _of(kind: ReleaseKind) -> QuerySet[Release]:
    area = Area.objects.filter(code=OuterRef("area"))
    return (
        Release.objects.filter(ALLOWED, kind=kind)
        .select_related("program")
        .annotate(area_name=Subquery(area.values("name")[:1]))
    )


def standing(kind: ReleaseKind, *, on: date) -> QuerySet[Release]:
    """What may be read in full on that day, the latest first."""
    up = _of(kind).standing().filter(opens_on__lte=on)
    return up.filter(closes_on__gte=on) if kind == PUBLICITY else up


def past(kind: ReleaseKind, *, on: date) -> QuerySet[Release]:
    """What stood once, of which the fingerprint stays."""
    down = ~Q(state=ReleaseState.STANDING)
    if kind == PUBLICITY:
        down |= Q(closes_on__lt=on)
    return _of(kind).filter(down, opens_on__lte=on)


@dataclass(frozen=True)
class Shown:
    """The lines of a release, and the sums that may stand under them."""

    rows: list[ReleaseRow]
    count: int
    amount: Decimal | None
    # Townships whose figures are left out.
    withheld: int
    # Whether the sums cover those as well: only where they can't be worked out from them.
    complete: bool
    # Whether the lines, as they are read now, give the fingerprint.
    intact: bool

    @property
    def has_amount(self) -> bool:
        return any(row.amount is not None for row in self.rows)

    @property
    def has_detail(self) -> bool:
        return any(row.detail for row in self.rows)


def shown(release: Release) -> Shown:
    rows = list(release.rows.order_by("position"))
    intact = hashlib.sha256(canonical_text(rows).encode()).hexdigest() == release.fingerprint
    amounts = [row.amount for row in rows if row.amount is not None]
    amount = sum(amounts, Decimal(0)) if amounts else None
    if release.form == PublicForm.LIST:
        return Shown(rows, len(rows), amount, 0, True, intact)
    counts = [row.count for row in rows if row.count is not None]
    withheld = len(rows) - len(counts)
    hidden = release.count - sum(counts)
    complete = not withheld or (withheld > 1 and hidden >= SMALLEST)
    if complete and withheld:
        return Shown(rows, release.count, release.total, withheld, True, intact)
    return Shown(rows, sum(counts), amount, withheld, complete, intact)


def canonical_text(rows: list[ReleaseRow]) -> str:
    """The rows in the form that the fingerprint was taken of."""
    return "\n".join(snapshot.canonical(row.position, row) for row in rows)
