"""Taking a row for a change, with a sentence when it isn't there."""

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

Row = TypeVar("Row", bound=models.Model)


def locked(row: Row) -> Row:
    """The row as it is now, held until the transaction ends. Raises Refusal: gone, merged."""
    found = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise Refusal("gone", _("This record is outside your area, or has moved. Search for it again."))
    if getattr(found, "merged_into_id", None):
        raise Refusal("merged", _("This record was merged into another. Open that one."))
    return found
