"""manage.py demo_logins [--json]: who can log in to the demo, and how."""

import json

from django.core.management.base import BaseCommand

from registry.city import staff


class Command(BaseCommand):
    help = "List the demo's accounts."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--all", action="store_true", help="every account, not only those that the demo shows")

    def handle(self, *, json: bool, all: bool, **options):
        staff.refuse_in_production()
        found = staff.logins(everyone=all)
        if json:
            self.stdout.write(dumps(found))
            return
        for login in found:
            self.stdout.write(
                f"{login['role']:14} {login['username']:28} {login['password']:16} {login['area']:10} "
                f"{' '.join(login['programs'])}"
            )


def dumps(found: list[dict]) -> str:
    return json.dumps(found, ensure_ascii=False)
