"""What the apps above add to a person's page, and to the list of people. They register in `ready()`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from beneficiaries.models import Person


@dataclass(frozen=True, slots=True)
class Panel:
    order: int
    template: str
    context: Callable[[HttpRequest, Person], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Badge:
    """A word in the list's column of programs; `tone` is good, wait, bad or idle."""

    text: str
    tone: str = "idle"


_panels: list[Panel] = []
_badges: list[Callable[[Sequence[UUID]], dict[UUID, list[Badge]]]] = []


def register(order: int, template: str, context: Callable[[HttpRequest, Person], dict[str, Any] | None]) -> None:
    """Show `template` on each person's page. `context(request, person)` gives its variables; None hides it."""
    _panels.append(Panel(order, template, context))
    _panels.sort(key=lambda panel: panel.order)


def register_badges(function: Callable[[Sequence[UUID]], dict[UUID, list[Badge]]]) -> None:
    """Ask `function` for the programs of the people on a page of the list, all at once."""
    _badges.append(function)


def rendered(request: HttpRequest, person: Person) -> list[str]:
    """The panels of the apps above for a person, in their order."""
    return [
        render_to_string(panel.template, context | {"person": person}, request=request)
        for panel in _panels
        if (context := panel.context(request, person)) is not None
    ]


def badges_of(people: Iterable[Person]) -> dict[UUID, list[Badge]]:
    ids = [person.pk for person in people]
    found: dict[UUID, list[Badge]] = {pk: [] for pk in ids}
    for function in _badges:
        for pk, badges in function(ids).items():
            found[pk] += badges
    return found
