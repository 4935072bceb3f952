"""People who come together and aren't registered yet, as rows of one roster: who among them resembles whom."""

from collections.abc import Iterator
from datetime import date

from beneficiaries.services.duplicates import Candidate, Match, Sought, likeliest, readings_of
from beneficiaries.services.rows import spoken

# What more people of one sound than these have in common, a school's phone or a day of birth, tells nothing more.
MANY = 50


class Fellows:
    """Who has come so far, by the numbers of their rows. The next is held against them as `likely_among` holds her
    against the registry: those who sound alike and were born on the same day in one county, or have a phone in common.

    Made for a hundred thousand: of each no more is kept than is compared, written as one string; they are found by the
    hash of what they have in common, and `likeliest` looks whether it is so.
    """

    def __init__(self) -> None:
        self._people: dict[int, bytes] = {}
        self._by: dict[int, tuple[int, ...]] = {}

    def add(self, number: int, sought: Sought) -> None:
        if sought.born:
            self._people[number] = _written(sought)
            for key in (*_born(sought), *_called(sought)):
                here = self._by.get(key, ())
                if len(here) < MANY:
                    self._by[key] = (*here, number)

    def discard(self, number: int) -> None:
        """She doesn't come after all."""
        self._people.pop(number, None)

    def like(self, sought: Sought) -> list[Match]:
        """Who of them may be the one sought, likeliest first. `person` of a match is her number."""
        called = self._found(_called(sought))
        candidates = [
            Candidate(number, *_read(self._people[number]), same_phone=number in called)
            for number in sorted(called | self._found(_born(sought)))
            if number in self._people
        ]
        return likeliest(sought, candidates) if candidates else []

    def _found(self, keys: Iterator[int]) -> set[int]:
        return {number for key in keys for number in self._by.get(key, ())}


def _born(sought: Sought) -> Iterator[int]:
    return (hash((sound, sought.born, sought.area[:6])) for sound in _sounds(sought.name))


def _called(sought: Sought) -> Iterator[int]:
    return (hash((sound, phone)) for sound in _sounds(sought.name) for phone in sought.phones)


def _sounds(name: str) -> frozenset[str]:
    return readings_of(name) or frozenset([name])


def _written(sought: Sought) -> bytes:
    return f"{sought.born}{int(sought.has_number)}{sought.area}/{sought.name}".encode()


def _read(written: bytes) -> tuple[str, str, date, str, bool]:
    """What `Candidate` takes after its key."""
    said, name = written.decode().split("/", 1)
    return name, spoken(name), date.fromisoformat(said[:10]), said[11:], said[10] == "1"
