"""The manager's overview of all money, before and after a long history: its page must not grow with it.

The history is receipts spread over twelve years, posted in the app's role under every rule of the ledger. The baseline
is the page with the history of a city that has just begun.
"""

import time

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from benchmarks import paying
from benchmarks.measure import Bench, line
from benchmarks.paying import FUND
from programs.ledger.models import Transfer
from registry.core.models import Account

ROUNDS = 40
TRANSFERS = 100_000
CHUNK = 5_000
ACCOUNTS = """
    SELECT (SELECT id FROM ledger_ledgeraccount WHERE fund_id = %(fund)s AND kind = 'source'),
           (SELECT id FROM ledger_ledgeraccount WHERE fund_id = %(fund)s AND kind = 'available')
"""
POST = """
    CREATE TEMPORARY TABLE posting ON COMMIT DROP AS
    SELECT uuidv7() AS id, date '2013-01-01' + (random() * 4600)::int AS day, n AS yuan
    FROM generate_series(1, %(count)s) n;
    INSERT INTO ledger_transfer (id, kind, "on", at, actor_id, memo)
    SELECT id, 'receipt', day, now(), %(actor)s, '' FROM posting;
    INSERT INTO ledger_leg (id, transfer_id, account_id, amount)
    SELECT uuidv7(), id, %(source)s, -yuan FROM posting UNION ALL SELECT uuidv7(), id, %(available)s, yuan FROM posting
"""


def main(bench: Bench) -> None:
    paying.city(bench)
    before, transfers = page()
    long_history(TRANSFERS - transfers)
    after, transfers = page()
    line("overview p95", n=transfers, seconds=after, baseline="the same with less history", baseline_seconds=before)


def page() -> tuple[float, int]:
    """The p95 of the page, and the transfers behind it."""
    with paying.acting("manager") as actor:
        transfers = Transfer.objects.count()
    return p95(actor), transfers


def p95(account: Account) -> float:
    """Of the page, as the account's browser asks for it, in seconds."""
    client = Client()
    client.force_login(account, backend="registry.core.backend.RoleBackend")
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        assert client.get(reverse("money:funds")).status_code == 200
        took.append(time.perf_counter() - began)
    return sorted(took)[int(ROUNDS * 0.95)]


def long_history(count: int) -> None:
    with paying.acting("cashier") as actor, connection.cursor() as cursor:
        cursor.execute(ACCOUNTS, {"fund": FUND})
        source, available = cursor.fetchone()
        for start in range(0, count, CHUNK):
            with transaction.atomic():
                chunk = {"count": min(CHUNK, count - start), "actor": actor.pk}
                cursor.execute(POST, chunk | {"source": source, "available": available})
