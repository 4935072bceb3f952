"""manage.py make_city --people N [--seed S]: left-behind children by the hundred thousand, for benchmarks."""

import time

from django.core.management.base import BaseCommand, CommandError

from registry.city import crowd, staff
from registry.core.ahead import collecting_seldom


class Command(BaseCommand):
    help = "Make a synthetic city of N people through the set-based services, without workbooks."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, people, seed, **options):
        staff.refuse_in_production()
        if people < 1:
            raise CommandError("--people must be at least 1", returncode=2)
        started = time.perf_counter()
        with collecting_seldom():
            for made in crowd.make(people, seed=seed):
                seconds = time.perf_counter() - started
                self.stdout.write(f"{made} / {people}  {seconds:.0f} s  {made / seconds:.0f}/s", ending="\r")
                self.stdout.flush()
        self.stdout.write("")
