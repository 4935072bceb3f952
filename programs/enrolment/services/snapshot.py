"""The rows of a release, as the public reads them: frozen, and fingerprinted.

The fingerprint is the SHA-256 of the rows in their order, each as
`position|masked name|area|area name|count|amount|detail`, joined by line feeds, in UTF-8; amounts with
two decimals, an empty text for what isn't shown. The database works out the same
(`release_fingerprint`), and anyone with the rows can.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.names import mask
from programs.catalogue.models import PublicForm
from programs.enrolment.models import Release, ReleaseMember, ReleaseRow
from programs.enrolment.services.record import database_rules
from registry.core.errors import Refusal
from registry.core.models import Area

TOWNSHIP = 9
SMALLEST = 5  # a cell below it could point at a family


@dataclass(frozen=True)
class Shown:
    """One line. In a list: a masked name; in totals: a count, None where it is suppressed."""

    area: str
    masked_name: str = ""
    count: int | None = None
    amount: Decimal | None = None
    detail: str = ""
    area_name: str = ""


@dataclass(frozen=True)
class Subject:
    """Someone that a release is about: an enrolment (its id, program and area), with what is said of it."""

    enrolment: object
    area: str
    name: str
    amount: Decimal | None = None
    detail: str = ""


def rows_of(form: str, subjects: Sequence[Subject]) -> list[Shown]:
    """What the public will see of `subjects` in that form.

    Raises:
        Refusal: `never-public`; `release-small` for totals over fewer than five.
    """
    if form == PublicForm.LIST:
        rows = [
            Shown(
                area=subject.area[:TOWNSHIP],
                masked_name=mask(subject.name),
                amount=subject.amount,
                detail=subject.detail,
            )
            for subject in sorted(subjects, key=lambda s: (s.area[:TOWNSHIP], str(s.enrolment.pk)))
        ]
    elif form == PublicForm.TOTALS:
        rows = totals(subjects)
    else:
        raise Refusal("never-public", _("This program may never be published."))
    places = dict(Area.objects.filter(code__in={row.area for row in rows}).values_list("code", "full_name"))
    return [
        Shown(row.area, row.masked_name, row.count, row.amount, row.detail, places.get(row.area, row.area))
        for row in rows
    ]


def totals(subjects: Sequence[Subject]) -> list[Shown]:
    """Per township, with small cells suppressed so that the total doesn't give them away.

    A cell below five is left out. What is left out must be at least two cells and sum to at least five,
    or it could be worked out from the total: then the next smallest goes as well.
    """
    if len(subjects) < SMALLEST:
        raise Refusal("release-small", _("Fewer than five people: even their total could point at a family."))
    counts: dict[str, int] = {}
    sums: dict[str, Decimal | None] = {}
    for subject in subjects:
        place = subject.area[:TOWNSHIP]
        counts[place] = counts.get(place, 0) + 1
        if subject.amount is not None:
            sums[place] = (sums.get(place) or Decimal(0)) + subject.amount
    hidden: set[str] = set()
    left_out = 0
    for place in sorted(counts, key=lambda code: (counts[code], code)):
        if counts[place] < SMALLEST or (hidden and (len(hidden) < 2 or left_out < SMALLEST)):
            hidden.add(place)
            left_out += counts[place]
    return [
        Shown(area=place) if place in hidden else Shown(area=place, count=counts[place], amount=sums.get(place))
        for place in sorted(counts)
    ]


def total_of(subjects: Sequence[Subject]) -> Decimal | None:
    """Yuan; None where nothing is said of amounts."""
    amounts = [subject.amount for subject in subjects if subject.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def fingerprint(rows: Sequence[Shown]) -> str:
    return hashlib.sha256("\n".join(canonical(n, row) for n, row in enumerate(rows, 1)).encode()).hexdigest()


def canonical(position: int, row: Shown) -> str:
    amount = "" if row.amount is None else f"{row.amount:.2f}"
    count = "" if row.count is None else str(row.count)
    return "|".join((str(position), row.masked_name, row.area, row.area_name, count, amount, row.detail))


@transaction.atomic
def release(
    *, kind: str, form: str, program: str, area: str, title: str, subjects: Sequence[Subject], actor,
    opens_on, closes_on, phone: str, cause=None, stood_elsewhere: str = "",
) -> Release:  # fmt: skip
    """Freeze what the public will see of `subjects`, and of whom it was made.

    Raises:
        Refusal: those of `rows_of` and of the database's rules about releases.
    """
    rows = rows_of(form, subjects)
    made = Release(
        kind=kind,
        form=form,
        program_id=program,
        area=area,
        title=title[:200],
        opens_on=opens_on,
        closes_on=closes_on,
        complaint_phone=phone[:40],
        count=len(subjects),
        total=total_of(subjects),
        fingerprint=fingerprint(rows),
        cause=cause,
        stood_elsewhere=stood_elsewhere[:200],
        made_by=actor,
    )
    with database_rules():
        made.save(force_insert=True)
        made.refresh_from_db(fields=["number"])
        ReleaseRow.objects.bulk_create(
            ReleaseRow(
                release=made,
                position=n,
                masked_name=row.masked_name,
                area=row.area,
                area_name=row.area_name,
                count=row.count,
                amount=row.amount,
                detail=row.detail,
            )
            for n, row in enumerate(rows, 1)
        )
        ReleaseMember.objects.bulk_create(
            ReleaseMember(release=made, enrolment=subject.enrolment, program_id=program, area=subject.enrolment.area)
            for subject in subjects
        )
        # Whether it is whole is asked when the transaction ends; asked now, the publisher reads the answer.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS release_whole IMMEDIATE")
            cursor.execute("SET CONSTRAINTS release_whole DEFERRED")
    return made
