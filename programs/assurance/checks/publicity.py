"""Lists that should have stood, and such as should not."""

from django.utils.translation import gettext_lazy as _

from programs.assurance.checks.shape import ALIVE, BATCHES, HELD, VERSIONS, Check, Severity, listed, record, uuids

# The day on which the first money of an enrolment went, or is about to; and the best list that came down before.
NOT_SHOWN = f"""
    WITH {VERSIONS}, {BATCHES},
    paid AS MATERIALIZED (
        SELECT p.enrolment_id, p.person_id, p.program_id, p.area, sum(p.amount) AS money, count(*) AS payments,
               min(coalesce((b.sent_at AT TIME ZONE 'Asia/Shanghai')::date, %(on)s::date)) AS went,
               {listed("payment", "p.id")} AS records, {uuids(HELD)} AS holds
        FROM {{payments}} p JOIN batches b ON b.id = p.batch_id
        JOIN catalogue_program g ON g.code = p.program_id AND g.public_form = 'list'
        WHERE {ALIVE}
        GROUP BY p.enrolment_id, p.person_id, p.program_id, p.area)
    SELECT q.enrolment_id::text AS key, q.area, q.program_id AS program, q.money,
           jsonb_build_object('days', asked.days, 'stood', coalesce(stood.days, 0), 'payments', q.payments) AS facts,
           {record("enrolment", "q.enrolment_id")} || {record("person", "q.person_id")} || q.records AS records, q.holds
    FROM paid q
    CROSS JOIN LATERAL (
        SELECT coalesce((v.definition -> 'publicity' ->> 'days')::int, 7) AS days,
               v.definition -> 'publicity' ->> 'form' AS form
        FROM versions v WHERE v.program_id = q.program_id AND v.valid_from <= q.went
        ORDER BY v.valid_from DESC, v.version DESC LIMIT 1) AS asked
    LEFT JOIN LATERAL (
        SELECT max(r.closes_on - r.opens_on + 1) AS days
        FROM enrolment_releasemember m JOIN enrolment_release r ON r.id = m.release_id
        WHERE m.enrolment_id = q.enrolment_id AND r.kind = 'publicity' AND r.state <> 'revoked' AND r.closes_on < q.went
    ) AS stood ON true
    WHERE coalesce(asked.form, 'list') = 'list' AND coalesce(stood.days, 0) < asked.days
"""  # noqa: S608

FORBIDDEN = f"""
    WITH {VERSIONS},
    wrong AS (
        SELECT r.id, r.area, r.program_id, r.total, r.form, v.definition -> 'publicity' ->> 'form' AS allowed,
               g.public_form,
               (SELECT count(*) FROM enrolment_releasemember m JOIN enrolment_enrolment e ON e.id = m.enrolment_id
                JOIN beneficiaries_person x ON x.id = e.person_id
                WHERE m.release_id = r.id AND r.form = 'list' AND x.birth_date + interval '18 years' > r.opens_on)
                   AS children,
               (SELECT count(*) FROM enrolment_releaserow w WHERE w.release_id = r.id AND r.form = 'totals'
                AND w.count BETWEEN 1 AND 4) AS small
        FROM enrolment_release r JOIN catalogue_program g ON g.code = r.program_id
        LEFT JOIN versions v ON v.program_id = r.program_id AND v.valid_from <= r.opens_on AND r.opens_on < v.until)
    SELECT w.id::text AS key, w.area, w.program_id AS program, coalesce(w.total, 0) AS money,
           jsonb_build_object('form', w.form, 'allowed', coalesce(w.allowed, w.public_form), 'reason', concat_ws(', ',
               CASE WHEN w.children > 0 THEN 'child' END, CASE WHEN w.small > 0 THEN 'small' END)) AS facts,
           {record("release", "w.id")} AS records, '{{}}'::uuid[] AS holds
    FROM wrong w
    WHERE w.children > 0 OR w.small > 0
       OR array_position('{{never,totals,list}}'::text[], w.form::text)
          > array_position('{{never,totals,list}}'::text[], w.public_form::text)
       OR array_position('{{never,totals,list}}'::text[], w.form::text)
          > array_position('{{never,totals,list}}'::text[], coalesce(w.allowed, w.public_form::text))
"""  # noqa: S608

CHECKS = [
    Check(
        "A11", _("Publicity missing or short"), Severity.GRAVE,
        looks_for=_("Money of a program with a public list, for someone whose list hadn't stood its days when it "
                    "went."),
        remedy=_("Take the payment out until the list has stood. Of what is paid, show the record of the list "
                 "elsewhere."),
        undecided=_("A list on a notice board counts once somebody has recorded it."),
        sql=NOT_SHOWN, blocks=True,
    ),
    Check(
        "A12", _("Publicity where it is forbidden"), Severity.GRAVE,
        looks_for=_("A list or total that is more public than the program allows, that names a child, or with a count "
                    "below five."),
        remedy=_("Revoke it at once, and tell the families."),
        undecided=_("What was put up on paper or on another site isn't known here."),
        sql=FORBIDDEN,
    ),
]  # fmt: skip
