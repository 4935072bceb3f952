"""Around the services: SQL in the app's role, and which rule of the database refused it."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction


def execute(sql: str, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@contextmanager
def refused_by(*rules: str):
    """The block is refused by one of these rules of the database; what it did is rolled back."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        yield
    rule = caught.value.__cause__.diag.constraint_name or str(caught.value)
    assert any(wanted in rule for wanted in rules), f"refused by {rule}, not by {rules}"


def tried(sql: str, *params) -> str:
    """'' where the statement goes through, else the rule that refused it; nothing of it stays."""
    try:
        with transaction.atomic():
            execute(sql, *params)
            raise Undo
    except Undo:
        return ""
    except DatabaseError as error:
        return error.__cause__.diag.constraint_name or str(error)


class Undo(Exception):
    pass
