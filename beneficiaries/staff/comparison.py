"""Two records side by side: the same rows for the queue of pairs and for the merge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from beneficiaries import panels
from beneficiaries.identity.ethnic_groups import EthnicGroup
from beneficiaries.models import Person
from beneficiaries.services.merging import PARTS
from registry.core.models import Area

WITH = ("phones", "relations")
LABELS = {
    "name": pgettext_lazy("person", "Name"),
    "paper": gettext_lazy("ID number, sex and date of birth"),
    "ethnic_group": gettext_lazy("Ethnic group"),
    "hukou": gettext_lazy("Hukou"),
    "place": gettext_lazy("Lives in"),
    "household": gettext_lazy("Household"),
    "public_employee": gettext_lazy("Public employee"),
    "end": gettext_lazy("Died, or moved away"),
    "note": gettext_lazy("Note"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What both records say of one thing. `alike` is None where one of them says nothing."""

    label: str
    left: str
    right: str
    alike: bool | None
    part: str = ""
    take: bool = False


@dataclass(slots=True)
class Places:
    """The names of areas, looked up once for a page."""

    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[Person]) -> "Places":
        codes = {code for person in people for code in (person.area, person.hukou_area) if code}
        return cls(dict(Area.objects.filter(code__in=codes).values_list("code", "full_name")))

    def __getitem__(self, code: str) -> str:
        return self.names.get(code, code)


def line(label: str, left: Any, right: Any, **rest) -> Line:
    left, right = str(left or ""), str(right or "")
    return Line(label, left or "—", right or "—", left == right if left and right else None, **rest)


def facts(left: Person, right: Person, *, places: Places) -> list[Line]:
    """What tells two records apart, for the queue: no part of it is chosen."""
    return [
        line(pgettext("person", "Name"), left.name, right.name),
        line(_("Date of birth"), day(left.birth_date), day(right.birth_date)),
        line(_("Sex"), left.get_sex_display(), right.get_sex_display()),
        line(_("ID number"), paper(left), paper(right)),
        line(_("Lives in"), places[left.area], places[right.area]),
        line(_("Phone"), phones(left), phones(right)),
        line(_("Relatives"), relatives(left), relatives(right)),
    ]


def parts(kept: Person, merged: Person, *, places: Places) -> list[Line]:
    """The parts of `services.merging.PARTS` in which the two differ, each with the value that is proposed."""
    found = []
    for part, columns in PARTS.items():
        if all(plain(getattr(kept, name)) == plain(getattr(merged, name)) for name in columns):
            continue
        ours, theirs = said(kept, part, places), said(merged, part, places)
        take = (not ours and bool(theirs)) or (
            part == "paper" and not kept.id_number_tail and bool(merged.id_number_tail)
        )
        if ours != theirs or part == "paper":
            found.append(line(str(LABELS[part]), ours, theirs, part=part, take=take))
    return found


def said(person: Person, part: str, places: Places) -> str:
    """A part of a record as a person reads it; numbers by their last four."""
    match part:
        case "name":
            return person.name
        case "paper":
            return " · ".join([paper(person), str(person.get_sex_display()), day(person.birth_date)])
        case "ethnic_group":
            known = person.ethnic_group in EthnicGroup.values
            return str(EthnicGroup(person.ethnic_group).label) if known else person.ethnic_group
        case "hukou":
            return " ".join(filter(None, [str(person.get_hukou_kind_display()), places[person.hukou_area]]))
        case "place":
            return f"{places[person.area]} {person.address}".strip()
        case "household":
            return str(person.household or "")
        case "public_employee":
            return _("yes") if person.public_employee else _("no")
        case "end":
            died = _("died on %(on)s") % {"on": day(person.died_on)} if person.died_on else ""
            left = _("moved away on %(on)s") % {"on": day(person.left_on)} if person.left_on else ""
            return " ".join(filter(None, [died, left]))
        case _other:
            return person.note


def paper(person: Person) -> str:
    if person.id_number_tail:
        return f"{person.get_id_type_display()} ····{person.id_number_tail}"
    return _("none: %(reason)s") % {"reason": person.no_id_reason}


def phones(person: Person) -> str:
    return "、".join(sorted(phone.masked for phone in person.phones.all() if not phone.closed_on))


def relatives(person: Person) -> str:
    return "、".join(sorted({relation.name for relation in person.relations.all() if not relation.until}))


def day(value) -> str:
    return date_format(value, "Y-m-d") if value else ""


def plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def programs(people: Sequence[Person]) -> dict:
    return panels.badges_of(people)
