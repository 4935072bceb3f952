"""Objections to a publicity list: received, and answered. Payment waits while one is open."""

from datetime import date

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment, Objection, Release
from programs.enrolment.models.enrolment import Act
from programs.enrolment.models.release import ObjectionState, ReleaseKind
from programs.enrolment.services import lifecycle
from programs.enrolment.services.record import check_move, database_rules, day, decide, locked, reason_given
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models.area import level_of


@transaction.atomic
def object_to(
    *,
    release: Release,
    actor,
    content: str,
    enrolment: Enrolment | None = None,
    objector: str = "",
    channel: str = "",
    received_on: date | None = None,
) -> Objection:
    """Record an objection, about one of the list or (`enrolment` None) about all of it. Anonymous ones count.

    Raises:
        Refusal: `not-allowed`; `content`; `not-on-list`; `not-publicity`.
    """
    roles.require(actor, "publicity.objection", program=release.program_id)
    content = content.strip()
    if len(content) < 4:
        raise Refusal("content", _("Write down what is objected to."), field="content")
    if release.kind != ReleaseKind.PUBLICITY:
        raise Refusal("not-publicity", _("Objections are to publicity lists, before payment."))
    if enrolment is not None and not release.members.filter(enrolment=enrolment).exists():
        raise Refusal("not-on-list", _("This person doesn't stand on the list."), field="enrolment")
    with database_rules():
        return Objection.objects.create(
            release=release, program_id=release.program_id,
            area=enrolment.area if enrolment is not None else release.area, enrolment=enrolment,
            received_on=day(received_on), channel=channel.strip()[:40], objector=objector.strip()[:60],
            content=content,
        )  # fmt: skip


@transaction.atomic
def answer_objection(*, objection: Objection, actor, upheld: bool, answer: str) -> Objection:
    """Answer it. Upheld: the application that it is about is refused for that reason, by whoever may decide on it.

    Afterwards everything that waited only for this answer becomes active.

    Raises:
        Refusal: `not-allowed`, `reason`, `state` (answered already), `upheld-about-whom` for an objection to
            the whole list (revoke the list instead), `own-submission`, `out-of-scope`.
    """
    roles.require(actor, "enrolment.review", program=objection.program_id)
    answer = reason_given(answer)
    found = Objection.objects.select_for_update(of=("self",)).filter(pk=objection.pk).first()
    if found is None:
        raise Refusal("out-of-scope", _("This objection isn't in your area or programs."))
    if found.state != ObjectionState.OPEN:
        raise Refusal("state", _("This objection is answered already."))
    if upheld and found.enrolment_id is None:
        raise Refusal(
            "upheld-about-whom", _("It is about the whole list. Revoke the list, then dismiss or answer the objection.")
        )
    found.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    found.answer, found.handled_by, found.handled_on = answer, actor, timezone.localdate()
    with database_rules(), pghistory.context(reason=answer):
        found.save(update_fields=["state", "answer", "handled_by", "handled_on"])
        if upheld:
            overturn(found.enrolment, actor=actor, reason=answer)
    lifecycle.activate_cleared()
    return found


def overturn(enrolment: Enrolment, *, actor, reason: str) -> None:
    """Refuse what was approved."""
    enrolment = locked(enrolment)
    check_move(enrolment, State.REFUSED)
    if actor.pk in (enrolment.submitted_by_id, enrolment.made_by_id):
        raise Refusal("own-submission", _("You submitted this application. A colleague must decide on it."))
    decide(enrolment, Act.REFUSED, actor=actor, level=level_of(actor.area_id), reason=reason)
    enrolment.state, enrolment.decided_on = State.REFUSED, timezone.localdate()
    enrolment.save(update_fields=["state", "decided_on", "changed_at"])
