"""Who is in a program: over age, excluded, unreviewed, below the stage; and who isn't but could be."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.assurance.checks import definitions
from programs.assurance.checks.shape import (
    ALIVE,
    BATCHES,
    HELD,
    MERGED,
    VERSIONS,
    Check,
    Param,
    Severity,
    listed,
    record,
    uuids,
)

# The age at which the benefit ends, or that a criterion of the rules sets an upper bound to: not one inside `any` or
# `not`.
LIMITS = """limits AS MATERIALIZED (
    SELECT v.program_id, v.valid_from, v.until, v.kind, v.definition ->> 'cutoff' AS cutoff,
           coalesce(CASE WHEN v.kind <> 'once' THEN (v.definition -> 'benefit' ->> 'until_age')::int END, l.years)
               AS years, l.fact
    FROM (SELECT *, definition -> 'benefit' ->> 'kind' AS kind FROM versions) v
    LEFT JOIN LATERAL (
        SELECT coalesce((leaf ->> 'below')::numeric, (leaf ->> 'at_most')::numeric + 1)::int AS years,
               leaf ->> 'fact' AS fact
        FROM jsonb_path_query(v.definition, '$.criteria[*].test') AS t(test)
        CROSS JOIN LATERAL (
            SELECT t.test AS leaf UNION ALL SELECT jsonb_array_elements(t.test -> 'all') WHERE t.test ? 'all') AS leaves
        WHERE leaf ->> 'fact' IN ('person.age', 'person.age_at_cutoff')
        ORDER BY 1 LIMIT 1) l ON true
    WHERE coalesce(v.definition -> 'benefit' ->> 'until_age', l.years::text) IS NOT NULL)"""
# What comes once is asked on the day of the application, or its cut-off day. A month or term in which she reaches the
# age is still hers: asked is the day before it.
OVER_AGE = f"""
    WITH {VERSIONS}, {LIMITS}, {BATCHES}, {MERGED}
    SELECT p.enrolment_id::text AS key, min(p.area) AS area, p.program_id AS program, sum(p.amount) AS money,
           jsonb_build_object('born_on', min(born.day), 'limit', min(l.years), 'payments', count(*),
                              'periods', min(b.period) || '–' || max(b.period)) AS facts,
           {record("person", "p.person_id")} || {record("enrolment", "p.enrolment_id")} || {listed("payment", "p.id")}
               AS records, '{{}}'::uuid[] AS holds
    FROM limits l JOIN batches b ON b.program_id = l.program_id
    JOIN payments_payment p ON p.batch_id = b.id JOIN beneficiaries_person x ON x.id = p.person_id
    LEFT JOIN merged y ON y.id = p.person_id
    CROSS JOIN LATERAL (SELECT coalesce(y.birth_date, x.birth_date) AS day) AS born
    CROSS JOIN LATERAL (
        SELECT coalesce(
            CASE WHEN l.kind = 'once' THEN (
                SELECT e.applied_on FROM enrolment_enrolment e WHERE e.id = p.enrolment_id) END,
            b.first) AS day) AS asked
    WHERE {ALIVE} AND asked.day >= l.valid_from AND asked.day < l.until
      AND extract(year FROM age(CASE
          WHEN l.kind <> 'once' THEN asked.day - 1
          WHEN l.fact = 'person.age_at_cutoff' AND l.cutoff <> ''
              THEN (to_char(asked.day, 'YYYY') || '-' || l.cutoff)::date
          ELSE asked.day END, born.day)) >= l.years
    GROUP BY p.enrolment_id, p.program_id, p.person_id
"""  # noqa: S608

EXCLUDED = f"""
    WITH employees AS MATERIALIZED (
        SELECT x.id, coalesce(m.id, x.id) AS root FROM {{people}} x LEFT JOIN {{people}} m ON m.id = x.merged_into_id
        WHERE x.public_employee OR m.public_employee)
    SELECT x.root || ' ' || p.program_id AS key, assurance_above(min(p.area), max(p.area)) AS area,
           p.program_id AS program, sum(p.amount) AS money,
           jsonb_build_object('category', 'public_employee', 'payments', count(*)) AS facts,
           {record("person", "x.root")} || {listed("enrolment", "p.enrolment_id")} || {listed("payment", "p.id")}
               AS records, {uuids(HELD)} AS holds
    FROM {{payments}} p JOIN employees x ON x.id = p.person_id
    WHERE {ALIVE} AND ('*' = ANY (%(programs)s) OR p.program_id = ANY (%(programs)s))
    GROUP BY x.root, p.program_id
"""  # noqa: S608

# A review is a decision, or what the answers say was checked; the day from which she was in it counts as the first.
UNREVIEWED = f"""
    WITH {VERSIONS},
    -- Once for each program, not for each of a million rows: the day before which a review is too long ago.
    asked AS MATERIALIZED (
        SELECT v.program_id, v.months, before.day + 3 AS day, to_char(before.day + 3, 'YYYY-MM-DD') AS text
        FROM (SELECT program_id, valid_from, until, (definition ->> 'review_months')::int AS months FROM versions) v
        CROSS JOIN LATERAL (
            SELECT (%(on)s::date - make_interval(months => v.months, days => %(grace)s::int))::date AS day) AS before
        WHERE v.valid_from <= %(on)s AND %(on)s < v.until AND v.months IS NOT NULL),
    decided AS (SELECT d.enrolment_id, max(d.at) AS at FROM enrolment_decision d GROUP BY d.enrolment_id),
    looked AS (
        SELECT e.id, e.person_id, e.area, e.program_id, a.months,
               greatest(e.starts_on, e.decided_on, (d.at AT TIME ZONE 'Asia/Shanghai')::date,
                        assurance_day(e.answers ->> 'checked_on'), assurance_day(e.answers ->> 'enrolled_on')) AS on
        FROM enrolment_enrolment e JOIN asked a ON a.program_id = e.program_id
        LEFT JOIN decided d ON d.enrolment_id = e.id
        -- First what needs no reading of days: an answer that is late enough, as text, is one that was reviewed.
        WHERE e.state IN ('active', 'suspended')
          AND coalesce(greatest(e.starts_on, e.decided_on, (d.at AT TIME ZONE 'Asia/Shanghai')::date), '-infinity')
              < a.day
          AND (coalesce(e.answers ->> 'checked_on', '') < a.text OR assurance_day(e.answers ->> 'checked_on') IS NULL)
          AND (coalesce(e.answers ->> 'enrolled_on', '') < a.text
               OR assurance_day(e.answers ->> 'enrolled_on') IS NULL))
    SELECT l.id::text AS key, l.area, l.program_id AS program, coalesce(paid.money, 0) AS money,
           jsonb_build_object('last_review', l.on, 'due_on', due.day) AS facts,
           {record("person", "l.person_id")} || {record("enrolment", "l.id")} AS records, '{{}}'::uuid[] AS holds
    FROM looked l
    CROSS JOIN LATERAL (SELECT (l.on + make_interval(months => l.months))::date AS day) AS due
    LEFT JOIN LATERAL (
        SELECT sum(p.amount) AS money FROM payments_payment p
        WHERE p.enrolment_id = l.id AND {ALIVE} AND p.paid_on > due.day) AS paid ON true
    WHERE due.day + %(grace)s::int < %(on)s
"""  # noqa: S608


def unenrolled(figures) -> tuple[str, dict]:
    """By program and township: what can be decided from the record alone, so that nobody is told of the merely poor."""
    return definitions.eligible(on=figures.get("on") or timezone.localdate())


def below_the_stage(figures) -> tuple[str, dict]:
    return definitions.failing(codes=figures["criteria"])


CHECKS = [
    Check(
        "A05", _("Over age"), Severity.SERIOUS,
        looks_for=_("Money for a period before which the person had reached the age at which the program's rules end; "
                    "of what comes once, on the day of the application."),
        remedy=_("Check the date of birth. End the enrolment, and have recovered what was paid since."),
        undecided=_("Only an age that the rules name; a program without one has none."),
        sql=OVER_AGE,
    ),
    Check(
        "A19", _("Excluded category"), Severity.SERIOUS,
        looks_for=_("Money to someone who is recorded as a public employee."),
        remedy=_("Check who employs her. End the enrolment, or correct the record."),
        undecided=_("Since when she is one, a public employee in the family, a company or a house are not on record."),
        sql=EXCLUDED, blocks=True,
        params=(Param("programs", _("Programs that exclude public employees (* is all)"), ("*",),
                      _("the glossary's 公职人员: an exclusion, not a hardship (general)")),),
    ),
    Check(
        "A20", _("Eligible but not enrolled"), Severity.LOOK,
        looks_for=_("Townships where people meet every criterion of a program and aren't in it."),
        remedy=_("Open the list, and have the village ask them whether they want to apply."),
        undecided=_("Programs whose criteria ask the application (a diagnosis, a school) can't be judged from the "
                    "record."),
        write=unenrolled,
    ),
    Check(
        "A21", _("Periodic review missed"), Severity.SERIOUS,
        looks_for=_("Someone in a program whose last review is longer ago than its rules allow."),
        remedy=_("Review the case, and record the day on which it was checked."),
        undecided=_("A review on paper that nobody entered isn't known."),
        sql=UNREVIEWED,
        params=(Param("grace", _("Days of grace"), 30, _("local example"), _("days"), most=365),),
    ),
    Check(
        "A25", _("Stage below the rule"), Severity.SERIOUS,
        looks_for=_("Someone granted relief whose answers about diagnosis and stage fail the rules that she was judged "
                    "under."),
        remedy=_("Compare the pathology report. Correct the answers, or have the relief recovered."),
        undecided=_("What the report really says: the registry has the answers and the scan, not the reading of it. "
                    "Where the answer is missing, nothing is judged."),
        write=below_the_stage,
        params=(Param("criteria", _("Criteria that judge the stage (their codes)"), ("diagnosis",),
                      _("LQJZ definition, criterion `diagnosis`")),),
    ),
]  # fmt: skip
