"""A receipt: what was sealed of one payment, with what it takes to check it without the registry.

It holds what the payee knows anyway and nothing of anyone else: the hashes beside the way are of salted leaves. No
number is in it in full.
"""

import json
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from programs.ledger import merkle
from programs.ledger.models import Seal, SealKind, SealSecret
from programs.ledger.services import verification
from programs.ledger.verifier.verify import FIELDS, RECEIPT_FORMAT, line
from programs.payments.models import Payment
from programs.payments.sealed import CLOSED, SENT
from registry.core import audit, roles, scope
from registry.core.errors import Refusal

ONE = {
    SealKind.PAYMENTS: SENT.replace("ORDER BY", "AND p.sequence = %(sequence)s ORDER BY"),
    SealKind.OUTCOMES: CLOSED.replace("ORDER BY", "AND p.sequence = %(sequence)s ORDER BY"),
}
GIVEN = "凭证交本人 receipt for the payee"


@dataclass(frozen=True)
class Receipt:
    name: str
    content: str


def seal_of(batch) -> Seal | None:
    """The seal under which the payments of a batch stand, once it is sent and sealed."""
    return Seal.objects.filter(kind=SealKind.PAYMENTS, cause=batch.pk).first()


def sealed(batches: set) -> set:
    """Which of these batches (by id) have receipts for their payments."""
    return set(Seal.objects.filter(kind=SealKind.PAYMENTS, cause__in=batches).values_list("cause", flat=True))


@transaction.atomic
def receipt(*, payment: Payment, actor) -> Receipt:
    """The receipt of a payment, for whoever is paid; that it was given is on record.

    Raises:
        Refusal: `not-allowed`; `not-sealed` before the bank had it, for the minute after, or where it was taken out;
            `seal-broken` where the payment isn't what was sealed.
    """
    roles.require(actor, "receipt.give", program=payment.program_id)
    seals = {seal.kind: seal for seal in Seal.objects.filter(cause=payment.batch_id)}
    if SealKind.PAYMENTS not in seals or payment.state == "dropped":
        raise Refusal(
            "not-sealed",
            _("There is a receipt once the bank has the payment and it is sealed, a minute later. Try again then."),
        )
    audit.note(
        actor=actor, area=payment.area, subject="payments.payment", object_id=payment.pk, field="receipt", purpose=GIVEN
    )
    with scope.entered(scope.sealer()):
        proofs = [_proof(payment, seals[kind]) for kind in ONE if kind in seals]
    content = json.dumps({"format": RECEIPT_FORMAT, "proofs": proofs}, ensure_ascii=False, indent=1)
    return Receipt(f"receipt-{payment.batch.number}-{payment.sequence}.json", content + "\n")


def _proof(payment: Payment, seal: Seal) -> dict:
    kind = SealKind(seal.kind)
    with connection.cursor() as cursor:
        cursor.execute(ONE[kind], {"cause": payment.batch_id, "sequence": payment.sequence})
        facts = dict(zip(FIELDS[kind.value], map(str, cursor.fetchone()), strict=True))
    secret = bytes(SealSecret.objects.values_list("secret", flat=True).get(pk=seal.pk))
    salt = merkle.salts(secret, payment.sequence + 1)[-merkle.SALT :]
    leaves = verification.kept_leaves(seal)
    whole = payment.sequence < len(leaves) == seal.count
    if not whole or leaves[payment.sequence] != merkle.leaf(salt, line(facts.values())):
        raise Refusal(
            "seal-broken",
            _("This payment isn't what was sealed: it was changed since. No receipt can be given. Tell the auditor."),
        )
    path = merkle.path(leaves, payment.sequence)
    return {
        "seal": seal.number,
        "hash": seal.hash,
        "salt": salt.hex(),
        "leaf": facts,
        "path": [beside.hex() for beside in path],
    }
