"""The steps of the chain: passed on, sent back, refused; and withdrawn by whoever applied."""

from datetime import date

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.models.enrolment import Act
from programs.enrolment.services import chain, documents, eligibility, lifecycle
from programs.enrolment.services.record import check_move, database_rules, day, decide, locked, reason_given
from registry.core import roles
from registry.core.errors import Refusal


@transaction.atomic
def pass_on(*, enrolment: Enrolment, actor, reason: str = "", on: date | None = None) -> Enrolment:
    """To the next office; at the last step, approved. `on` is the day of the decision on paper.

    Whoever fails a criterion isn't passed on. What is unknown is the reviewer's to settle: the decision
    keeps the outcome as it was shown.

    Raises:
        Refusal: `not-allowed`, `not-your-step`, `own-submission`, `two-steps`, `not-eligible`,
            `documents-missing`, `state`, `out-of-scope`.
    """
    roles.require(actor, "enrolment.review", program=enrolment.program_id)
    enrolment = locked(enrolment)
    check_move(enrolment, State.APPROVED)
    chain.require_decider(enrolment, actor)
    documents.require_complete(enrolment)
    outcomes = eligibility.judge(enrolment=enrolment)
    eligibility.require_met(outcomes)
    on, reason = day(on), reason.strip()[:500]
    step = chain.step_after(enrolment)
    with database_rules(), pghistory.context(reason=reason):
        if step is not None:
            decide(enrolment, Act.PASSED, actor=actor, level=enrolment.level, reason=reason, evaluation=outcomes)
            enrolment.level, enrolment.due_on = step.level, chain.due(step, on)
            enrolment.save(update_fields=["level", "due_on", "changed_at"])
            return enrolment
        decide(enrolment, Act.APPROVED, actor=actor, level=enrolment.level, reason=reason, evaluation=outcomes)
        enrolment.state, enrolment.level, enrolment.due_on = State.APPROVED, "", None
        enrolment.decided_on = on
        enrolment.starts_on = lifecycle.start_of(enrolment.rules.parsed, decided_on=on)
        enrolment.save(update_fields=["state", "level", "due_on", "decided_on", "starts_on", "changed_at"])
    if lifecycle.cleared(enrolment):
        return lifecycle.make_active(enrolment, actor=actor)
    return enrolment


@transaction.atomic
def send_back(*, enrolment: Enrolment, actor, reason: str) -> Enrolment:
    """To whoever submitted it, to be corrected and submitted again from the first step.

    Raises:
        Refusal: `reason`, and those of `pass_on` about who and when.
    """
    return _decide(enrolment, State.RETURNED, Act.RETURNED, actor=actor, reason=reason)


@transaction.atomic
def refuse(*, enrolment: Enrolment, actor, reason: str) -> Enrolment:
    """For good; the person may apply again.

    Raises:
        Refusal: `reason`, and those of `pass_on` about who and when.
    """
    return _decide(enrolment, State.REFUSED, Act.REFUSED, actor=actor, reason=reason)


def _decide(enrolment: Enrolment, state: State, act: Act, *, actor, reason: str) -> Enrolment:
    roles.require(actor, "enrolment.review", program=enrolment.program_id)
    reason = reason_given(reason)
    enrolment = locked(enrolment)
    # What is approved isn't refused here: only an objection that was upheld undoes an approval.
    check_move(enrolment, State.RETURNED)
    chain.require_decider(enrolment, actor)
    outcomes = eligibility.judge(enrolment=enrolment)
    with database_rules(), pghistory.context(reason=reason):
        decide(enrolment, act, actor=actor, level=enrolment.level, reason=reason, evaluation=outcomes)
        enrolment.state, enrolment.level, enrolment.due_on = state, "", None
        changed = ["state", "level", "due_on", "changed_at"]
        if state == State.REFUSED:
            enrolment.decided_on = timezone.localdate()
            changed.append("decided_on")
        enrolment.save(update_fields=changed)
    return enrolment


@transaction.atomic
def withdraw(*, enrolment: Enrolment, actor, reason: str) -> Enrolment:
    """At the applicant's wish, until it is active.

    Raises:
        Refusal: `not-allowed`, `reason`, `state`, `out-of-scope`.
    """
    roles.require(actor, "enrolment.submit", program=enrolment.program_id)
    reason = reason_given(reason)
    enrolment = locked(enrolment)
    if enrolment.state == State.ACTIVE:
        raise Refusal("state", _("It is active already. End it, and say why."))
    check_move(enrolment, State.WITHDRAWN)
    with database_rules(), pghistory.context(reason=reason):
        decide(enrolment, Act.WITHDRAWN, actor=actor, level=enrolment.level, reason=reason)
        enrolment.state, enrolment.level, enrolment.due_on = State.WITHDRAWN, "", None
        enrolment.save(update_fields=["state", "level", "due_on", "changed_at"])
    return enrolment
