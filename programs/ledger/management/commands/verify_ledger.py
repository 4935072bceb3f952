"""manage.py verify_ledger [--json] [--against FILE]: everything rederived from the rows, and held against the seals."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programs.ledger import outside
from programs.ledger.services import verification


class Command(BaseCommand):
    help = (
        "Rederive sums, balances, leaves, roots and the chain from the rows and hold them against the chain that is "
        "kept outside the database. Exit status 1 where something doesn't hold."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--against", type=Path, help="another copy of the chain than SEALS_FILE")

    def handle(self, *, as_json, against, **options):
        try:
            text = against.read_text(encoding="utf-8") if against else outside.text()
        except (OSError, ValueError) as error:
            raise CommandError(f"{against}: {error}", returncode=2) from error
        verdict = verification.verify(outside=text)
        if as_json:
            self.stdout.write(json.dumps(verdict.json, ensure_ascii=False))
        else:
            for failure in verdict.failures:
                where = ", ".join(f"{name} {value}" for name, value in failure.where.items())
                self.stdout.write(f"{failure.code}: {where}")
            counts = ", ".join(f"{count} {name}" for name, count in verdict.counts.items())
            self.stdout.write(f"{'ok' if verdict.ok else 'NOT OK'}: {counts}, {verdict.pending} not sealed yet")
        if not verdict.ok:
            raise SystemExit(1)
