"""What was worked out, compared with what the facts and rules say now; every difference is a new row, never an edit.

The rows of an enrolment and period sum to what is due. Some are bound: a batch has them. The others are free. Where
the sum of the free rows isn't what is due less what is bound, each free row is taken back by its mirror and one row is
added for the rest: above zero it goes into the next batch, below zero it was paid too much and is the recovery's.
So at most one row of a period can be paid, and what was paid stays as it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from programs.payments.models import Entitlement, Why
from programs.payments.periods import Period
from programs.payments.services import entitlements
from programs.payments.services.due import (
    BEGAN,
    OF_AGE,
    PERSON,
    SUSPENDED,
    Share,
    facts,
    period_of,
    range_of,
    shares_of,
)  # fmt: skip
from registry.core import jobs, roles

LISTED = 300  # differences that a preview names one by one
# Whoever has rows of the period, each found by its key. (One set of rows, joined once: no plan can be quadratic.)
HELD = f"held h JOIN enrolment_enrolment e ON e.id = h.enrolment_id {PERSON}"
ONCE = f"""
    CASE WHEN p.died_on < {BEGAN} THEN 'died'
         WHEN e.state NOT IN ('active', 'suspended', 'exited') THEN 'ended' ELSE '' END
"""
REGULAR = f"""
    CASE WHEN p.died_on < %s THEN 'died'
         WHEN {OF_AGE} THEN 'age'
         WHEN e.ends_on < %s OR e.state NOT IN ('active', 'suspended', 'exited') THEN 'ended'
         WHEN {BEGAN} > %s THEN 'not_begun'
         WHEN {SUSPENDED} THEN 'suspended' ELSE '' END
"""
# Where the rules give no amount any more, what stands is left to a person's judgement.
WRONG = """
    WITH listed AS MATERIALIZED (
        SELECT r.enrolment_id, r.id, r.sequence, r.amount, r.rules_id,
               r.cancels_id IS NULL AND NOT EXISTS (
                   SELECT 1 FROM payments_entitlement m WHERE m.cancels_id = r.id) AS stands,
               EXISTS (SELECT 1 FROM payments_payment y
                       WHERE y.entitlement_id = r.id AND y.state NOT IN ('dropped', 'released')) AS bound
        FROM payments_entitlement r
        WHERE r.program_id = %s AND r.period = %s AND r.area >= %s AND r.area < %s
    ), held AS MATERIALIZED (
        SELECT enrolment_id, sum(amount) AS stood, max(sequence) AS last,
               coalesce(sum(amount) FILTER (WHERE stands AND NOT bound), 0) AS free,
               count(*) FILTER (WHERE stands AND NOT bound) AS free_rows,
               bool_or(rules_id <> %s) FILTER (WHERE stands) AS other_rules
        FROM listed GROUP BY enrolment_id
    ), wanted AS MATERIALIZED (
        SELECT e.id AS enrolment_id, e.program_id, e.person_id, e.area, p.name, p.died_on, e.ends_on, p.birth_date,
               h.last, h.stood, h.free, h.free_rows, h.other_rules, {not_due} AS not_due, due.amount
        {facts} {share}
    ), wrong AS MATERIALIZED (
        SELECT w.*, t.target, t.target - (w.stood - w.free) AS rest,
               CASE WHEN w.not_due <> '' THEN w.not_due WHEN w.other_rules THEN 'rules' ELSE 'answers' END AS why
        FROM wanted w CROSS JOIN LATERAL (
            SELECT CASE WHEN w.not_due <> '' THEN 0 ELSE coalesce(w.amount, w.stood) END AS target) t
        WHERE t.target <> w.stood OR w.free_rows > 1
    )
"""
INSERT = """
    INSERT INTO payments_entitlement (
        id, enrolment_id, program_id, person_id, area, period, sequence, amount, rules_id, created_at, made_by_id,
        cancels_id, why)
    SELECT payments_uuid7(), enrolment_id, program_id, person_id, area, %s,
           last + row_number() OVER (PARTITION BY enrolment_id ORDER BY cancelled NULLS LAST), amount, %s, now(),
           (SELECT scope_account()), cancels_id, why
    FROM (
        SELECT w.enrolment_id, w.program_id, w.person_id, w.area, w.last, w.why, -l.amount AS amount,
               l.id AS cancels_id, l.sequence AS cancelled
        FROM wrong w JOIN payments_entitlement l ON l.enrolment_id = w.enrolment_id AND l.period = %s
        WHERE l.cancels_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM payments_entitlement m WHERE m.cancels_id = l.id)
          AND NOT EXISTS (SELECT 1 FROM payments_payment y WHERE y.entitlement_id = l.id AND y.state <> 'dropped')
        UNION ALL
        SELECT enrolment_id, program_id, person_id, area, last, why, rest, NULL, NULL FROM wrong WHERE rest <> 0
    ) AS added
"""
SUMS = "SELECT why, count(*), sum(target - stood), sum(least(rest, 0)), sum(greatest(rest, 0)) FROM wrong GROUP BY why"
ROWS = """
    SELECT enrolment_id, person_id, name, stood, target, rest, why,
           CASE why WHEN 'died' THEN died_on WHEN 'ended' THEN ends_on WHEN 'age' THEN birth_date END
    FROM wrong ORDER BY area, enrolment_id LIMIT %s
"""


@dataclass(frozen=True)
class Difference:
    """An enrolment for which one thing makes periods different, and what that comes to, in yuan."""

    enrolment: UUID
    person: UUID
    name: str
    why: str
    day: date | None
    periods: tuple[str, ...]
    before: Decimal
    after: Decimal
    # Above zero: to be paid. Below zero: paid too much, to be got back.
    rest: Decimal

    @property
    def amount(self) -> Decimal:
        return self.after - self.before

    @property
    def reason(self) -> str:
        label = str(Why(self.why).label)
        return f"{label} {self.day:%Y-%m-%d}" if self.day and self.why != Why.AGE else label


@dataclass
class Preview:
    """What a recalculation would do. `sums` by reason: how many periods of an enrolment, the difference in yuan, what
    was paid too much (below zero), and what the next batch gets instead. `new`: due, and not worked out at all yet."""

    sums: dict[str, tuple[int, Decimal, Decimal, Decimal]] = field(default_factory=dict)
    rows: list[Difference] = field(default_factory=list)
    new: int = 0

    @property
    def count(self) -> int:
        return sum(row[0] for row in self.sums.values())


def periods_of(*, program: str) -> list[str]:
    """The periods that were worked out, the newest first: one look at the index for each, however many rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE found (period) AS ((SELECT period FROM payments_entitlement WHERE program_id = %s "
            "ORDER BY period DESC LIMIT 1) UNION ALL SELECT (SELECT e.period FROM payments_entitlement e "
            "WHERE e.program_id = %s AND e.period < found.period ORDER BY e.period DESC LIMIT 1) FROM found "
            "WHERE found.period IS NOT NULL) SELECT period FROM found WHERE period IS NOT NULL",
            [program, program],
        )
        return [period for (period,) in cursor.fetchall()]


def preview(*, program: str, periods: Sequence[str], area: str = "") -> Preview:
    """What would be corrected in `periods`, with reasons; the first differences one by one."""
    found = Preview()
    grouped: dict[tuple, list] = {}
    for text in sorted(periods):
        for share, when, low, high in _parts(program, text, area):
            for why, count, amount, over, payable in _run(share, when, program, low, high, SUMS):
                before = found.sums.get(why, (0, Decimal(0), Decimal(0), Decimal(0)))
                new = (count, amount, over, payable)
                found.sums[why] = tuple(x + y for x, y in zip(before, new, strict=True))
            for row in _run(share, when, program, low, high, ROWS, [LISTED]):
                enrolment, person, name, stood, target, rest, why, day = row
                of = grouped.setdefault((enrolment, why, day), [person, name, [], Decimal(0), Decimal(0), Decimal(0)])
                of[2].append(text)
                of[3:] = [of[3] + stood, of[4] + target, of[5] + rest]
            found.new += entitlements.count_new(share, when, program, low, high)
    found.rows = [
        Difference(enrolment, person, name, why, day, tuple(texts), before, after, rest)
        for (enrolment, why, day), (person, name, texts, before, after, rest) in list(grouped.items())[:LISTED]
    ]
    return found


@transaction.atomic
def recalculate(*, program: str, periods: Iterable[str], actor, area: str = "") -> dict[str, int]:
    """Add what corrects `periods`, and what is due in them and wasn't worked out. Again is the same: nothing twice.

    Raises:
        Refusal: `not-allowed`, `no-rules`, `in-kind`, `period`.
    """
    program = getattr(program, "pk", program)
    roles.require(actor, "entitlement.generate", program=program)
    corrected = created = 0
    entitlements.hold(program)
    for text in sorted(periods):
        for share, when, low, high in _parts(program, text, area):
            corrected += _correct(share, when, program, low, high)
            created += entitlements.insert_due(share, when, program, low, high)[0]
    return {"corrections": corrected, "created": created}


def ask(*, program: str, periods: Sequence[str], actor, area: str = "") -> dict[str, int] | jobs.Job:
    """`recalculate`, at once where it is small and as a job where it isn't."""
    program = getattr(program, "pk", program)
    roles.require(actor, "entitlement.generate", program=program)
    rows = Entitlement.objects.filter(program=program, period__in=periods).within(range_of(area)[0])
    if rows.order_by()[: entitlements.SMALL].count() < entitlements.SMALL:
        return recalculate(program=program, periods=periods, actor=actor, area=area)
    params = {"program": program, "periods": sorted(periods), "area": area}
    with transaction.atomic():
        return jobs.enqueue(kind="payments.recalculate", account=actor, params=params, total=len(params["periods"]))


@jobs.kind("payments.recalculate", _("Work out what is due again"))
def recalculate_as_job(run: jobs.Run) -> dict:
    """Period after period, each committed with the checkpoint."""
    program, area = run.params["program"], run.params["area"]
    result = {"corrections": run.checkpoint.get("corrections", 0), "created": run.checkpoint.get("created", 0)}
    for done, text in enumerate(run.params["periods"], start=1):
        if text <= run.checkpoint.get("last", ""):
            continue
        run.progress(done)
        with run.commit(last=text):
            added = recalculate(program=program, periods=[text], actor=run.job.account, area=area)
            result = {name: result[name] + added[name] for name in result}
            run.checkpoint |= result
    return result


def _parts(program: str, text: str, area: str):
    when, (low, high) = period_of(program=program, period=text), range_of(area)
    return [(share, when, low, high) for share in shares_of(program=program, period=when)]


def _correct(share: Share, when: Period, program: str, low: str, high: str) -> int:
    text, params = _wrong(share, when, program, low, high)
    with connection.cursor() as cursor:
        cursor.execute(text + INSERT, [*params, when.text, share.rules.pk, when.text])
        return cursor.rowcount


def _run(share: Share, when: Period, program: str, low: str, high: str, select: str, more: Sequence = ()) -> list:
    text, params = _wrong(share, when, program, low, high)
    with connection.cursor() as cursor:
        cursor.execute(text + select, [*params, *more])
        return cursor.fetchall()


def _wrong(share: Share, when: Period, program: str, low: str, high: str) -> tuple[str, list]:
    known, known_params = facts(share, when, program, low, high, among=HELD)
    held = [program, when.text, low, high, share.rules.pk]
    if when.kind == "once":
        text = WRONG.format(not_due=ONCE, facts=known, share=f"AND {BEGAN} >= %s AND {BEGAN} <= %s")
        return text, [*held, *known_params, share.since, share.until]
    until = share.benefit.until_age or 1_000
    not_due = [when.first, until, when.first, when.first, when.last, when.first, when.first]
    return WRONG.format(not_due=REGULAR, facts=known, share=""), [*held, *not_due, *known_params]
