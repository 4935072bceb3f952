"""What is taken off a payment because the same person is asked back money of the same program; of another it can't be,
for money of one purpose isn't kept back for another (docs/decisions/0020).

Proposed when a batch is made and approved with it: a payment says what is due, what of it is set off against which
claim, and so what is paid out. In the ledger it is paid as a whole; when it has arrived, what was set off comes back of
the claim. Until then it is held for the payment (`claim_free` in SQL), and where the payment comes to nothing the claim
has it again.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.catalogue.models import Rules
from programs.catalogue.services import rules
from programs.payments.flows import HOLDS_SET_OFF
from programs.payments.models import Batch, Claim, Entitlement, Payment, Recovery
from programs.payments.models.claim import Way
from programs.payments.services import recovery, requests
from registry.core.models.area import upper_bound

ZERO, FEN = Decimal("0.00"), Decimal("0.01")
# Of a merged record the one that is left. (Not coalesce: under a policy it counts as leaky.)
WHO = "CASE WHEN w.merged_into_id IS NULL THEN w.id ELSE w.merged_into_id END"
# The oldest claim of a person first, so far as something of it is free; not one that comes back by instalments. Of the
# people of the batch alone: a program asks back of many who get nothing now.
OPEN = f"""
    SELECT {WHO}, c.id, claim_free(c.id)
    FROM payments_claim c JOIN payments_payment y ON y.id = c.payment_id
    JOIN beneficiaries_person w ON w.id = y.person_id
    WHERE c.program_id = %s AND c.state = 'open' AND c.plan = '[]' AND y.state = 'paid' AND {WHO} IN (
        SELECT {WHO} FROM payments_entitlement d JOIN beneficiaries_person w ON w.id = d.person_id
        WHERE d.program_id = %s AND d.period = %s AND d.area >= %s AND d.area < %s AND d.amount > 0)
    ORDER BY c.opened_at, c.id
"""  # noqa: S608
# What is asked back of those to whom `{due}` is due: of the program itself what may be set off, less what payments on
# their way are to set off; and of other programs. In sums, whatever the number of claims.
ASKED_BACK = """
    WITH asked AS MATERIALIZED (
        SELECT c.id, c.amount, c.program_id = %s AS own
        FROM payments_claim c JOIN payments_payment y ON y.id = c.payment_id
        JOIN beneficiaries_person w ON w.id = y.person_id
        WHERE c.state = 'open' AND (c.program_id <> %s OR c.plan = '[]' AND y.state = 'paid') AND {who} IN (
            SELECT {who} FROM ({due}) AS d JOIN beneficiaries_person w ON w.id = d.person_id)
    ), less AS (
        SELECT r.claim_id, r.amount FROM payments_recovery r
        UNION ALL SELECT o.claim_id, o.amount FROM payments_writeoff o WHERE o.state = 'approved'
        UNION ALL SELECT p.against_id, p.set_off FROM payments_payment p WHERE p.against_id = ANY (
            ARRAY(SELECT id FROM asked WHERE own)) AND p.state = ANY (%s)
    )
    SELECT own, count(*), sum(asked.amount - coalesce(gone.amount, 0))
    FROM asked LEFT JOIN (
        SELECT claim_id, sum(amount) AS amount FROM less WHERE claim_id IN (SELECT id FROM asked) GROUP BY claim_id
    ) AS gone ON gone.claim_id = asked.id
    WHERE asked.amount > coalesce(gone.amount, 0) GROUP BY own
"""


class Proposal:
    """What each payment of a batch is to set off. A payment is set off against one claim; what is left of the claim
    waits for the next."""

    def __init__(self, batch: Batch):
        self.claims: dict[uuid.UUID, list[list]] = {}
        self.shares: dict[uuid.UUID, int] = {}
        program, area = batch.program_id, batch.area
        with connection.cursor() as cursor:
            cursor.execute(OPEN, [program, program, batch.period, area, upper_bound(area)])
            for person, claim, free in cursor.fetchall():
                if free > 0:
                    self.claims.setdefault(person, []).append([claim, free])
        if self.claims:
            self.shares = {rules.pk: share_of(rules.parsed) for rules in Rules.objects.filter(program=program)}

    def of(self, person: uuid.UUID | None, rules_id: uuid.UUID, amount: Decimal) -> tuple[Decimal, uuid.UUID | None]:
        """Yuan and the claim, of a payment of `amount` under these rules. The database isn't asked."""
        for open_ in self.claims.get(person, ()):
            claim, free = open_
            taken = min(free, (amount * self.shares[rules_id] / 100).quantize(FEN, rounding="ROUND_DOWN"))
            if taken > 0:
                open_[1] -= taken
                return taken, claim
        return ZERO, None


def share_of(definition) -> int:
    """How much of a payment may be set off, in per cent: of things nothing, whatever they are worth."""
    return 0 if definition.benefit and definition.benefit.goods else definition.payment.offset_share or 0


@dataclass(frozen=True)
class AskedBack:
    """What those to whom something is due for a period are asked back: how many claims are open, and yuan of them that
    are free. `own` are of the program, and up to `share` per cent of a payment is set off against them, 0 where the
    rules of today set nothing off. Against those of `others` nothing is."""

    own: tuple[int, Decimal]
    others: tuple[int, Decimal]
    share: int

    @property
    def offered(self) -> bool:
        return bool(self.share and self.own[0])


def asked_back(program: str, period: str) -> AskedBack:
    share = share_of(rules.in_force(program=program, on=timezone.localdate()).parsed)
    due, params = Entitlement.objects.for_period(program, period).unpaid().values("person_id").query.sql_with_params()
    found = dict.fromkeys((True, False), (0, ZERO))
    with connection.cursor() as cursor:
        sql = ASKED_BACK.format(who=WHO, due=due)
        cursor.execute(sql, [program, program, *params, [state.value for state in HOLDS_SET_OFF]])
        for own, count, yuan in cursor.fetchall():
            found[own] = (count, yuan)
    return AskedBack(found[True], found[False], share)


def book(payments: Iterable[Payment], *, actor) -> None:
    """These have arrived: what they set off comes back of their claims, on the day on which they were paid."""
    rows = [
        Recovery(
            id=uuid.uuid5(payment.pk, "set off"), claim=payment.against, way=Way.OFFSET, amount=payment.set_off,
            on=payment.paid_on, payment=payment, made_by=actor,
        )
        for payment in payments
    ]  # fmt: skip
    _hold(row.claim_id for row in rows)
    recovery.book(rows, actor=actor)


def undo(payments: Iterable[Payment], *, actor) -> None:
    """These came back after all: their claims have it again."""
    rows = list(Recovery.objects.filter(payment__in=payments, cancels=None))
    _hold(row.claim_id for row in rows)
    requests.mirror(rows, actor=actor, reason=_("returned by the bank after it was confirmed"))


def _hold(claims: Iterable[uuid.UUID]) -> None:
    """In one order, and before the ledger: whoever records by hand holds the claim first as well."""
    list(Claim.objects.select_for_update().filter(pk__in=set(claims)).order_by("pk").values_list("pk"))


def under_way(claim: Claim) -> Decimal:
    """Yuan that payments on their way are to set off against it."""
    return claim.set_offs.filter(state__in=HOLDS_SET_OFF).aggregate(sum=Sum("set_off"))["sum"] or ZERO
