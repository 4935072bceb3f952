"""Who is due what in a period, as SQL: the facts of its time under the rules of its time.

Due is whoever is in the program during the period: active, or exited in it or later (the last month
or term is still paid). A benefit that comes once is due in the year in which the enrolment began, to
those who are active. Nobody who died, was suspended or had reached the age at which the benefit ends before the
period began is due a month or term of it. Nothing more is due under an enrolment that ended because two records became
one: it is due under the other. The rules are those in force on the first day of the period; for what
comes once, those of the day on which the enrolment began. The answers are those that held on the first day of the
period (`DatedAnswer`); for what comes once, those that hold now.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from programs.catalogue.models import Rules
from programs.catalogue.services import rules as catalogue
from programs.payments import amounts, periods
from programs.payments.periods import Period
from registry.core import scope
from registry.core.errors import Refusal
from registry.core.models.area import upper_bound

BEGAN = "coalesce(e.starts_on, e.decided_on, e.applied_on, (e.created_at AT TIME ZONE 'Asia/Shanghai')::date)"

# {amount}: yuan by the answers `f.answers`. Those with dated answers are few: their set is hashed once, and only they
# are looked up one by one, so that no plan is bad, whatever the statistics say. OFFSET 0: worked out once for each row.
FACTS = """
    FROM {among}
    CROSS JOIN LATERAL (
        SELECT CASE WHEN e.id IN (SELECT x.enrolment_id FROM payments_datedanswer x WHERE x.program_id = %s)
                    THEN e.answers || coalesce((
                        SELECT jsonb_object_agg(v.key, v.value ORDER BY d.since, d.id)
                        FROM payments_datedanswer d, jsonb_each(d.values) v
                        WHERE d.enrolment_id = e.id AND d.since <= %s), '{{}}')
                    ELSE e.answers END AS answers OFFSET 0
    ) f
    CROSS JOIN LATERAL (SELECT {amount} AS amount OFFSET 0) AS due
    WHERE e.program_id = %s AND e.area >= %s AND e.area < %s
"""
# The person `p` of each enrolment, looked up: a join would read everyone of the city for the enrolments of a place.
PERSON = "LEFT JOIN LATERAL (SELECT * FROM beneficiaries_person x WHERE x.id = e.person_id OFFSET 0) AS p ON true"
# The suspensions of an enrolment: from when, until when it was resumed.
SUSPENDED = """
    EXISTS (
        SELECT 1 FROM (
            SELECT d.act, d.at, lead(d.at) OVER (ORDER BY d.at) AS until FROM enrolment_decision d
            WHERE d.enrolment_id = e.id AND d.act IN ('suspended', 'resumed')) s
        WHERE s.act = 'suspended' AND (s.at AT TIME ZONE 'Asia/Shanghai')::date < %s
          AND (s.until IS NULL OR (s.until AT TIME ZONE 'Asia/Shanghai')::date > %s))
"""
ONCE = f"""
    e.state = 'active' AND {BEGAN} >= %s AND {BEGAN} <= %s
    AND NOT EXISTS (SELECT 1 FROM payments_entitlement other WHERE other.enrolment_id = e.id AND other.period <> %s)
"""  # noqa: S608
REGULAR = f"""
    (e.state = 'active' OR e.state = 'exited' AND e.exit_reason <> 'merged') AND {BEGAN} <= %s
    AND (e.ends_on IS NULL OR e.ends_on >= %s)
    AND NOT (e.person_id IN (SELECT x.id FROM beneficiaries_person x WHERE x.died_on < %s))
    AND NOT (e.id IN (SELECT enrolment_id FROM enrolment_decision WHERE act IN ('suspended', 'resumed'))
             AND {SUSPENDED})
"""  # noqa: S608
# Had the person `p` reached an age before a day?
OF_AGE = "(p.birth_date + make_interval(years => %s))::date < %s"


@dataclass(frozen=True)
class Share:
    """The enrolments of a period that one version of the rules is for: of what comes once, by when they began."""

    rules: Rules
    since: date
    until: date

    @property
    def benefit(self):
        return self.rules.parsed.benefit


def period_of(*, program: str, period: str) -> Period:
    """The period that the text names under the rules of its time. Refusals: `no-rules`, `in-kind`, `period`."""
    year = int(period[:4]) if period[:4].isdigit() and len(period) >= 4 and period[:4] > "0999" else None
    rules = catalogue.in_force(program=program, on=date(year, 12, 31) if year else date.max)
    return periods.of(period, benefit=rules.parsed.benefit)


def shares_of(*, program: str, period: Period) -> list[Share]:
    """One version of the rules, or for what comes once each version that was in force in the year."""
    if period.kind != "once":
        rules = catalogue.in_force(program=program, on=period.first)
        periods.of(period.text, benefit=rules.parsed.benefit)
        return [Share(rules, period.first, period.last)]
    later = Rules.objects.filter(program=program, valid_from__gt=period.first, valid_from__lte=period.last)
    starts = [period.first, *sorted(set(later.values_list("valid_from", flat=True)))]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [period.last]
    shares = []
    for since, until in zip(starts, ends, strict=True):
        try:
            rules = catalogue.in_force(program=program, on=since)
        except Refusal:
            continue  # the program began later in the year
        if rules.parsed.benefit.kind == "once":
            shares.append(Share(rules, since, until))
    return shares


def range_of(area: str) -> tuple[str, str]:
    """The codes of a place, or of the account's own."""
    area = area or scope.current().area
    return area, upper_bound(area) if area else ""


def facts(share: Share, period: Period, program: str, low: str, high: str, *, among: str) -> tuple[str, list]:
    """FROM … WHERE over the enrolments `e` of a place, with `due.amount`; whether it is due is not asked yet."""
    amount, params = amounts.sql(share.benefit, answers="f.answers")
    known_by = date.max if period.kind == "once" else period.first
    return FACTS.format(amount=amount, among=among), [program, known_by, *params, program, low, high]


def due(share: Share, period: Period, program: str, low: str, high: str) -> tuple[str, list]:
    """`facts`, of those to whom something is due."""
    ages = period.kind != "once" and share.benefit.until_age
    among = f"enrolment_enrolment e {PERSON}" if ages else "enrolment_enrolment e"
    text, params = facts(share, period, program, low, high, among=among)
    if period.kind == "once":
        return f"{text} AND {ONCE}", [*params, share.since, share.until, period.text]
    text = f"{text} AND {REGULAR}"
    params += [period.last, period.first, period.first, period.first, period.first]
    if ages:
        text, params = f"{text} AND NOT coalesce({OF_AGE}, false)", [*params, ages, period.first]
    return text, params
