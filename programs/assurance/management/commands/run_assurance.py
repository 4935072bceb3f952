"""manage.py run_assurance [--on DATE] [--json]"""

import json
import uuid
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from programs.assurance import checks
from programs.assurance.services import rounds


class Command(BaseCommand):
    help = "Ask every rule of audit of the whole city, and write down what they find."

    def add_arguments(self, parser):
        parser.add_argument("--on", help="as of which day (default: today), as 2013-06-30")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, on, json: bool, **options):
        try:
            day = date.fromisoformat(on) if on else timezone.localdate()
        except ValueError:
            raise CommandError(f"not a date: {on}", returncode=2) from None
        with translation.override("zh-hans"):
            looks = rounds.everything(account=rounds.night_account(), on=day, id=uuid.uuid4())
            if json:
                self.stdout.write(as_json(looks))
                return
            for look in looks:
                name = checks.CHECKS[look.code].name
                self.stdout.write(f"{look.code}  {look.findings:>8}  {look.seconds:8.2f} s  {name}")


def as_json(looks) -> str:
    rules = [{"code": look.code, "findings": look.findings, "new": look.new, "gone": look.gone} for look in looks]
    return json.dumps({"rules": rules}, ensure_ascii=False)
