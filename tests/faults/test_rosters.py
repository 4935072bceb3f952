"""Rosters whose workers are killed with -9 at random moments, while the broker forgets: at the end everyone is in once.

A round looks a roster through, takes it in and takes it back, each as a job. Each job loses up to three workers, then one
finishes it. After every step everything is counted anew.
"""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from beneficiaries.identity import resident_id
from programs.enrolment.rosters import services
from programs.enrolment.rosters.models import RosterImport
from registry.core import jobs, scope
from registry.core.models import Account, Job
from tests.doses import rounds
from tests.factories.accounts import make_account
from tests.faults.house import wait_for
from tests.rosters.books import book, child

pytestmark = pytest.mark.django_db(transaction=True)

SINCE = date(2013, 3, 1)
KNOWN, NEW, WRONG = 20, 200, 10
PATIENCE = 120  # seconds, for what takes three on an idle machine
# A worker for one job: it says when it begins, so that a kill falls into the work and not into the start.
WORKER = "import django; django.setup(); from registry.core import jobs; print('.', flush=True); jobs.run('{job}')"


class Office:
    """An office and its workers."""

    def __init__(self, account: Account):
        self.account, self.draw, self.kills = account, random.Random(), 0

    def entered(self):
        return scope.entered(scope.of(self.account))

    def start(self, job: Job) -> subprocess.Popen:
        name = connection.settings_dict["NAME"]
        address = os.environ["DATABASE_URL"].replace("/registry?", f"/{name}?")
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER.format(job=job.pk)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=os.environ | {"DATABASE_URL": address, "REGISTRY_DATABASE_ROLE": "app"},
        )  # fmt: skip
        assert worker.stdout.read(1) == b".", "the worker never got going"
        return worker

    def finish(self, job: Job, *, takes: float) -> float:
        """Kill up to three workers of the job, each at some moment of the time that it `takes`; let the next do it.
        The seconds that this one took."""
        for _blow in range(self.draw.randint(1, 3) if takes else 0):
            worker = self.start(job)
            wait_for(lambda: self.state_of(job) != "queued", "the worker to take the job")
            time.sleep(self.draw.uniform(0, takes))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            self.kills += self.state_of(job) == "running"
            self.settled()
            if self.state_of(job) == "done":
                return takes
            self.let_age(job)
            jobs.sweep()
        self.start(job).wait(PATIENCE)
        done = self.seen(job)
        assert done.state == "done", done.error
        return (done.finished_at - done.started_at).total_seconds()

    def seen(self, job: Job) -> Job:
        with self.entered():
            return Job.objects.get(pk=job.pk)

    def state_of(self, job: Job) -> str:
        return self.seen(job).state

    def let_age(self, job: Job) -> None:
        """Its worker and its message count as lost. The broker knows nothing of it either: nothing here sends."""
        with scope.entered(scope.SYSTEM):
            past = timezone.now() - timedelta(minutes=1)
            Job.objects.filter(pk=job.pk).update(heartbeat_at=past, sent_at=past)

    def settled(self) -> None:
        """Wait until what the killed worker had under way in the database is rolled back or committed."""

        def alone() -> bool:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                    "pg_backend_pid() AND backend_type = 'client backend'"
                )
                return cursor.fetchone()[0]

        wait_for(alone, "the sessions of a killed worker to end")

    def figures(self, roster: RosterImport) -> dict[str, int]:
        """What is there, counted anew."""
        with self.entered(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM rosters_stagedrow WHERE roster_id = %(pk)s), "
                "(SELECT count(*) FROM rosters_stagedrow WHERE roster_id = %(pk)s AND taken_at IS NOT NULL), "
                "(SELECT count(*) FROM beneficiaries_person WHERE merged_into_id IS NULL), "
                "(SELECT count(DISTINCT id_number_index) FROM beneficiaries_person WHERE merged_into_id IS NULL), "
                "(SELECT count(*) FROM enrolment_enrolment WHERE state = 'active'), "
                "(SELECT count(*) FROM enrolment_decision WHERE act = 'taken_over'), "
                "(SELECT count(*) FROM enrolment_decision WHERE act = 'changed')",
                {"pk": roster.pk},
            )
            names = ("staged", "taken", "people", "numbers", "active", "taken_over", "changed")
            return dict(zip(names, cursor.fetchone(), strict=True))


def rows(turn: int) -> list[dict]:
    """Those who are known, changed; new ones; and some that can't go in. Of each turn others."""

    def someone(n: int, **cells) -> dict:
        born = date(2004 + turn % 8, 1 + n // 28 % 12, 1 + n % 28)  # the known are of 2003
        number = resident_id.make(region="341802", birth_date=born, sequence=n, sex="2")
        return child(n, 证件号码=number, 出生日期=born.isoformat(), **{"电话": f"160{turn:02}{n:06}"} | cells)

    wrong = [someone(NEW + n, 电话="1") for n in range(WRONG)]
    return [
        *(child(n, 监护情况=("差", "一般")[turn % 2]) for n in range(KNOWN)),
        *(someone(n) for n in range(NEW)),
        *wrong,
    ]


@pytest.fixture
def account(monkeypatch) -> Account:
    # No message ever arrives: what brings the work on is the row of the job and the sweep.
    monkeypatch.setattr(jobs, "send", lambda _job: None)
    account = make_account("caseworker", "341802", ("LS",))
    with scope.entered(scope.of(account)):
        roster = services.receive(
            program="LS", content=book([child(n) for n in range(KNOWN)]), filename="去年.xlsx", actor=account,
            starts_on=SINCE,
        )  # fmt: skip
        services.look_through(roster=roster, actor=account, take=True)
    return account


def test_everyone_is_in_once_whoever_is_killed(account):
    takes: dict[str, float] = {}
    office = Office(account)
    # The first turn is not disturbed: it shows how long each step takes.
    for turn, office.draw in enumerate([random.Random(), *rounds("rosters", 2)]):
        with office.entered():
            roster = services.receive(
                program="LS", content=book(rows(turn)), filename=f"{turn}.xlsx", actor=account, starts_on=SINCE
            )
            before = office.figures(roster)
            job = services.ask_to_look_through(roster=roster, actor=account)
        takes["look"] = office.finish(job, takes=takes.get("look", 0))
        assert office.figures(roster) == before | {"staged": KNOWN + NEW + WRONG}
        with office.entered():
            job = services.ask_to_take_in(roster=roster, actor=account)
            assert services.ask_to_take_in(roster=roster, actor=account) == job, "asked twice is asked once"
        takes["take"] = office.finish(job, takes=takes.get("take", 0))
        after = office.figures(roster)
        assert after == {
            "staged": KNOWN + NEW + WRONG, "taken": KNOWN + NEW, "people": before["people"] + NEW,
            "numbers": before["numbers"] + NEW, "active": before["active"] + NEW,
            "taken_over": before["taken_over"] + NEW, "changed": before["changed"] + KNOWN,
        }  # fmt: skip
        with office.entered():
            roster.refresh_from_db()
            assert (roster.counts["taken"], roster.counts["errors"]) == (KNOWN + NEW, WRONG)
            job = services.ask_to_undo(roster=roster, actor=account, reason="送错了文件")
        takes["undo"] = office.finish(job, takes=takes.get("undo", 0))
        undone = office.figures(roster)
        assert (undone["people"], undone["active"]) == (before["people"], before["active"])
        with office.entered():
            roster.refresh_from_db()
            assert roster.state == "undone"
    print(f"rosters: {office.kills} workers killed at work")


def test_the_last_word_is_the_living_workers(account):
    """One that was thought lost, and lives, leaves nothing of what it did."""
    with scope.entered(scope.of(account)):
        roster = services.receive(
            program="LS", content=book(rows(1)), filename="x.xlsx", actor=account, starts_on=SINCE
        )
        job = services.ask_to_look_through(roster=roster, actor=account)
    zombie = jobs.Run(jobs.claim(job.pk))
    office = Office(account)
    office.let_age(job)
    jobs.sweep()
    office.finish(job, takes=0)
    with scope.entered(scope.of(account)):
        with pytest.raises(jobs.Lost), zombie.commit():
            RosterImport.objects.filter(pk=roster.pk).update(filename="nobody's")
        roster.refresh_from_db()
        assert (roster.filename, roster.state) == ("x.xlsx", "staged")
