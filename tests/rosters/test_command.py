"""`manage.py import_roster`, and taking in as a job."""

import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from beneficiaries.models import Person
from programs.enrolment.rosters import services
from programs.enrolment.rosters.models import RosterImport
from registry.core import jobs, scope
from registry.core.models import Job
from tests.factories.accounts import make_account
from tests.rosters.books import book, child
from tests.rosters.conftest import SINCE

KEYS = ["rows", "create", "update", "unchanged", "duplicates", "errors", "job"]


@pytest.fixture
def account():
    return make_account("caseworker", "341802", ("LS",))


def run(*arguments) -> dict:
    out = StringIO()
    call_command("import_roster", *map(str, arguments), "--from", f"{SINCE}", "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db(transaction=True)
def test_the_command_says_what_it_would_do_and_does_it(tmp_path, account):
    file = tmp_path / "名单.xlsx"
    file.write_bytes(book([child(0), child(1, 姓名=None)]))
    said = run("LS", file, "--as", account.username)
    assert sorted(said) == sorted(KEYS)
    assert (said["rows"], said["create"], said["job"]) == (2, 1, None)
    assert said["errors"][0].keys() == {"row", "column", "code", "message"}
    assert (said["errors"][0]["row"], said["errors"][0]["code"]) == (3, "required")

    done = run("LS", file, "--as", account.username, "--commit")
    assert (done["create"], len(done["errors"])) == (1, 1)
    again = run("LS", file, "--as", account.username, "--commit")
    assert (again["create"], again["unchanged"]) == (0, 1)
    with scope.entered(scope.of(account)):
        assert Person.objects.count() == 1
        assert Job.objects.get(pk=done["job"]).state == "done"


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cant_be_read_is_a_result(tmp_path, account):
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"PK\x03\x04 broken")
    for commit in ((), ("--commit",)):
        said = run("LS", file, "--as", account.username, *commit)
        assert [error["code"] for error in said["errors"]] == ["file-unreadable"]


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_name_is_in_gbk(tmp_path, account):
    file = tmp_path / os.fsdecode("名单.xlsx".encode("gbk"))
    file.write_bytes(book([child(0)]))
    assert run("LS", file, "--as", account.username)["create"] == 1
    with scope.entered(scope.of(account)):
        assert RosterImport.objects.get().filename == "名单.xlsx"


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [("LS", "nowhere.xlsx"), ("LS", "nowhere.xlsx", "--as", "nobody")])
def test_wrong_use_is_two(arguments):
    with pytest.raises(CommandError) as wrong:
        call_command("import_roster", *arguments)
    assert wrong.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_a_job_takes_it_in_once(account):
    with scope.entered(scope.of(account)):
        roster = services.receive(
            program="LS", content=book([child(n) for n in range(4)]), filename="x.xlsx", actor=account, starts_on=SINCE
        )
        services.look_through(roster=roster, actor=account)
        job = Job.objects.create(kind="rosters.import", account=account, params={"roster": str(roster.pk)})
    jobs.run(job.pk)
    with scope.entered(scope.of(account)):
        job.refresh_from_db()
        assert (job.state, job.result["taken"], job.done, job.total) == ("done", 4, 4, 4)
        second = Job.objects.create(kind="rosters.import", account=account, params={"roster": str(roster.pk)})
    jobs.run(second.pk)
    with scope.entered(scope.of(account)):
        second.refresh_from_db()
        assert second.state == "done" and Person.objects.count() == 4
