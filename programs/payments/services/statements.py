"""Statements: of a fund between two days, of a program by period and county, of a person over all she ever got."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Sum

from programs.catalogue.models import Fund
from programs.enrolment.models import Decision, Enrolment
from programs.ledger.models import AccountKind, Leg
from programs.payments.flows import PaymentState
from programs.payments.models import Claim, Entitlement, Payment, PaymentTally
from programs.payments.services import overview, recovery
from programs.payments.services.overview import ZERO

MOST = 2_000  # movements that one statement lists


@dataclass(frozen=True)
class FundStatement:
    """What a fund could spend on the eve of `since`, each movement of it, and what it can at the end of `until`.

    `legs` are those of its available money: in where money came, out where a batch was approved. `sums` are by kind of
    transfer: how many, and yuan in and out. `left` movements of the period aren't in `legs`, for there are too many.
    """

    fund: Fund
    since: date
    until: date
    opening: Decimal
    closing: Decimal
    legs: Sequence[Leg]
    sums: Sequence[tuple[str, int, Decimal]]
    left: int = 0


def of_fund(fund: Fund, *, since: date, until: date) -> FundStatement:
    """The statement of `fund` from `since` to `until`, both days with it."""
    key = (fund.pk, AccountKind.AVAILABLE.value, "")
    opening = overview.held(on=since - timedelta(days=1)).get(key, ZERO)
    rows = Leg.objects.filter(
        account__fund=fund, account__kind=AccountKind.AVAILABLE, transfer__on__gte=since, transfer__on__lte=until
    )
    sums = [
        (kind, count, amount)
        for kind, count, amount in rows.order_by("transfer__kind").values_list("transfer__kind")
        .annotate(Count("pk"), Sum("amount"))
    ]  # fmt: skip
    legs = list(
        rows.select_related("transfer__actor", "transfer__receipt").order_by("transfer__on", "transfer__at", "pk")[
            :MOST
        ]
    )
    held = opening
    for leg in legs:
        held += leg.amount
        leg.held = held
    moved = sum((amount for _kind, _count, amount in sums), ZERO)
    left = sum(count for _kind, count, _amount in sums) - len(legs)
    return FundStatement(fund, since, until, opening, opening + moved, legs, sums, left)


@dataclass
class ProgramLine:
    """A period and county of a program: payments and yuan in each state."""

    period: str
    county: str
    by_state: dict[str, tuple[int, Decimal]] = field(default_factory=dict)

    def amount(self, *states: str) -> Decimal:
        return sum((self.by_state[state][1] for state in states if state in self.by_state), ZERO)

    def count(self, *states: str) -> int:
        return sum(self.by_state[state][0] for state in states if state in self.by_state)


def total(lines: Iterable[ProgramLine]) -> ProgramLine:
    """All of the lines in one, of no period and county."""
    both = ProgramLine("", "")
    for line in lines:
        for state, (count, amount) in line.by_state.items():
            before = both.by_state.get(state, (0, ZERO))
            both.by_state[state] = (before[0] + count, before[1] + amount)
    return both


# Where each payment was at the end of a day, by the days of the ledger: in a batch, committed, sent, arrived; returned,
# and whether it was being paid again by then, or its money was with the fund. A payment that is taken out has a batch
# that is cancelled. Its county is the one of today: a payment moves with its enrolment. The batches are those of the
# whole city (`batches_on`), so that a county finds its own part of them.
ON_A_DAY = """
    WITH standing AS MATERIALIZED (SELECT * FROM batches_on(%(program)s, %(year)s, %(on)s)),
    again AS (
        SELECT p.replaces_id FROM standing s JOIN payments_payment p ON p.batch_id = s.id WHERE s.reissue)
    SELECT s.period, left(p.area, 6) AS county,
           CASE WHEN released."on" <= %(on)s THEN p.state
                WHEN again.replaces_id IS NOT NULL THEN 'reissued'
                WHEN p.returned_on <= %(on)s THEN 'returned' WHEN p.paid_on <= %(on)s THEN 'paid'
                WHEN s.sent THEN 'in_transit' WHEN s.committed THEN 'committed'
                ELSE 'planned' END AS state, count(*), sum(p.amount)
    FROM standing s JOIN payments_payment p ON p.batch_id = s.id
    LEFT JOIN again ON again.replaces_id = p.id
    LEFT JOIN ledger_transfer released ON released.id = p.released_by_id
    GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2
"""


def of_program_on(program, day: date, *, year: str = "") -> list[ProgramLine]:
    """As `of_program`, at the end of a past day. It reads the payments themselves, where today's are kept as sums."""
    lines: dict[tuple[str, str], ProgramLine] = {}
    with connection.cursor() as cursor:
        cursor.execute(ON_A_DAY, {"program": program.pk, "on": day, "year": year})
        for period, place, state, count, amount in cursor.fetchall():
            line = lines.setdefault((period, place), ProgramLine(period, place))
            line.by_state[state] = (count, amount)
    return list(lines.values())


def of_program(program, *, year: str = "", county: str = "") -> list[ProgramLine]:
    """A program's payments, period by period and county by county; of a year or county where they are given. What was
    taken out is in none."""
    rows = PaymentTally.objects.filter(program=program, count__gt=0).exclude(state=PaymentState.DROPPED)
    if year:
        rows = rows.filter(period__startswith=year)
    if county:
        rows = rows.filter(county=county)
    lines: dict[tuple[str, str], ProgramLine] = {}
    sums = rows.order_by("-period", "county").values_list("period", "county", "state")
    for period, place, state, count, amount in sums.annotate(Sum("count"), Sum("amount")):
        line = lines.setdefault((period, place), ProgramLine(period, place))
        line.by_state[state] = (count, amount)
    return list(lines.values())


@dataclass(frozen=True)
class PersonStatement:
    """Everything that someone got, was due and was decided about her, as far as the reader's scope goes."""

    person: object
    payments: Sequence[Payment]
    enrolments: Sequence[Enrolment]
    due: Sequence[Entitlement]
    paid: Decimal
    # Of each program: payments that arrived, yuan, and what of them was given back.
    by_program: Sequence[tuple[str, int, Decimal, Decimal]]
    # What is asked back, with `back`, `gone` and `rest`.
    claims: Sequence[Claim]

    @property
    def given_back(self) -> Decimal:
        return sum((claim.back for claim in self.claims), ZERO)

    @property
    def kept(self) -> Decimal:
        """What was paid, less what was given back."""
        return self.paid - self.given_back


def of_person(person) -> PersonStatement:
    """Each enrolment with its decisions, each payment with who made, approved and sent it, the oldest first; and what
    of it is asked back and was given back. Of all records that were merged into hers, as on her page."""
    payments = list(
        Payment.objects.filter(person__in=person.records)
        .select_related("program", "entitlement", "batch__fund", "batch__made_by", "batch__approved_by",
                        "batch__sent_by", "batch__closed_by", "settled_by")
        .order_by("entitlement__period", "batch__made_at")
    )  # fmt: skip
    enrolments = list(
        Enrolment.objects.filter(person__in=person.records).select_related("program", "rules").order_by("created_at")
    )
    decisions: dict = {}
    for decision in Decision.objects.filter(enrolment__in=enrolments).select_related("actor").order_by("at", "id"):
        decisions.setdefault(decision.enrolment_id, []).append(decision)
    for enrolment in enrolments:
        enrolment.acts = decisions.get(enrolment.pk, [])
    claims = list(
        recovery.with_sums(Claim.objects.filter(payment__person__in=person.records))
        .select_related("program", "opened_by", "payment__batch__fund", "payment__entitlement")
        .order_by("opened_at", "pk")
    )  # fmt: skip
    paid: dict[str, list] = {}
    for payment in payments:
        if payment.state == PaymentState.PAID:
            sums = paid.setdefault(payment.program.name, [0, ZERO, ZERO])
            sums[0], sums[1] = sums[0] + 1, sums[1] + payment.amount
    for claim in claims:
        if claim.program.name in paid:
            paid[claim.program.name][2] += claim.back
    due = list(
        Entitlement.objects.filter(person__in=person.records).unpaid().select_related("program").order_by("period")
    )
    return PersonStatement(
        person, payments, enrolments, due, sum((amount for _count, amount, _back in paid.values()), ZERO),
        [(name, *sums) for name, sums in paid.items()], claims,
    )  # fmt: skip
