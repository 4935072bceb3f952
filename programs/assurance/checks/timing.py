"""When money moved, or didn't."""

from django.utils.translation import gettext_lazy as _

from programs.assurance.checks.shape import (
    ALIVE,
    BATCHES,
    VERSIONS,
    Check,
    Param,
    Severity,
    listed,
    record,
)

SENT = "(b.sent_at AT TIME ZONE 'Asia/Shanghai')::date"

# A batch that neither went to the bank nor arrived in a month in which the rules pay; and money for a month, term or
# year before she was in the program, or after she had left it, as `payments.services.due` has it.
OUT_OF_MONTHS = f"""
    WITH {VERSIONS}, {BATCHES},
    monthly AS MATERIALIZED (
        SELECT program_id, valid_from, until, definition -> 'payment' -> 'months' AS months FROM versions
        WHERE jsonb_array_length(coalesce(definition -> 'payment' -> 'months', '[]')) > 0),
    -- Its days are looked for once a batch, and only of programs that pay in some months alone.
    went AS MATERIALIZED (
        SELECT b.id, b.area, b.program_id, b.total, b.period, {SENT} AS day,
               (SELECT min(p.paid_on) FROM payments_payment p WHERE p.batch_id = b.id) AS arrived
        FROM payments_batch b WHERE b.sent_at IS NOT NULL AND b.program_id IN (SELECT program_id FROM monthly))
    SELECT w.id::text AS key, w.area, w.program_id AS program, w.total AS money,
           jsonb_build_object('sent_on', w.day, 'period', w.period, 'months', m.months) AS facts,
           {record("batch", "w.id")} AS records, '{{}}'::uuid[] AS holds
    FROM went w JOIN monthly m ON m.program_id = w.program_id AND m.valid_from <= w.day AND w.day < m.until
    WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(m.months) AS month
                      WHERE month::int IN (extract(month FROM w.day), extract(month FROM w.arrived)))
    UNION ALL
    SELECT e.id || ' months', min(p.area), p.program_id, sum(p.amount),
           jsonb_build_object('periods', min(b.period) || CASE WHEN max(b.period) > min(b.period)
                                                          THEN '–' || max(b.period) ELSE '' END,
                              'payments', count(*), 'began_on', e.began, 'left_on', e.ends_on),
           {record("enrolment", "e.id")} || {record("person", "e.person_id")} || {listed("payment", "p.id")},
           '{{}}'::uuid[]
    FROM batches b JOIN payments_payment p ON p.batch_id = b.id
    JOIN (SELECT id, person_id, ends_on, coalesce(starts_on, decided_on, applied_on,
                 (created_at AT TIME ZONE 'Asia/Shanghai')::date) AS began FROM enrolment_enrolment) e
        ON e.id = p.enrolment_id
    WHERE {ALIVE} AND (b.last < e.began OR b.first > e.ends_on)
    GROUP BY e.id, e.person_id, e.began, e.ends_on, p.program_id
"""  # noqa: S608

# For a term or month from its last day on; for what comes once from the day of the decision on.
LATE = f"""
    WITH {BATCHES}
    SELECT b.id::text AS key, b.area, b.program_id AS program, sum(p.amount) AS money,
           jsonb_build_object('period', b.period, 'payments', count(*), 'due_on', min(due.day),
                              'paid_on', max(p.paid_on))
               AS facts,
           {record("batch", "b.id")} || {listed("payment", "p.id", 10)} AS records, '{{}}'::uuid[] AS holds
    FROM batches b JOIN payments_payment p ON p.batch_id = b.id
    CROSS JOIN LATERAL (
        SELECT coalesce(
            CASE WHEN b.period ~ '^[0-9]{{4}}$' THEN (
                SELECT coalesce(e.decided_on, e.starts_on) FROM enrolment_enrolment e WHERE e.id = p.enrolment_id) END,
            b.last) + %(days)s::int AS day) AS due
    WHERE p.state = 'paid' AND p.paid_on > due.day
    GROUP BY b.id, b.area, b.program_id, b.period
"""  # noqa: S608

# What was worked out and is in no batch, or in one that stands still; and what was granted once and never worked out.
UNPAID = f"""
    WITH {VERSIONS},
    periods AS MATERIALIZED (
        SELECT g.program_id, g.period, d.first, d.last
        FROM (SELECT DISTINCT program_id, period FROM payments_entitlement) AS g
        CROSS JOIN LATERAL assurance_days(g.program_id, g.period) d WHERE d.last + %(days)s::int < %(on)s),
    waiting AS (
        SELECT d.enrolment_id, d.person_id, d.program_id, d.area, sum(d.amount) AS money, min(d.period) AS first,
               max(d.period) AS last, {listed("entitlement", "d.id")} AS records
        FROM periods w JOIN payments_entitlement d ON d.program_id = w.program_id AND d.period = w.period
        -- What came back is with rule A17 until it is given up; due again, it waits here.
        LEFT JOIN payments_payment p ON p.entitlement_id = d.id
             AND p.state IN ('in_transit', 'unknown', 'paid', 'returned', 'given_up')
        WHERE d.amount > 0 AND p.id IS NULL
          -- Those that were taken back are few: their set is hashed once.
          AND d.id NOT IN (SELECT c.cancels_id FROM payments_entitlement c WHERE c.cancels_id IS NOT NULL)
          AND d.created_at < (%(on)s::date - %(days)s::int)::timestamp AT TIME ZONE 'Asia/Shanghai'
        GROUP BY d.enrolment_id, d.person_id, d.program_id, d.area),
    -- What comes once, granted; of months and terms one that began when she was in, and was worked out for others.
    begun AS MATERIALIZED (
        SELECT v.id, v.definition -> 'benefit' AS benefit, v.definition -> 'benefit' ->> 'kind' AS kind, w.first
        FROM versions v LEFT JOIN (SELECT program_id, max(first) AS first FROM periods GROUP BY program_id) w
            ON w.program_id = v.program_id),
    overlooked AS MATERIALIZED (
        SELECT e.id, e.person_id, e.program_id, e.area, e.answers, v.benefit, v.kind,
               CASE WHEN v.kind = 'once' THEN e.decided_on ELSE greatest(e.starts_on, e.decided_on) END AS day
        FROM enrolment_enrolment e JOIN begun v ON v.id = e.rules_id
        WHERE (v.kind = 'once' AND e.state IN ('approved', 'active') AND e.decided_on + %(days)s::int < %(on)s
               OR v.kind IN ('month', 'term') AND e.state = 'active' AND greatest(e.starts_on, e.decided_on) <= v.first)
          AND NOT EXISTS (SELECT 1 FROM payments_entitlement d WHERE d.enrolment_id = e.id)),
    forgotten AS (
        SELECT e.id, e.person_id, e.program_id, e.area, coalesce(due.yuan, 0) AS money, e.day::text AS first,
               e.day::text AS last, '[]'::jsonb AS records
        FROM overlooked e CROSS JOIN LATERAL (SELECT assurance_standard(e.benefit, e.answers) AS yuan) AS due
        WHERE e.kind = 'once' OR due.yuan > 0)
    SELECT w.enrolment_id::text AS key, w.area, w.program_id AS program, w.money,
           jsonb_build_object('periods', w.first || CASE WHEN w.last = w.first THEN '' ELSE '–' || w.last END) AS facts,
           {record("enrolment", "w.enrolment_id")} || {record("person", "w.person_id")} || w.records AS records,
           '{{}}'::uuid[] AS holds
    FROM (SELECT * FROM waiting UNION ALL SELECT * FROM forgotten) AS w
"""  # noqa: S608

# What is paid again or given back to the fund has another state; a second try that was cancelled is returned again.
RETURNED = f"""
    SELECT p.id::text AS key, p.area, p.program_id AS program, p.amount AS money,
           jsonb_build_object('returned_on', p.returned_on, 'return_reason', p.return_reason, 'period', b.period,
                              'payee', p.payee, 'tail', p.account_tail) AS facts,
           {record("payment", "p.id")} || {record("person", "p.person_id")} || {record("batch", "p.batch_id")}
               AS records,
           '{{}}'::uuid[] AS holds
    FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id
    WHERE p.state = 'returned' AND p.returned_on + %(days)s::int < %(on)s
"""  # noqa: S608

IDLE = f"""
    SELECT a.fund_id::text AS key, %(city)s::text AS area, NULL::text AS program, sum(a.balance) AS money,
           jsonb_build_object('balance', sum(a.balance), 'since', max(moved.day), 'ended_on', f.ends_on) AS facts,
           {record("fund", "a.fund_id")} AS records, '{{}}'::uuid[] AS holds
    FROM ledger_ledgeraccount a JOIN catalogue_fund f ON f.code = a.fund_id
    CROSS JOIN LATERAL (SELECT max(t.on) AS day FROM ledger_leg l JOIN ledger_transfer t ON t.id = l.transfer_id
                        WHERE l.account_id = a.id) AS moved
    WHERE a.kind = 'available' AND a.balance > 0
    GROUP BY a.fund_id, f.ends_on
    HAVING max(moved.day) + %(days)s::int < %(on)s OR f.ends_on < %(on)s
"""  # noqa: S608

CHECKS = [
    Check(
        "A06", _("Paid outside the approved months"), Severity.SERIOUS,
        looks_for=_("Money for a month, term or year before the person was in the program, or after she had left it; "
                    "and a batch that went in a month in which the rules of the program don't pay."),
        remedy=_("Have recovered what was paid for months that weren't hers. Of a batch say who allowed it, and enter "
                 "the document; or add the month to the rules."),
        undecided=_("A payment brought forward with leave looks the same until somebody says so."),
        sql=OUT_OF_MONTHS,
    ),
    Check(
        "A15", _("Paid late"), Severity.LOOK,
        looks_for=_("Money that arrived long after the period was over, or after the decision for what comes once."),
        remedy=_("Say what it waited for."),
        undecided=_("Whether the office, the fund or the bank was late; the steps of the batch show it."),
        sql=LATE,
        params=(Param("days", _("Days allowed"), 90, _("a quarter (local example)"), _("days"), most=3_650),),
    ),
    Check(
        "A16", _("Approved and unpaid"), Severity.SERIOUS,
        looks_for=_("What was worked out and didn't go to the bank, and what was granted and was never worked out."),
        remedy=_("Make the batch, or end the enrolment with a reason."),
        undecided=_("Money paid outside of this registry isn't known here."),
        sql=UNPAID,
        params=(Param("days", _("Days after the end of the period, or after the decision"), 90,
                      _("a quarter (local example)"), _("days"), most=3_650),),
    ),
    Check(
        "A17", _("Return not corrected"), Severity.SERIOUS,
        looks_for=_(
            "Money that the bank sent back and that was neither paid again nor given back to the fund in time."
        ),
        remedy=_("Correct the account and pay again, or give the money back to the fund."),
        undecided=_("What the bank hasn't answered isn't returned: rule A24 looks for that."),
        sql=RETURNED,
        params=(Param("days", _("Days to correct it"), 60, _("60 days: rule A17 (general)"), _("days"), most=365),),
    ),
    Check(
        "A18", _("Idle balance"), Severity.LOOK,
        looks_for=_("A fund with money left that nothing moved for long, or whose time is over."),
        remedy=_("Plan what it is for, or give it back to its source."),
        undecided=_("Money that is planned but not yet committed looks idle."),
        sql=IDLE,
        params=(Param("days", _("Days without a movement"), 365, _("a budget year (general)"), _("days"), most=3_650),),
    ),
]  # fmt: skip
