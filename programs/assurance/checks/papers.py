"""Papers that are missing, and hands that should have been others."""

from django.utils.translation import gettext_lazy as _

from programs.assurance.checks import definitions
from programs.assurance.checks.shape import ALIVE, HELD, Check, Severity, listed, record, uuids

# Who approved the batch drafted or submitted the application, decided on it, or bears the name of the payee or of a
# relative on record.
OWN_HANDS = f"""
    WITH kin AS MATERIALIZED (
        SELECT DISTINCT r.person_id, r.name FROM beneficiaries_relation r
        WHERE r.name IN (SELECT a.full_name FROM payments_batch b JOIN core_account a ON a.id = b.approved_by_id))
    SELECT b.id || ' ' || b.approved_by_id || ' ' || why.reason AS key, b.area, b.program_id AS program,
           sum(p.amount) AS money,
           jsonb_build_object('approver', a.full_name, 'reason', why.reason, 'payments', count(*)) AS facts,
           {record("batch", "b.id")} || {record("account", "b.approved_by_id")} || {listed("payment", "p.id")}
               || {listed("enrolment", "p.enrolment_id")} AS records,
           {uuids(HELD)} AS holds
    FROM payments_batch b JOIN core_account a ON a.id = b.approved_by_id
    JOIN payments_payment p ON p.batch_id = b.id AND {ALIVE} {{of_batch}}
    JOIN enrolment_enrolment e ON e.id = p.enrolment_id
    LEFT JOIN kin k ON k.person_id = p.person_id AND k.name = a.full_name
    CROSS JOIN LATERAL (SELECT CASE
        WHEN b.approved_by_id IN (b.made_by_id, e.made_by_id, e.submitted_by_id) THEN 'handler'
        WHEN length(a.full_name) > 1 AND (a.full_name IN (p.payee, p.name) OR k.person_id IS NOT NULL)
            THEN 'name' END AS reason) AS why
    WHERE why.reason IS NOT NULL AND b.state <> 'cancelled'
    GROUP BY b.id, b.approved_by_id, a.full_name, why.reason
"""  # noqa: S608

# What whoever merged two records was shown, and allowed with a reason.
MERGED = f"""
    SELECT c.id::text AS key, c.area, nullif(c.program, '') AS program, coalesce(paid.money, 0) AS money,
           jsonb_build_object('reason', c.kind, 'told', c.sentence, 'why', m.reason) AS facts,
           {record("person", "m.person_id")} || {record("person", "m.merged_id")} || {record("account", "m.made_by_id")}
               || coalesce(paid.records, '[]') AS records,
           '{{}}'::uuid[] AS holds
    FROM beneficiaries_mergeconflict c JOIN beneficiaries_merge m ON m.id = c.merge_id AND m.undone_at IS NULL
    LEFT JOIN LATERAL (
        SELECT sum(p.amount) AS money, {listed("payment", "p.id")} AS records FROM payments_payment p
        WHERE p.person_id IN (m.person_id, m.merged_id) AND {ALIVE} AND (c.program = '' OR p.program_id = c.program)
        HAVING count(*) > 0) AS paid ON c.kind <> 'two-numbers'
"""  # noqa: S608

CHECKS = [
    Check(
        "A13", _("Required document missing"), Severity.SERIOUS,
        looks_for=_("An application that was granted without a document that its rules ask for, always or in its "
                    "case."),
        remedy=_("Have the document handed in, and ask who decided without it."),
        undecided=_("The papers of people taken over from rosters lie in the office and aren't asked for here."),
        write=lambda figures: definitions.without_papers(),
    ),
    Check(
        "A14", _("Approver is handler or relative"), Severity.GRAVE,
        looks_for=_("A batch approved by who handled an application in it, or by someone who bears the name of a "
                    "payee, "
                    "beneficiary or relative on record."),
        remedy=_("Have another account approve it anew. Ask whether they are related."),
        undecided=_("A name alone proves nothing, and relatives who aren't on record aren't seen."),
        sql=OWN_HANDS, blocks=True,
    ),
    Check(
        "M01", _("Two records merged though something didn't fit"), Severity.SERIOUS,
        looks_for=_(
            "Records that were made one with a reason although both were in a program, were paid or had a number."
        ),
        remedy=_("Compare the papers of both. Undo the merge, or have recovered what was paid twice."),
        undecided=_("Whether they are one person: the reason of whoever merged them stands beside it."),
        sql=MERGED,
    ),
]  # fmt: skip
