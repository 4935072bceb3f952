"""What has changed about people and what is due to them since their payments were put into a batch.

A payment is as it was approved; this says what a person must look at before it goes out, or before it is paid
again. Of what was paid, or went another way, nothing is said: the audit rules look at that.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from programs.payments.flows import PaymentState
from programs.payments.models import Batch, Payment

OPEN = (
    PaymentState.PLANNED, PaymentState.COMMITTED, PaymentState.IN_TRANSIT, PaymentState.UNKNOWN, PaymentState.RETURNED,
)  # fmt: skip

# One question for some payments, each found by its keys. Ids are in the order of age: what has a later id than the
# payment was written after it. Of a record that was merged the one that is left is looked at, as when a batch is made.
SINCE = """
    SELECT y.id, w.id IS NULL, p.died_on, p.left_on,
           EXISTS (SELECT 1 FROM beneficiaries_merge g WHERE g.merged_id = y.person_id AND g.undone_at IS NULL
                   AND g.id > y.id),
           (SELECT m.moved_on FROM beneficiaries_move m WHERE m.person_id = p.id AND m.id > y.id AND m.target <> ''
            ORDER BY m.id DESC LIMIT 1),
           y.account_index IS NOT NULL AND a.payee IS NULL, CASE WHEN a.payee <> y.payee THEN a.payee END,
           e.state = 'suspended',
           CASE WHEN e.state = 'exited' AND EXISTS (
               SELECT 1 FROM enrolment_decision d WHERE d.enrolment_id = e.id AND d.act = 'exited' AND d.id > y.id)
           THEN e.ends_on END,
           (SELECT coalesce(sum(l.amount), 0) FROM payments_entitlement l
            WHERE l.enrolment_id = y.enrolment_id AND l.period = t.period AND l.id > y.id)
    FROM payments_payment y
    JOIN payments_entitlement t ON t.id = y.entitlement_id
    LEFT JOIN beneficiaries_person w ON w.id = y.person_id
    LEFT JOIN beneficiaries_person p ON p.id = CASE WHEN w.merged_into_id IS NULL THEN w.id ELSE w.merged_into_id END
    LEFT JOIN LATERAL (
        SELECT x.payee FROM beneficiaries_payaccount x
        WHERE x.person_id = p.id AND x.number_index = y.account_index AND x.closed_on IS NULL
        ORDER BY x.id DESC LIMIT 1) a ON true
    LEFT JOIN enrolment_enrolment e ON e.id = y.enrolment_id
    WHERE {which}
"""


def since(payments: Iterable[Payment]) -> dict[UUID, list[str]]:
    """What has changed, in sentences, by the id of the payment; a payment about which nothing has isn't there."""
    ids = [payment.pk for payment in payments if payment.state in OPEN]
    if not ids:
        return {}
    return _said("y.id = ANY (%s::uuid[])", ids)


def among(batch: Batch) -> dict[UUID, list[str]]:
    """The same of all payments of a batch. It looks at each of them, however many there are."""
    return _said("y.batch_id = %s AND y.state = ANY (%s)", batch.pk, list(OPEN))


def _said(which: str, *params) -> dict[UUID, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(SINCE.format(which=which), params)
        return {row[0]: said for row in cursor.fetchall() if (said := _sentences(*row[1:]))}


def _sentences(
    elsewhere, died_on, left_on, merged, moved_on, closed, payee, suspended, exited_on, corrected
) -> list[str]:
    if elsewhere:
        return [_("now with an office outside your area")]
    found = [
        (died_on, _("died on %(on)s") % {"on": died_on}),
        (left_on, _("left the city on %(on)s") % {"on": left_on}),
        (moved_on, _("moved on %(on)s") % {"on": moved_on}),
        (merged, _("this record was merged into another since")),
        (closed, _("this account was closed since")),
        (payee, _("the account is now in the name of %(payee)s") % {"payee": payee}),
        (suspended, _("the enrolment is suspended")),
        (exited_on, _("left the program on %(on)s") % {"on": exited_on}),
        (corrected, _("what is due was corrected since: %(yuan)s yuan") % {"yuan": f"{corrected:+,.2f}"}),
    ]
    return [str(sentence) for holds, sentence in found if holds]
