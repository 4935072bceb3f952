"""What the registry of people does by itself."""

from celery import shared_task
from django.db import connection


@shared_task(name="beneficiaries.settle_search_tokens")
def settle_search_tokens() -> int:
    """Move the search's newest tokens to the others; how many. Where someone is writing tokens just now, none: the
    next time will do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT settle_search_tokens()")
        [moved] = cursor.fetchone()
    return moved
