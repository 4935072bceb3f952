"""The run of the rules as a job, and when Celery asks for it."""

import uuid
from datetime import date

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.assurance.services import rounds
from registry.core import jobs, scope
from registry.core.errors import Refusal


@jobs.kind(rounds.KIND, _("Ask the rules of audit"))
def look(run: jobs.Run) -> dict:
    """Rule after rule, each committed with the checkpoint; a worker that takes over goes on from there."""

    def kept(done: dict) -> None:
        run.done = len(done)
        run.checkpoint["done"] = done
        if not run.mine.update(checkpoint=run.checkpoint, done=run.done, total=run.total):
            raise jobs.Lost

    rounds.everything(
        account=run.job.account, on=date.fromisoformat(run.params["on"]), id=uuid.UUID(run.params["round"]),
        done=run.checkpoint.get("done"), kept=kept, progress=run.progress,
    )  # fmt: skip
    return {}


@shared_task(name="assurance.nightly")
def nightly() -> str:
    """Once a day, before anyone is at work. A run that is under way is as good."""
    account = rounds.night_account()
    with scope.entered(scope.Scope(account_id=account.pk)):
        try:
            return str(rounds.queue(account=account, on=timezone.localdate()).pk)
        except Refusal:
            return ""
