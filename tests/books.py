"""The books, added up by SQL that shares no line with the product: what must hold after whatever happened.

`read` is a cursor that row-level security doesn't bind, or one in a scope that sees all of the money.
"""

CHECKS = {
    "a transfer is out of balance": """
        SELECT transfer_id, sum(amount) FROM ledger_leg GROUP BY transfer_id HAVING sum(amount) <> 0 OR count(*) < 2
    """,
    "a transfer moves nothing": """
        SELECT t.id, t.kind FROM ledger_transfer t LEFT JOIN ledger_leg l ON l.transfer_id = t.id WHERE l.id IS NULL
    """,
    "a balance isn't the sum of its legs": """
        SELECT a.fund_id, a.kind, a.program, a.period, a.balance, coalesce(sum(l.amount), 0)
        FROM ledger_ledgeraccount a LEFT JOIN ledger_leg l ON l.account_id = a.id
        GROUP BY a.id HAVING a.balance <> coalesce(sum(l.amount), 0)
    """,
    "an account is overdrawn": """
        SELECT fund_id, kind, program, period, balance FROM ledger_ledgeraccount WHERE kind <> 'source' AND balance < 0
    """,
    "an account was overdrawn on a day": """
        SELECT account_id, day, held FROM (
            SELECT l.account_id, t."on" AS day, sum(sum(l.amount)) OVER (PARTITION BY l.account_id ORDER BY t."on") AS held
            FROM ledger_leg l JOIN ledger_transfer t ON t.id = l.transfer_id
            JOIN ledger_ledgeraccount a ON a.id = l.account_id AND a.kind <> 'source'
            GROUP BY l.account_id, t."on") AS days WHERE held < 0
    """,
    "something is due twice": """
        SELECT enrolment_id, period, sequence, count(*) FROM payments_entitlement
        GROUP BY enrolment_id, period, sequence HAVING count(*) > 1
    """,
    "an entitlement is paid twice": """
        SELECT entitlement_id, count(*) FROM payments_payment WHERE state NOT IN ('dropped', 'reissued', 'released')
        GROUP BY entitlement_id HAVING count(*) > 1
    """,
    "a payment isn't what was due": """
        SELECT p.id, p.amount, e.amount FROM payments_payment p JOIN payments_entitlement e ON e.id = p.entitlement_id
        WHERE (p.amount, p.person_id, p.rules_id) <> (e.amount, e.person_id, e.rules_id)
    """,
    "a batch was posted twice": """
        SELECT cause, kind, count(*) FROM ledger_transfer WHERE kind IN ('commitment', 'sending', 'reissue') AND cause IS NOT NULL
        GROUP BY cause, kind HAVING count(*) > 1
    """,
    "a batch's count or total isn't that of its payments": """
        SELECT b.number, b.count, b.total, count(p.id), sum(p.amount)
        FROM payments_batch b LEFT JOIN payments_payment p ON p.batch_id = b.id
        GROUP BY b.id HAVING b.count <> count(p.id) OR b.total <> coalesce(sum(p.amount), 0)
    """,
    "what payments say and what the ledger holds differ": """
        SELECT fund_id, program, period, kind, sum(said), sum(held) FROM (
            SELECT b.fund_id, b.program_id AS program, b.period,
                   CASE p.state WHEN 'unknown' THEN 'in_transit' ELSE p.state END AS kind, p.amount AS said, 0 AS held
            FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id
            WHERE p.state IN ('committed', 'in_transit', 'unknown', 'paid')
            UNION ALL
            SELECT b.fund_id, b.program_id, b.period, 'paid', -r.amount, 0
            FROM payments_recovery r JOIN payments_claim c ON c.id = r.claim_id
            JOIN payments_payment p ON p.id = c.payment_id JOIN payments_batch b ON b.id = p.batch_id
            UNION ALL
            SELECT fund_id, program, period, kind, 0, balance FROM ledger_ledgeraccount
            WHERE kind IN ('committed', 'in_transit', 'paid')
        ) AS sides GROUP BY fund_id, program, period, kind HAVING sum(said) <> sum(held)
    """,
    "more was asked back of a payment than was paid, or more came back or was let go than was asked": """
        SELECT p.id, p.amount, c.id, c.amount, c.state, c.back, c.gone
        FROM payments_payment p JOIN LATERAL (
            SELECT c.id, c.amount, c.state,
                   coalesce((SELECT sum(r.amount) FROM payments_recovery r WHERE r.claim_id = c.id), 0) AS back,
                   coalesce((SELECT sum(w.amount) FROM payments_writeoff w
                             WHERE w.claim_id = c.id AND w.state = 'approved'), 0) AS gone
            FROM payments_claim c WHERE c.payment_id = p.id) c ON true
        WHERE c.amount > p.amount OR c.back < 0 OR c.back + c.gone > c.amount
           OR (c.state = 'open') <> (c.back + c.gone < c.amount)
    """,
    "what payments set off and what came back of claims by them differ": """
        SELECT p.id, p.state, p.set_off, coalesce(sum(r.amount), 0) FROM payments_payment p
        LEFT JOIN payments_recovery r ON r.payment_id = p.id WHERE p.set_off > 0 OR r.id IS NOT NULL
        GROUP BY p.id HAVING coalesce(sum(r.amount), 0) <> CASE p.state WHEN 'paid' THEN p.set_off ELSE 0 END
    """,
    "payments on their way set off more than is open of a claim": """
        SELECT c.id, c.amount FROM payments_claim c WHERE c.amount
            < coalesce((SELECT sum(r.amount) FROM payments_recovery r WHERE r.claim_id = c.id), 0)
            + coalesce((SELECT sum(w.amount) FROM payments_writeoff w
                        WHERE w.claim_id = c.id AND w.state = 'approved'), 0)
            + coalesce((SELECT sum(p.set_off) FROM payments_payment p WHERE p.against_id = c.id
                        AND p.state NOT IN ('paid', 'dropped', 'reissued', 'released', 'given_up')), 0)
    """,
    "money went to another fund otherwise than was approved": """
        SELECT a.id, a.amount, sum(l.amount) FROM payments_allotment a
        LEFT JOIN ledger_transfer t ON t.cause = a.id LEFT JOIN ledger_leg l ON l.transfer_id = t.id AND l.amount > 0
        GROUP BY a.id HAVING coalesce(sum(l.amount), 0) <> CASE a.state WHEN 'posted' THEN a.amount ELSE 0 END
    """,
    "a batch was approved by whoever made it": """
        SELECT number FROM payments_batch WHERE approved_by_id = made_by_id
    """,
}


def faults(read) -> dict[str, list[tuple]]:
    """Which checks found what; empty where all is well."""
    found = {}
    for name, text in CHECKS.items():
        read.execute(text)
        if rows := read.fetchall():
            found[name] = rows[:5]
    return found
