"""SQL that stands beside a migration in a file of its own."""

from pathlib import Path

from django.conf import settings
from django.db import migrations


def file(migration: str, name: str) -> migrations.RunSQL:
    """The operation that runs `sql/<name>` next to the migration whose `__file__` is given."""
    text = (Path(migration).parent / "sql" / name).read_text(encoding="utf-8")
    return migrations.RunSQL([(text.replace(":app_role", settings.APP_ROLE), None)], migrations.RunSQL.noop)
