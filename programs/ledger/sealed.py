"""What of the ledger itself is sealed: every transfer with its legs, and what must hold between them."""

from collections.abc import Iterator, Sequence
from typing import Any

import pgtrigger
from django.db import connection

from programs.ledger import subjects
from programs.ledger.models import Seal, SealKind
from programs.ledger.subjects import Failure, Subject
from registry.core import standing

DUE = """
    SELECT NULL::uuid, min(t.at) FROM ledger_transfer t
    WHERE NOT EXISTS (SELECT 1 FROM ledger_sealedtransfer m WHERE m.transfer_id = t.id) HAVING count(*) > 0
"""
GATHER = """
    INSERT INTO ledger_sealedtransfer (transfer_id, seal_id, position)
    SELECT t.id, %(seal)s, row_number() OVER (ORDER BY t.at, t.id) - 1 FROM ledger_transfer t
    WHERE NOT EXISTS (SELECT 1 FROM ledger_sealedtransfer m WHERE m.transfer_id = t.id)
"""
# A transfer that is gone leaves its place, so that it is missed there.
ROWS = """
    SELECT m.position, m.transfer_id, t.kind, t."on", to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           t.actor_id, t.memo, coalesce(t.cause::text, ''), coalesce(t.reverses_id::text, ''),
           (SELECT string_agg(concat_ws(' ', l.id, l.amount, l.account_id, a.kind, a.fund_id, a.program, a.period), ';'
                              ORDER BY l.id)
            FROM ledger_leg l LEFT JOIN ledger_ledgeraccount a ON a.id = l.account_id WHERE l.transfer_id = t.id)
    FROM ledger_sealedtransfer m LEFT JOIN ledger_transfer t ON t.id = m.transfer_id
    WHERE m.seal_id = %(seal)s ORDER BY m.position
"""


def changes(seal: Seal, positions: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Which transfers stand at these places, and whether they are still there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.position, m.transfer_id, t.id IS NULL FROM ledger_sealedtransfer m "
            "LEFT JOIN ledger_transfer t ON t.id = m.transfer_id WHERE m.seal_id = %s AND m.position = ANY (%s)",
            [seal.number, list(positions)],
        )
        return {
            position: {"transfer": str(transfer), "fields": ["deleted" if gone else "transfer or legs"]}
            for position, transfer, gone in cursor.fetchall()
        }


subjects.register(Subject(kind=SealKind.TRANSFERS, due=DUE, gather=GATHER, rows=(ROWS,), changes=changes))
subjects.COUNTS["transfers"] = "SELECT count(*) FROM ledger_transfer"


# Of every table: off for good, or off for all but replication; and those that the models have and the database hasn't.
OFF = """
    SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'public'::regnamespace AND t.tgenabled IN ('D', 'R')
    UNION ALL
    SELECT asked.owner, asked.name FROM unnest(%s::text[], %s::text[]) AS asked(owner, name)
    WHERE NOT EXISTS (
        SELECT 1 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND (c.relname, t.tgname) = (asked.owner, asked.name))
    ORDER BY 1, 2
"""


@subjects.check
def triggers_are_on() -> Iterator[Failure]:
    """Whoever edits past the rules turns them off; it is said where one was left so."""
    declared = [(model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registered()]
    with connection.cursor() as cursor:
        cursor.execute(OFF, [[table for table, _name in declared], [name for _table, name in declared]])
        for table, trigger in cursor.fetchall():
            yield Failure("trigger-off", {"table": table, "trigger": trigger})


@subjects.check
def rules_are_as_they_were_made() -> Iterator[Failure]:
    """One that is gone, does something else than it did, or was added; and what the app may do."""
    for of, kind in standing.differing():
        yield Failure("rule-changed", {"of": of, "rules": kind})


@subjects.check
def transfers_sum_to_zero() -> Iterator[Failure]:
    yield from subjects.found(
        "transfer-not-zero",
        "SELECT t.id, coalesce(sum(l.amount), 0) FROM ledger_transfer t LEFT JOIN ledger_leg l ON l.transfer_id = t.id "
        "GROUP BY t.id HAVING coalesce(sum(l.amount), 0) <> 0 OR count(l.id) < 2 ORDER BY t.id",
        "transfer", "sum",
    )  # fmt: skip


@subjects.check
def legs_belong() -> Iterator[Failure]:
    yield from subjects.found(
        "leg-astray",
        "SELECT l.id, l.transfer_id, l.account_id FROM ledger_leg l "
        "LEFT JOIN ledger_transfer t ON t.id = l.transfer_id "
        "LEFT JOIN ledger_ledgeraccount a ON a.id = l.account_id WHERE t.id IS NULL OR a.id IS NULL ORDER BY l.id",
        "leg", "transfer", "account",
    )  # fmt: skip


@subjects.check
def months_are_sums() -> Iterator[Failure]:
    """What the overview adds up, and the day up to which an account is known."""
    yield from subjects.found(
        "month-wrong",
        "SELECT fund_id, kind, program, month, m.amount, l.amount, m.came, l.came FROM ledger_ledgermonth m FULL JOIN ("
        "  SELECT a.fund_id, a.kind, a.program, date_trunc('month', t.\"on\")::date AS month, sum(l.amount) AS amount,"
        "    coalesce(sum(l.amount) FILTER (WHERE (l.amount > 0) <> (t.kind = 'reversal')), 0) AS came"
        "  FROM ledger_leg l JOIN ledger_transfer t ON t.id = l.transfer_id"
        "  JOIN ledger_ledgeraccount a ON a.id = l.account_id GROUP BY 1, 2, 3, 4"
        ") l USING (fund_id, kind, program, month) "
        "WHERE (m.amount, m.came) IS DISTINCT FROM (l.amount, l.came) ORDER BY 1, 2, 3, 4",
        "fund", "kind", "program", "month", "amount", "sum", "came", "came_by_legs",
    )  # fmt: skip
    yield from subjects.found(
        "balance-wrong",
        "SELECT a.id, a.fund_id, a.kind, a.program, a.period, a.last_on, l.last FROM ledger_ledgeraccount a LEFT JOIN ("
        "  SELECT l.account_id, max(t.\"on\") AS last FROM ledger_leg l JOIN ledger_transfer t ON t.id = l.transfer_id"
        "  GROUP BY 1) l ON l.account_id = a.id WHERE a.last_on IS DISTINCT FROM l.last ORDER BY a.id",
        "account", "fund", "kind", "program", "period", "last_on", "last_by_legs",
    )  # fmt: skip


@subjects.check
def balances_are_sums() -> Iterator[Failure]:
    yield from subjects.found(
        "balance-wrong",
        "SELECT a.id, a.fund_id, a.kind, a.program, a.period, a.balance, coalesce(l.sum, 0) "
        "FROM ledger_ledgeraccount a LEFT JOIN (SELECT account_id, sum(amount) AS sum FROM ledger_leg "
        "GROUP BY account_id) l ON l.account_id = a.id "
        "WHERE a.balance <> coalesce(l.sum, 0) OR a.balance < 0 AND a.kind <> 'source' ORDER BY a.id",
        "account", "fund", "kind", "program", "period", "balance", "sum",
    )  # fmt: skip
