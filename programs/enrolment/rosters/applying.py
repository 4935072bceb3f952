"""Do what a plan says: in sets where rows are new, by the ordinary services where something changes."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from beneficiaries.services.bulk import register_people
from programs.catalogue.models import Rules
from programs.enrolment.rosters import changing
from programs.enrolment.rosters.plan import Matched, Plan
from programs.enrolment.rosters.reading import RosterRow
from programs.enrolment.services.bulk import RosterEnrolment, take_over
from registry.core.errors import Refusal
from registry.core.models import Account


def apply(plan: Plan, *, rules: Rules, starts_on: date, actor: Account, source: str, progress: Callable) -> None:
    """Rows that are refused on the way move to the plan's errors. Runs in the caller's transaction."""
    rows = len(plan.roster.rows)
    progress(rows, 2 * rows)
    _register(plan, rules=rules, starts_on=starts_on, actor=actor, source=source)
    progress(rows + len(plan.create), None)
    _enrol(plan, rules=rules, starts_on=starts_on, actor=actor, source=source)
    _change(plan, actor=actor, on=starts_on)
    progress(2 * rows, None)


def _register(plan: Plan, *, rules: Rules, starts_on: date, actor: Account, source: str) -> None:
    """Register the new people, then enrol them."""
    by_number = {row.number: row for row in plan.create}
    registered = register_people([row.person for row in plan.create], actor=actor)
    for refusal in registered.refusals:
        plan.refuse(by_number[refusal.row], refusal)
    people = [
        (row, pk) for row, pk in zip(plan.create, registered.ids, strict=True) if pk and pk not in registered.existing
    ]
    # Registered by someone else since the plan was made: not new any more, and not looked at yet.
    for row, pk in zip(plan.create, registered.ids, strict=True):
        if pk in registered.existing:
            plan.refuse(row, _overtaken())
    plan.create = _taken_over(plan, people, rules=rules, starts_on=starts_on, actor=actor, source=source)


def _enrol(plan: Plan, *, rules: Rules, starts_on: date, actor: Account, source: str) -> None:
    """Enrol those who were registered before, and note what else their rows say."""
    people = [(match.row, match.person) for match in plan.enrol]
    taken = {
        row.number for row in _taken_over(plan, people, rules=rules, starts_on=starts_on, actor=actor, source=source)
    }
    plan.enrol = [match for match in plan.enrol if match.row.number in taken]
    for match in plan.enrol:
        changing.person(match, actor=actor, on=starts_on)


def _taken_over(
    plan: Plan, people: list[tuple[RosterRow, object]], *, rules: Rules, starts_on: date, actor: Account, source: str
) -> list[RosterRow]:
    if not people:
        return []
    defaults = {
        field.code: field.default for field in rules.parsed.fields if field.default is not None and not field.feeds
    }
    outcome = take_over(
        [
            RosterEnrolment(
                person=pk, starts_on=_date(row, "from") or starts_on, ends_on=_date(row, "to"),
                answers=defaults | row.answers, row=row.number,
            )
            for row, pk in people
        ],
        actor=actor, program=rules.program_id, on=starts_on, source=source,
    )  # fmt: skip
    by_number = {row.number: row for row, _pk in people}
    for refusal in outcome.refusals:
        plan.refuse(by_number[refusal.row], refusal)
    return [row for (row, _pk), made in zip(people, outcome.ids, strict=True) if made]


def _change(plan: Plan, *, actor: Account, on: date) -> None:
    """Make each change by its service; a row of which one is refused is left as it was."""
    done: list[Matched] = []
    for match in plan.update:
        try:
            with changing.all_or_nothing():
                changing.person(match, actor=actor, on=on)
                changing.answers(match, actor=actor)
        except Refusal as refusal:
            plan.refuse(match.row, refusal)
        else:
            done.append(match)
    plan.update = done


def _date(row: RosterRow, code: str) -> date | None:
    value = row.answers.get(code)
    return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None


def _overtaken() -> Refusal:
    return Refusal(
        "person_one_per_id", _("Registered by someone else a moment ago. Send the file again."), field="id_number"
    )
