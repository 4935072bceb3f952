"""What the bank said becomes what happened: payments arrive, come back, or stay unknown, and their money with them.

An `Answer` is posted with the rows that count; of each day and outcome the money moves in one transfer, whose id
follows from the answer, and every payment cites its transfer. So the same answer again has no effect. A large answer
goes slice by slice, each with transfers of its own, so that it says how far it is and can be stopped; but in one
transaction, all or nothing.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import Transfer, TransferKind
from programs.payments.flows import WITH_THE_BANK, AnswerState, BatchState, Outcome, PaymentState, ReturnReason
from programs.payments.models import Answer, AnswerRow, Batch, Payment
from programs.payments.models.answer import Source
from programs.payments.services import setoff
from programs.payments.services.record import check_move, database_rules, locked, post
from registry.core import roles
from registry.core.copying import has_grown
from registry.core.errors import Refusal

FROM_HAND = """
    INSERT INTO payments_answerrow
        (answer_id, program_id, area, number, line, payment_id, verdict, outcome, reason, words, "on", serial, code,
         message)
    SELECT %s, %s, %s, row_number() OVER (ORDER BY p.sequence), 0, p.id, 'counts', %s, %s, '', %s,
           left(coalesce(%s::jsonb ->> p.id::text, ''), 40), '', ''
    FROM payments_payment p WHERE p.batch_id = %s AND p.state = ANY (%s)
"""
# The rows of a slice that count, and the payments that they are about. Each payment is looked for by its id, row by
# row: of an answer that has just come in the planner knows neither how many rows it has nor how far their payments are,
# and would hold each payment against all rows.
SAID = """
    SELECT r.outcome, r.reason, r."on", r.serial, p.id, p.state, p.amount FROM payments_answerrow r
    CROSS JOIN LATERAL (SELECT id, state, amount FROM payments_payment WHERE id = r.payment_id OFFSET 0) AS p
    WHERE r.answer_id = %s AND r.verdict = 'counts' AND r.number > %s AND r.number <= %s
"""
# What they move: of each outcome, and day, and whether it had arrived before.
GROUPS = f"""
    SELECT outcome, state = 'paid', "on", sum(amount) FROM ({SAID}) AS r
    WHERE state = 'in_transit' OR state = 'unknown' AND outcome <> 'unknown' OR state = 'paid' AND outcome = 'returned'
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608
APPLY = f"""
    WITH r AS MATERIALIZED (SELECT * FROM ({SAID}) AS r WHERE outcome = %s AND "on" = %s AND state = ANY (%s))
    UPDATE payments_payment p SET {{set}} FROM r WHERE p.id = r.id
"""  # noqa: S608
SETTLED = "state = 'paid', paid_on = r.\"on\", bank_serial = r.serial, settled_by_id = %s"
RETURNED = "state = 'returned', returned_on = r.\"on\", return_reason = r.reason, returned_by_id = %s"
OPEN = [PaymentState.IN_TRANSIT.value, PaymentState.UNKNOWN.value]
LATE = [PaymentState.PAID.value]
# By outcome and whether it had arrived before: the transfer, from where to where, of payments in which states.
MOVES = {
    (Outcome.PAID, False): (TransferKind.CONFIRMATION, "in_transit", "paid", OPEN, SETTLED),
    (Outcome.RETURNED, False): (TransferKind.RETURN, "in_transit", "returned", OPEN, RETURNED),
    (Outcome.RETURNED, True): (TransferKind.LATE_RETURN, "paid", "returned", LATE, RETURNED),
}
# The batch is held against its payments after each slice, so that there aren't many, however large it is.
SLICE, SLICES = 10_000, 10


@transaction.atomic
def record(
    *, batch: Batch, actor, outcome: str, payments: Iterable[Payment] | None = None, on: date | None = None,
    reason: str = "", serials: dict[uuid.UUID, str] | None = None, note: str = "",
    progress=lambda done, total: None,
) -> Batch:  # fmt: skip
    """What the bank said, by a finance officer's hand: of `payments`, or of all that it owes an answer for.

    `on` is the day of it (today); `reason`, of what came back, is a `ReturnReason`; `serials` are the bank's numbers by
    payment id. What arrived may be said to have come back after all. The same again changes nothing.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`; `payment-not-in-transit` where one of them isn't this
            batch's or isn't at the bank; `reason`; `date` for a day to come or before it was sent.
    """
    roles.require(actor, "batch.confirm", program=batch.program_id)
    outcome = Outcome(outcome)
    if outcome == Outcome.RETURNED and reason not in ReturnReason.values:
        raise Refusal("reason", _("Say why the bank returned it."), field="reason")
    batch = locked(batch)
    wanted = None if payments is None else {payment.pk for payment in payments}
    if _known(batch, wanted, outcome):
        return batch
    if batch.state not in WITH_THE_BANK:
        check_move(batch, BatchState.CLOSED)
    states = [PaymentState.PAID.value] if outcome == Outcome.RETURNED and wanted else []
    rows = batch.payments.filter(state__in=[*OPEN, *states])
    if wanted is not None:
        rows = rows.filter(pk__in=wanted)
    found = sorted(map(str, rows.values_list("pk", flat=True)))
    if not found or (wanted is not None and len(found) != len(wanted)):
        raise Refusal("payment-not-in-transit", _("One of these payments isn't at the bank, or isn't in this batch."))
    named = hashlib.sha256(f"{outcome} {','.join(found)}".encode()).hexdigest()
    with database_rules():
        answer = Answer.objects.create(
            id=uuid.uuid5(batch.pk, f"answer {named}"), batch=batch, program_id=batch.program_id, area=batch.area,
            source=Source.HAND, state=AnswerState.STAGED, note=note.strip()[:300], made_by=actor,
        )  # fmt: skip
        sql = FROM_HAND if wanted is None else FROM_HAND + " AND p.id = ANY (%s::uuid[])"
        params = [
            answer.pk, answer.program_id, answer.area, outcome.value, reason if outcome == Outcome.RETURNED else "",
            on or timezone.localdate(), _json(serials), batch.pk, [*OPEN, *states],
        ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(sql, params if wanted is None else [*params, list(wanted)])
            has_grown(cursor, AnswerRow._meta.db_table)
        settle(batch=batch, answer=answer, actor=actor, progress=progress)
    batch.refresh_from_db()
    return batch


def settle(*, batch: Batch, answer: Answer, actor, progress=lambda done, total: None) -> None:
    """Post the answer: move money and payments as its rows say that count. The caller holds the batch."""
    answer.state, answer.posted_by, answer.posted_at = AnswerState.POSTED, actor, timezone.now()
    answer.save(update_fields=["state", "posted_by", "posted_at", "counts", "note"])
    sets_off = batch.payments.filter(set_off__gt=0).exists()
    rows = AnswerRow.objects.filter(answer=answer).aggregate(last=Max("number"))["last"] or 0
    size = max(SLICE, -(-rows // SLICES))
    for low in range(0, rows, size):
        part = [answer.pk, low, low + size]
        with connection.cursor() as cursor:
            cursor.execute(GROUPS, part)
            groups = cursor.fetchall()
        for outcome, before, on, amount in groups:
            if outcome == Outcome.UNKNOWN:
                _apply("state = 'unknown'", part, outcome, on, [PaymentState.IN_TRANSIT.value])
                continue
            kind, source, target, states, change = MOVES[Outcome(outcome), before]
            name = f"{kind.value} {answer.pk} {on}" + (f" {low}" if low else "")
            transfer = post(batch, kind, source, target, amount, actor=actor, on=on, name=name)
            _apply(change, part, outcome, on, states, transfer.pk)
            if sets_off:
                _set_off(batch, kind, transfer, actor)
        progress(min(low + size, rows), rows)


def _apply(change: str, part: list, outcome: str, on: date, states: list[str], *cited: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(APPLY.format(set=change), [*part, outcome, on, states, *cited])


def _set_off(batch: Batch, kind: TransferKind, transfer: Transfer, actor) -> None:
    setting_off = batch.payments.filter(set_off__gt=0).select_related("against__payment__batch")
    if kind == TransferKind.CONFIRMATION:
        setoff.book(setting_off.filter(settled_by=transfer), actor=actor)
    elif kind == TransferKind.LATE_RETURN:
        setoff.undo(setting_off.filter(returned_by=transfer), actor=actor)


def _known(batch: Batch, wanted: set | None, outcome: Outcome) -> bool:
    """Whether all of it is on record already."""
    if wanted is None:
        return batch.state in (BatchState.ANSWERED, BatchState.CLOSED)
    return bool(wanted) and batch.payments.filter(pk__in=wanted, state=outcome.value).count() == len(wanted)


def _json(serials: dict | None) -> str:
    return json.dumps({str(pk): serial for pk, serial in (serials or {}).items()})
