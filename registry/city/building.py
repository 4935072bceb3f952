"""Build the city stage by stage, each in one transaction with its mark, so that a kill at any moment leaves whole
stages and the next run goes on behind the last of them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pghistory
from django.db import connection, transaction

from registry.city import staff
from registry.city.models import Stage
from registry.city.population import Size
from registry.core import scope
from registry.core.models import Account

LOCK = 2013_3418


@dataclass
class City:
    """What every stage is given."""

    seed: int = 2013
    size: Size = field(default_factory=Size)
    folder: Path = field(default_factory=lambda: staff.run_folder() / "demo-rosters")
    say: Callable[[str], None] = lambda text: None


@dataclass(frozen=True)
class Step:
    """`work` builds one stage and may return what to say of it."""

    name: str
    title: str
    work: Callable[[City], str | None]


@contextmanager
def acting(username: str) -> Iterator[Account]:
    """Act as an account: its scope, and its name in the history."""
    account = staff.account(username)
    with scope.entered(scope.of(account)), pghistory.context(account=account.pk):
        yield account


def build(city: City, steps: list[Step]) -> int:
    """Build what isn't there yet. How many stages were built."""
    built = set(Stage.objects.values_list("name", flat=True))
    made = 0
    for step in steps:
        if step.name in built:
            continue
        started = time.perf_counter()
        with transaction.atomic():
            with connection.cursor() as cursor:
                # Two builders at once: the second waits, and finds the stage built.
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            if Stage.objects.filter(name=step.name).exists():
                continue
            said = step.work(city)
            seconds = time.perf_counter() - started
            Stage.objects.create(name=step.name, seed=city.seed, seconds=seconds)
        made += 1
        city.say(f"  {step.title}{f' {said}' if said else ''}  {seconds:.1f} s")
    return made
