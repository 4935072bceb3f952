"""What is sealed without anyone asking."""

from celery import shared_task

from programs.ledger.services import sealing


@shared_task(name="ledger.seal")
def seal() -> int:
    """After every posting, and each minute for what that missed. Idempotent."""
    return len(sealing.seal_due())
