"""What of a batch is sealed: what the bank was told, when it is sent; what became of it, when it is closed.

The first leaf is the batch's own line, then there is one for each payment, in the order of their numbers: payments that
were taken out before it was sent have theirs too, so that a number is a place. The fields of a payment are those
that a receipt shows; docs/seals.md has them.
"""

# ruff: noqa: S608

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from programs.ledger import subjects
from programs.ledger.models import Seal, SealKind
from programs.ledger.subjects import Failure, Subject
from programs.payments.models import Batch

UTC = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
SENT_DUE = """
    SELECT b.id, b.sent_at FROM payments_batch b WHERE b.sent_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM ledger_seal s WHERE s.kind = 'payments' AND s.cause = b.id)
    ORDER BY b.sent_at, b.id
"""
SENT_BATCH = f"""
    SELECT 0, b.id, b.number, b.program_id, b.area, b.period, b.fund_id, b.method, b.count, b.total,
           b.made_by_id, {UTC.format("b.made_at")}, b.approved_by_id, {UTC.format("b.approved_at")},
           coalesce(b.checked_by_id::text, ''), coalesce({UTC.format("b.checked_at")}, ''),
           b.sent_by_id, {UTC.format("b.sent_at")},
           coalesce((SELECT string_agg(concat_ws(' ', a.id, a.round, a.step, a.account_id, a.count, a.total), ';'
                                       ORDER BY a.id) FROM payments_approval a WHERE a.batch_id = b.id), '')
    FROM payments_batch b WHERE b.id = %(cause)s
"""
# Asked once, where a join would hand it to every row.
BATCH = "(SELECT {} FROM payments_batch WHERE id = %(cause)s)"
SENT = f"""
    SELECT p.sequence, p.id, {BATCH.format("number")}, p.program_id, {BATCH.format("period")},
           {BATCH.format("fund_id")}, p.entitlement_id, p.enrolment_id, p.person_id,
           -- What is set off stands behind the amount, where there is any: seals of before there was stay as they are.
           CASE WHEN p.set_off = 0 THEN p.amount::text
                ELSE p.amount || ' - ' || p.set_off || ' (' || p.against_id || ')' END,
           p.name, p.payee, p.payee_relation, p.payee_id_tail, p.phone_masked,
           coalesce(encode(p.account_index, 'hex'), ''), p.account_tail, p.bank, p.branch, p.rules_id, p.evidence,
           coalesce(p.replaces_id::text, '')
    FROM payments_payment p WHERE p.batch_id = %(cause)s ORDER BY p.sequence
"""
CLOSED_DUE = """
    SELECT b.id, b.closed_at FROM payments_batch b WHERE b.closed_at IS NOT NULL AND b.sent_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM ledger_seal s WHERE s.kind = 'outcomes' AND s.cause = b.id)
    ORDER BY b.closed_at, b.id
"""
CLOSED_BATCH = f"""
    SELECT 0, b.id, b.number, 'closed', b.closed_by_id, {UTC.format("b.closed_at")}
    FROM payments_batch b WHERE b.id = %(cause)s
"""
OUTCOME = """p.sequence, {id}, {number}, p.state, coalesce(p.paid_on::text, ''), p.bank_serial,
           coalesce(p.settled_by_id::text, ''), coalesce(p.returned_on::text, ''), p.return_reason,
           coalesce(p.returned_by_id::text, ''), coalesce(p.released_by_id::text, ''), p.release_reason"""
CLOSED = f"""
    SELECT {OUTCOME.format(id="p.id", number=BATCH.format("number"))} FROM payments_payment p
    WHERE p.batch_id = %(cause)s ORDER BY p.sequence
"""
# As the row was when it was sealed, where it came back later on: its state is another and in the history, and what the
# bank said before stays.
ON_RECORD = f"""
    SELECT {OUTCOME.format(id="p.pgh_obj_id", number=BATCH.format("number"))}
    FROM payments_payment x
    CROSS JOIN LATERAL (SELECT * FROM payments_paymenthistoryrow e WHERE e.pgh_obj_id = x.id
        ORDER BY e.pgh_id DESC LIMIT 1) n
    CROSS JOIN LATERAL (SELECT * FROM payments_paymenthistoryrow e WHERE e.pgh_obj_id = x.id
        AND e.pgh_created_at < %(sealed_at)s + interval '1 second' ORDER BY e.pgh_id DESC LIMIT 1) p
    WHERE x.batch_id = %(cause)s AND x.sequence = ANY (%(positions)s) AND x.state <> p.state
      AND (x.paid_on, x.bank_serial, x.settled_by_id) IS NOT DISTINCT FROM (p.paid_on, p.bank_serial, p.settled_by_id)
      AND (n.state, n.paid_on, n.bank_serial, n.settled_by_id, n.returned_on, n.return_reason, n.returned_by_id,
           n.released_by_id, n.release_reason)
          IS NOT DISTINCT FROM (x.state, x.paid_on, x.bank_serial, x.settled_by_id, x.returned_on, x.return_reason,
           x.returned_by_id, x.released_by_id, x.release_reason)
    ORDER BY x.sequence
"""


def named(seal: Seal) -> dict[str, Any]:
    """The number of the batch, by which people know it."""
    number = Batch.objects.filter(pk=seal.cause).values_list("number", flat=True).first()
    return {"batch": number or str(seal.cause)}


def on_record(seal: Seal, positions: Sequence[int]) -> dict[int, bytes]:
    lines: list[bytes] = []
    with connection.cursor() as cursor:
        params = {"cause": seal.cause, "sealed_at": seal.sealed_at, "positions": list(positions)}
        cursor.copy_expert(
            f"COPY ({cursor.mogrify(ON_RECORD, params).decode()}) TO STDOUT", subjects.Sink(lines.append)
        )
    return {int(line.split(b"\t", 1)[0]): line for line in lines}


def changes(seal: Seal, positions: Sequence[int]) -> dict[int, dict[str, Any]]:
    """In which fields each payment differs from its own history, which whoever tears off triggers seldom thinks of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.sequence, p.id, ARRAY(SELECT n.key FROM jsonb_each(to_jsonb(p)) n "
            "JOIN jsonb_each(to_jsonb(e)) o USING (key) WHERE n.value IS DISTINCT FROM o.value ORDER BY n.key) "
            "FROM payments_payment p CROSS JOIN LATERAL (SELECT * FROM payments_paymenthistoryrow e "
            "WHERE e.pgh_obj_id = p.id ORDER BY e.pgh_id DESC LIMIT 1) e "
            "WHERE p.batch_id = %s AND p.sequence = ANY (%s)",
            [seal.cause, list(positions)],
        )
        told = {
            sequence: {"payment": str(payment), "fields": fields} for sequence, payment, fields in cursor.fetchall()
        }
    return told | ({0: {"fields": ["batch"]}} if 0 in positions else {})


subjects.register(
    Subject(
        kind=SealKind.PAYMENTS, due=SENT_DUE, rows=(SENT_BATCH, SENT), named=named, changes=changes,
    )
)  # fmt: skip
subjects.register(
    Subject(
        kind=SealKind.OUTCOMES, due=CLOSED_DUE, rows=(CLOSED_BATCH, CLOSED), named=named, changes=changes,
        on_record=on_record,
    )
)  # fmt: skip
subjects.COUNTS["payments"] = "SELECT count(*) FROM payments_payment"


# What the payments of a batch come to, in each state and county.
SUMS = "SELECT batch_id, state, left(area, 6), count(*), sum(amount) FROM payments_payment GROUP BY 1, 2, 3"
GIVEN = "unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::numeric[]) AS s(id, state, county, count, sum)"


@subjects.check
def batches_are_their_payments() -> Iterator[Failure]:
    """For each batch: what it says that it holds, and what its transfers moved, by what its payments come to; and the
    sums that programs and budgets are read from."""
    with connection.cursor() as cursor, subjects.planned(cursor, without=subjects.AS_WHOLES):
        cursor.execute(SUMS)
        sums = [*map(list, zip(*cursor.fetchall(), strict=True))] or [[]] * 5
    yield from subjects.found(
        "batch-total",
        "SELECT b.number, b.count, b.total, coalesce(p.count, 0), coalesce(p.sum, 0) FROM payments_batch b "
        f"LEFT JOIN (SELECT s.id, sum(s.count) AS count, sum(s.sum) AS sum FROM {GIVEN} "
        "  WHERE s.state <> 'dropped' GROUP BY s.id) AS p ON p.id = b.id "
        "WHERE b.state NOT IN ('made', 'cancelled') "
        "AND (b.count, b.total) IS DISTINCT FROM (coalesce(p.count, 0), coalesce(p.sum, 0)) ORDER BY b.number",
        "batch", "count", "total", "payments", "sum", given=sums, without=subjects.ROW_BY_ROW,
    )  # fmt: skip
    yield from subjects.found(
        "batch-not-in-ledger",
        "SELECT b.number, kind, sum(paid), sum(moved) FROM ("
        "  SELECT s.id, CASE s.state WHEN 'unknown' THEN 'in_transit' ELSE s.state END AS kind, s.sum AS paid, "
        f"  0 AS moved FROM {GIVEN} WHERE s.state IN ('committed', 'in_transit', 'unknown', 'paid') UNION ALL "
        "  SELECT t.cause, a.kind, 0, l.amount FROM ledger_transfer t JOIN ledger_leg l ON l.transfer_id = t.id "
        "  JOIN ledger_ledgeraccount a ON a.id = l.account_id "
        "  WHERE a.kind IN ('committed', 'in_transit', 'paid')) AS sides "
        "JOIN payments_batch b USING (id) "
        "GROUP BY b.number, kind HAVING sum(paid) <> sum(moved) ORDER BY b.number, kind",
        "batch", "kind", "payments", "ledger", given=sums, without=subjects.ROW_BY_ROW,
    )  # fmt: skip
    yield from subjects.found(
        "tally-wrong",
        "SELECT fund_id, program_id, period, county, state, t.count, p.count, t.amount, p.sum FROM ("
        "  SELECT * FROM payments_paymenttally WHERE count <> 0 OR amount <> 0) t FULL JOIN ("
        "  SELECT b.fund_id, b.program_id, b.period, s.county, s.state, sum(s.count) AS count, sum(s.sum) AS sum"
        f"  FROM {GIVEN} JOIN payments_batch b USING (id) GROUP BY 1, 2, 3, 4, 5) p "
        "USING (fund_id, program_id, period, county, state) "
        "WHERE (t.count, t.amount) IS DISTINCT FROM (p.count, p.sum) ORDER BY 1, 2, 3, 4, 5",
        "fund", "program", "period", "county", "state", "count", "payments", "amount", "sum", given=sums,
    )  # fmt: skip


@subjects.check
def payments_are_what_was_due() -> Iterator[Failure]:
    yield from subjects.found(
        "payment-not-due",
        "SELECT b.number, p.sequence, p.id FROM payments_payment p LEFT JOIN payments_batch b ON b.id = p.batch_id "
        "LEFT JOIN payments_entitlement d ON d.id = p.entitlement_id "
        "WHERE (d.amount, d.enrolment_id, d.person_id, d.program_id, b.program_id, d.period, d.rules_id) "
        "IS DISTINCT FROM (p.amount, p.enrolment_id, p.person_id, p.program_id, p.program_id, b.period, p.rules_id) "
        "OR b.id IS NULL OR (p.set_off <> 0) <> (p.against_id IS NOT NULL) ORDER BY b.number, p.sequence",
        "batch", "sequence", "payment", without=subjects.ROW_BY_ROW,
    )  # fmt: skip


@subjects.check
def open_payments_are_their_history() -> Iterator[Failure]:
    """Until all of it is sealed, the history is what speaks against an edit."""
    yield from subjects.found(
        "payment-not-its-history",
        "SELECT b.number, p.sequence, p.id FROM payments_batch b JOIN payments_payment p ON p.batch_id = b.id "
        "LEFT JOIN LATERAL (SELECT * FROM payments_paymenthistoryrow e WHERE e.pgh_obj_id = p.id "
        "  ORDER BY e.pgh_id DESC LIMIT 1) e ON true "
        "WHERE NOT EXISTS (SELECT 1 FROM ledger_seal s WHERE s.kind = 'outcomes' AND s.cause = b.id) "
        "AND (e.id IS NULL OR EXISTS (SELECT 1 FROM jsonb_each(to_jsonb(p)) n "
        "  JOIN jsonb_each(to_jsonb(e)) o USING (key) WHERE n.value IS DISTINCT FROM o.value)) "
        "ORDER BY b.number, p.sequence",
        "batch", "sequence", "payment",
    )  # fmt: skip


@subjects.check
def claims_are_where_the_money_is() -> Iterator[Failure]:
    """For each claim: what came back of it by its rows, and what its transfers gave to the fund."""
    yield from subjects.found(
        "claim-not-in-ledger",
        "SELECT b.number, p.sequence, c.id, back.sum, moved.sum FROM payments_claim c "
        "JOIN payments_payment p ON p.id = c.payment_id JOIN payments_batch b ON b.id = p.batch_id "
        "CROSS JOIN LATERAL (SELECT coalesce(sum(r.amount), 0) AS sum FROM payments_recovery r "
        "  WHERE r.claim_id = c.id) AS back "
        "CROSS JOIN LATERAL (SELECT coalesce(sum(l.amount), 0) AS sum FROM ledger_transfer t "
        "  JOIN ledger_leg l ON l.transfer_id = t.id JOIN ledger_ledgeraccount a ON a.id = l.account_id "
        "  WHERE t.cause = c.id AND a.kind = 'available') AS moved "
        "WHERE back.sum <> moved.sum ORDER BY b.number, p.sequence, c.id",
        "batch", "sequence", "claim", "recoveries", "ledger",
    )  # fmt: skip


@subjects.check
def what_was_set_off_came_back() -> Iterator[Failure]:
    """What a payment sets off came back of its claim when it arrived, and not otherwise."""
    yield from subjects.found(
        "set-off-not-recovered",
        "SELECT b.number, p.sequence, p.id, p.state, p.set_off, back.sum FROM payments_payment p "
        "JOIN payments_batch b ON b.id = p.batch_id "
        "CROSS JOIN LATERAL (SELECT coalesce(sum(r.amount), 0) AS sum FROM payments_recovery r "
        "  WHERE r.payment_id = p.id AND r.claim_id = p.against_id) AS back "
        "WHERE p.id IN (SELECT id FROM payments_payment WHERE against_id IS NOT NULL "
        "  UNION SELECT payment_id FROM payments_recovery WHERE payment_id IS NOT NULL) "
        "AND back.sum <> CASE p.state WHEN 'paid' THEN p.set_off ELSE 0 END ORDER BY b.number, p.sequence",
        "batch", "sequence", "payment", "state", "set_off", "recovered",
    )  # fmt: skip
