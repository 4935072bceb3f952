"""What becomes of enrolments when two records become one, and when they become two again.

The enrolments of the merged record go over. Where the kept record is in the same program, or in one that excludes it,
the kept one's enrolment stays and the other ends: whoever merges chooses by choosing which record is kept. It is due
nothing more (`payments.services.due`). What was given once in a lifetime stays where it was given.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beneficiaries.models.duplicates import ConflictKind
from beneficiaries.services.conflicts import Conflict
from programs.catalogue.models import Exclusion
from programs.enrolment.flows import MERGED, OPEN, State
from programs.enrolment.models import Decision, Enrolment
from programs.enrolment.models.enrolment import Act
from programs.enrolment.services.record import decide

RUNNING = (State.ACTIVE, State.SUSPENDED)
# Of these nothing was given.
GAVE_NOTHING = (State.REFUSED, State.WITHDRAWN)
TABLE = Enrolment._meta.db_table


def conflicts(*, kept, merged) -> list[Conflict]:
    """Where the enrolments of two records don't fit together, each with what the merge will do about it."""
    theirs = _enrolments(merged)
    found = []
    for mine in _enrolments(kept):
        for other in theirs:
            if conflict := _conflict(mine, other):
                found.append(conflict)
    return found


def _enrolments(person) -> list[Enrolment]:
    return list(Enrolment.objects.filter(person=person).select_related("program").order_by("id"))


def _conflict(mine: Enrolment, other: Enrolment) -> Conflict | None:
    both_open = mine.state in OPEN and other.state in OPEN
    detail = {"enrolments": [str(mine.pk), str(other.pk)]}
    if once_in_a_lifetime(mine, other):
        return Conflict(
            ConflictKind.LIFETIME,
            _("Each has had, or is applying for, a relief that is given once in a lifetime: %(mine)s and %(other)s.")
            % {"mine": said(mine), "other": said(other)},
            then=_said_end(other) if other.state in OPEN else _("The older grant stays with the merged record."),
            program=other.program_id,
            detail=detail,
        )
    if mine.program_id == other.program_id and both_open:
        return Conflict(
            ConflictKind.SAME_PROGRAM,
            _("Both are in this program: %(mine)s and %(other)s.") % {"mine": said(mine), "other": said(other)},
            then=_said_end(other),
            program=other.program_id,
            detail=detail,
        )
    if both_open and other.program_id in excluded_by(mine.program_id):
        return Conflict(
            ConflictKind.EXCLUDED,
            _("They are in two programs that exclude each other: %(mine)s and %(other)s.")
            % {"mine": said(mine), "other": said(other)},
            then=_said_end(other),
            program=other.program_id,
            detail=detail,
        )
    return None


def once_in_a_lifetime(mine: Enrolment, other: Enrolment) -> bool:
    return bool(
        mine.lifetime_group
        and mine.lifetime_group == other.lifetime_group
        and mine.state not in GAVE_NOTHING
        and other.state not in GAVE_NOTHING
    )


def excluded_by(program: str) -> set[str]:
    pairs = Exclusion.objects.filter(Q(first=program) | Q(second=program)).values_list("first", "second")
    return {code for pair in pairs for code in pair} - {program}


def said(enrolment: Enrolment) -> str:
    return f"{enrolment.program} · {enrolment.get_state_display()}"


def _said_end(enrolment: Enrolment):
    if enrolment.state in RUNNING:
        return _("The enrolment of the merged record ends, and nothing more is due under it.")
    return _("The application of the merged record is withdrawn.")


def hand_over(*, kept, merged, actor, moved: dict) -> None:
    """End what can't stand beside the kept record's, and hand over the rest. What was done is written into `moved`."""
    ours = _enrolments(kept)
    ended: dict[str, str] = {}
    staying = set()
    theirs = Enrolment.objects.select_for_update(of=("self",)).filter(person=merged).select_related("rules", "program")
    for other in theirs.order_by("id"):
        if other.state in OPEN and any(_conflict(mine, other) for mine in ours):
            ended[str(other.pk)] = other.state
            _end(other, actor=actor)
        if any(once_in_a_lifetime(mine, other) for mine in ours):
            staying.add(other.pk)
    going = Enrolment.objects.filter(person=merged).exclude(pk__in=staying)
    ids = [str(pk) for pk in going.values_list("pk", flat=True)]
    Enrolment.objects.filter(pk__in=ids).update(person=kept, changed_at=timezone.now())
    moved |= {name: value for name, value in {TABLE: ids, "ended": ended}.items() if value}


def _end(enrolment: Enrolment, *, actor) -> None:
    """Over, as if it had not gone on: the month that runs is due once, under the enrolment that stays."""
    running = enrolment.state in RUNNING
    act = Act.MERGED if running else Act.WITHDRAWN
    decide(enrolment, act, actor=actor, level=enrolment.level, reason=str(_("Two records of one person became one.")))
    columns = ["state", "level", "changed_at"]
    enrolment.level = ""
    if running:
        last = timezone.localdate().replace(day=1) - timedelta(days=1)
        enrolment.state, enrolment.exit_reason = State.EXITED, MERGED
        enrolment.ends_on = max(last, enrolment.starts_on or last)
        columns += ["ends_on", "exit_reason"]
    else:
        enrolment.state = State.WITHDRAWN
    enrolment.save(update_fields=columns)


def obstacles(*, merge) -> list[str]:
    """What was decided since on enrolments that went over or were ended."""
    ids = [*merge.moved.get(TABLE, []), *merge.moved.get("ended", {})]
    later = Decision.objects.filter(enrolment__in=ids, at__gt=merge.made_at)
    count = later.values("enrolment").distinct().count()
    if not count:
        return []
    return [
        ngettext(
            "On %(count)s enrolment that went over something was decided since.",
            "On %(count)s enrolments that went over something was decided since.",
            count,
        )
        % {"count": count}
    ]


def hand_back(*, merge, kept, merged, actor) -> None:
    """The enrolments back to the merged record; what the merge ended goes on. A withdrawn application stays withdrawn:
    it is made again with one click, and judged anew."""
    Enrolment.objects.filter(pk__in=merge.moved.get(TABLE, []), person=kept).update(
        person=merged, changed_at=timezone.now()
    )
    running: Iterable[tuple[str, str]] = merge.moved.get("ended", {}).items()
    for pk, state in running:
        if state not in RUNNING:
            continue
        enrolment = Enrolment.objects.select_related("rules").get(pk=pk)
        decide(enrolment, Act.UNMERGED, actor=actor, reason=merge.undone_reason)
        enrolment.state, enrolment.exit_reason = state, ""
        enrolment.ends_on = ended_before(enrolment)
        enrolment.save(update_fields=["state", "exit_reason", "ends_on", "changed_at"])


def ended_before(enrolment: Enrolment):
    """The last day that it had before the merge ended it, as its history has it."""
    history = enrolment.history.filter(state__in=RUNNING).order_by("-pgh_id").first()
    return history.ends_on if history else None
