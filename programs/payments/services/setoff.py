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
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.catalogue.models import Rules
from programs.catalogue.services import rules
from programs.payments.flows import HOLDS_SET_OFF, ClaimState
from programs.payments.models import Claim, Entitlement, Payment, Recovery
from programs.payments.models.claim import Way
from programs.payments.services import recovery, requests

ZERO, FEN = Decimal("0.00"), Decimal("0.01")
# The oldest claim of a person first, so far as something of it is free; not one that comes back by instalments. Of a
# merged record the one that is left.
OPEN = """
    SELECT CASE WHEN w.merged_into_id IS NULL THEN w.id ELSE w.merged_into_id END, c.id, claim_free(c.id)
    FROM payments_claim c JOIN payments_payment y ON y.id = c.payment_id
    JOIN beneficiaries_person w ON w.id = y.person_id
    WHERE c.program_id = %s AND c.state = 'open' AND c.plan = '[]' AND y.state = 'paid' ORDER BY c.opened_at, c.id
"""


class Proposal:
    """What each payment of a batch is to set off. A payment is set off against one claim; what is left of the claim
    waits for the next."""

    def __init__(self, program: str):
        self.claims: dict[uuid.UUID, list[list]] = {}
        self.shares: dict[uuid.UUID, int] = {}
        with connection.cursor() as cursor:
            cursor.execute(OPEN, [program])
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
class Offer:
    """What making a batch may set off: how many claims are open, yuan, and the share of a payment in per cent."""

    count: int
    yuan: Decimal
    share: int


def offered(program: str) -> Offer | None:
    """None where the rules of today set nothing off, or nothing is asked back."""
    share = share_of(rules.in_force(program=program, on=timezone.localdate()).parsed)
    if not share:
        return None
    free = [free for open_ in Proposal(program).claims.values() for _claim, free in open_]
    return Offer(len(free), sum(free, ZERO), share) if free else None


def elsewhere(program: str, period: str) -> dict:
    """What people with something due for the program and period are asked back in other programs: `count` of claims,
    and `yuan` still open. None of it is set off here."""
    due = Entitlement.objects.for_period(program, period).unpaid().values("person")
    others = Claim.objects.filter(state=ClaimState.OPEN).exclude(program=program)
    others = others.annotate(who=Coalesce("payment__person__merged_into", "payment__person")).filter(who__in=due)
    return recovery.with_sums(others).aggregate(count=Count("pk"), yuan=Sum("rest"))


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
