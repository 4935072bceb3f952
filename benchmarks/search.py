"""Search and the list of people, in the app's role, for a township, a county and the city.

    python -m benchmarks search         PEOPLE=1000000; QUESTIONS

Of each kind as many different questions are asked as there are `QUESTIONS`, about people drawn from the city, each
three times, of which the quickest counts: what a question costs, and not what else the machine was busy with.
`database_p95` are the seconds in the database that nineteen of twenty questions stay below; the baseline is a page of
as many people by primary key.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection

from benchmarks.measure import Bench, line, rounded
from beneficiaries.models import Person
from beneficiaries.search import search
from beneficiaries.staff.index import listed, total
from registry.core import scope, vault

QUESTIONS = int(os.environ.get("QUESTIONS", "20"))
TIMES = 3
PAGE = 50
CITY = scope.Scope(account_id=0, area="3418", reads=("*",))


@dataclass
class Asked:
    """Seconds of a page, and of them in the database."""

    seconds: float
    database: float = 0.0


@dataclass
class Stopwatch:
    """Counts the time in the database, as `connection.execute_wrapper`."""

    spent: float = field(default=0.0)

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.spent += time.perf_counter() - began


def main(bench: Bench) -> None:
    bench.city()
    with scope.entered(CITY):
        people = drawn()
        township = people[0].area[:9]
        questions: dict[str, list[Callable]] = {}
        for person in people:
            for kind, text in texts_of(person):
                questions.setdefault(kind, []).append(lambda text=text: search(text, size=PAGE))
        after = [f"{person.area}.{person.pk}" for person in people]
    questions["list"] = [lambda place=place: listed(after=place, size=PAGE) for place in after]
    questions["how many"] = [total] * len(people)
    for level, area in {"township": township, "county": township[:6], "city": CITY.area}.items():
        with scope.entered(scope.Scope(account_id=0, area=area, reads=("*",))):
            ids = list(Person.objects.order_by("area", "id").values_list("pk", flat=True)[:PAGE])
            for kind, asks in questions.items():
                report(f"search: {kind}, {level}", bench.people, asks, lambda ids=ids: page_by_key(ids))


def drawn() -> list[Person]:
    """Of the whole city, people with a name of three characters, an ID number and a phone."""
    codes = Person.objects.order_by("-code").values_list("code", flat=True)[:1]
    last = int(codes[0][1:])
    step = max(1, last // (QUESTIONS * 3))
    wanted = [f"R{number:08d}" for number in range(1, last, step)]
    found = Person.objects.filter(code__in=wanted).prefetch_related("phones").order_by("code")
    found = [person for person in found if len(person.name) == 3 and person.id_number_sealed and person.phones.all()]
    if len(found) < QUESTIONS:
        raise SystemExit(f"only {len(found)} people to ask about: make the city larger")
    return found[:: max(1, len(found) // QUESTIONS)][:QUESTIONS]


def texts_of(person: Person) -> Iterator[tuple[str, str]]:
    name, reading = person.name, person.pinyin.split("|")[0].split()
    phone = person.phones.all()[0]
    yield "one character", name[0]
    yield "two characters", name[:2]
    yield "three characters", name
    yield "pinyin", "".join(reading)
    yield "pinyin begun", reading[0] + reading[1][0]
    yield "one letter", reading[0][0]
    yield "initials", "".join(syllable[0] for syllable in reading)
    yield "ID", vault.open_sealed(person.id_number_sealed, row=person.pk, field="id_number")
    yield "last four", person.id_number_tail
    yield "last four and name", f"{name[0]} {person.id_number_tail}"
    yield "phone", vault.open_sealed(phone.number_sealed, row=phone.pk, field="number")
    yield "person code", person.code


def page_by_key(ids: list) -> list[Person]:
    return list(Person.objects.filter(pk__in=ids))


def report(name: str, people: int, asks: list[Callable], baseline: Callable) -> None:
    asked, based = [], []
    for ask in asks:
        # In turn, so that both see the same machine.
        ours, theirs = zip(*[(timed(ask), timed(baseline)) for _time in range(TIMES)], strict=True)
        asked.append(Asked(min(one.seconds for one in ours), min(one.database for one in ours)))
        based.append(min(one.seconds for one in theirs))
    line(
        name, n=people, seconds=statistics.median(one.seconds for one in asked),
        baseline=f"{PAGE} people by primary key", baseline_seconds=statistics.median(based),
        database_p95=rounded(sorted(one.database for one in asked)[int(len(asked) * 0.95) - 1]),
        target="database_p95 ≤ 0.01, ratio ≤ 3",
    )  # fmt: skip


def timed(act: Callable) -> Asked:
    watch = Stopwatch()
    with connection.execute_wrapper(watch):
        began = time.perf_counter()
        act()
        return Asked(time.perf_counter() - began, watch.spent)
