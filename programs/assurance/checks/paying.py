"""Who was paid what: after death, twice, against the standard, to whom."""

from django.utils.translation import gettext_lazy as _

from programs.assurance.checks.shape import (
    ALIVE,
    BATCHES,
    HELD,
    MERGED,
    PERSON,
    TWO_STEPS,
    VERSIONS,
    WENT,
    Check,
    Param,
    Severity,
    listed,
    record,
    uuids,
)

# That she died may stand on the record that was paid, or on the one that it was merged into.
AFTER_DEATH = f"""
    WITH dead AS MATERIALIZED (
        SELECT x.id, coalesce(m.id, x.id) AS root, coalesce(m.died_on, x.died_on) AS died_on
        FROM {{people}} x LEFT JOIN {{people}} m ON m.id = x.merged_into_id
        WHERE x.died_on IS NOT NULL OR m.died_on IS NOT NULL)
    SELECT p.id::text AS key, p.area, p.program_id AS program, p.amount AS money,
           jsonb_build_object('died_on', x.died_on, 'period', b.period, 'paid_on', p.paid_on, 'payee', p.payee)
               AS facts,
           {record("person", "x.root")} || {record("payment", "p.id")} || {record("batch", "p.batch_id")}
               || {record("enrolment", "p.enrolment_id")} AS records,
           array_remove(ARRAY[{HELD}], NULL) AS holds
    FROM {{payments}} p JOIN payments_batch b ON b.id = p.batch_id JOIN dead x ON x.id = p.person_id
    CROSS JOIN LATERAL assurance_days(b.program_id, b.period) d
    WHERE {ALIVE} AND x.died_on < {WENT}
      AND (x.died_on < d.first OR p.payee_relation = '01' OR b.period ~ '^[0-9]{{4}}$')
"""  # noqa: S608

# One enrolment has a period once (`entitlement_once_per_period`); so twice is two enrolments of one person.
TWICE = f"""
    WITH hers AS MATERIALIZED (
        SELECT e.id, e.program_id, {TWO_STEPS} AS root
        FROM {{enrolments}} e {PERSON.format(id="e.person_id")}
        WHERE e.state NOT IN ('draft', 'refused', 'withdrawn')),
    twice AS MATERIALIZED (
        SELECT root, program_id FROM hers
        GROUP BY root, program_id HAVING count(*) > 1)
    SELECT h.root || ' ' || h.program_id || ' ' || p.period AS key,
           assurance_above(min(p.area), max(p.area)) AS area, h.program_id AS program,
           sum(p.amount) - max(p.hers) AS money,
           jsonb_build_object('period', p.period, 'payments', count(*), 'paid', sum(p.amount)) AS facts,
           {record("person", "h.root")} || {listed("person", "p.person_id")} || {listed("payment", "p.id")}
               || {listed("enrolment", "p.enrolment_id")} AS records,
           {uuids(HELD)} AS holds
    FROM twice t JOIN hers h USING (root, program_id) JOIN LATERAL (
        SELECT p.id, p.area, p.person_id, p.enrolment_id, p.batch_id, p.state, p.amount, b.period,
               sum(p.amount) OVER (PARTITION BY b.period) AS hers
        FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id WHERE p.enrolment_id = h.id AND {ALIVE}) p
        ON true
    GROUP BY h.root, h.program_id, p.period HAVING count(DISTINCT p.enrolment_id) > 1
"""  # noqa: S608

# Pairs that exclude each other while both run; of a group that is given once in a lifetime, any second one.
EXCLUSIVE = f"""
    WITH had AS MATERIALIZED (
        SELECT e.id, e.program_id, e.area, e.lifetime_group, {TWO_STEPS} AS root,
               coalesce(e.starts_on, e.decided_on, e.applied_on, (e.created_at AT TIME ZONE 'Asia/Shanghai')::date)
                   AS began, coalesce(e.ends_on, 'infinity'::date) AS until
        FROM {{enrolments}} e {PERSON.format(id="e.person_id")}
        WHERE e.state IN ('approved', 'active', 'suspended', 'exited')
          AND (e.lifetime_group <> '' OR e.program_id IN (
              SELECT first_id FROM catalogue_exclusion UNION SELECT second_id FROM catalogue_exclusion))),
    pairs AS (
        SELECT a.root, a.id AS one, b.id AS other, a.area AS area_one, b.area AS area_other,
               a.program_id AS program_one, b.program_id AS program_other,
               greatest(a.began, b.began) AS first, least(a.until, b.until) AS last
        FROM catalogue_exclusion x JOIN had a ON a.program_id = x.first_id
        JOIN had b ON b.program_id = x.second_id AND b.root = a.root
        WHERE a.began <= b.until AND b.began <= a.until
        UNION ALL
        SELECT a.root, a.id, b.id, a.area, b.area, a.program_id, b.program_id, '-infinity', 'infinity'
        FROM had a JOIN had b ON b.root = a.root AND b.lifetime_group = a.lifetime_group AND a.id < b.id
        WHERE a.lifetime_group <> '')
    SELECT q.one || ' ' || q.other AS key,
           assurance_above(least(q.area_one, q.area_other), greatest(q.area_one, q.area_other)) AS area,
           q.program_other AS program,
           -- Of what both gave for the same time the smaller: one of the two is hers.
           least(coalesce(sum(p.amount) FILTER (WHERE p.enrolment_id = q.one AND p.of_both), 0),
                 coalesce(sum(p.amount) FILTER (WHERE p.enrolment_id = q.other AND p.of_both), 0)) AS money,
           jsonb_build_object('other_program', q.program_one, 'payments', count(p.id), 'paid', sum(p.amount)) AS facts,
           {record("person", "q.root")} || {record("enrolment", "q.one")} || {record("enrolment", "q.other")}
               || CASE WHEN count(p.id) > 0 THEN {listed("payment", "p.id")} ELSE '[]' END AS records,
           {uuids(HELD)} AS holds
    FROM pairs q LEFT JOIN LATERAL (
        SELECT p.*, (d.first <= q.last AND q.first <= d.last) IS NOT FALSE AS of_both
        FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id
        CROSS JOIN LATERAL assurance_days(b.program_id, b.period) d
        WHERE p.enrolment_id IN (q.one, q.other) AND {ALIVE}) p ON true
    GROUP BY q.root, q.one, q.other, q.area_one, q.area_other, q.program_one, q.program_other
"""  # noqa: S608

# The same as `assurance_money`, written out: a million calls of a function cost more than all else.
MONEY = "CASE WHEN ({0}) ~ '^-?[0-9]{{1,12}}([.][0-9]{{1,6}})?$' THEN ({0})::numeric END"
# What the rules of the period's time give, asked first of the answers of today and then of every earlier one.
STANDARD = f"""
    WITH {VERSIONS}, {BATCHES},
    giving AS MATERIALIZED (
        SELECT v.program_id, v.valid_from, v.until, v.definition -> 'benefit' AS benefit, b.*
        FROM versions v, jsonb_to_record(v.definition -> 'benefit')
            AS b(kind text, amount numeric, by text, amounts jsonb, own text, top_up text)
        WHERE v.valid_from < v.until AND b.kind IN ('once', 'term', 'month')
          AND (b.kind = 'once' OR EXISTS (SELECT 1 FROM batches x WHERE x.program_id = v.program_id
                                          AND x.first >= v.valid_from AND x.first < v.until))),
    due AS MATERIALIZED (
        SELECT e.id, v.valid_from, v.until, v.kind, v.benefit,
               round(CASE WHEN v.top_up IS NULL THEN gross.amount ELSE greatest(
                   gross.amount - coalesce({MONEY.format("e.answers ->> v.top_up")}, 0), 0) END, 2) AS amount,
               coalesce(e.starts_on, e.decided_on, e.applied_on, (e.created_at AT TIME ZONE 'Asia/Shanghai')::date)
                   AS began
        FROM enrolment_enrolment e JOIN giving v ON v.program_id = e.program_id
        CROSS JOIN LATERAL (SELECT coalesce(
            nullif({MONEY.format("e.answers ->> v.own")}, 0),
            CASE WHEN v.by IS NULL THEN v.amount ELSE (v.amounts ->> (e.answers ->> v.by))::numeric END) AS amount
        ) AS gross),
    off AS (
        SELECT DISTINCT p.enrolment_id, b.period, p.program_id, p.area, p.person_id, due.amount, due.benefit,
               due.valid_from
        FROM payments_payment p JOIN batches b ON b.id = p.batch_id
        JOIN due ON due.id = p.enrolment_id
          AND CASE WHEN due.kind = 'once' THEN due.began ELSE b.first END >= due.valid_from
          AND CASE WHEN due.kind = 'once' THEN due.began ELSE b.first END < due.until
        WHERE {ALIVE} AND due.amount IS NOT NULL AND p.amount <> due.amount)
    SELECT o.enrolment_id || ' ' || o.period AS key, o.area, o.program_id AS program,
           abs(paid.amount - o.amount) AS money,
           jsonb_build_object('period', o.period, 'paid', paid.amount, 'standard', o.amount, 'rules_from', o.valid_from)
               AS facts,
           {record("person", "o.person_id")} || {record("enrolment", "o.enrolment_id")} || paid.records AS records,
           '{{}}'::uuid[] AS holds
    FROM off o CROSS JOIN LATERAL (
        SELECT sum(p.amount) AS amount, {listed("payment", "p.id")} AS records
        FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id
        WHERE p.enrolment_id = o.enrolment_id AND b.period = o.period AND {ALIVE}) AS paid
    WHERE paid.amount <> o.amount AND NOT EXISTS (
        SELECT 1 FROM enrolment_enrolmenthistoryrow h WHERE h.pgh_obj_id = o.enrolment_id
          AND assurance_standard(o.benefit, h.answers) = paid.amount)
"""  # noqa: S608

PAYEE = f"""
    WITH {MERGED}
    SELECT coalesce(y.root, p.person_id) || ' ' || md5(p.payee) AS key,
           assurance_above(min(p.area), max(p.area)) AS area,
           min(p.program_id) AS program, sum(p.amount) AS money,
           jsonb_build_object('payee', p.payee, 'relation', min(p.payee_relation), 'payments', count(*)) AS facts,
           {record("person", "coalesce(y.root, p.person_id)")} || {listed("payment", "p.id")} AS records,
           '{{}}'::uuid[] AS holds
    FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id LEFT JOIN merged y ON y.id = p.person_id
    WHERE {ALIVE} AND (p.payee_relation <> '01' OR replace(p.payee, ' ', '') <> replace(p.name, ' ', ''))
      AND NOT EXISTS (
        SELECT 1 FROM beneficiaries_relation r JOIN beneficiaries_person x ON x.id = r.person_id
        WHERE r.person_id = coalesce(y.root, p.person_id) AND replace(r.name, ' ', '') = replace(p.payee, ' ', '')
          AND (r.until IS NULL OR r.until >= {WENT})
          AND (r.guardian OR r.entrusted OR r.kind = ANY (%(relations)s)
               OR (r.kind IN ('51', '52', '57', '58') AND x.birth_date + interval '18 years' > {WENT})))
    GROUP BY coalesce(y.root, p.person_id), p.payee
"""  # noqa: S608

PAYEE_OF_MANY = f"""
    WITH {MERGED}
    SELECT encode(sha256(convert_to(p.payee || ' ' || p.payee_id_tail || ' '
               || coalesce(encode(p.account_index, 'hex'), ''), 'UTF8')), 'hex') AS key,
           assurance_above(min(p.area), max(p.area)) AS area,
           CASE WHEN min(p.program_id) = max(p.program_id) THEN min(p.program_id) END AS program,
           sum(p.amount) AS money,
           jsonb_build_object('payee', p.payee, 'people', count(DISTINCT coalesce(y.root, p.person_id)),
                              'payments', count(*),
                              'tail', min(p.account_tail)) AS facts,
           {listed("person", "p.person_id")} || {listed("payment", "p.id")} AS records, '{{}}'::uuid[] AS holds
    FROM payments_payment p LEFT JOIN merged y ON y.id = p.person_id
    WHERE {ALIVE} AND p.payee_relation <> '01'
    GROUP BY p.payee, p.payee_id_tail, p.account_index
    HAVING count(DISTINCT coalesce(y.root, p.person_id)) >= %(people)s
"""  # noqa: S608

CHECKS = [
    Check(
        "A01", _("Paid after death"), Severity.GRAVE,
        looks_for=_("Money for a period that began after the person had died, or that went to her own account after."),
        remedy=_("Check the date of death. Cancel a batch that isn't sent yet and make it anew, or have the money "
                 "recovered."),
        undecided=_("Whether the heirs may have what was due for the month or term in which she died: to a guardian it "
                    "isn't counted. A death that nobody reported isn't known."),
        sql=AFTER_DEATH, blocks=True,
    ),
    Check(
        "A02", _("Same person, program and period twice"), Severity.GRAVE,
        looks_for=_("Payments of one program and period from two enrolments of one person, also where her records were "
                    "merged, 15 and 18 digits being one number."),
        remedy=_("Keep one payment. Cancel the batch of the other where it isn't sent yet and make it anew, or have it "
                 "recovered."),
        undecided=_("Whether two records that nobody has merged are one person; the review of duplicates asks that."),
        sql=TWICE, blocks=True,
    ),
    Check(
        "A03", _("Programs that exclude each other"), Severity.GRAVE,
        looks_for=_("One person at the same time in two programs that exclude each other, or twice in what is given "
                    "once in a lifetime."),
        remedy=_("End one of the two, and have recovered what was paid for both."),
        undecided=_("What other offices pay and this registry has no record of."),
        sql=EXCLUSIVE, blocks=True,
    ),
    Check(
        "A04", _("Amount differs from the standard"), Severity.SERIOUS,
        looks_for=_("What was paid for a period isn't what the rules of its time give for the answers on record, then "
                    "or now."),
        remedy=_("Compare the rules of that time. Correct the answers, pay what is missing, or recover what is over."),
        undecided=_("Where the rules give no amount for the answers, nothing can be compared."),
        sql=STANDARD,
    ),
    Check(
        "A07", _("Payee neither self nor guardian"), Severity.SERIOUS,
        looks_for=_("Money to someone who is neither the person nor a guardian, entrusted carer or parent on record."),
        remedy=_("Record the guardian with the proof, or correct the account."),
        undecided=_("Names alone are compared, and when a relation began isn't asked: it is often recorded later."),
        sql=PAYEE,
        params=(
            Param("relations", _("Relations that may be paid as well (codes of GB/T 4761)"), (),
                  _("none: domain practice is self or guardian (general)")),
        ),
    ),
    Check(
        "A23", _("One payee for many"), Severity.SERIOUS,
        looks_for=_("One payee who gets money on one account for many different people."),
        remedy=_("Ask what the payee is to each of them, and whether the money reached them."),
        undecided=_("A children's home or a guardian of brothers and sisters may rightly be the payee of many."),
        sql=PAYEE_OF_MANY,
        params=(Param("people", _("From so many people on"), 4, _("a family has seldom more children (local example)"),
                      _("persons"), least=2),),
    ),
]  # fmt: skip
