"""Search and the list of people, in the app's role, for a township, a county and the city.

    python -m benchmarks.search

Takes the database that the settings name, as it is; `manage.py make_city --people N` fills one. Prints one JSON
line per kind of question and area: the page, and as its baseline a page of people by primary key, in turn,
medians of `ROUNDS`.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator

import django

django.setup()

from beneficiaries.models import Person  # noqa: E402
from beneficiaries.search import search  # noqa: E402
from beneficiaries.staff.index import listed  # noqa: E402
from registry.core import scope, vault  # noqa: E402

ROUNDS = 15
PAGE = 50


def main() -> None:
    city = scope.Scope(account_id=0, area="3418", reads=("*",))
    with scope.entered(city):
        people = Person.objects.count()
        person = someone()
        areas = {"township": person.area[:9], "county": person.area[:6], "city": "3418"}
        questions = list(kinds(person))
    for level, area in areas.items():
        with scope.entered(scope.Scope(account_id=0, area=area, reads=("*",))):
            ids = list(Person.objects.order_by("area", "id").values_list("pk", flat=True)[:PAGE])
            for kind, ask in [*questions, ("list", lambda: listed(after=None, size=PAGE))]:
                report(f"search {kind}, {level}", people, ask, lambda ids=ids: page_by_key(ids))


def someone() -> Person:
    """One of the first registered, with a name of three characters, an ID number and a phone."""
    for person in Person.objects.order_by("code").prefetch_related("phones")[:500]:
        if len(person.name) == 3 and person.id_number_sealed and person.phones.all():
            return person
    raise SystemExit("no person with a phone and an ID number: fill the database with manage.py make_city")


def kinds(person: Person) -> Iterator[tuple[str, Callable]]:
    name, reading = person.name, person.pinyin.split("|")[0].split()
    phone = person.phones.all()[0]
    number = vault.open_sealed(person.id_number_sealed, row=person.pk, field="id_number")
    texts = {
        "one character": name[0],
        "two characters": name[:2],
        "three characters": name,
        "pinyin": "".join(reading),
        "pinyin begun": reading[0] + reading[1][0],
        "one letter": reading[0][0],
        "initials": "".join(syllable[0] for syllable in reading),
        "ID": number,
        "last four and name": f"{name[0]} {person.id_number_tail}",
        "phone": vault.open_sealed(phone.number_sealed, row=phone.pk, field="number"),
        "code": person.code,
    }
    for kind, text in texts.items():
        yield kind, lambda text=text: search(text, size=PAGE)


def page_by_key(ids: list) -> list[Person]:
    return list(Person.objects.filter(pk__in=ids))


def report(name: str, people: int, ask: Callable, baseline: Callable) -> None:
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for which, act in enumerate((ask, baseline)):
            began = time.perf_counter()
            act()
            times[which].append(time.perf_counter() - began)
    seconds, base = map(statistics.median, times)
    line = {"bench": name, "n": people, "seconds": round(seconds, 5), "baseline": "50 people by primary key"}
    line |= {"baseline_seconds": round(base, 5), "ratio": round(seconds / base, 2)}
    line["p95"] = round(sorted(times[0])[int(ROUNDS * 0.95)], 5)
    print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
