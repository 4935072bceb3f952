"""Into a batch: every entitlement that can be paid, with name, payee and numbers as they are at this moment.

A sealed number opens only in the row that it was sealed for. So each is opened once, here, and sealed
again for its payment; nothing is written down in between. Where a person has several open accounts,
the one that was registered last is taken. What is due to a record that was merged is paid as the record that it was
merged into says, once. What can't be paid is listed with its reason. Of the evidence a digest is kept, so that a
later change of it can be seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from uuid import UUID

from django.db import connection
from django.utils import timezone

from programs.payments.flows import Method, PaymentState
from programs.payments.models import Batch, LeftOut, Omission, Payment
from programs.payments.services import setoff
from registry.core import copying, vault
from registry.core.ahead import beside
from registry.core.ids import uuid7
from registry.core.models.area import upper_bound

CHUNK = 5_000

DUE = """
    SELECT d.id, d.enrolment_id, d.person_id, d.area, d.amount,
           CASE WHEN e.state = 'suspended' THEN 'suspended'
                WHEN p.id <> d.person_id AND EXISTS (
                    SELECT 1 FROM payments_entitlement k
                    WHERE k.person_id = p.id AND k.program_id = d.program_id AND k.period = d.period AND k.amount > 0
                ) THEN 'merged'
                WHEN a.id IS NULL AND %s THEN 'no_account'
                WHEN {again} THEN 'same_account'
                WHEN %s AND NOT publicity_stood(d.enrolment_id, %s) THEN 'publicity' END AS left_out,
           coalesce(p.name, ''), a.id, coalesce(a.payee, p.name), coalesce(a.payee_relation, '01'), a.number_sealed,
           a.number_index, a.tail, a.bank, a.branch,
           CASE WHEN coalesce(a.payee_relation, '01') = '01' THEN p.id ELSE r.id END,
           CASE WHEN coalesce(a.payee_relation, '01') = '01' THEN p.id_number_sealed ELSE r.id_number_sealed END,
           CASE WHEN coalesce(a.payee_relation, '01') = '01' THEN p.id_number_tail ELSE r.id_number_tail END,
           t.id, t.number_sealed, t.masked,
           (SELECT encode(sha256(convert_to(string_agg(o.sha256, ',' ORDER BY o.sha256), 'UTF8')), 'hex')
            FROM enrolment_document o WHERE o.enrolment_id = d.enrolment_id AND o.withdrawn_on IS NULL),
           p.id, d.rules_id, {carried}, {replaces}
    FROM payments_entitlement d
    JOIN enrolment_enrolment e ON e.id = d.enrolment_id
    LEFT JOIN beneficiaries_person w ON w.id = d.person_id
    -- Not coalesce: under a policy it counts as leaky, and each row would look through everyone.
    LEFT JOIN beneficiaries_person p ON p.id = CASE WHEN w.merged_into_id IS NULL THEN w.id ELSE w.merged_into_id END
    LEFT JOIN LATERAL (
        SELECT * FROM beneficiaries_payaccount x WHERE x.person_id = p.id AND x.closed_on IS NULL AND %s
        ORDER BY x.id DESC LIMIT 1) a ON true
    LEFT JOIN LATERAL (
        SELECT * FROM beneficiaries_relation x WHERE x.person_id = p.id AND x.name = a.payee
            AND x.id_number_sealed IS NOT NULL AND (x.until IS NULL OR x.until >= %s)
        ORDER BY x.id DESC LIMIT 1) r ON true
    LEFT JOIN LATERAL (
        SELECT * FROM beneficiaries_phone x WHERE x.person_id = p.id AND x.closed_on IS NULL
        ORDER BY x.preferred DESC, x.id DESC LIMIT 1) t ON true
    {which}
    ORDER BY d.area || '', d.id
"""
# Sorted, and so found as a whole before the first is written: in the order of an index they would be looked for one by
# one among the payments that are written meanwhile, which in a city's first batch the planner takes for none.
# Enrolments with a row that lowers another are few: their set is hashed once, and only of them it is asked which rows
# (OFFSET 0: by the enrolment). So no plan is bad, though the statistics know nothing of a period just worked out.
FIRST = """
    WHERE d.program_id = %s AND d.period = %s AND d.area >= %s AND d.area < %s AND d.amount > 0
      AND d.cancels_id IS NULL AND NOT (
          d.enrolment_id IN (SELECT o.enrolment_id FROM payments_entitlement o
                             WHERE o.program_id = %s AND o.period = %s AND o.amount < 0)
          AND EXISTS (
              SELECT 1 FROM payments_entitlement l WHERE l.enrolment_id = d.enrolment_id AND l.period = d.period
                AND l.sequence > d.sequence AND l.amount < 0
                AND NOT EXISTS (SELECT 1 FROM payments_entitlement m WHERE m.cancels_id = l.id OFFSET 0) OFFSET 0))
      AND NOT EXISTS (SELECT 1 FROM payments_payment y WHERE y.entitlement_id = d.id AND y.binding)
"""
AGAIN = """
    JOIN payments_payment f ON f.entitlement_id = d.id WHERE f.id = ANY (%s::uuid[])
"""
# The bank would say the same again.
SAME = (
    """f.account_index = a.number_index AND f.return_reason IN ('name_mismatch', 'no_account', 'closed', 'expired')"""
)

PAYMENT = (
    "id", "batch_id", "sequence", "entitlement_id", "enrolment_id", "person_id", "program_id", "area",
    "rules_id", "amount", "set_off", "against_id", "name",
    "payee", "payee_relation", "payee_id_sealed", "payee_id_tail", "phone_sealed", "phone_masked", "account_sealed",
    "account_index", "account_tail", "bank", "branch", "state", "bank_serial", "evidence", "replaces_id",
    "return_reason", "release_reason",
)  # fmt: skip
OMISSION = (
    "id", "batch_id", "entitlement_id", "enrolment_id", "person_id", "program_id", "area", "amount", "reason",
)  # fmt: skip


def freeze(batch: Batch, *, set_off: bool = False, progress=lambda done: None) -> tuple[int, int]:
    """Put what is due into the batch, in the order of places; with `set_off` less what the same people are asked back,
    as far as the program lets. The numbers of payments and of those left out.

    `progress` is called now and then with the number of entitlements looked at.
    """
    proposal = setoff.Proposal(batch) if set_off else None
    return _fill(batch, _chunks(*due_first(batch)), progress, proposal)


def due_first(batch: Batch) -> tuple[str, list]:
    """What is due and in no batch, with what it is paid with; and its parameters."""
    due = DUE.format(again="false", carried="0::numeric, NULL::uuid", replaces="NULL::uuid", which=FIRST)
    which = [batch.program_id, batch.period]
    return due, [*_common(batch), *which, batch.area, upper_bound(batch.area), *which]


def freeze_again(batch: Batch, first: Sequence[UUID]) -> tuple[int, int]:
    """The same for payments that came back, by their ids: with the account that the person has by now, and setting off
    what the first was to. Those that go in are marked as paid again; `left_out` is also who has no other account than
    the one that was refused."""
    due = due_again(carried="f.set_off, f.against_id")
    rows = [row for chunk in _chunks(due, [*_common(batch), list(first)]) for row in chunk]
    Payment.objects.filter(pk__in=[row[-1] for row in rows if not row[5]]).update(state=PaymentState.REISSUED)
    return _fill(batch, [rows], lambda done: None)


def due_again(*, carried: str) -> str:
    """Payments that came back, with what they would be paid again with, and two values that are `carried` along."""
    return DUE.format(again=SAME, carried=carried, replaces="f.id", which=AGAIN)


@dataclass(frozen=True)
class Prospect:
    """What paying again would make of a payment that came back, as things are now."""

    # Why it would be left out; '' where it would go in.
    left_out: str
    # The record that is paid, which of merged ones is the one left; None where it lies elsewhere.
    person: UUID | None
    account_tail: str
    bank: str
    # Another account than the one that the money came back from.
    new: bool

    @property
    def waits_for_account(self) -> bool:
        return self.left_out in (LeftOut.NO_ACCOUNT, LeftOut.SAME_ACCOUNT)


def prospects(payments: Iterable[Payment]) -> dict[UUID, Prospect]:
    """By the id of the payment; `batch__program` is fetched. One question for each way in which batches are paid and
    made public."""
    alike: dict[tuple[str, str], list[Payment]] = {}
    for payment in payments:
        alike.setdefault((payment.batch.method, payment.batch.program.public_form), []).append(payment)
    due = due_again(carried="a.number_index IS DISTINCT FROM f.account_index, NULL::uuid")
    found = {}
    with connection.cursor() as cursor:
        for some in alike.values():
            cursor.execute(due, [*_common(some[0].batch), [payment.pk for payment in some]])
            for row in cursor:
                *_rest, person, _rules, new, _none, first = row
                found[first] = Prospect(row[5] or "", person, row[12] or "", row[13] or "", new)
    return found


def _fill(batch: Batch, chunks: Iterable[list[tuple]], progress, proposal=None) -> tuple[int, int]:
    def written(rows: list[tuple]) -> tuple[int, str, int, str]:
        """How many payments and how many left out, each with the text of them all."""
        omissions = [_omission(batch, row) for row in rows if row[5]]
        payments = [_payment(batch, next(numbers), row, proposal) for row in rows if not row[5]]
        return len(payments), copying.text_of(payments), len(omissions), copying.text_of(omissions)

    numbers, taken, left_out = count(1), 0, 0
    with connection.cursor() as cursor:
        # Opening and sealing takes as long as the database does: the one goes on beside the other.
        for paid, payments, omitted, omissions in beside(written, chunks):
            copying.insert_text(cursor, Payment._meta.db_table, columns=PAYMENT, text=payments)
            copying.insert_text(cursor, Omission._meta.db_table, columns=OMISSION, text=omissions)
            taken, left_out = taken + paid, left_out + omitted
            progress(taken + left_out)
        copying.has_grown(cursor, Payment._meta.db_table, Omission._meta.db_table)
    return taken, left_out


def _common(batch: Batch) -> list:
    today, by_bank = timezone.localdate(), batch.method == Method.BANK
    return [by_bank, batch.program.public_form == "list", today, by_bank, today]


def _chunks(sql: str, params: list) -> Iterator[list[tuple]]:
    """From a cursor of the server, so that a hundred thousand don't stand in memory."""
    with connection.connection.cursor(name="payments_due") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(sql, params)
        rows = iter(cursor)
        while chunk := list(islice(rows, CHUNK)):
            yield chunk


def _payment(batch: Batch, number: int, row: tuple, proposal: setoff.Proposal | None) -> tuple:
    (entitlement, enrolment, person, area, amount, _left_out, name, account_id, payee, relation, account, index, tail,
     bank, branch, payee_row, payee_id, payee_id_tail, phone_id, phone, phone_masked, evidence, who, rules, set_off,
     against, replaces) = row  # fmt: skip
    pk = uuid7()
    if proposal is not None:
        set_off, against = proposal.of(who, rules, amount)
    return (
        pk, batch.pk, number, entitlement, enrolment, person, batch.program_id, area, rules, amount, set_off, against,
        name, payee, relation,
        _reseal(payee_id, payee_row, "id_number", pk, "payee_id"), payee_id_tail or "",
        _reseal(phone, phone_id, "number", pk, "phone"), phone_masked or "",
        _reseal(account, account_id, "number", pk, "account"), None if index is None else bytes(index), tail or "",
        bank or "", branch or "", "planned", "", evidence or "", replaces, "", "",
    )  # fmt: skip


def _reseal(sealed, row, field: str, new_row, new_field: str) -> bytes | None:
    if sealed is None:
        return None
    return vault.seal(vault.open_sealed(sealed, row=row, field=field), row=new_row, field=new_field)


def _omission(batch: Batch, row: tuple) -> tuple:
    entitlement, enrolment, person, area, amount, reason = row[:6]
    return (
        uuid7(), batch.pk, entitlement, enrolment, person, batch.program_id, area, amount, LeftOut(reason).value,
    )  # fmt: skip
