"""One person per ID number, in the whole city, whoever may see whom."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Person
from registry.core.errors import Refusal
from registry.core.models import Area


def check_free(index: bytes | None, *, besides: UUID | None = None) -> None:
    """Raise `Refusal("person_one_per_id")` where someone else has the ID number of this blind index."""
    if index is None:
        return
    county = counties_of([index]).get(index)
    if county is None:
        return
    here = Person.objects.current().filter(id_number_index=index).first()
    if here is None or here.pk != besides:
        raise taken(county, here=here)


def taken(county: str, *, here: Person | None = None, row: int | None = None) -> Refusal:
    """The refusal of an ID number that is registered: `here`, in the scope, or elsewhere in `county`."""
    if here is not None:
        return Refusal(
            "person_one_per_id",
            _("This ID number is registered already: %(name)s, %(code)s. Open that record instead."),
            field="id_number",
            row=row,
            params={"name": here.name, "code": here.code},
        )
    # The county to ask, and nothing else of someone whom this account may not see.
    place = Area.objects.filter(code=county).values_list("name", flat=True).first() or county
    return Refusal(
        "person_one_per_id",
        _("This ID number is registered outside your area, in %(county)s. Ask the office there about a move."),
        field="id_number",
        row=row,
        params={"county": place},
    )


def counties_of(indexes: Sequence[bytes]) -> dict[bytes, str]:
    """The county where each ID number is registered, by blind index, whether the scope covers it or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_index, county FROM registered_counties(%s)", [list(indexes)])
        return {bytes(index): county for index, county in cursor.fetchall()}
