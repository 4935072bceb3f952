"""Taking over people who are served already, from a roster: thousands as one set.

COPY into a temporary table, then INSERT … SELECT under row-level security. What a rule would refuse is found
first, set-based and by the same rule, so that it comes back with its reason while the rest goes in; the
constraints and triggers stay the judges, and a row that lost a race meanwhile comes back as well.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue.services import rules as rules_service
from programs.enrolment.services import answers as answering
from programs.enrolment.services.record import database_rules
from registry.core import roles
from registry.core.copying import has_grown, stage
from registry.core.errors import RULE_SENTENCES, Refusal
from registry.core.ids import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEnrolment:
    """Someone on the roster of a program. `answers` are plain, as `answers.clean` gives them; secret ones
    are sealed here, unless `kept` has them sealed already (`kept_answers`). `row` is where she stands in the
    spreadsheet.
    """

    person: UUID
    starts_on: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    applied_on: date | None = None
    ends_on: date | None = None
    row: int | None = None
    id: UUID = field(default_factory=uuid7)
    kept: str = ""


@dataclass(slots=True)
class TakenOver:
    """What became of the rows. `ids` has the enrolment of each row in their order, None where it was refused."""

    ids: list[UUID | None]
    created: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@transaction.atomic
def take_over(
    rows: Iterable[RosterEnrolment], *, actor, program, on: date | None = None, source: str = ""
) -> TakenOver:
    """Make an active enrolment of every row that the rules let in, under the rules in force `on` (today).

    `source` says where the roster came from; every decision cites it. Refused rows come back with
    `duplicate-in-file`, `person-unknown` (not in scope, or merged), `person-gone` (dead or left before it
    began), `enrolment_one_open_per_program`, `enrolment_once_in_a_lifetime`, `enrolment_exclusive`.

    Raises:
        Refusal: `not-allowed`, `no-rules`.
    """
    program = getattr(program, "pk", program)
    roles.require(actor, "roster.import", program=program)
    rules = rules_service.in_force(program=program, on=on or timezone.localdate())
    rows = list(rows)
    outcome = TakenOver(ids=[None] * len(rows))
    wanted = _once_each(rows, outcome)
    if not wanted:
        return outcome
    definition = rules.parsed
    with connection.cursor() as cursor, database_rules():
        stage(
            cursor,
            "incoming_enrolment",
            like="enrolment_enrolment",
            columns=("id", "person_id", "answers", "applied_on", "starts_on", "ends_on"),
            rows=(
                (
                    row.id,
                    row.person,
                    row.kept or kept_answers(definition, row.answers, row=row.id),
                    row.applied_on or row.starts_on,
                    row.starts_on,
                    row.ends_on,
                )
                for row in wanted.values()
            ),
        )
        # Held until the end, so that what is looked up now is still so when the rows go in.
        cursor.execute(
            "SELECT p.id FROM (SELECT person_id FROM incoming_enrolment ORDER BY person_id) i CROSS JOIN LATERAL "
            "(SELECT id FROM beneficiaries_person WHERE id = i.person_id LIMIT 1 FOR NO KEY UPDATE) p"
        )
        obstacles = _obstacles(cursor, program)
        cursor.execute(INSERT, {
            "program": program, "rules": rules.pk, "actor": actor.pk, "refused": list(obstacles),
            "source": source[:500],
        })  # fmt: skip
        made = {pk for (pk,) in cursor.fetchall()}
        cursor.execute("DROP TABLE incoming_enrolment")
        has_grown(cursor, "enrolment_enrolment")
    for place, row in wanted.items():
        if row.id in made:
            outcome.ids[place] = row.id
        else:
            outcome.refusals.append(_refusal(obstacles.get(row.person, "enrolment_one_open_per_program"), row, place))
    outcome.created = len(made)
    outcome.refusals.sort(key=lambda refusal: refusal.row)
    return outcome


def kept_answers(definition, answers: Mapping[str, Any], *, row: UUID) -> str:
    """Plain `answers` as they are kept of the enrolment with id `row`: secret ones sealed, JSON."""
    return JSON.encode(answering.seal(definition, answers, row=row))


JSON = json.JSONEncoder(ensure_ascii=False)
SENTENCES = {
    "person-unknown": _("This person isn't registered in your area."),
    "person-gone": _("This person died, moved out of the city or was merged into another record."),
    "duplicate-in-file": _("This person stands on the roster twice."),
}

# One by one through the index: a join with everyone in the scope is planned as if they were a few.
INSERT = """
    WITH made AS (
        INSERT INTO enrolment_enrolment
            (id, program_id, person_id, area, state, level, origin, rules_id, answers, lifetime_group, applied_on,
             decided_on, starts_on, ends_on, exit_reason, made_by_id, created_at, changed_at)
        SELECT i.id, %(program)s, p.id, p.area, 'active', '', 'roster', %(rules)s, i.answers, '', i.applied_on,
               i.applied_on, i.starts_on, i.ends_on, '', %(actor)s, now(), now()
        FROM incoming_enrolment i CROSS JOIN LATERAL (
            SELECT id, area FROM beneficiaries_person WHERE id = i.person_id LIMIT 1
        ) AS p
        WHERE p.id <> ALL (%(refused)s::uuid[])
        ORDER BY p.id
        ON CONFLICT DO NOTHING
        RETURNING id, area
    ), decided AS (
        INSERT INTO enrolment_decision
            (id, enrolment_id, program_id, area, act, level, actor_id, at, reason, rules_id, evaluation, evidence)
        SELECT gen_random_uuid(), id, %(program)s, area, 'taken_over', '', %(actor)s, now(), %(source)s, %(rules)s,
               '[]', '[]'
        FROM made
    )
    SELECT id FROM made
"""


def _once_each(rows: list[RosterEnrolment], outcome: TakenOver) -> dict[int, RosterEnrolment]:
    """The rows by place, without those whose person stands further up."""
    seen: set[UUID] = set()
    wanted = {}
    for place, row in enumerate(rows):
        if row.person in seen:
            outcome.refusals.append(_refusal("duplicate-in-file", row, place))
        else:
            seen.add(row.person)
            wanted[place] = row
    return wanted


def _obstacles(cursor, program: str) -> dict[UUID, str]:
    """Who can't be taken over, and by which rule."""
    cursor.execute(
        "SELECT i.person_id, CASE WHEN p.id IS NULL OR p.merged_into_id IS NOT NULL THEN 'person-unknown' "
        "ELSE 'person-gone' END "
        "FROM incoming_enrolment i LEFT JOIN LATERAL "
        "(SELECT * FROM beneficiaries_person WHERE id = i.person_id LIMIT 1) p ON true "
        "WHERE p.id IS NULL OR p.merged_into_id IS NOT NULL OR p.died_on < i.starts_on OR p.left_on < i.starts_on"
    )
    found = dict(cursor.fetchall())
    cursor.execute(
        "SELECT person, rule FROM enrolment_obstacles((SELECT array_agg(person_id) FROM incoming_enrolment), %s)",
        [program],
    )
    return dict(cursor.fetchall()) | found


def obstacles(people: Sequence[UUID], program: str) -> dict[UUID, str]:
    """Which rule keeps whom out of a program, of registered people: what `take_over` would say of them."""
    if not people:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, rule FROM enrolment_obstacles(%s, %s)", [list(people), program])
        return dict(cursor.fetchall())


def obstacle(code: str, *, row: int | None = None) -> Refusal:
    return Refusal(code, SENTENCES.get(code) or RULE_SENTENCES[code], row=row)


def _refusal(code: str, row: RosterEnrolment, place: int) -> Refusal:
    return obstacle(code, row=row.row or place + 1)
