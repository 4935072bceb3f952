"""Seals are made here and nowhere else: of whatever is due, one after another, and written outside at once."""

import logging
import os

from django.db import connection, transaction

from programs.ledger import chain, merkle, outside
from programs.ledger.models import Seal, SealPart, SealSecret
from programs.ledger.subjects import SUBJECTS, Subject, read
from registry.core import copying, scope

log = logging.getLogger(__name__)

PART = 16_384  # leaves that are kept in one row
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('ledger.seal', 0))"


def soon() -> None:
    """Have it done by a worker. A broker that is away is no error: the schedule does it within a minute."""
    from programs.ledger.tasks import seal

    try:
        seal.apply_async(expires=60)
    except Exception as error:  # any transport's own error class
        log.warning("sealing not asked for, the schedule will: %s", type(error).__name__)


def seal_due() -> list[Seal]:
    """Seal all that is due, and write the seals outside.

    It may be killed at any moment and run anywhere at once: each seal is one transaction, under a lock that no other
    work takes, and the file catches up before and after.

    Raises:
        Refusal: `outside-differs` where the file holds other seals than the database.
    """
    made = []
    with scope.entered(scope.sealer()):
        outside.add_missing()
        for subject in SUBJECTS.values():
            while seal := seal_next(subject):
                made.append(seal)
        outside.add_missing()
    return made


@transaction.atomic
def seal_next(subject: Subject) -> Seal | None:
    """Seal what of a subject is due the longest; None where nothing is. In the sealer's scope."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(f"{subject.due} LIMIT 1")
        due = cursor.fetchone()
        if due is None:
            return None
        last = Seal.objects.first()
        number, previous = (last.number + 1, last.hash) if last else (1, chain.BEGINNING)
        # The database's clock, which never runs backwards along the chain.
        cursor.execute("SELECT greatest(date_trunc('second', clock_timestamp()), %s)", [last and last.sealed_at])
        sealed_at = cursor.fetchone()[0]
        secret = os.urandom(merkle.SIZE)
        if subject.gather:
            cursor.execute(subject.gather, {"cause": due[0], "seal": number})
        found = merkle.Leaves(secret)
        read(cursor, subject, cause=due[0], seal=number, take=found.add)
        leaves = found.hashes
        # What is under a seal comes before it: the database lets nothing come after.
        copying.insert_bytes(
            cursor, SealPart._meta.db_table, columns=("seal_id", "part", "hashes"),
            rows=[
                (number, part, b"".join(leaves[start : start + PART]))
                for part, start in enumerate(range(0, len(leaves), PART))
            ],
        )  # fmt: skip
    fields = {
        "number": number, "kind": str(subject.kind), "count": len(leaves), "root": found.root().hex(),
        "previous": previous, "sealed_at": sealed_at,
    }  # fmt: skip
    SealSecret.objects.bulk_create([SealSecret(seal_id=number, secret=secret)])
    return Seal.objects.create(**fields, cause=due[0], hash=chain.hash_of(**fields))
