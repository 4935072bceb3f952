"""Do what the rows say: in sets where people are new, by the ordinary services where something changes.

What is refused on the way is noted against its row; the others go in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.dates import today
from beneficiaries.models import Person
from beneficiaries.services.bulk import Prepared, prepare, register_people, register_prepared
from beneficiaries.services.pairs import remember_strangers
from beneficiaries.services.places import Places
from programs.catalogue.models import Rules
from programs.enrolment.rosters import changing
from programs.enrolment.rosters.judging import strangers
from programs.enrolment.rosters.layout import Layout
from programs.enrolment.rosters.resembling import carry_over
from programs.enrolment.rosters.rows import RosterRow
from programs.enrolment.rosters.states import Verdict
from programs.enrolment.services.bulk import RosterEnrolment, kept_answers, take_over
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.models import Account


@dataclass(slots=True)
class Foreseen:
    """What it takes to take rows in that can be worked out before it is known which: the people, sealed and written
    out, and their enrolments by the number of the row."""

    people: Prepared
    enrolments: dict[int, RosterEnrolment]


class Taker:
    """Takes judged rows in, under `rules`. `source` is what the decisions cite."""

    def __init__(self, *, rules: Rules, layout: Layout, starts_on: date, actor: Account, source: str):
        self.rules, self.layout, self.starts_on, self.actor, self.source = rules, layout, starts_on, actor, source
        fields = rules.parsed.fields
        self._defaults = {f.code: f.default for f in fields if f.default is not None and not f.feeds}
        self._places, self._on = Places.everywhere(), today()
        # Of the first rows that is a guess: the most work is with them if it is true.
        self._mostly_new = True

    def foresee(self, rows: Sequence[RosterRow]) -> Foreseen | None:
        """Worked out while the database is busy with the rows before; None unless most of those were new."""
        if not self._mostly_new:
            return None
        by_number = {row.number: row for row in rows if row.person}
        people = prepare([row.person for row in by_number.values()], places=self._places, on=self._on)
        return Foreseen(people, {
            ready.row: self._enrolment(by_number[ready.row], ready.pk) for ready in people.ready
        })  # fmt: skip

    def take(self, rows: Sequence[RosterRow], *, foreseen: Foreseen | None = None) -> None:
        """Of `rows`, those whose verdict says so. `taken` is set on what is in. Runs in the caller's transaction."""
        new = self._registered([row for row in rows if row.verdict == Verdict.CREATE], foreseen)
        self._mostly_new = 2 * len(new) > len(rows)
        known = [row for row in rows if row.verdict == Verdict.ENROL]
        self._enrol([*new, *known], foreseen.enrolments if foreseen else {})
        for row in known:
            if row.taken and row.changes:
                self._change(row)
        for row in rows:
            if row.verdict == Verdict.UPDATE:
                row.taken = self._change(row)

    def _registered(self, rows: list[RosterRow], foreseen: Foreseen | None) -> list[RosterRow]:
        by_number = {row.number: row for row in rows}
        if foreseen:
            registered = register_prepared(foreseen.people, list(by_number), actor=self.actor)
        else:
            registered = register_people([row.person for row in rows], actor=self.actor)
        for refusal in registered.refusals:
            by_number[refusal.row].refuse(refusal, self.layout)
        done = []
        for row, pk in zip(rows, registered.ids, strict=True):
            if pk in registered.existing:
                # Registered by someone else since it was judged: not new any more, and not looked at yet.
                row.refuse(overtaken(), self.layout)
            elif pk:
                row.known = pk
                done.append(row)
        carry_over({row.key: row.known for row in done})
        self._remember(done)
        return done

    def _remember(self, rows: list[RosterRow]) -> None:
        """Of whoever was said to be none of those whom her row resembled, it is remembered as of a record."""
        people = {row.key: row.known for row in rows if row.key}
        said = [(people[key], person) for key, person in strangers(rows)]
        if said:
            seen = set(Person.objects.current().filter(pk__in=[pk for _known, pk in said]).values_list("pk", flat=True))
            remember_strangers([pair for pair in said if pair[1] in seen], actor=self.actor)

    def _enrol(self, rows: list[RosterRow], foreseen: dict[int, RosterEnrolment]) -> None:
        if not rows:
            return
        wanted = [
            enrolment if (enrolment := foreseen.get(row.number)) and enrolment.person == row.known
            else self._enrolment(row, row.known)
            for row in rows
        ]  # fmt: skip
        outcome = take_over(
            wanted,
            actor=self.actor, program=self.rules.program_id, on=self.starts_on, source=self.source,
        )  # fmt: skip
        by_number = {row.number: row for row in rows}
        for refusal in outcome.refusals:
            by_number[refusal.row].refuse(refusal, self.layout)
        for row, made in zip(rows, outcome.ids, strict=True):
            row.enrolment, row.taken = made, made is not None

    def _enrolment(self, row: RosterRow, person: UUID) -> RosterEnrolment:
        pk, answers = uuid7(), self._defaults | row.answers
        return RosterEnrolment(
            id=pk, person=person, starts_on=row.date_of("from") or self.starts_on, ends_on=row.date_of("to"),
            kept=kept_answers(self.rules.parsed, answers, row=pk), row=row.number,
        )  # fmt: skip

    def _change(self, row: RosterRow) -> bool:
        """Whether all of it was done; of a row of which one change is refused, none is."""
        try:
            with changing.all_or_nothing():
                changing.person(row, actor=self.actor, on=self.starts_on)
                changing.answers(row, actor=self.actor, reason=self.source)
        except Refusal as refusal:
            row.refuse(refusal, self.layout)
            return False
        return True


def overtaken() -> Refusal:
    return Refusal(
        "person_one_per_id",
        _("Registered by someone else a moment ago. Look through the roster again."),
        field="id_number",
    )
