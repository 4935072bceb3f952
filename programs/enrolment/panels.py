"""What enrolment adds to a person's page and to the Wagtail home."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from beneficiaries import panels as person_page
from beneficiaries.panels import Badge
from programs.catalogue.models import Program, Shape
from programs.enrolment import work
from programs.enrolment.flows import OPEN
from programs.enrolment.models import Enrolment
from registry.core import roles


def of_person(request, person) -> dict | None:
    """Her enrolments, the newest first, and the programs that this account may apply to for her."""
    if not roles.may(request.user, "enrolment.view"):
        return None
    enrolments = work.described(
        Enrolment.objects.filter(person__in=person.records).select_related("program").order_by("-id"),
        on=timezone.localdate(),
    )
    open_in = {enrolment.program_id for enrolment in enrolments if enrolment.state in OPEN}
    programs = [
        program
        for program in Program.objects.filter(active=True, shape=Shape.ENROLMENT).exclude(pk__in=open_in)
        if roles.may(request.user, "enrolment.apply", program=program.pk)
    ]
    gone = bool(person.died_on or person.left_on or person.merged_into_id)
    return {"enrolments": enrolments, "programs": [] if gone else programs}


def badges(people) -> dict:
    """The programs that the people of a list are in or on the way into."""
    found: dict = {}
    rows = Enrolment.objects.filter(person_id__in=people, state__in=OPEN).order_by("program_id")
    for person, program, state in rows.values_list("person_id", "program_id", "state"):
        found.setdefault(person, []).append(Badge(program, work.TONE[state]))
    return found


person_page.register(20, "enrolments/person_panel.html", of_person)
person_page.register_badges(badges)


class WorkPanel(Component):
    """My work today: what waits for this account, as counts that lead to the lists."""

    name = "work"
    order = 10
    template_name = "enrolments/home_panel.html"

    class Media:
        css = {"all": ["core/staff.css", "enrolments/enrolments.css"]}

    def __init__(self, account):
        self.account = account

    def get_context_data(self, parent_context):
        return {
            "tabs": work.tabs_of(self.account, on=timezone.localdate()),
            "today": timezone.localdate(),
            "title": _("My work today"),
        }
