"""Every pair of states, through the table and through the database: both say the same."""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.models.job import JOB_STATES, JobState
from tests.factories.accounts import entered_as, make_account

pytestmark = pytest.mark.django_db


def walk_in_sql(path) -> bool:
    """Whether the database lets a job be born in `path[0]` and go on to each of the others."""
    account = make_account()
    key = uuid7()
    try:
        with entered_as(account), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_job (id, kind, account_id, params, checkpoint, state, done, total, attempt, "
                "cancel_requested, result, error, created_at, link) "
                "VALUES (%s, 'x', %s, '{}', '{}', %s, 0, 0, 0, false, '{}', '', now(), '')",
                [key, account.pk, path[0]],
            )
            for state in path[1:]:
                cursor.execute("UPDATE core_job SET state = %s WHERE id = %s", [state, key])
    except IntegrityError as error:
        assert error.__cause__.diag.constraint_name == "core_job_states"
        return False
    return True


ROUTE = {
    JobState.QUEUED: ["queued"],
    JobState.RUNNING: ["queued", "running"],
    JobState.DONE: ["queued", "running", "done"],
    JobState.FAILED: ["queued", "running", "failed"],
    JobState.CANCELLED: ["queued", "cancelled"],
}


@pytest.mark.parametrize("state", JobState)
def test_a_job_is_born_waiting(state):
    assert walk_in_sql([state]) is (state in JOB_STATES.start)


@pytest.mark.parametrize(("source", "target"), [p for p in itertools.product(JobState, repeat=2) if p[0] != p[1]])
def test_the_database_walks_the_same_table(source, target):
    assert walk_in_sql([*ROUTE[source], target]) is JOB_STATES.allows(source, target)


def test_what_is_there_already_is_not_said_to_go_there():
    with pytest.raises(Refusal) as refusal:
        JOB_STATES.check(JobState.DONE, JobState.DONE)
    assert str(refusal.value).count(str(JobState.DONE.label)) == 1
