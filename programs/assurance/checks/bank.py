"""What was listed, what stood in the bank's file, and what the bank says of it."""

from django.utils.translation import gettext_lazy as _

from programs.assurance.checks.shape import Check, Param, Severity, listed, record

# The list itself; then what the bank's files say that the list doesn't (a finding a batch and kind of fault); then what
# the bank owes an answer for. Of the faults of a file only those that mean another list: a second answer, or one that
# nobody understands, is for the desk that takes it over.
OUT_OF_THE_FILE = f"""
    SELECT b.id::text AS key, b.area, b.program_id AS program,
           abs(b.total - coalesce(sum(p.amount), 0)) AS money,
           jsonb_build_object('listed', b.total, 'in_file', coalesce(sum(p.amount), 0), 'payments', count(p.id),
                              'count', b.count) AS facts,
           {record("batch", "b.id")} AS records,
           CASE WHEN b.state IN ('made', 'checked', 'approved') THEN ARRAY[b.id] ELSE '{{}}'::uuid[] END AS holds
    FROM payments_batch b LEFT JOIN {{payments}} p ON p.batch_id = b.id AND p.state <> 'dropped'
    WHERE b.state <> 'cancelled' {{of_batch}}
    GROUP BY b.id HAVING (b.count, b.total) IS DISTINCT FROM (count(p.id), coalesce(sum(p.amount), 0))
    UNION ALL
    SELECT b.id || ' ' || r.code, b.area, b.program_id,
           -- Of what was paid twice, once is right.
           coalesce(sum(y.amount) - CASE WHEN r.code = 'paid-twice' THEN (
               SELECT sum(z.amount) FROM payments_payment z WHERE z.id = ANY (array_agg(DISTINCT y.id))) ELSE 0 END, 0),
           jsonb_build_object('reason', r.code, 'count', count(*), 'told', min(r.message),
                              'lines', (array_agg(DISTINCT r.line ORDER BY r.line))[1:20]),
           {record("batch", "b.id")} || {listed("payment", "y.id")}, '{{}}'::uuid[]
    FROM payments_answer n JOIN payments_answerrow r ON r.answer_id = n.id JOIN payments_batch b ON b.id = n.batch_id
    LEFT JOIN payments_payment y ON y.id = r.payment_id
    WHERE n.state IN ('staged', 'posted') AND r.verdict = 'fault'
      AND r.code IN ('amount-differs', 'account-differs', 'name-differs', 'other-batch', 'no-payment',
                     'paid-twice') {{of_batch}}
    GROUP BY b.id, r.code
    UNION ALL
    SELECT b.id || ' unanswered', b.area, b.program_id, sum(p.amount),
           jsonb_build_object('reason', 'unanswered', 'sent_on', sent.day, 'payments', count(*)),
           {record("batch", "b.id")} || {listed("payment", "p.id")}, '{{}}'::uuid[]
    FROM payments_batch b JOIN {{payments}} p ON p.batch_id = b.id AND p.state IN ('in_transit', 'unknown')
    CROSS JOIN LATERAL (SELECT (b.sent_at AT TIME ZONE 'Asia/Shanghai')::date AS day) AS sent
    WHERE sent.day + %(days)s::int < %(on)s {{of_batch}}
    GROUP BY b.id, sent.day
"""  # noqa: S608

CHECKS = [
    Check(
        "A24", _("List differs from the bank's file"), Severity.GRAVE,
        looks_for=_("The count or total of a batch isn't that of the payments in the bank's file; the bank's answer "
                    "has another amount, account or name, a row that isn't the batch's, or a payment twice; or the "
                    "bank never answered."),
        remedy=_("Don't send it. Find which payment came, went or changed after the list was approved, and ask the "
                 "bank for what it has."),
        undecided=_("Whether the bank or the file was wrong: compare the file that was sent. A fault that a later file "
                    "puts right stays to be explained."),
        sql=OUT_OF_THE_FILE, blocks=True,
        params=(Param("days", _("Days for the bank's answer"), 30, _("a month (local example)"), _("days"),
                      least=1, most=365),),
    ),
]  # fmt: skip
