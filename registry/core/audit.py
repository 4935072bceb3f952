"""The access log: a full ID, phone or account is shown only through here."""

from contextvars import ContextVar

from django.utils.translation import gettext_lazy as _

from registry.core import roles, vault
from registry.core.errors import Refusal
from registry.core.models import AccessLog

request_of: ContextVar[tuple[str, str | None]] = ContextVar("request_of", default=("", None))


def reveal(*, row, field: str, actor, purpose: str) -> str:
    """The full value of a sealed field (`row.<field>_sealed`), once the reveal is on record.

    The log entry is committed with the caller's transaction: a reveal that can't be logged isn't made.

    Raises:
        Refusal: `not-allowed`; `purpose` where none, or none worth the name, is given.
    """
    roles.require(actor, "person.reveal")
    purpose = purpose.strip()
    if len(purpose) < 4:
        raise Refusal(
            "purpose", _("Say what you need the full number for (at least four characters)."), field="purpose"
        )
    area = row.area_id if hasattr(row, "area_id") else row.area
    note(actor=actor, area=area, subject=row._meta.label_lower, object_id=row.pk, field=field, purpose=purpose)
    return vault.open_sealed(getattr(row, f"{field}_sealed"), row=row.pk, field=field)


def note(*, actor, area: str, subject: str, object_id, field: str, purpose: str) -> None:
    """Put on record that `actor` was shown full numbers; committed with the caller's transaction."""
    request, address = request_of.get()
    AccessLog.objects.create(
        account=actor, area=area, subject=subject, object_id=object_id, field=field, purpose=purpose[:200],
        request=request, address=address,
    )  # fmt: skip
