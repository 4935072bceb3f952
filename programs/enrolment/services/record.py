"""What every act on an enrolment shares: lock it, and write down who decided what, when and on what grounds."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.enrolment.flows import ENROLMENT, State
from programs.enrolment.models import Decision, Enrolment
from programs.enrolment.models.enrolment import Act
from registry.core.errors import Refusal, refusal_from

REASON = 500


def locked(enrolment: Enrolment) -> Enrolment:
    """The row as it is now, held until the transaction ends.

    Raises:
        Refusal: `out-of-scope` where the account may not change it, or may not even see it.
    """
    found = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("person", "program", "rules")
        .filter(pk=enrolment.pk)
        .first()
    )
    if found is None:
        raise Refusal("out-of-scope", _("This enrolment isn't in your area or programs, or may only be read."))
    return found


def check_move(enrolment: Enrolment, target: State) -> None:
    ENROLMENT.check(State(enrolment.state), target)


def reason_given(reason: str) -> str:
    """The reason, trimmed. Refusal `reason` where there is none worth the name."""
    reason = reason.strip()
    if len(reason) < 2:
        raise Refusal("reason", _("Say why. The applicant and the auditors will read it."), field="reason")
    if len(reason) > REASON:
        raise Refusal("reason", _("Say it in at most %(most)s characters."), field="reason", params={"most": REASON})
    return reason


def day(on: date | None) -> date:
    """`on`, or today where none is given. Refusal `date` for a day to come: acts are recorded, not foretold."""
    today = timezone.localdate()
    if on is None:
        return today
    if on > today:
        raise Refusal("date", _("This date lies in the future."), field="on")
    return on


def decide(
    enrolment: Enrolment,
    act: Act,
    *,
    actor,
    level: str = "",
    reason: str = "",
    evaluation: Sequence = (),
) -> Decision:
    """Write the act down, with the rules, the outcome of each criterion and the documents as they lay there."""
    return Decision.objects.create(
        enrolment=enrolment,
        program_id=enrolment.program_id,
        area=enrolment.area,
        act=act,
        level=level,
        actor=actor,
        reason=reason,
        rules=enrolment.rules,
        evaluation=[outcome.as_json() for outcome in evaluation],
        evidence=evidence_of(enrolment),
    )


def evidence_of(enrolment: Enrolment) -> list[dict]:
    documents = enrolment.documents.filter(withdrawn_on__isnull=True).order_by("kind", "added_at")
    return [
        {"id": str(pk), "kind": kind, "sha256": sha256}
        for pk, kind, sha256 in documents.values_list("id", "kind", "sha256")
    ]


@contextmanager
def database_rules() -> Iterator[None]:
    """A savepoint in which a rule that the database holds comes back as its `Refusal`."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, InternalError) as error:
        raise refusal_from(error) from error
