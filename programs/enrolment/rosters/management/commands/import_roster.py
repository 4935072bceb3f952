"""manage.py import_roster PROGRAM FILE [--as USER] [--commit] [--json]"""

import json
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from programs.enrolment.rosters import errors, services
from programs.enrolment.rosters.models import RosterImport
from registry.core import jobs, scope
from registry.core.errors import Refusal
from registry.core.models import Account, Job

COUNTS = ("rows", "create", "update", "unchanged", "duplicates")


def _name(file: Path) -> str:
    """The name of a file as a person reads it; archives packed in China often bring names in GBK."""
    name = os.fsencode(file.name)
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("gb18030", errors="replace")


def _counts(roster: RosterImport) -> dict[str, int]:
    return {key: roster.counts.get(key, 0) for key in COUNTS}


class Command(BaseCommand):
    help = "Read a roster and say what it would do; with --commit, do it."

    def add_arguments(self, parser):
        parser.add_argument("program")
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", help="the account whose area and role hold")
        since = "from when they are in the program, where a row doesn't say (default: today)"
        parser.add_argument("--from", dest="starts_on", type=timezone.datetime.fromisoformat, help=since)
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, program, file, username, starts_on, commit, json: bool, **options):
        actor = self._account(username)
        if not file.is_file():
            raise CommandError(f"no such file: {file}", returncode=2)
        with scope.entered(scope.of(actor)), translation.override("zh-hans"):
            try:
                result = self._run(program, file, actor, starts_on and starts_on.date(), commit)
            except Refusal as refusal:
                # The file as a whole can't be taken: that is a result too.
                if not refusal.code.startswith("file-"):
                    raise CommandError(str(refusal), returncode=2) from refusal
                error = {"row": 0, "column": "", "code": refusal.code, "message": str(refusal)}
                result = {**dict.fromkeys(COUNTS, 0), "errors": [error], "job": None}
        self._print(result, as_json=json)

    def _run(self, program, file, actor, starts_on, commit) -> dict:
        roster = services.receive(
            program=program, content=file.read_bytes(), filename=_name(file), actor=actor, starts_on=starts_on
        )
        if not commit:
            roster = services.look_through(roster=roster, actor=actor)
            return {**_counts(roster), "errors": errors.faults_of(roster), "job": None}
        with transaction.atomic():
            # Claimed here and now; the sweep gives it to a worker if this process dies.
            params = {"roster": str(roster.pk), "take": True}
            job = Job.objects.create(kind="rosters.preview", account=actor, params=params, sent_at=timezone.now())
            roster.job = job
            roster.save(update_fields=["job"])
        jobs.run(job.pk)
        with scope.entered(scope.of(actor)):
            job.refresh_from_db()
            roster.refresh_from_db()
            if job.state != "done":
                raise CommandError(job.error or f"job {job.pk}: {job.state}")
            return {**_counts(roster), "errors": errors.faults_of(roster), "job": str(job.pk)}

    def _account(self, username) -> Account:
        if not username:
            raise CommandError("say who imports it: --as USER", returncode=2)
        account = Account.objects.filter(username=username, is_active=True).first()
        if account is None:
            raise CommandError(f"no such account: {username}", returncode=2)
        return account

    def _print(self, result: dict, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        counts = {key: value for key, value in result.items() if key not in ("errors", "job")}
        self.stdout.write("  ".join(f"{key}: {value}" for key, value in counts.items()))
        for error in result["errors"]:
            self.stdout.write(f"{error['row']}  {error['column']}  {error['code']}  {error['message']}")
        if result["job"]:
            self.stdout.write(f"job: {result['job']}")
