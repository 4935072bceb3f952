"""What is due: entitlements for a program and period, worked out set-based from its enrolments and dated rules.

Due is whoever is in the program during the period: active, or exited in it or later (the last month
or term is still paid). A benefit that comes once is due in the year in which the enrolment began, to
those who are active. Nobody who died before the period is due a month or term of it. The rules are those
in force on the first day of the period; for what comes once, those of the day on which the enrolment began.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Rules
from programs.catalogue.services import rules as catalogue
from programs.payments import amounts, periods
from programs.payments.models import Entitlement
from programs.payments.periods import Period
from registry.core import jobs, roles, scope
from registry.core.errors import Refusal
from registry.core.models.area import Area, Level, upper_bound

SMALL = 2_000  # up to so many enrolments are worked out while one waits; more become a job

BEGAN = "coalesce(e.starts_on, e.decided_on, e.applied_on, (e.created_at AT TIME ZONE 'Asia/Shanghai')::date)"

FROM = """
    FROM enrolment_enrolment e
    LEFT JOIN beneficiaries_person p ON p.id = e.person_id
    CROSS JOIN LATERAL (SELECT {amount} AS amount) AS due
    WHERE e.program_id = %s AND e.area >= %s AND e.area < %s AND {due}
"""
ONCE = f"""
    e.state = 'active' AND {BEGAN} >= %s AND {BEGAN} <= %s
    AND NOT EXISTS (SELECT 1 FROM payments_entitlement other WHERE other.enrolment_id = e.id AND other.period <> %s)
"""  # noqa: S608
REGULAR = f"""
    (e.state = 'active' OR e.state = 'exited') AND {BEGAN} <= %s AND (e.ends_on IS NULL OR e.ends_on >= %s)
    AND (p.died_on IS NULL OR p.died_on >= %s)
"""
INSERT = """
    INSERT INTO payments_entitlement
        (id, enrolment_id, program_id, person_id, area, period, sequence, amount, rules_id, created_at, made_by_id)
    SELECT payments_uuid7(), e.id, e.program_id, e.person_id, e.area, %s, 0, due.amount, %s, now(),
           (SELECT scope_account())
"""
ONLY_ONCE = " AND due.amount > 0 ON CONFLICT (enrolment_id, period, sequence) DO NOTHING"


@dataclass(frozen=True)
class Generated:
    """`created` now; `standing` in all for the period; `without_amount`: due, but the rules give no amount."""

    created: int
    standing: int
    without_amount: int

    def as_json(self) -> dict[str, int]:
        return {"created": self.created, "standing": self.standing, "without_amount": self.without_amount}


@dataclass(frozen=True)
class Share:
    """The enrolments of a period that one version of the rules is for."""

    rules: Rules
    since: date
    until: date


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


def enrolments_due(*, program: str, period: str, area: str = "") -> int:
    """How many enrolments would be looked at: what decides whether it becomes a job."""
    when, (low, high) = period_of(program=program, period=period), _range(area)
    return sum(_count(share, when, program, low, high, "") for share in shares_of(program=program, period=when))


@transaction.atomic
def generate(*, program: str, period: str, actor, area: str = "") -> Generated:
    """Work out what is due, in the actor's area or the part `area` of it. Again is the same: nothing twice.

    Raises:
        Refusal: `not-allowed`, `no-rules`, `in-kind`, `period`.
    """
    program = getattr(program, "pk", program)
    roles.require(actor, "entitlement.generate", program=program)
    when = period_of(program=program, period=period)
    low, high = _range(area)
    created = without = 0
    for share in shares_of(program=program, period=when):
        created += _insert(share, when, program, low, high)
        without += _count(share, when, program, low, high, " AND (due.amount IS NULL OR due.amount <= 0)")
    standing = Entitlement.objects.for_period(program, when.text).within(area).count()
    return Generated(created, standing, without)


def ask(*, program: str, period: str, actor, area: str = "") -> Generated | jobs.Job:
    """`generate`, at once where it is small and as a job where it isn't."""
    program = getattr(program, "pk", program)
    roles.require(actor, "entitlement.generate", program=program)
    due = enrolments_due(program=program, period=period, area=area)
    if due < SMALL:
        return generate(program=program, period=period, actor=actor, area=area)
    with transaction.atomic():
        return jobs.enqueue(
            kind="payments.generate",
            account=actor,
            total=due,
            params={"program": program, "period": period, "area": area},
        )


@jobs.kind("payments.generate", _("Work out what is due"))
def generate_as_job(run: jobs.Run) -> dict:
    """Township after township, each committed with the checkpoint; a worker that takes over goes on from there."""
    program, period, area = run.params["program"], run.params["period"], run.params.get("area", "")
    roles.require(run.job.account, "entitlement.generate", program=program)
    when = period_of(program=program, period=period)
    shares = shares_of(program=program, period=when)
    created, done = run.checkpoint.get("created", 0), run.checkpoint.get("looked_at", 0)
    for low, high in pieces(area):
        if low < run.checkpoint.get("next", ""):
            continue
        run.progress(done)
        looked_at = sum(_count(share, when, program, low, high, "") for share in shares)
        if looked_at:
            done += looked_at
            with run.commit(next=high, looked_at=done):
                created += sum(_insert(share, when, program, low, high) for share in shares)
                run.checkpoint["created"] = created
    standing = Entitlement.objects.for_period(program, when.text).within(area).count()
    return {"created": created, "standing": standing}


def pieces(area: str) -> list[tuple[str, str]]:
    """The area cut into ranges of codes, a township each, that cover all of it."""
    low, high = _range(area)
    townships = Area.objects.filter(level=Level.TOWNSHIP, code__gt=low, code__lt=high).order_by("code")
    cuts = [low, *townships.values_list("code", flat=True), high]
    return list(pairwise(cuts))


def _range(area: str) -> tuple[str, str]:
    area = area or scope.current().area
    return area, upper_bound(area) if area else ""


def _insert(share: Share, period: Period, program: str, low: str, high: str) -> int:
    text, params = _from(share, period, program, low, high)
    with connection.cursor() as cursor:
        cursor.execute(INSERT + text + ONLY_ONCE, [period.text, share.rules.pk, *params])
        return cursor.rowcount


def _count(share: Share, period: Period, program: str, low: str, high: str, also: str) -> int:
    text, params = _from(share, period, program, low, high)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*)" + text + also, params)
        return cursor.fetchone()[0]


def _from(share: Share, period: Period, program: str, low: str, high: str) -> tuple[str, list]:
    amount, params = amounts.sql(share.rules.parsed.benefit, answers="e.answers")
    params = [*params, program, low, high]
    if period.kind == "once":
        return FROM.format(amount=amount, due=ONCE), [*params, share.since, share.until, period.text]
    return FROM.format(amount=amount, due=REGULAR), [*params, period.last, period.first, period.first]
