"""A run of all rules: as a job with progress that can be stopped and goes on, at night, and by the command."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from programs.assurance import checks, tasks
from programs.assurance.models import Finding, Round
from programs.assurance.services import rounds
from registry.celery import app
from registry.core import jobs, scope
from registry.core.models import AccessLog, Account, Job
from registry.core.models.job import JobState
from tests.assurance.cases import City, a07, a22
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City(Desk.make())


def job_of(account) -> Job:
    with scope.entered(scope.SYSTEM):
        return Job.objects.get(kind=rounds.KIND, account=account)


def test_an_auditor_asks(city):
    a07(city, guardian=False)
    with entered_as(city.desk.auditor):
        job = rounds.ask(actor=city.desk.auditor)
        assert rounds.ask(actor=city.desk.auditor) == job, "while it waits, that one"
    other = make_account("auditor", "3418")
    with entered_as(other), refused("assurance-running"):
        rounds.ask(actor=other)
    jobs.run(job.pk)
    done = job_of(city.desk.auditor)
    assert (done.state, done.done, done.total, done.error) == ("done", len(checks.CHECKS), len(checks.CHECKS), "")
    assert "findings" not in json.dumps(done.result), "how many there are elsewhere is nobody's to know"
    with entered_as(city.desk.auditor):
        round_ = Round.objects.get()
        assert round_.finished_at and set(round_.rules) == set(checks.CHECKS)
        assert "A07" in Finding.objects.by_rule()


@pytest.mark.parametrize("role", ["caseworker", "reviewer", "manager", "finance"])
def test_nobody_else_does(city, role):
    actor = make_account(role, "3418")
    with entered_as(actor), refused("not-allowed"):
        rounds.ask(actor=actor)


def test_stopped_in_the_middle_it_goes_on_from_there(city, monkeypatch):
    with entered_as(city.desk.auditor):
        job = rounds.ask(actor=city.desk.auditor)
    asked: list[str] = []
    look = rounds.looking.look

    def third(**kwargs):
        asked.append(kwargs["check"].code)
        if len(asked) == 3:
            raise jobs.Cancelled
        return look(**kwargs)

    monkeypatch.setattr(rounds.looking, "look", third)
    jobs.run(job.pk)
    assert job_of(city.desk.auditor).state == JobState.CANCELLED
    with entered_as(city.desk.auditor):
        jobs.retry(job=job)
    jobs.run(job.pk)
    assert job_of(city.desk.auditor).state == JobState.DONE
    assert asked[:3] == ["A01", "A02", "A03"] and asked[3:5] == ["A03", "A04"], "what was committed isn't asked again"


def test_what_is_opened_is_on_record_once_a_run(city):
    a22(city, 5)
    with entered_as(city.desk.auditor):
        job = rounds.ask(actor=city.desk.auditor)
    jobs.run(job.pk)
    with entered_as(city.desk.auditor):
        entries = AccessLog.objects.filter(subject="assurance.round")
        assert sorted(entries.values_list("field", "account")) == [
            ("A10", city.desk.auditor.pk), ("A22", city.desk.auditor.pk),
        ]  # fmt: skip
        finding = Finding.objects.get(rule="A22")
        assert "62170" not in json.dumps([finding.facts, finding.records, finding.key])


def test_at_night(city):
    assert app.conf.beat_schedule["ask-the-rules-of-audit"]["task"] == "assurance.nightly"
    tasks.nightly()
    account = Account.objects.get(username=rounds.NIGHT)
    assert not account.is_active and not account.has_usable_password() and not account.grants.exists()
    assert scope.of(account) == scope.EMPTY
    job = job_of(account)
    jobs.run(job.pk)
    assert job_of(account).state == JobState.DONE
    assert tasks.nightly(), "the next night"
    with entered_as(city.desk.auditor), refused("assurance-running"):
        rounds.ask(actor=city.desk.auditor)


def test_the_command(city):
    a07(city, guardian=False)
    out = StringIO()
    call_command("run_assurance", "--json", stdout=out)
    said = json.loads(out.getvalue())
    found = {rule["code"]: rule["findings"] for rule in said["rules"]}
    assert list(found) == list(checks.CHECKS) and found["A07"] == 1
    call_command("run_assurance", stdout=out)
    with pytest.raises(CommandError) as caught:
        call_command("run_assurance", "--on", "yesterday")
    assert caught.value.returncode == 2
    assert Finding.objects.count() == 0, "without a scope nothing is seen"


def test_the_same_day_again_changes_nothing(city):
    a07(city, guardian=False)
    account = rounds.night_account()
    import uuid

    first = rounds.everything(account=account, on=timezone.localdate(), id=uuid.uuid4())
    with entered_as(city.desk.auditor):
        before = sorted(Finding.objects.values_list("pk", "state", "digest"))
    again = rounds.everything(account=account, on=timezone.localdate(), id=uuid.uuid4())
    with entered_as(city.desk.auditor):
        assert sorted(Finding.objects.values_list("pk", "state", "digest")) == before
    assert [look.findings for look in first] == [look.findings for look in again]
    assert not any(look.new or look.gone for look in again)
