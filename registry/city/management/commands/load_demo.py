"""manage.py load_demo: the city of 2013 and of today, through the product's own imports and services."""

import logging
import time

from django.core.management.base import BaseCommand
from django.utils import translation

from registry.city import staff, story
from registry.city.building import City
from registry.city.population import Size


class Command(BaseCommand):
    help = "Load the demo city. May be stopped, killed and run again: it goes on where it was, and doubles nothing."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, help="a smaller city, of about so many people")
        parser.add_argument("--seed", type=int, default=2013)

    def handle(self, *, people, seed, **options):
        staff.refuse_in_production()
        size = Size().scaled(people) if people else Size()
        city = City(seed=seed, size=size, say=self._say)
        started = time.perf_counter()
        # A line for each stage, and not what every page of the site has to say of itself.
        logging.disable(logging.INFO)
        try:
            with translation.override("zh-hans"):
                made = story.load(city)
        finally:
            logging.disable(logging.NOTSET)
        if made:
            self._say(f"  共 {made} 步 · {made} stages  {time.perf_counter() - started:.1f} s")
        else:
            self._say("  示范城市已在 · the demo city is loaded already")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
