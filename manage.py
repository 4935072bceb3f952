#!/usr/bin/env python
"""Django's command line, in the project's own settings.

Commands that change the schema connect as the owner of the database; all others connect in the
app's role, which row-level security binds.
"""

import os
import sys

SCHEMA_COMMANDS = {
    "migrate",
    "makemigrations",
    "sqlmigrate",
    "showmigrations",
    "squashmigrations",
    "pgtrigger",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    if len(sys.argv) > 1 and sys.argv[1] in SCHEMA_COMMANDS:
        os.environ.setdefault("REGISTRY_DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
