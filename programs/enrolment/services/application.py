"""From a draft to a submitted application, and again after it came back or was refused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programs.catalogue.services import rules as rules_service
from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.models.enrolment import Act
from programs.enrolment.services import answers as answering
from programs.enrolment.services import chain, documents, eligibility, feeding
from programs.enrolment.services.record import check_move, database_rules, day, decide, locked
from registry.core import roles
from registry.core.errors import Refusal

EDITABLE = (State.DRAFT, State.RETURNED)
REAPPLY_FROM = (State.REFUSED, State.WITHDRAWN)


@transaction.atomic
def apply(*, actor, person, program, answers: Mapping[str, Any], on: date | None = None) -> Enrolment:
    """A draft application of `person` for `program` (a Program or its code), received on the day `on`.

    The answers may be incomplete until it is submitted, but those given must be right. Answers that the
    definition says `feed` a fact of the person are written to the person as well.

    Raises:
        Refusal: `not-allowed`, `no-rules`, `person-gone`, `AnswersRefused`, and the database's rules
            `enrolment_one_open_per_program`, `enrolment_once_in_a_lifetime`, `enrolment_exclusive`.
    """
    program = getattr(program, "pk", program)
    roles.require(actor, "enrolment.apply", program=program)
    on = day(on)
    if person.merged_into_id or (person.died_on and person.died_on < on) or person.left_on:
        raise Refusal("person-gone", _("This person died, moved out of the city or was merged into another record."))
    rules = rules_service.in_force(program=program, on=on)
    enrolment = Enrolment(
        program_id=program, person=person, area=person.area, rules=rules, applied_on=on, made_by=actor
    )
    cleaned = answering.clean(rules.parsed, answers)
    enrolment.answers = answering.seal(rules.parsed, cleaned.answers, row=enrolment.pk)
    with database_rules():
        enrolment.save(force_insert=True)
    feeding.feed(person=person, feeds=cleaned.feeds, actor=actor, on=on, fields=rules.parsed.fields)
    decide(enrolment, Act.APPLIED, actor=actor)
    return enrolment


@transaction.atomic
def change_answers(*, enrolment: Enrolment, actor, answers: Mapping[str, Any]) -> Enrolment:
    """Answers of a draft or returned application; those not named stay, empty ones are taken out.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state` where it is under review or decided, `AnswersRefused`.
    """
    roles.require(actor, "enrolment.apply", program=enrolment.program_id)
    enrolment = locked(enrolment)
    if enrolment.state not in EDITABLE:
        raise Refusal("state", _("Answers can be changed in a draft, or when the application was returned."))
    definition = enrolment.rules.parsed
    cleaned = answering.clean(definition, answers)
    kept = {code: value for code, value in enrolment.answers.items() if code not in answers}
    enrolment.answers = kept | answering.seal(definition, cleaned.answers, row=enrolment.pk)
    with database_rules():
        enrolment.save(update_fields=["answers", "changed_at"])
    feeding.feed(
        person=enrolment.person, feeds=cleaned.feeds, actor=actor, on=enrolment.applied_on, fields=definition.fields
    )
    return enrolment


@transaction.atomic
def submit(*, enrolment: Enrolment, actor, on: date | None = None) -> Enrolment:
    """Hand it to the first office of the chain. Required answers and documents must be there.

    It is judged, and the outcome recorded, under the rules in force on the day it was applied for. An
    applicant who fails a criterion may be submitted: who decides must see it, and refuse it in due form.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`, `AnswersRefused` (`required`), `documents-missing`.
    """
    roles.require(actor, "enrolment.submit", program=enrolment.program_id)
    enrolment = locked(enrolment)
    check_move(enrolment, State.SUBMITTED)
    on = day(on)
    enrolment.rules = rules_service.in_force(program=enrolment.program_id, on=enrolment.applied_on or on)
    unanswered = unanswered_of(enrolment)
    if unanswered:
        raise answering.AnswersRefused(unanswered)
    documents.require_complete(enrolment)
    outcomes = eligibility.judge(enrolment=enrolment)
    step = chain.first_step(enrolment)
    enrolment.state, enrolment.level, enrolment.submitted_by = State.SUBMITTED, step.level, actor
    enrolment.due_on = chain.due(step, on)
    with database_rules():
        decide(enrolment, Act.SUBMITTED, actor=actor, level=step.level, evaluation=outcomes)
        enrolment.save(update_fields=["rules", "state", "level", "submitted_by", "due_on", "changed_at"])
    return enrolment


def unanswered_of(enrolment: Enrolment) -> list[Refusal]:
    """A refusal for each required field that neither the application nor the person answers."""
    on_record = feeding.known(enrolment.person, on=enrolment.applied_on)
    return [
        answering.missing(form_field)
        for form_field in enrolment.rules.parsed.fields
        if form_field.required
        and not (form_field.feeds or "").startswith("person.")
        and not (form_field.feeds in on_record if form_field.feeds else form_field.code in enrolment.answers)
    ]


@transaction.atomic
def reapply(*, enrolment: Enrolment, actor, on: date | None = None) -> Enrolment:
    """A new draft with the answers of one that was refused or withdrawn, under the rules of today.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state` where the old one isn't over, and those of `apply`.
    """
    old = locked(enrolment)
    if old.state not in REAPPLY_FROM:
        raise Refusal("state", _("Only an application that was refused or withdrawn can be made again."))
    definition = rules_service.in_force(program=old.program_id, on=day(on)).parsed
    known = {form_field.code for form_field in definition.fields}
    answers = {
        code: answering.opened(old, code) if isinstance(value, dict) else value
        for code, value in old.answers.items()
        if code in known and not definition.field(code).feeds
    }
    return apply(actor=actor, person=old.person, program=old.program_id, answers=answers, on=on)
