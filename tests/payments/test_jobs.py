"""Batches too big to wait for: each step as a job, and what is left when the worker of one is killed."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from programs.ledger.models import Transfer
from programs.ledger.services import accounts
from programs.payments import tasks
from programs.payments.models import Batch, Payment
from registry.core import jobs, scope
from registry.core.models import Job
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, balance, check, make_checked, make_due, make_fund, receive


@pytest.fixture
def everything_is_large(monkeypatch):
    monkeypatch.setattr(tasks, "SMALL", 1)
    monkeypatch.setattr(jobs, "send", lambda _id: None)


def done(job: Job, *, by) -> Job:
    """The job as it stands once a worker has run it."""
    assert isinstance(job, Job) and job.state == "queued"
    jobs.run(job.pk)
    with entered_as(by):
        job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    return job


def step(name: str, batch: Batch, actor, **params) -> Job:
    with entered_as(actor):
        asked = tasks.step(name, batch=batch, actor=actor, **params)
    return done(asked, by=actor)


def make(desk, fund) -> Batch:
    with entered_as(desk.manager):
        asked = tasks.make(program="TA", area="3418", period="2013", fund=fund.pk, actor=desk.manager)
    made = done(asked, by=desk.manager)
    with entered_as(desk.manager):
        batch = Batch.objects.get()
        assert str(batch.pk) == asked.params["id"]
        assert made.result == {"batch": batch.number, "count": batch.count, "left_out": 0}
    return batch


def state(batch: Batch, actor) -> tuple[str, set[str]]:
    with entered_as(actor):
        batch.refresh_from_db()
        return batch.state, set(batch.payments.values_list("state", flat=True))


def test_the_whole_way_by_jobs(desk, fund, everything_is_large):
    make_due(desk, 3)
    batch = make(desk, fund)
    step("check", batch, desk.checker)
    assert state(batch, desk.finance) == ("checked", {"planned"})
    approved = step("approve", batch, desk.finance)
    assert approved.result == {"batch": batch.number, "count": 3, "total": "3000.00"}
    assert state(batch, desk.finance) == ("approved", {"committed"})
    step("send", batch, desk.finance)
    assert state(batch, desk.finance) == ("sent", {"in_transit"})
    with entered_as(desk.finance):
        first = batch.payments.get(sequence=1)
    step("confirm", batch, desk.finance, on=timezone.localdate(), payments=[first], serials={first.pk: "N1"})
    assert state(batch, desk.finance) == ("sent", {"paid", "in_transit"})
    step("confirm", batch, desk.finance, on=timezone.localdate())
    assert state(batch, desk.finance) == ("closed", {"paid"})
    with entered_as(desk.finance):
        assert Payment.objects.get(pk=first.pk).bank_serial == "N1"
        kinds = [transfer.kind for transfer in Transfer.objects.about(batch.pk)]
        assert kinds == ["commitment", "sending", "confirmation", "confirmation"]
        assert balance(accounts.spending("paid", fund=fund.pk, program="TA", period="2013")) == 3000


@pytest.mark.parametrize("approved", [False, True])
def test_a_manager_cancels_by_a_job(desk, fund, everything_is_large, approved):
    make_due(desk, 2)
    batch = make(desk, fund)
    if approved:
        step("check", batch, desk.checker)
        step("approve", batch, desk.finance)
    step("cancel", batch, desk.manager, reason="名单有误")
    assert state(batch, desk.manager) == ("cancelled", {"dropped"})
    with entered_as(desk.finance):
        assert balance(accounts.available(fund.pk)) == 10_000


def test_a_job_that_is_refused_says_why_and_moves_nothing(desk, everything_is_large):
    make_due(desk, 2)
    poor = make_fund(programs=("TA",))
    batch = check(make(desk, poor), desk)
    with entered_as(desk.finance):
        job = tasks.step("approve", batch=batch, actor=desk.finance)
    jobs.run(job.pk)
    with entered_as(desk.finance):
        job.refresh_from_db()
        assert job.state == "failed" and "2,000.00" in job.error
    assert state(batch, desk.finance) == ("checked", {"planned"})


def test_a_job_that_is_run_again_makes_the_same_batch(desk, fund, everything_is_large):
    make_due(desk, 2)
    batch = make(desk, fund)
    make_due(desk, 1)
    with entered_as(desk.manager):
        again = jobs.enqueue(kind="payments.make", account=desk.manager, params=Job.objects.get().params)
    done(again, by=desk.manager)
    with entered_as(desk.manager):
        assert Batch.objects.get().pk == batch.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("module", "function", "posted"), [
    ("programs.payments.services.batches", "_move", 0),  # the money is posted and nothing is committed
    ("registry.core.jobs", "finish", 1),  # all is committed, but the job doesn't know it
])  # fmt: skip
def test_a_killed_approval_is_posted_once(monkeypatch, module, function, posted):
    """A real worker process, killed with -9 at `function`; the sweep gives its job to another."""
    monkeypatch.setattr(tasks, "SMALL", 1)
    monkeypatch.setattr(jobs, "send", lambda _id: None)
    make_program("TA", form="totals")
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
        receive(fund, 10_000, actor=desk.finance)
    make_due(desk, 3)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        job = tasks.step("approve", batch=batch, actor=desk.finance)

    process = worker(job, stops_at=(module, function))
    assert process.stdout.readline().strip() == "there", "the worker never got there"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with entered_as(desk.finance):
        job.refresh_from_db()
        assert job.state == "running"
        assert Transfer.objects.about(batch.pk).count() == posted
        assert Batch.objects.get().state == ("approved" if posted else "checked")

    with scope.entered(scope.SYSTEM):
        Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=1))
    jobs.sweep()
    jobs.run(job.pk)
    with entered_as(desk.finance):
        job.refresh_from_db()
        assert (job.state, job.error, job.attempt) == ("done", "", 2)
        assert [transfer.kind for transfer in Transfer.objects.about(batch.pk)] == ["commitment"]
        assert balance(accounts.available(fund.pk)) == 7000
        assert balance(accounts.spending("committed", fund=fund.pk, program="TA", period="2013")) == 3000
    assert state(batch, desk.finance) == ("approved", {"committed"})


def worker(job: Job, *, stops_at: tuple[str, str]) -> subprocess.Popen:
    """A process that runs the job, says "there" at the function and goes no further."""
    module, function = stops_at
    name = connection.settings_dict["NAME"]
    env = os.environ | {
        "DATABASE_URL": os.environ["DATABASE_URL"].replace("/registry?", f"/{name}?"),
        "REGISTRY_DATABASE_ROLE": "app",
    }
    code = (
        "import django, importlib, time; django.setup(); from registry.core import jobs\n"
        f"module = importlib.import_module('{module}')\n"
        "def stop(*args, **kwargs):\n"
        "    print('there', flush=True)\n"
        "    time.sleep(120)\n"
        f"module.{function} = stop\n"
        f"jobs.run('{job.pk}')"
    )
    return subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True)
