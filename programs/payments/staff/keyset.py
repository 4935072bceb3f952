"""Pages of a list by where the last one ended, so that the thousandth costs what the first does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

SIZE = 50


@dataclass(frozen=True)
class KeysetPage:
    rows: list
    next: str = ""
    # The first page, with what else is chosen; '' on that page.
    begin: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows)


class Keyset:
    """`after` in the address is the key of the last row seen; one that is malformed begins at the start."""

    def __init__(self, request, size: int = SIZE):
        self.after = request.GET.get("after", "")
        query = request.GET.copy()
        query.pop("after", None)
        self.query = query.urlencode()
        self.size = size

    def page(self, rows, moment: str, pk: str) -> KeysetPage:
        """Newest first, by (moment, id)."""
        rows = rows.order_by(f"-{moment}", f"-{pk}")
        last = self._moment_and_id()
        if last:
            # As one comparison of both: of "moment < … OR moment = … AND id < …" no index could find the beginning.
            rows = rows.filter(TupleLessThan(Tuple(F(moment), F(pk)), last))
        found = list(rows[: self.size + 1])
        more = len(found) > self.size
        end = found[self.size - 1] if more else None
        return self._made(found, end and f"{reach(end, moment).isoformat()}~{reach(end, pk)}", bool(last))

    def by_id(self, rows) -> KeysetPage:
        """In the order of ids, which is that of age."""
        found = list((rows.filter(pk__gt=self.after) if is_uuid(self.after) else rows).order_by("pk")[: self.size + 1])
        return self._made(found, str(found[self.size - 1].pk) if len(found) > self.size else "", is_uuid(self.after))

    def by_sequence(self, rows) -> KeysetPage:
        after = int(self.after) if self.after.isdigit() and len(self.after) < 10 else 0
        found = list(rows.filter(sequence__gt=after).order_by("sequence")[: self.size + 1])
        return self._made(found, str(found[self.size - 1].sequence) if len(found) > self.size else "", bool(after))

    def _made(self, found: list, end: str | None, later: bool) -> KeysetPage:
        query = f"{self.query}&" if self.query else ""
        return KeysetPage(
            found[: self.size], f"?{query}after={quoted(end)}" if end else "", f"?{self.query}" if later else ""
        )

    def _moment_and_id(self) -> tuple[datetime, UUID] | None:
        at, _tilde, id_ = self.after.partition("~")
        try:
            return datetime.fromisoformat(at), UUID(id_)
        except ValueError:
            return None


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def quoted(text: str) -> str:
    return text.replace("+", "%2B")


def reach(row, path: str):
    for name in path.split("__"):
        row = getattr(row, name)
    return row
