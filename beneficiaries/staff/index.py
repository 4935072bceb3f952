"""The search box and the list of people."""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beneficiaries import panels
from beneficiaries.models import Pair, Person
from beneficiaries.search import Hit, Page, search
from registry.core import roles
from registry.core.models import Area
from registry.core.staff.views import StaffView

SIZE = 50
COUNTED = 2000  # up to here the list is counted, beyond it estimated


class PeopleIndex(StaffView):
    action = "person.view"
    page_title = _("People")
    header_icon = "group"
    template_name = "people/index.html"
    results_template = "people/results.html"

    def get_template_names(self):
        return [self.results_template if "results" in self.request.GET else self.template_name]

    def get_context_data(self, **kwargs):
        text = self.request.GET.get("q", "").strip()
        after = self.request.GET.get("after") or None
        page = search(text, after=cursor(after), size=SIZE) if text else listed(after=cursor(after), size=SIZE)
        people = [hit.person for hit in page.rows]
        places = dict(Area.objects.filter(code__in={p.area for p in people}).values_list("code", "full_name"))
        badges = panels.badges_of(people)
        return super().get_context_data(
            q=text,
            after=after,
            rows=[(hit, places.get(hit.person.area, ""), badges[hit.person.pk]) for hit in page.rows],
            next=page.next,
            total=None if text else total(),
            doubles=Pair.objects.open()[:100].count() if roles.may(self.request.user, "duplicate.view") else 0,
            **kwargs,
        )


def cursor(text: str | None) -> str | None:
    """The keyset of a page, None where it is malformed: an address is typed by anyone."""
    area, _dot, pk = (text or "").partition(".")
    try:
        UUID(pk)
    except ValueError:
        return None
    return text if area.isdigit() else None


def listed(*, after: str | None, size: int) -> Page:
    """A page of everyone in scope, in the order of the list."""
    last = tuple(after.split(".", 1)) if after else None
    people = list(Person.objects.current().page_after(last, size + 1))
    final = people[size - 1] if len(people) > size else None
    return Page([Hit(person, "") for person in people[:size]], final and f"{final.area}.{final.pk}")


def total() -> str:
    """How many people are in scope, in words: exact for a township, about for a city."""
    counted = Person.objects.order_by()[: COUNTED + 1].count()
    if counted > COUNTED:
        with connection.cursor() as database:
            database.execute("SELECT people_estimate()")
            [counted] = database.fetchone()
        return _("about %(count)s people") % {"count": f"{rounded(counted):,}"}
    return ngettext("%(count)s person", "%(count)s people", counted) % {"count": f"{counted:,}"}


def rounded(number: int) -> int:
    """Two digits say all that an estimate knows."""
    unit = 10 ** max(0, len(str(number)) - 2)
    return round(number / unit) * unit
