"""What is due: entitlements for a program and period, worked out set-based from its enrolments and dated rules.

Who is due what is `services.due`; what is found different later is `services.recalculation`.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.payments.models import Entitlement
from programs.payments.periods import Period
from programs.payments.services.due import Share, due, period_of, range_of, shares_of
from registry.core import jobs, roles
from registry.core.copying import has_grown
from registry.core.errors import Refusal
from registry.core.models.area import Area, Level

AHEAD = timedelta(days=31)  # the database has it too (`entitlement_not_ahead`), by the year
SMALL = 2_000  # up to so many enrolments are worked out while one waits; more become a job

# One look at the enrolments says both what to add and for how many the rules give no amount. Who has a row already is
# asked once for all of them; ON CONFLICT would ask the index for each, a sixth of the whole.
INSERT = """
    WITH who AS MATERIALIZED (
        SELECT e.id, e.program_id, e.person_id, e.area, due.amount,
               e.id IN (SELECT x.enrolment_id FROM payments_entitlement x
                        WHERE x.program_id = %s AND x.period = %s AND x.area >= %s AND x.area < %s
                        AND x.sequence = 0) AS standing {due}
    ), added AS (
        INSERT INTO payments_entitlement
            (id, enrolment_id, program_id, person_id, area, period, sequence, amount, rules_id, created_at, made_by_id)
        SELECT payments_uuid7(), id, program_id, person_id, area, %s, 0, amount, %s, now(), (SELECT scope_account())
        FROM who WHERE amount > 0 AND NOT standing RETURNING 1
    )
    SELECT (SELECT count(*) FROM added), count(*) FILTER (WHERE amount IS NULL OR amount <= 0), count(*) FROM who
"""


@dataclass(frozen=True)
class Generated:
    """`created` now; `standing` in all for the period; `without_amount`: due, but the rules give no amount."""

    created: int
    standing: int
    without_amount: int

    def as_json(self) -> dict[str, int]:
        return {"created": self.created, "standing": self.standing, "without_amount": self.without_amount}


def enrolments_due(*, program: str, period: str, area: str = "") -> int:
    """How many enrolments would be looked at: what decides whether it becomes a job."""
    when, (low, high) = period_of(program=program, period=period), range_of(area)
    return sum(_count(share, when, program, low, high, "") for share in shares_of(program=program, period=when))


@transaction.atomic
def generate(*, program: str, period: str, actor, area: str = "") -> Generated:
    """Work out what is due, in the actor's area or the part `area` of it. Again is the same: nothing twice.

    Raises:
        Refusal: `not-allowed`, `no-rules`, `in-kind`, `period`; `period-ahead` for one that is more than a month away.
    """
    program = getattr(program, "pk", program)
    roles.require(actor, "entitlement.generate", program=program)
    when = _begun(period_of(program=program, period=period))
    low, high = range_of(area)
    created = without = 0
    for share in shares_of(program=program, period=when):
        added, no_amount, _looked_at = insert_due(share, when, program, low, high)
        created, without = created + added, without + no_amount
    standing = Entitlement.objects.for_period(program, when.text).within(area).count()
    return Generated(created, standing, without)


def _begun(period: Period) -> Period:
    """A period that has begun, or begins within a month, so that its money can be made ready."""
    if period.first > timezone.localdate() + AHEAD:
        raise Refusal(
            "period-ahead",
            _("%(period)s begins on %(first)s. What is due for it can be worked out from a month before."),
            field="period",
            params={"period": period.text, "first": period.first},
        )
    return period


def ask(*, program: str, period: str, actor, area: str = "") -> Generated | jobs.Job:
    """`generate`, at once where it is small and as a job where it isn't."""
    program = getattr(program, "pk", program)
    roles.require(actor, "entitlement.generate", program=program)
    _begun(period_of(program=program, period=period))
    count = enrolments_due(program=program, period=period, area=area)
    if count < SMALL:
        return generate(program=program, period=period, actor=actor, area=area)
    with transaction.atomic():
        return jobs.enqueue(
            kind="payments.generate",
            account=actor,
            total=count,
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
        with run.commit(next=high):
            for share in shares:
                added, _without, looked_at = insert_due(share, when, program, low, high)
                created, done = created + added, done + looked_at
            run.done = done
            run.checkpoint |= {"created": created, "looked_at": done}
    standing = Entitlement.objects.for_period(program, when.text).within(area).count()
    return {"created": created, "standing": standing}


def pieces(area: str) -> list[tuple[str, str]]:
    """The area cut into ranges of codes, a township each, that cover all of it."""
    low, high = range_of(area)
    townships = Area.objects.filter(level=Level.TOWNSHIP, code__gt=low, code__lt=high).order_by("code")
    cuts = [low, *townships.values_list("code", flat=True), high]
    return list(pairwise(cuts))


def hold(program: str) -> None:
    """Whoever works out, takes back, or puts into a batch what is due in a program waits until this transaction ends,
    and then sees what it left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('payments.make ' || %s, 0))", [program])


def insert_due(share: Share, period: Period, program: str, low: str, high: str) -> tuple[int, int, int]:
    """The first row of everyone to whom something is due and who has none. The caller has asked `roles`.

    How many were added, for how many the rules give no amount, and how many were looked at.
    """
    hold(program)
    text, params = due(share, period, program, low, high)
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(due=text), [program, period.text, low, high, *params, period.text, share.rules.pk])
        counted = cursor.fetchone()
        has_grown(cursor, Entitlement._meta.db_table)
        return counted


def count_new(share: Share, period: Period, program: str, low: str, high: str) -> int:
    """To how many something is due who have no row of the period."""
    none = "NOT EXISTS (SELECT 1 FROM payments_entitlement x WHERE x.enrolment_id = e.id AND x.period = %s)"
    text, params = due(share, period, program, low, high)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {text} AND due.amount > 0 AND {none}", [*params, period.text])
        return cursor.fetchone()[0]


def _count(share: Share, period: Period, program: str, low: str, high: str, also: str) -> int:
    text, params = due(share, period, program, low, high)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*)" + text + also, params)
        return cursor.fetchone()[0]
