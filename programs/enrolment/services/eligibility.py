"""Whether someone meets a program's criteria, criterion by criterion."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue import criteria, facts
from programs.catalogue.services import rules as rules_service
from programs.enrolment.services.answers import public_answers
from registry.core.errors import Refusal


def judge(
    *,
    enrolment=None,
    person=None,
    program=None,
    answers: Mapping | None = None,
    on: date | None = None,
    rules=None,
) -> list:
    """The outcome of each criterion, for an enrolment or for a person who might apply.

    An enrolment is judged under its own rules on the day that it was applied for (`on` overrides the
    day). Criteria over a secret answer are unknown.
    """
    if enrolment is not None:
        person, program = enrolment.person, enrolment.program_id
        answers = public_answers(enrolment) if answers is None else answers
        rules = rules or enrolment.rules
        on = on or enrolment.applied_on
    on = on or timezone.localdate()
    program = getattr(program, "pk", program)
    rules = rules or rules_service.in_force(program=program, on=on)
    definition = rules.parsed
    known = facts.for_person(person, on=on, answers=answers or {}, program=program)
    return criteria.evaluate(definition, known)


def require_met(outcomes: list) -> None:
    """Refuse an application that fails a criterion. One that is unknown is the reviewer's to settle.

    Raises:
        Refusal: `not-eligible`, with what is wrong and what to do for each criterion that failed.
    """
    failed = [outcome for outcome in outcomes if outcome.met is False]
    if failed:
        raise Refusal(
            "not-eligible",
            _("The rules aren't met, so it can't be passed on: %(reasons)s Return it for correction, or refuse it."),
            params={"reasons": " ".join(str(outcome.remedy or outcome.reason) for outcome in failed)},
        )
