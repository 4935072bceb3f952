"""Sealing and verifying, beside bare hashing of the same lines.

    python -m benchmarks seals          PAYMENTS=1000000, in batches of 100,000; ROUNDS

The baseline has every line in memory and hashes it with its salt, and then the nodes: nothing is read or kept. The
payments are written past triggers and foreign keys, because a million of them through the services is another
benchmark.
"""

import gc
import hashlib
import os
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection, transaction

from benchmarks.measure import Bench, compare, superuser_url
from programs.ledger import merkle, outside
from programs.ledger.models import Seal
from programs.ledger.services import sealing, verification
from programs.ledger.subjects import SUBJECTS, read
from registry.core import scope

PAYMENTS = int(os.environ.get("PAYMENTS", "200000"))
BATCH = 100_000
ROUNDS = int(os.environ.get("ROUNDS", "3"))

FILLED = """
    SET session_replication_role = replica;
    -- What an application has to fill in and no seal reads may stay empty here.
    DO $do$ DECLARE c record; BEGIN
        FOR c IN SELECT attrelid::regclass AS owner, attname FROM pg_attribute a WHERE attnotnull AND attnum > 0
            AND attrelid IN ('catalogue_fund'::regclass, 'core_account'::regclass, 'payments_entitlement'::regclass,
                'payments_batch'::regclass, 'payments_payment'::regclass, 'ledger_transfer'::regclass)
            AND NOT EXISTS (SELECT 1 FROM pg_index WHERE indrelid = attrelid AND indisprimary AND attnum = ANY (indkey))
        LOOP EXECUTE format('ALTER TABLE %%s ALTER %%I DROP NOT NULL', c.owner, c.attname); END LOOP;
    END $do$;
    INSERT INTO catalogue_fund (code, name, source) SELECT 'B', '专项资金', '市财政' WHERE NOT EXISTS (
        SELECT 1 FROM catalogue_fund WHERE code = 'B');
    INSERT INTO core_account (id, username, password, is_superuser, is_active)
        SELECT n, 'bench' || n, '', false, true FROM generate_series(1, 2) AS n
        WHERE NOT EXISTS (SELECT 1 FROM core_account WHERE id = n);
    CREATE TEMP TABLE many AS SELECT n, (n - 1) / %(batch)s AS b, (n - 1) %% %(batch)s + 1 AS sequence,
        gen_random_uuid() AS id, gen_random_uuid() AS entitlement, gen_random_uuid() AS enrolment,
        gen_random_uuid() AS person FROM generate_series(1, %(payments)s) AS n;
    CREATE TEMP TABLE batches AS SELECT b, gen_random_uuid() AS id, count(*) AS count, gen_random_uuid() AS paid_by
        FROM many GROUP BY b;
"""


def main(bench: Bench) -> None:
    settings.SEALS_FILE = bench.folder / "seals-bench" / "chain.jsonl"
    with bench.scratch():
        fill()
        with scope.entered(scope.sealer()):
            lines = lines_of("payments")
        compare(
            "seals: sealing payments", n=PAYMENTS, product=seal_payments, baseline=lambda: bare(lines),
            of="SHA-256 of the same leaves and nodes, from memory", rounds=ROUNDS, target="≤ 2",
        )  # fmt: skip
        Path(settings.SEALS_FILE).unlink(missing_ok=True)
        sealing.seal_due()
        with scope.entered(scope.sealer()):
            lines += lines_of("outcomes")
        compare(
            "seals: verifying payments and outcomes", n=2 * PAYMENTS, product=verify_leaves,
            baseline=lambda: bare(lines), of="SHA-256 of the same leaves and nodes, from memory", rounds=ROUNDS,
            target="≤ 3",
        )  # fmt: skip
        compare(
            "seals: verify_ledger, all of it", n=2 * PAYMENTS, product=verify_all, baseline=lambda: bare(lines),
            of="SHA-256 of the same leaves and nodes, from memory", rounds=ROUNDS, target="≤ 3",
        )  # fmt: skip
    Path(settings.SEALS_FILE).unlink(missing_ok=True)


def fill() -> None:
    """Batches that are paid, with their entitlements and the money in the ledger."""
    with closing(psycopg2.connect(superuser_url(connection.settings_dict["NAME"]))) as raw, raw.cursor() as cursor:
        cursor.execute(FILLED, {"payments": PAYMENTS, "batch": BATCH})
        for statement in FILLS:
            cursor.execute(statement)
        raw.commit()
        raw.autocommit = True
        cursor.execute("VACUUM ANALYZE payments_payment, payments_entitlement, payments_batch")


def lines_of(kind: str) -> list[list[bytes]]:
    """The lines of every seal of a kind, in memory."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM payments_batch ORDER BY id")
        for (cause,) in cursor.fetchall():
            found.append([])
            read(cursor, SUBJECTS[kind], cause=cause, seal=0, take=lambda line: found[-1].append(line[:-1]))
    return found


def bare(batches: list[list[bytes]]) -> None:
    sha256 = hashlib.sha256
    for lines in batches:
        salts = merkle.salts(b"s" * 32, len(lines))
        level = [sha256(b"\0" + salts[16 * n : 16 * n + 16] + line).digest() for n, line in enumerate(lines)]
        while len(level) > 1:
            above = [sha256(b"\1" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
            level = [*above, level[-1]] if len(level) % 2 else above


def seal_payments() -> float:
    """The seconds that sealing takes: rows read, hashed, the leaves kept, the seals written and on the disk outside."""
    gc.collect()
    Path(settings.SEALS_FILE).unlink(missing_ok=True)
    with scope.entered(scope.sealer()), transaction.atomic():
        began = time.perf_counter()
        outside.add_missing()
        while sealing.seal_next(SUBJECTS["payments"]):
            pass
        outside.add_missing()
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def verify_leaves() -> None:
    with scope.entered(scope.sealer()):
        for seal in Seal.objects.exclude(kind="transfers"):
            assert not list(verification.broken_leaves(seal, {"count": seal.count, "root": seal.root}))


def verify_all() -> None:
    verdict = verification.verify(outside=outside.text(), grace=timedelta(0))
    codes = {failure.code for failure in verdict.failures}
    assert codes <= {"batch-not-its-history"}, verdict.json  # they were written past it


FILLS = (
    """
    INSERT INTO payments_entitlement (id, enrolment_id, program_id, person_id, area, period, sequence, amount, rules_id,
                                      created_at)
    SELECT entitlement, enrolment, 'CL', person, '341802001001', '2013-2', 0, 500, md5('rules')::uuid, now() FROM many
    """,
    """
    INSERT INTO payments_batch (id, number, program_id, area, period, fund_id, state, count, total, note, made_by_id,
        made_at, approved_by_id, approved_at, sent_by_id, sent_at, closed_by_id, closed_at, reason)
    SELECT id, 'FF20130901-' || lpad(b::text, 4, '0'), 'CL', '3418', '2013-2', 'B', 'closed', count, 500 * count, '', 1,
        now(), 2, now(), 1, now() - interval '1 second', 1, now() - interval '1 second', '' FROM batches
    """,
    """
    INSERT INTO ledger_ledgeraccount (id, fund_id, kind, program, period, balance)
    SELECT gen_random_uuid(), 'B', kind, CASE WHEN kind IN ('source', 'available') THEN '' ELSE 'CL' END,
        CASE WHEN kind IN ('source', 'available') THEN '' ELSE '2013-2' END,
        CASE kind WHEN 'source' THEN -500 * n WHEN 'paid' THEN 500 * n ELSE 0 END
    FROM unnest(ARRAY['source', 'available', 'committed', 'in_transit', 'paid']) AS kind,
        (SELECT count(*) AS n FROM many) AS all_of_them
    """,
    """
    CREATE TEMP TABLE moved AS SELECT b.id AS cause, k.*, 500.0 * b.count AS amount,
        CASE k.kind WHEN 'confirmation' THEN b.paid_by ELSE gen_random_uuid() END AS id
    FROM batches b, (VALUES ('receipt', 'source', 'available'), ('commitment', 'available', 'committed'),
        ('sending', 'committed', 'in_transit'), ('confirmation', 'in_transit', 'paid')) AS k (kind, source, target)
    """,
    """
    INSERT INTO ledger_transfer (id, kind, "on", at, actor_id, memo, cause)
    SELECT id, kind, '2013-09-25', now(), 1, '', cause FROM moved
    """,
    """
    INSERT INTO ledger_leg (id, transfer_id, account_id, amount)
    SELECT gen_random_uuid(), m.id, a.id, CASE a.kind WHEN m.source THEN -m.amount ELSE m.amount END
    FROM moved m JOIN ledger_ledgeraccount a ON a.kind IN (m.source, m.target) AND a.fund_id = 'B'
    """,
    """
    INSERT INTO payments_payment (id, batch_id, sequence, entitlement_id, enrolment_id, person_id, program_id, area,
        rules_id, amount, name, payee, payee_relation, payee_id_tail, phone_masked, account_index, account_tail, bank,
        branch, state, paid_on, bank_serial, settled_by_id)
    SELECT m.id, b.id, m.sequence, entitlement, enrolment, person, 'CL', '341802001001', md5('rules')::uuid, 500,
        '王秀英', '王秀英', '01',
        lpad((m.n %% 10000)::text, 4, '0'), '138****' || lpad((m.n %% 10000)::text, 4, '0'), sha256(m.n::text::bytea),
        lpad((m.n %% 10000)::text, 4, '0'), '农业银行', '宣城宣州支行', 'paid', '2013-09-25', 'N' || m.n, b.paid_by
    FROM many m JOIN batches b USING (b)
    """.replace("%%", "%"),
    # What triggers would have kept.
    """
    INSERT INTO ledger_ledgermonth (fund_id, kind, program, month, amount, came)
    SELECT a.fund_id, a.kind, a.program, date_trunc('month', t."on"), sum(l.amount),
        coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0)
    FROM ledger_leg l JOIN ledger_transfer t ON t.id = l.transfer_id JOIN ledger_ledgeraccount a ON a.id = l.account_id
    GROUP BY 1, 2, 3, 4
    """,
    "UPDATE ledger_ledgeraccount SET last_on = '2013-09-25'",
    """
    INSERT INTO payments_paymenttally (fund_id, program_id, period, county, state, count, amount)
    SELECT b.fund_id, p.program_id, b.period, left(p.area, 6), p.state, count(*), sum(p.amount)
    FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id GROUP BY 1, 2, 3, 4, 5
    """,
)
