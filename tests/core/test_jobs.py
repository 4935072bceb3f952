"""Jobs: the row is the truth. Messages and workers may be lost; work is neither lost nor doubled."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from registry.core import jobs, scope
from registry.core.errors import Refusal
from registry.core.models import Job
from registry.core.models.job import JobState
from tests.core.jobs_for_tests import CHUNKS
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account("caseworker", "3418")


def ask(account, kind="tests.count", **params) -> Job:
    with entered_as(account), transaction.atomic():
        return jobs.enqueue(kind=kind, account=account, params=params)


def seen(account, job) -> Job:
    with entered_as(account):
        return Job.objects.get(pk=job.pk)


def age(job, **times) -> None:
    """Let the job look as if that much time had passed."""
    with scope.entered(scope.SYSTEM):
        Job.objects.filter(pk=job.pk).update(**{k: timezone.now() - v for k, v in times.items()})


def test_a_job_runs_in_the_scope_of_its_account_and_keeps_its_result(account):
    job = ask(account, kind="tests.scope")
    jobs.run(job.pk)
    job = seen(account, job)
    assert (job.state, job.result, job.attempt) == ("done", {"account": account.pk, "area": "3418"}, 1)
    assert scope.current() == scope.EMPTY


def test_others_do_not_see_it(account):
    job = ask(account)
    with entered_as(make_account("manager", "3418")):
        assert not Job.objects.filter(pk=job.pk).exists()


def test_a_refusal_is_the_reason_people_read(account):
    job = ask(account, kind="tests.refuse")
    jobs.run(job.pk)
    assert (seen(account, job).state, seen(account, job).error) == ("failed", "这不行")


def test_a_crash_says_where_and_never_what_was_in_the_data(account):
    job = ask(account, kind="tests.crash")
    jobs.run(job.pk)
    failed = seen(account, job)
    assert failed.state == "failed"
    assert "ValueError" in failed.error and "jobs_for_tests.py" in failed.error
    assert "341802198003072422" not in failed.error


def test_a_failed_job_goes_on_from_its_checkpoint(account):
    job = ask(account, fail_at=3)
    jobs.run(job.pk)
    assert (seen(account, job).state, seen(account, job).done) == ("failed", 3)
    with scope.entered(scope.SYSTEM):
        Job.objects.filter(pk=job.pk).update(params={})
    with entered_as(account):
        jobs.retry(job=job)
    jobs.run(job.pk)
    assert seen(account, job).result == {"chunks": list(range(CHUNKS))}


def test_a_waiting_job_is_cancelled_at_once_and_can_be_retried(account):
    job = ask(account)
    with entered_as(account):
        jobs.cancel(job=job)
        assert seen(account, job).state == "cancelled"
    jobs.run(job.pk)
    assert seen(account, job).state == "cancelled"
    with entered_as(account):
        jobs.retry(job=job)
        assert seen(account, job).state == "queued"


def test_a_finished_job_is_neither_cancelled_nor_run_again(account):
    job = ask(account)
    jobs.run(job.pk)
    with entered_as(account), refused("state"):
        jobs.cancel(job=job)
    with entered_as(account), refused("state"):
        jobs.retry(job=job)
    jobs.run(job.pk)
    assert seen(account, job).attempt == 1


def test_a_job_is_taken_by_one_worker_only(account):
    job = ask(account)
    assert jobs.claim(job.pk) is not None
    assert jobs.claim(job.pk) is None


def test_the_sweep_sends_again_what_lost_its_message(account, monkeypatch):
    sent = []
    monkeypatch.setattr(jobs, "send", sent.append)
    job = ask(account)
    assert jobs.sweep() == 0
    age(job, sent_at=timedelta(minutes=1))
    assert jobs.sweep() == 1 and sent == [job.pk]
    assert jobs.sweep() == 0, "just sent"


def test_a_worker_that_was_thought_lost_cannot_write_any_more(account, monkeypatch):
    monkeypatch.setattr(jobs, "send", lambda _id: None)
    job = ask(account)
    zombie = jobs.Run(jobs.claim(job.pk))
    age(job, heartbeat_at=timedelta(minutes=1))
    jobs.sweep()
    jobs.run(job.pk)
    assert seen(account, job).state == "done"
    with scope.entered(scope.of(account)), pytest.raises(jobs.Lost), zombie.commit(next=99):
        pass
    assert seen(account, job).checkpoint == {"next": CHUNKS, "chunks": list(range(CHUNKS))}


def test_a_job_that_kills_its_workers_is_given_up(account, monkeypatch):
    monkeypatch.setattr(jobs, "send", lambda _id: None)
    job = ask(account)
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim(job.pk)
        age(job, heartbeat_at=timedelta(minutes=1))
        jobs.sweep()
    assert seen(account, job).state == JobState.FAILED
    assert jobs.claim(job.pk) is None


def test_an_unknown_kind_is_a_programming_error(account):
    with pytest.raises(LookupError), entered_as(account):
        jobs.enqueue(kind="no.such", account=account, params={})


def test_the_app_cannot_delete_a_job(account):
    job = ask(account)
    with entered_as(account), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Job.objects.filter(pk=job.pk)._raw_delete("default")


class TestKilled:
    """A real worker process, killed with -9 in the middle; the sweep gives its job to another."""

    pytestmark = pytest.mark.django_db(transaction=True)

    def worker(self, job) -> subprocess.Popen:
        name = connection.settings_dict["NAME"]
        env = os.environ | {
            "DATABASE_URL": os.environ["DATABASE_URL"].replace("/registry?", f"/{name}?"),
            "REGISTRY_DATABASE_ROLE": "app",
        }
        code = (
            "import django; django.setup(); import tests.core.jobs_for_tests; "
            f"from registry.core import jobs; jobs.run('{job.pk}')"
        )
        return subprocess.Popen([sys.executable, "-c", code], env=env)

    def test_nothing_is_lost_and_nothing_doubled(self, account, monkeypatch):
        monkeypatch.setattr(jobs, "send", lambda _id: None)
        job = ask(account, slow=0.15)
        process = self.worker(job)
        deadline = time.monotonic() + 40
        while seen(account, job).checkpoint.get("next", 0) < 2:
            assert time.monotonic() < deadline and process.poll() is None, "the worker never got going"
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        half = seen(account, job)
        assert half.state == "running" and 2 <= half.checkpoint["next"] < CHUNKS
        age(job, heartbeat_at=timedelta(minutes=1))
        jobs.sweep()
        jobs.run(job.pk)
        done = seen(account, job)
        assert done.result == {"chunks": list(range(CHUNKS))} and done.attempt == 2

    def test_a_running_job_stops_when_it_is_asked_to(self, account):
        job = ask(account, slow=0.3)
        process = self.worker(job)
        deadline = time.monotonic() + 40
        while seen(account, job).checkpoint.get("next", 0) < 1:
            assert time.monotonic() < deadline, "the worker never got going"
            time.sleep(0.05)
        with entered_as(account):
            jobs.cancel(job=job)
        process.wait(30)
        assert seen(account, job).state == "cancelled"


def test_the_broker_away_is_no_error(account, settings, monkeypatch):
    """The row is committed; the sweep sends it when the broker is back."""
    from registry.core.tasks import run_job

    def refuse(*args, **kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(run_job, "delay", refuse)
    job = ask(account)
    jobs.send(job.pk)
    assert seen(account, job).state == "queued"


def test_a_refusal_has_no_row_in_its_words():
    assert str(Refusal("x", "a %(b)s c", params={"b": 1})) == "a 1 c"
    assert str(Refusal("x", "100 %")) == "100 %"
