"""Looking: each rule's query, and what it finds written down in the same transaction.

A look is the registry's own, over the whole city and every program, in `scope.assurance_keeper`: two auditors
who look find the same, and a finding is theirs to see where the place and the program are. It is idempotent. What was
found before is the same finding; what isn't found any more closes itself; what comes back, or is no longer what
was explained, opens again. A rule is looked at by one look at a time (a lock), so that a finding isn't closed by one
that began before it was there.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.conf import settings
from django.db import connection, transaction

from programs.assurance import checks
from programs.assurance.checks import Check
from programs.assurance.services import figures, gathering
from registry.core import scope

CHUNK = 500

KEEP = """
    WITH found AS MATERIALIZED (
        SELECT DISTINCT ON (key) key, area, program, greatest(round(coalesce(money, 0), 2), 0) AS money, facts, records,
               {holds} AS holds, md5(records::text || ' ' || round(coalesce(money, 0), 2)) AS digest
        FROM ({sql}) AS rows ORDER BY key),
    kept AS (
        INSERT INTO assurance_finding AS f
            (id, rule, key, area, program_id, money, facts, records, digest, holds, state, first_seen_at, last_seen_at,
             seen_in)
        SELECT payments_uuid7(), %(rule)s, key, area, program, money, facts, records, digest, holds, 'open',
               now(), now(), %(look)s
        FROM found
        ON CONFLICT (rule, key) DO UPDATE SET
            area = excluded.area, program_id = excluded.program_id, money = excluded.money, facts = excluded.facts,
            records = excluded.records, digest = excluded.digest, holds = excluded.holds,
            last_seen_at = excluded.last_seen_at, seen_in = excluded.seen_in, gone_at = NULL,
            state = CASE WHEN f.state IN ('explained', 'fixed')
                              AND (f.gone_at IS NOT NULL OR f.digest <> excluded.digest) THEN 'open' ELSE f.state END,
            moved_in = CASE WHEN f.state NOT IN ('explained', 'fixed') THEN f.moved_in
                            WHEN f.gone_at IS NOT NULL THEN %(back)s
                            WHEN f.digest <> excluded.digest THEN %(changed)s ELSE f.moved_in END
        RETURNING xmax = 0 AS new)
    SELECT count(*), count(*) FILTER (WHERE new) FROM kept
"""
CLOSE = """
    UPDATE assurance_finding f SET
        state = 'fixed', gone_at = now(), holds = '{{}}',
        moved_in = CASE WHEN f.state <> 'fixed' THEN %(gone)s ELSE f.moved_in END
    WHERE f.rule = %(rule)s AND f.gone_at IS NULL AND f.seen_in <> %(look)s {where}
"""
SAY = """
    INSERT INTO assurance_remark (id, finding_id, act, at, text)
    SELECT payments_uuid7(), f.id, %(act)s, now(), '' FROM assurance_finding f
    WHERE f.rule = %(rule)s AND f.moved_in = %(moved)s
"""
# What an opened rule found, as rows: the place and the money follow in SQL.
OPENED = """
    SELECT r.key, assurance_above(r.areas ->> 0, r.areas ->> 1) AS area, NULL::text AS program,
           coalesce((SELECT sum(p.amount) FROM payments_payment p
                     WHERE p.state NOT IN ('dropped', 'returned', 'reissued', 'released', 'given_up')
                     AND p.person_id IN (SELECT value::uuid FROM jsonb_array_elements_text(r.people))), 0) AS money,
           r.facts, r.records, '{}'::uuid[] AS holds
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(key text, areas jsonb, people jsonb, facts jsonb, records jsonb)
"""


@dataclass(frozen=True)
class Look:
    """What became of one rule: how many it found, how many of them for the first time, and how many are gone."""

    code: str
    findings: int
    new: int
    gone: int
    seconds: float


@contextmanager
def as_the_registry(account):
    """In the scope of looking, and with the memory that hash joins want."""
    with scope.entered(scope.assurance_keeper(account)), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '96MB'; SET LOCAL jit = off")
        yield


def look(
    *, check: Check, on: date, id: uuid.UUID, batch: uuid.UUID | None = None, progress: Callable = lambda: None
) -> Look:
    """Ask one rule, inside `as_the_registry`: of everyone, or (a rule that holds payments back) of one batch, inside
    `gathering.of_batch`."""
    began = time.perf_counter()
    names = {name: str(uuid.uuid5(id, f"{check.code} {name}")) for name in ("back", "changed", "gone")}
    params = {"rule": check.code, "look": str(id), "on": on, "city": settings.CITY, "batch": batch, **names}
    known = figures.in_force(check, on=on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('assurance ' || %s, 0))", [check.code])
        # Behind a policy the planner expects one row of each table, and would look up a million one by one.
        cursor.execute(f"SET LOCAL enable_nestloop = {'on' if batch else 'off'}")
        if check.open:
            found = new = 0
            rows = iter(check.open(known, progress))
            while chunk := list(islice(rows, CHUNK)):
                counted = keep(cursor, OPENED, {**params, "rows": json.dumps(chunk)}, blocks=False)
                found, new = found + counted[0], new + counted[1]
        else:
            sql, own = check.query({**known, "on": on}, batch=batch is not None)
            found, new = keep(cursor, sql, {**own, **params}, blocks=check.blocks)
        cursor.execute(CLOSE.format(where="AND f.holds @> ARRAY[%(batch)s]::uuid[]" if batch else ""), params)
        gone = cursor.rowcount
        for act in names:
            cursor.execute(SAY, {"rule": check.code, "act": act, "moved": names[act]})
    return Look(check.code, found, new, gone, time.perf_counter() - began)


def keep(cursor, sql: str, params: dict, *, blocks: bool) -> tuple[int, int]:
    cursor.execute(KEEP.format(sql=sql, holds="holds" if blocks else "'{}'::uuid[]"), params)
    return cursor.fetchone()


def batch(*, batch, actor, on: date, progress: Callable = lambda share: None) -> None:
    """Ask the rules that hold payments back about one batch, now. What they find stays found whatever becomes of it.

    `progress` is told after each rule which share of them has been asked.
    """
    with as_the_registry(actor), gathering.of_batch(batch.pk):
        for asked, check in enumerate(checks.BLOCKING, start=1):
            look(check=check, on=on, id=uuid.uuid4(), batch=batch.pk)
            progress(asked / len(checks.BLOCKING))


def chosen(codes: Iterable[str] = ()) -> list[Check]:
    """The rules of those codes, or all, in their order."""
    return [checks.CHECKS[code] for code in codes] if codes else list(checks.CHECKS.values())
