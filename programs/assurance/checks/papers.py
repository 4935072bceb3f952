"""Papers that are missing, and hands that should have been others."""

from django.utils.translation import gettext_lazy as _

from programs.assurance.checks import definitions
from programs.assurance.checks.shape import ALIVE, HELD, Check, Severity, listed, record, uuids

# Whose hands a batch went through: its maker, and whoever signed it in its last round. A signer drafted or submitted
# an application in it; or one of them is in it, is a relative of someone in it or bears such a name. Relatives are
# known as `batch_signer_is_kin` knows them: one whose number was entered after the signature is found as well.
OWN_HANDS = f"""
    WITH steps AS (
        SELECT b.id AS batch_id, b.made_by_id AS account_id, 'made' AS step FROM payments_batch b
        UNION SELECT b.id, a.account_id, a.step FROM payments_batch b
            JOIN payments_approval a ON a.batch_id = b.id AND a.round = b.round
        UNION SELECT b.id, b.approved_by_id, 'approval' FROM payments_batch b WHERE b.approved_by_id IS NOT NULL),
    hands AS MATERIALIZED (
        SELECT b.id AS batch_id, b.area, b.program_id, b.made_by_id, p.account_id, a.full_name, a.id_index,
               array_agg(p.step ORDER BY p.step) AS steps, bool_or(p.step <> 'made') AS signed
        FROM steps p JOIN payments_batch b ON b.id = p.batch_id JOIN core_account a ON a.id = p.account_id
        WHERE b.state <> 'cancelled' {{of_batch}} GROUP BY b.id, p.account_id, a.id),
    named AS MATERIALIZED (
        SELECT DISTINCT r.person_id, r.name FROM beneficiaries_relation r
        WHERE r.name IN (SELECT h.full_name FROM hands h)),
    own AS MATERIALIZED (SELECT DISTINCT account_id, id_index AS i FROM hands WHERE id_index IS NOT NULL),
    me AS MATERIALIZED (
        SELECT o.account_id, y.id FROM own o JOIN beneficiaries_person y ON y.id_number_index = o.i),
    mine AS MATERIALIZED (
        SELECT me.account_id, r.other_id, r.id_number_index AS i
        FROM me JOIN beneficiaries_relation r ON r.person_id = me.id),
    kin AS MATERIALIZED (
        SELECT account_id, id AS person_id FROM me
        UNION SELECT account_id, other_id FROM mine WHERE other_id IS NOT NULL
        UNION SELECT m.account_id, y.id FROM mine m JOIN beneficiaries_person y ON y.id_number_index = m.i
        UNION SELECT o.account_id, r.person_id FROM own o JOIN beneficiaries_relation r ON r.id_number_index = o.i
        UNION SELECT me.account_id, r.person_id FROM me JOIN beneficiaries_relation r ON r.other_id = me.id),
    numbers AS MATERIALIZED (
        SELECT account_id, i FROM own
        UNION SELECT account_id, i FROM mine WHERE i IS NOT NULL
        UNION SELECT k.account_id, y.id_number_index FROM kin k JOIN beneficiaries_person y ON y.id = k.person_id
              WHERE y.id_number_index IS NOT NULL),
    relatives AS MATERIALIZED (
        SELECT account_id, person_id, bool_or(payee IS NULL) AS hers, array_agg(payee) AS payees
        FROM (SELECT account_id, person_id, NULL::text AS payee FROM kin
              UNION SELECT n.account_id, r.person_id, r.name
                    FROM numbers n JOIN beneficiaries_relation r ON r.id_number_index = n.i) AS known
        GROUP BY account_id, person_id),
    paid AS (
        SELECT p.id, p.batch_id, p.enrolment_id, p.person_id, p.amount, p.payee, p.name, p.state,
               e.made_by_id AS entered_by_id, e.submitted_by_id
        FROM {{payments}} p JOIN {{enrolments}} e ON e.id = p.enrolment_id
        WHERE {ALIVE})
    SELECT h.batch_id || ' ' || h.account_id || ' ' || why.reason AS key, h.area, h.program_id AS program,
           sum(p.amount) AS money,
           jsonb_build_object('signer', h.full_name, 'steps', h.steps, 'reason', why.reason, 'payments', count(*))
               AS facts,
           {record("batch", "h.batch_id")} || {record("account", "h.account_id")} || {listed("payment", "p.id")}
               || {listed("enrolment", "p.enrolment_id")} AS records,
           {uuids(HELD)} AS holds
    FROM paid p JOIN hands h ON h.batch_id = p.batch_id
    LEFT JOIN named n ON n.person_id = p.person_id AND n.name = h.full_name
    LEFT JOIN relatives k ON k.person_id = p.person_id AND k.account_id = h.account_id
    CROSS JOIN LATERAL (SELECT CASE
        WHEN k.hers OR p.payee = ANY (k.payees) THEN 'kin'
        WHEN h.signed AND h.account_id IN (h.made_by_id, p.entered_by_id, p.submitted_by_id) THEN 'handler'
        WHEN length(h.full_name) > 1 AND (h.full_name IN (p.payee, p.name) OR n.person_id IS NOT NULL)
            THEN 'name' END AS reason) AS why
    WHERE why.reason IS NOT NULL
    GROUP BY h.batch_id, h.area, h.program_id, h.account_id, h.full_name, h.steps, why.reason
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
        looks_for=_("A batch checked or approved by who made it or handled an application in it; or made, checked or "
                    "approved by a relative of someone in it, by the ID number of the account, or by someone of such a "
                    "name."),
        remedy=_("Have another account sign it anew. Ask whether they are related."),
        undecided=_("A name alone proves nothing. Of an account without an ID number, and of relatives who aren't on "
                    "record, nothing is known."),
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
