"""Looking through the whole registry for records that may be one person, and putting them into the queue."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Pair
from registry.core import jobs, roles
from registry.core.copying import stage
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.models import Account, Job

if TYPE_CHECKING:
    from beneficiaries.matching.run import Found

KIND = "people.duplicates"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many people were compared, how many pairs wait to be decided, in how many seconds."""

    people: int
    pairs: int
    seconds: float

    def as_json(self) -> dict:
        return {"people": self.people, "pairs": self.pairs, "seconds": self.seconds}


def ask(*, actor: Account) -> Job:
    """A job that looks through the actor's area.

    Raises Refusal: `not-allowed`, `running` where the account's last search isn't over.
    """
    roles.require(actor, "duplicate.find")
    with transaction.atomic():
        if Job.objects.unfinished().filter(account=actor, kind=KIND).exists():
            raise Refusal("running", _("A search is under way. Its pairs appear here when it is done."))
        return jobs.enqueue(kind=KIND, account=actor, params={}, link="/staff/people/duplicates/", total=100)


@jobs.kind(KIND, _("Look for possible duplicates"))
def find_as_job(run: jobs.Run) -> dict:
    """Begun again from the start by a worker that takes over: nothing is written before the end."""
    roles.require(run.job.account, "duplicate.find")
    return find(progress=run.progress, committing=run.commit).as_json()


def find(*, progress: Callable = lambda percent: None, committing: Callable = transaction.atomic) -> Outcome:
    """Compare everyone of the present scope and bring the queue up to date, as one transaction."""
    # DuckDB and Splink take a second to load: by whoever looks for duplicates, not by every request.
    from beneficiaries.matching import run as matching

    began = time.perf_counter()
    people, found = matching.search(progress=progress)
    with committing():
        pairs = record(found)
    progress(100)
    return Outcome(people, pairs, round(time.perf_counter() - began, 1))


def record(found: Sequence["Found"]) -> int:
    """Put `found` into the queue: what is new is added, what weighs otherwise is changed, and what is suspected no more
    goes. Who was said to be two people isn't asked about again, nor who is recorded as a relative of the other. How
    many pairs of the present scope wait to be decided then.

    In the caller's transaction.
    """
    with connection.cursor() as cursor:
        stage(
            cursor,
            "found_pair",
            like="beneficiaries_pair",
            columns=("id", "first_id", "second_id", "weight", "evidence"),
            rows=[(uuid7(), f.first, f.second, f.weight, json.dumps(f.evidence)) for f in found],
        )
        for statement in STATEMENTS:
            cursor.execute(statement)
        cursor.execute("DROP TABLE found_pair")
    return Pair.objects.open().count()


# What was decided about a record that was merged since holds for the one that is left.
STATEMENTS = (
    """
    DELETE FROM found_pair f USING (
        SELECT coalesce(a.merged_into_id, a.id) AS one, coalesce(b.merged_into_id, b.id) AS other
        FROM beneficiaries_pair d
        JOIN beneficiaries_person a ON a.id = d.first_id JOIN beneficiaries_person b ON b.id = d.second_id
        WHERE d.state = 'different'
        UNION ALL
        SELECT r.person_id, r.other_id FROM beneficiaries_relation r WHERE r.other_id IS NOT NULL AND r.until IS NULL
    ) AS apart
    WHERE f.first_id = least(apart.one, apart.other) AND f.second_id = greatest(apart.one, apart.other)
    """,
    """
    DELETE FROM beneficiaries_pair p WHERE p.state = 'open'
    AND NOT EXISTS (SELECT 1 FROM found_pair f WHERE (f.first_id, f.second_id) = (p.first_id, p.second_id))
    """,
    """
    UPDATE beneficiaries_pair p SET weight = f.weight, evidence = f.evidence FROM found_pair f
    WHERE (f.first_id, f.second_id) = (p.first_id, p.second_id) AND p.state = 'open'
      AND (p.weight, p.evidence) IS DISTINCT FROM (f.weight, f.evidence)
    """,
    """
    INSERT INTO beneficiaries_pair
        (id, first_id, second_id, first_area, second_area, weight, evidence, state, found_at, reason)
    SELECT id, first_id, second_id, '', '', weight, evidence, 'open', now(), '' FROM found_pair
    ON CONFLICT (first_id, second_id) DO NOTHING
    """,
)
