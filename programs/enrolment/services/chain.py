"""Who decides next: the chain village → township → county → city, as far as the program's definition has it.

An application starts at the first step that its area reaches down to, whoever typed it in, and is
passed up one step at a time. A step is decided by an account with the role for the program whose
area is of that step's level and holds the applicant's. Nobody decides on what they drafted or
submitted, nor at two steps of one application: an official who was promoted from the township to the
county in between must leave the second look to a colleague. The triggers of `sql/decisions.sql`
hold the same.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from programs.enrolment.models import Enrolment
from programs.enrolment.models.enrolment import Act
from registry.core import roles
from registry.core.deadlines import working_days_after
from registry.core.errors import NOT_ALLOWED, Refusal
from registry.core.models.area import CODE_LENGTH, Level, level_of

# Acts that decide a step.
DECIDING = (Act.PASSED, Act.RETURNED, Act.REFUSED, Act.APPROVED)


def steps(enrolment: Enrolment) -> list:
    """The steps of the definition that apply to an application from this area, lowest first."""
    reach = len(enrolment.area)
    return [step for step in enrolment.rules.parsed.chain if CODE_LENGTH[Level(step.level)] <= reach]


def first_step(enrolment: Enrolment):
    applying = steps(enrolment)
    if not applying:
        raise Refusal("no-step", _("The program's rules name no office that could decide this. Tell its manager."))
    return applying[0]


def step_after(enrolment: Enrolment):
    """The step above the one where it is, or None at the last."""
    applying = steps(enrolment)
    at = [step.level for step in applying].index(enrolment.level)
    return applying[at + 1] if at + 1 < len(applying) else None


def due(step, start: date) -> date | None:
    return working_days_after(start, step.working_days) if step.working_days else None


def why_not(enrolment: Enrolment, actor) -> Refusal | None:
    """Why this account can't decide the step where the application is; None when it can."""
    if not roles.may(actor, "enrolment.review", program=enrolment.program_id):
        return Refusal("not-allowed", NOT_ALLOWED)
    if not actor.area_id or level_of(actor.area_id) != enrolment.level or not enrolment.area.startswith(actor.area_id):
        return Refusal(
            "not-your-step",
            _("It is with the office of the %(level)s now; that office decides."),
            params={"level": Level(enrolment.level).label if enrolment.level else "—"},
        )
    if actor.pk in (enrolment.submitted_by_id, enrolment.made_by_id):
        return Refusal("own-submission", _("You submitted this application. A colleague must decide on it."))
    elsewhere = enrolment.decisions.filter(actor=actor, act__in=(Act.PASSED, Act.APPROVED)).exclude(
        level=enrolment.level
    )
    if elsewhere.exists():
        return Refusal(
            "two-steps", _("You decided on this application at another step. A colleague must decide on it here.")
        )
    return None


def require_decider(enrolment: Enrolment, actor) -> None:
    refusal = why_not(enrolment, actor)
    if refusal:
        raise refusal
