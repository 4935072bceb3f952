"""Triggers that hold for whoever writes, the owner included."""

import pgtrigger


def no_truncate() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="no_truncate",
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
    )


def append_only() -> list[pgtrigger.Trigger]:
    """Rows are added, and never changed, deleted or truncated."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        no_truncate(),
    ]


def no_delete() -> list[pgtrigger.Trigger]:
    """Rows change, and are never deleted or truncated."""
    return [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete), no_truncate()]
