"""Row history: every insert and update of a tracked table, by triggers, whoever made it and however.

`pghistory.context(reason=…)` says why; account, request and path come from the request or job.
Secrets are left out: a sealed field is never tracked, its blind index shows that it changed.
"""

import pghistory
import pghistory.models
from django.db import models
from django.db.models import Func

from registry.core.guards import no_truncate


class HistoryRow(pghistory.models.Event):
    """A row as it was after a change. Append-only, written by triggers alone.

    `pgh_account` is filled by the database from the signed scope, so that it can't be claimed.
    """

    pgh_account = models.BigIntegerField(null=True, db_default=Func(function="scope_account"))

    class Meta:
        abstract = True


def track(*, exclude: tuple[str, ...] = ()):
    """Record inserts and updates of a model; `exclude` names its sealed fields. Nobody empties its history."""
    meta = {"triggers": [no_truncate()]}
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=list(exclude), meta=meta)
