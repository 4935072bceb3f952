"""The work queue: what waits for this account, and every other enrolment of its scope. Pages by keyset."""

from datetime import date
from uuid import UUID

from django.db.models import F, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Program, Shape
from programs.enrolment import work
from programs.enrolment.flows import State
from registry.core import scope
from registry.core.models import Area
from registry.core.models.area import upper_bound
from registry.core.staff.views import StaffView

SIZE = 50
NO_DATE = date(9999, 12, 31)


class WorkQueue(StaffView):
    action = "enrolment.view"
    page_title = _("Applications")
    header_icon = "tasks"
    template_name = "enrolments/index.html"

    def get_context_data(self, **kwargs):
        account, today = self.request.user, timezone.localdate()
        tabs = work.tabs_for(account)
        asked = self.request.GET.get("tab", "")
        tab = next((tab for tab in tabs if tab.code == asked), tabs[0])
        rows, following = self.page(
            self.filtered(work.QUERIES[tab.code](account)), by_due=tab.code in ("waiting", "review")
        )
        return super().get_context_data(
            tabs=tabs,
            tab=tab,
            enrolments=work.described(rows, on=today),
            following=self.link(after=following) if following else "",
            first=self.link() if self.request.GET.get("after") else "",
            programs=self.programs,
            states=State.choices if tab.code == "all" else [],
            areas=self.areas(),
            chosen=self.request.GET,
            **kwargs,
        )

    @cached_property
    def programs(self) -> list[Program]:
        return list(Program.objects.filter(shape=Shape.ENROLMENT))

    def areas(self):
        """The level below the account's own, to narrow the list by."""
        home = scope.current().area
        return Area.objects.children_of(home) if home and len(home) < 9 else Area.objects.none()

    def filtered(self, rows):
        chosen = self.request.GET
        if (program := chosen.get("program")) in {known.pk for known in self.programs}:
            rows = rows.filter(program=program)
        if (state := chosen.get("state")) in State.values:
            rows = rows.filter(state=state)
        if (area := chosen.get("area", "")).isdigit():
            rows = rows.filter(area__gte=area, area__lt=upper_bound(area))
        return rows.select_related("person", "program", "submitted_by")

    def page(self, rows, *, by_due: bool):
        """A page and where the next one begins: by the day that it is due, or the newest first."""
        after = self.request.GET.get("after", "")
        if by_due:
            rows = rows.annotate(due=Coalesce(F("due_on"), Value(NO_DATE))).order_by("due", "id")
            if mark := read_mark(after):
                rows = rows.filter(TupleGreaterThan(Tuple(F("due"), F("id")), mark))
        else:
            rows = rows.order_by("-id")
            if mark := read_mark(after):
                rows = rows.filter(id__lt=mark[1])
        page = list(rows[: SIZE + 1])
        if len(page) <= SIZE:
            return page, ""
        last = page[SIZE - 1]
        return page[:SIZE], f"{getattr(last, 'due', NO_DATE)}~{last.pk}"

    def link(self, **changes) -> str:
        query = self.request.GET.copy()
        query.pop("after", None)
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}"


def read_mark(text: str) -> tuple[date, UUID] | None:
    due, _tilde, pk = text.partition("~")
    try:
        return date.fromisoformat(due), UUID(pk)
    except ValueError:
        return None
