"""manage.py find_duplicates [--as USER] [--json]"""

import json

from django.core.management.base import BaseCommand, CommandError

from beneficiaries.services import finding
from registry.core import roles, scope
from registry.core.models import Account


class Command(BaseCommand):
    help = "Look through the registry for records that may be one person, and put them into the queue."

    def add_arguments(self, parser):
        parser.add_argument("--as", dest="username", help="only the area of this account; else the whole city")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, username, json: bool, **options):
        with scope.entered(self._scope(username)):
            outcome = finding.find().as_json()
        self._print(outcome, as_json=json)

    def _scope(self, username) -> scope.Scope:
        if not username:
            return scope.whole_city()
        account = Account.objects.filter(username=username, is_active=True).first()
        if account is None or not roles.may(account, "duplicate.find"):
            raise CommandError(f"no such account, or it may not: {username}", returncode=2)
        return scope.of(account)

    def _print(self, outcome: dict, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outcome))
        else:
            self.stdout.write("{people} people, {pairs} pairs to decide, {seconds} s".format(**outcome))
