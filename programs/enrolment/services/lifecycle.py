"""After approval: active, suspended, over."""

from datetime import date

import pghistory
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.models.enrolment import Act
from programs.enrolment.services.record import check_move, database_rules, decide, locked, reason_given
from registry.core import roles
from registry.core.errors import Refusal


def start_of(definition, *, decided_on: date) -> date:
    """From when someone approved on `decided_on` is in: a monthly benefit runs from the next month (SW rules)."""
    if definition.benefit is not None and definition.benefit.kind == "month":
        return date(decided_on.year + decided_on.month // 12, decided_on.month % 12 + 1, 1)
    return decided_on


def cleared(enrolment: Enrolment, *, on: date | None = None) -> bool:
    """Whether publicity stands in the way no longer. The rule's one home is the database's `publicity_stood`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_stood(%s, %s)", [enrolment.pk, on or timezone.localdate()])
        return bool(cursor.fetchone()[0])


def make_active(enrolment: Enrolment, *, actor, reason: str = "") -> Enrolment:
    with database_rules():
        decide(enrolment, Act.ACTIVATED, actor=actor, reason=reason)
        enrolment.state = State.ACTIVE
        enrolment.save(update_fields=["state", "starts_on", "changed_at"])
    return enrolment


@transaction.atomic
def activate(*, enrolment: Enrolment, actor, on: date | None = None) -> Enrolment:
    """An approved enrolment that nothing keeps any more. `on` is its first day, where it has none yet.

    Raises:
        Refusal: `not-allowed`, `state`, `publicity-not-stood`, `out-of-scope`.
    """
    roles.require(actor, "enrolment.review", program=enrolment.program_id)
    enrolment = locked(enrolment)
    if enrolment.state != State.APPROVED:
        check_move(enrolment, State.APPROVED)
        raise Refusal("state", _("Only an approved application can become active."))
    if not cleared(enrolment):
        raise Refusal(
            "publicity-not-stood",
            _("Its publicity list hasn't stood its days yet, or an objection to it is open."),
        )
    enrolment.starts_on = enrolment.starts_on or on or timezone.localdate()
    return make_active(enrolment, actor=actor)


def activate_cleared(on: date | None = None) -> int:
    """Make every approved enrolment active whose publicity has stood by `on` without an open objection.

    Set-based, in the database, over all areas; needs no scope, and can only do what the rule allows:
    a day to come counts as today. The decision bears the name of whoever published the list. The
    number made active.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT activate_cleared(%s)", [on or timezone.localdate()])
        return cursor.fetchone()[0]


@transaction.atomic
def suspend(*, enrolment: Enrolment, actor, reason: str) -> Enrolment:
    """Stop it for a time; nothing is due meanwhile.

    Raises:
        Refusal: `not-allowed`, `reason`, `state`, `out-of-scope`.
    """
    return _switch(enrolment, State.SUSPENDED, Act.SUSPENDED, actor=actor, reason=reason_given(reason))


@transaction.atomic
def resume(*, enrolment: Enrolment, actor, reason: str = "") -> Enrolment:
    """End a suspension."""
    return _switch(enrolment, State.ACTIVE, Act.RESUMED, actor=actor, reason=reason.strip()[:500])


def _switch(enrolment: Enrolment, state: State, act: Act, *, actor, reason: str) -> Enrolment:
    roles.require(actor, "enrolment.suspend", program=enrolment.program_id)
    enrolment = locked(enrolment)
    if act == Act.RESUMED and enrolment.state != State.SUSPENDED:
        raise Refusal("state", _("Only what is suspended can be resumed."))
    check_move(enrolment, state)
    with database_rules(), pghistory.context(reason=reason):
        decide(enrolment, act, actor=actor, reason=reason)
        enrolment.state = state
        enrolment.save(update_fields=["state", "changed_at"])
    return enrolment


@transaction.atomic
def exit_(*, enrolment: Enrolment, actor, on: date, reason: str, note: str = "") -> Enrolment:
    """End it on the day `on`, for the reason with the code `reason` of the definition.

    Raises:
        Refusal: `not-allowed`, `exit-reason`, `period` (before its beginning), `state`, `out-of-scope`.
    """
    roles.require(actor, "enrolment.exit", program=enrolment.program_id)
    enrolment = locked(enrolment)
    check_move(enrolment, State.EXITED)
    known = {exit_reason.code: exit_reason for exit_reason in enrolment.rules.parsed.exit_reasons}
    if reason not in known:
        raise Refusal(
            "exit-reason",
            _("Choose the reason among: %(reasons)s."),
            field="reason",
            params={"reasons": "、".join(str(item.label) for item in known.values())},
        )
    if enrolment.starts_on and on < enrolment.starts_on:
        raise Refusal("period", _("The end can't be before the beginning."), field="on")
    said = f"{known[reason].label.zh} {note}".strip()
    with database_rules(), pghistory.context(reason=said):
        decide(enrolment, Act.EXITED, actor=actor, reason=said[:500])
        enrolment.state, enrolment.ends_on, enrolment.exit_reason = State.EXITED, on, reason
        enrolment.save(update_fields=["state", "ends_on", "exit_reason", "changed_at"])
    return enrolment
