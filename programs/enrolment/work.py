"""What waits for whom: the tabs of the work queue, each a query that every screen asks the same way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from registry.core import roles
from registry.core.models.area import Level, level_of

MOST = 999  # counts stop here: nobody needs to know how far above it is

TONE = {
    State.DRAFT: "idle",
    State.SUBMITTED: "wait",
    State.RETURNED: "bad",
    State.APPROVED: "wait",
    State.ACTIVE: "good",
    State.SUSPENDED: "bad",
    State.EXITED: "idle",
    State.REFUSED: "bad",
    State.WITHDRAWN: "idle",
}


@dataclass(frozen=True)
class Tab:
    code: str
    label: object
    empty: object
    count: int = 0
    late: int = 0

    @property
    def shown(self) -> str:
        return f"{MOST}+" if self.count > MOST else str(self.count)


def waiting(account) -> QuerySet:
    """Applications at the account's level; those that it drafted or submitted wait for a colleague."""
    level = level_of(account.area_id) if account.area_id else ""
    return Enrolment.objects.filter(state=State.SUBMITTED, level=level).exclude(
        Q(submitted_by=account) | Q(made_by=account)
    )


def returned(account) -> QuerySet:
    return Enrolment.objects.filter(state=State.RETURNED)


def drafts(account) -> QuerySet:
    return Enrolment.objects.filter(state=State.DRAFT)


def under_review(account) -> QuerySet:
    return Enrolment.objects.filter(state=State.SUBMITTED)


def decided(account) -> QuerySet:
    """Decided by this account or on what it submitted, or, for who only looks, decided at all."""
    rows = Enrolment.objects.filter(state__in=[State.APPROVED, State.ACTIVE, State.REFUSED], decided_on__isnull=False)
    return rows.filter(origin="application")


def everything(account) -> QuerySet:
    return Enrolment.objects.all()


WAITING = Tab("waiting", _("Waiting for me"), _("Nothing waits for you. New applications appear here as they come up."))
RETURNED = Tab("returned", _("To correct"), _("Nothing was sent back."))
DRAFTS = Tab("drafts", _("Drafts"), _("No drafts. Find a person and choose a program to begin an application."))
REVIEW = Tab("review", _("Under review"), _("No application is under review in your area."))
DECIDED = Tab("decided", _("Recently decided"), _("Nothing was decided yet."))
ALL = Tab("all", _("All enrolments"), _("No enrolment matches. Take a filter away."))

QUERIES: dict[str, Callable] = {
    "waiting": waiting, "returned": returned, "drafts": drafts, "review": under_review, "decided": decided,
    "all": everything,
}  # fmt: skip


def tabs_for(account) -> list[Tab]:
    """The tabs that make sense for what the account may do."""
    tabs = []
    if roles.may(account, "enrolment.review"):
        tabs.append(WAITING)
    if roles.may(account, "enrolment.submit"):
        tabs += [RETURNED, DRAFTS]
    return [*tabs, REVIEW, DECIDED, ALL]


def tabs_of(account, *, on: date) -> list[Tab]:
    """The tabs with their counts, for the home page: those that ask something of the account."""
    counted = []
    for tab in tabs_for(account):
        if tab.code in ("decided", "all"):
            continue
        rows = QUERIES[tab.code](account)
        late = rows.overdue(on)[: MOST + 1].count() if tab.code in ("waiting", "review") else 0
        counted.append(Tab(tab.code, tab.label, tab.empty, rows[: MOST + 1].count(), late))
    return counted


def described(enrolments: Iterable[Enrolment], *, on: date) -> list[Enrolment]:
    """With what a list shows: the tone of the state, whether it is late, and where it is."""
    rows = list(enrolments)
    for enrolment in rows:
        enrolment.tone = TONE[State(enrolment.state)]
        enrolment.late = bool(enrolment.state == State.SUBMITTED and enrolment.due_on and enrolment.due_on < on)
        enrolment.at = Level(enrolment.level).label if enrolment.level else ""
    return rows
