"""Answers that hold from a day on: the other benefit ended in June, the pupil went on to junior secondary."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import money
from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.services import answers
from programs.payments.models import DatedAnswer
from registry.core import roles
from registry.core.errors import Refusal


def fields_of(enrolment: Enrolment) -> list:
    """The fields that the amount of an enrolment follows, as the definition has them."""
    definition = enrolment.rules.parsed
    benefit = definition.benefit
    codes = [benefit.by, benefit.own, benefit.top_up] if benefit else []
    return [definition.field(code) for code in codes if code]


@transaction.atomic
def record(*, enrolment: Enrolment, field: str, value: str, since: date, reason: str, actor) -> DatedAnswer:
    """From `since` on the answer to `field` is `value`. Amounts follow it from the first period that begins then.

    What was worked out already stays until it is worked out again (`recalculation`).

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `state` before it is active; `field` where no amount follows it;
            `choice` or `amount` where the value is none; `reason`.
    """
    roles.require(actor, "enrolment.date-answer", program=enrolment.program_id)
    enrolment = Enrolment.objects.select_related("rules__program").filter(pk=enrolment.pk).first()
    if enrolment is None:
        raise Refusal("out-of-scope", _("This enrolment isn't in your area or programs, or may only be read."))
    if enrolment.state not in (State.ACTIVE, State.SUSPENDED, State.EXITED):
        raise Refusal("state", _("It isn't in the program yet. Change the answer in the application itself."))
    asked = next((known for known in fields_of(enrolment) if known.code == field), None)
    if asked is None:
        raise Refusal("field", _("No amount follows this answer."), field="field")
    reason = reason.strip()
    if len(reason) < 2:
        raise Refusal("reason", _("Say why, and on what paper. The auditors will read it."), field="reason")
    return DatedAnswer.objects.create(
        enrolment=enrolment, program_id=enrolment.program_id, area=enrolment.area, since=since,
        values={field: clean(asked, value)}, reason=reason[:300],
    )  # fmt: skip


def clean(asked, value: str) -> str:
    """The value as answers keep it: the code of a choice, which people write by its name, or an amount as text."""
    value = value.strip()
    if asked.kind == "choice":
        try:
            return answers.choice(asked, value)
        except Refusal as refusal:
            raise Refusal("choice", str(refusal), field="value") from refusal
    return f"{money.parse(value, field='value').normalize():f}"
