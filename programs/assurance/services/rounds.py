"""Asking all rules: as a job, at night or when somebody wants to know; each rule is committed on its own."""

import uuid
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.assurance.models import Round
from programs.assurance.services import looking
from registry.core import audit, jobs, roles, scope
from registry.core.errors import Refusal
from registry.core.models import Account, Job
from registry.core.models.job import JobState

KIND = "assurance.look"
# The account that looks at night: it holds no grant, has no password, and nobody logs in with it.
NIGHT = "assurance"
OPENS = _("rules of audit over the whole city: compared in memory, not shown")


def ask(*, actor, on: date | None = None) -> Job:
    """Look now. While somebody's run waits or works, that one.

    Raises:
        Refusal: `not-allowed`; `assurance-running` where a run of another account is under way.
    """
    roles.require(actor, "assurance.run")
    return queue(account=actor, on=on or timezone.localdate())


@transaction.atomic
def queue(*, account, on: date) -> Job:
    with scope.entered(scope.SYSTEM):
        running = (
            Job.objects.select_for_update().filter(kind=KIND, state__in=(JobState.QUEUED, JobState.RUNNING)).first()
        )
    if running is not None:
        if running.account_id == account.pk:
            return running
        raise Refusal("assurance-running", _("A run is under way already. Its findings appear here as it goes on."))
    params = {"round": str(uuid.uuid4()), "on": on.isoformat()}
    return jobs.enqueue(
        kind=KIND, account=account, params=params, link="/staff/assurance/", total=len(looking.chosen())
    )


def everything(
    *, account, on: date, id: uuid.UUID, done: dict | None = None, kept=None, progress=lambda n: None
) -> list[looking.Look]:
    """Ask every rule that isn't `done` yet. `kept(code, seconds)` is a context in which a rule's findings commit."""
    done = dict(done or {})
    looks = []
    with scope.entered(scope.assurance_keeper(account)):
        this, _made = Round.objects.get_or_create(pk=id, defaults={"account": account, "on": on})
        for check in looking.chosen():
            if check.code in done:
                continue
            progress(len(done))
            with looking.as_the_registry(account):
                if check.open:
                    audit.note(
                        actor=account, area=settings.CITY, subject="assurance.round", object_id=id, field=check.code,
                        purpose=str(OPENS),
                    )  # fmt: skip
                found = looking.look(check=check, on=on, id=id, progress=lambda: progress(len(done)))
                done[check.code] = {"seconds": round(found.seconds, 2)}
                if kept is not None:
                    kept(dict(done))
            looks.append(found)
        this.rules, this.finished_at = done, timezone.now()
        this.save(update_fields=["rules", "finished_at"])
        progress(len(done))
    return looks


def night_account() -> Account:
    """The registry's own account, made where it is missing."""
    found = Account.objects.filter(username=NIGHT).first()
    if found is not None:
        return found
    account = Account(username=NIGHT, full_name="稽核规则（系统）", area_id=settings.CITY, is_active=False)
    account.set_unusable_password()
    with scope.entered(scope.ACCOUNT_KEEPER):
        account.save(force_insert=True)
    return account


def last() -> Round | None:
    """The last run that came to its end."""
    return Round.objects.filter(finished_at__isnull=False).select_related("account").order_by("-started_at").first()
