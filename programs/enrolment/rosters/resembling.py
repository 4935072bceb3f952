"""The rows of one roster held against each other: of two that resemble each other the later one waits, until someone
says whether they are one person. What was said is remembered, for the next file and for when one of them is registered.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from beneficiaries.models import Person
from beneficiaries.services.fellows import Fellows
from programs.enrolment.rosters.models import Likeness, Recognition, StagedRow
from programs.enrolment.rosters.rows import RosterRow


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, and whom it describes."""

    line: int
    sheet: str
    key: bytes


@dataclass(slots=True)
class Resembled:
    """By the number of the row: whom of the file it may be, as it is staged; and the line of the row that it is said to
    repeat."""

    likely: dict[int, list[dict]] = field(default_factory=dict)
    repeats: dict[int, int] = field(default_factory=dict)


class Resembling:
    """Of a roster as it is judged, the rows so far that would register someone."""

    def __init__(self, roster: UUID):
        self._roster = roster
        self.forget()

    def forget(self) -> None:
        """Those so far are registered, or stay out: the next are held against the registry."""
        self._fellows = Fellows()

    def add(self, rows: Iterable[RosterRow]) -> None:
        """Rows that are staged already, wherever they stand."""
        for row in rows:
            if row.sought:
                self._fellows.add(row.number, row.sought)

    def look(self, rows: Sequence[RosterRow], *, waiting: Collection[int]) -> Resembled:
        """Hold `rows` against those before; all but those that wait, and the `waiting`, count for the next."""
        found = {}
        for row in rows:
            if matches := self._fellows.like(row.sought):
                found[row.number] = matches
            self._fellows.add(row.number, row.sought)
        places = self._places(rows, {match.person for matches in found.values() for match in matches})
        said = said_of([(row.key, places[match.person].key) for row in rows for match in found.get(row.number, ())])
        resembled, out = Resembled(), set(waiting)
        for row in rows:
            for match in found.get(row.number, ()):
                place = places[match.person]
                same = said.get(_pair(row.key, place.key))
                if match.person in out or same is False:
                    continue
                out.add(row.number)
                if same:
                    resembled.repeats.setdefault(row.number, place.line)
                else:
                    resembled.likely.setdefault(row.number, []).append({
                        "row": match.person, "line": place.line, "sheet": place.sheet,
                        "reasons": [str(reason) for reason in match.reasons],
                    })  # fmt: skip
            if row.number in out:
                self._fellows.discard(row.number)
        return resembled

    def _places(self, rows: Sequence[RosterRow], numbers: set[int]) -> dict[int, Place]:
        places = {row.number: Place(row.line, row.sheet, row.key) for row in rows if row.number in numbers}
        if before := numbers - places.keys():
            staged = StagedRow.objects.filter(roster=self._roster, number__in=before)
            for number, line, sheet, key in staged.values_list("number", "line", "sheet", "key"):
                places[number] = Place(line, sheet, bytes(key))
        return places


def said_of(pairs: Iterable[tuple[bytes, bytes]]) -> dict[tuple[bytes, bytes], bool]:
    """What was said of two descriptions: whether they are of one person."""
    wanted = {_pair(*pair) for pair in pairs}
    if not wanted:
        return {}
    found = Likeness.objects.filter(
        first__in={first for first, _ in wanted}, second__in={second for _, second in wanted}
    )
    return {(bytes(first), bytes(second)): same for first, second, same in found.values_list("first", "second", "same")}


def say(key: bytes, other: bytes, *, same: bool, **by) -> None:
    """Remember whether two descriptions are of one person; `by` has the columns of who said it, and where."""
    first, second = _pair(bytes(key), bytes(other))
    Likeness.objects.update_or_create(first=first, second=second, defaults={"same": same, **by})


def carry_over(registered: Mapping[bytes, UUID]) -> None:
    """What was said of a description beside another holds for the person that one is now: `registered` by her key."""
    keys = list(registered)
    found = Likeness.objects.filter(first__in=keys) | Likeness.objects.filter(second__in=keys)
    carried = []
    for said in found:
        first, second = bytes(said.first), bytes(said.second)
        for key, other in ((first, second), (second, first)):
            if person := registered.get(other):
                carried.append((key, person, said))
    if not carried:
        return
    areas = dict(Person.objects.filter(pk__in=[person for _, person, _ in carried]).values_list("pk", "area"))
    Recognition.objects.bulk_create(
        [
            Recognition(key=key, person_id=person, area=areas[person], same=said.same, made_by_id=said.made_by_id)
            for key, person, said in carried
        ],
        ignore_conflicts=True,
    )


def _pair(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    return (one, other) if one < other else (other, one)
