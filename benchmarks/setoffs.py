"""Set-offs by the ten thousand: a batch in which a fifth of the people, then each of them, is asked back money.

The baseline is the batch of the month before, in which nobody is. What it costs more must grow with the set-offs, and
no faster.
"""

from decimal import Decimal

from benchmarks import paying
from benchmarks.measure import Bench, line, measured
from benchmarks.money import MONTHS
from benchmarks.paying import BATCH, CITY, FUND
from programs.payments.models import Batch, Claim, Entitlement, Payment
from programs.payments.services import batches, entitlements
from registry.core.ids import uuid7

CHUNK = 5_000
ASKED_BACK = Decimal(600)  # of each, and a payment sets off 180 at most


def main(bench: Bench) -> None:
    paying.city(bench)
    with paying.acting("manager"):
        done = set(Entitlement.objects.filter(program=BATCH).values_list("period", flat=True).distinct())
    first, second, third = [month for month in MONTHS if month not in done][:3]
    batch, without = paid(first)
    with paying.acting("manager"):
        people = batch.count
    for month, share in ((second, 5), (third, 1)):
        count = asked_back(batch, people // share)
        _batch, with_them = paid(month)
        for step, seconds in with_them.items():
            line(
                f"batch with set-offs {step}", n=count, seconds=seconds, baseline="the same with nothing set off",
                baseline_seconds=without[step],
            )  # fmt: skip


def paid(month: str) -> tuple[Batch, dict[str, float]]:
    """A batch of everyone for the month, all the way, and the seconds of its steps."""
    pk = uuid7()

    def step(role: str, act) -> float:
        with paying.acting(role) as actor:
            return measured(lambda: act(actor)).seconds

    def of(name: str):
        # Without the look of the rules of audit, which is measured by itself.
        act = getattr(batches, name)
        act = getattr(act, "__wrapped__", act) if name in ("approve", "send") else act
        return lambda actor: act(batch=Batch.objects.get(pk=pk), actor=actor)

    with paying.acting("manager") as actor:
        entitlements.generate(program=BATCH, period=month, actor=actor)
    took = {
        "made": step("manager", lambda actor: batches.make(
            program=BATCH, area=CITY, period=month, fund=FUND, actor=actor, id=pk
        )),
    }  # fmt: skip
    for name, role, act in (
        ("checked", "checker", "check"), ("approved", "approver", "approve"), ("approved", "second", "approve"),
        ("sent", "cashier", "send"), ("confirmed", "cashier", "confirm"),
    ):  # fmt: skip
        took[name] = step(role, of(act))
    with paying.acting("cashier"):
        return Batch.objects.get(pk=pk), took


def asked_back(batch: Batch, count: int) -> int:
    """So many payments of the batch are asked back, those that are already with them."""
    with paying.acting("cashier") as actor:
        asked = Claim.objects.filter(payment__batch=batch).count()
        rows = list(Payment.objects.filter(batch=batch).order_by("sequence")[asked:count])
        for start in range(0, len(rows), CHUNK):
            Claim.objects.bulk_create(
                Claim(
                    id=uuid7(), payment=row, enrolment_id=row.enrolment_id, program_id=row.program_id, area=row.area,
                    amount=ASKED_BACK, reason="测算", opened_by=actor,
                )
                for row in rows[start : start + CHUNK]
            )  # fmt: skip
    return count
