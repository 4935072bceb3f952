"""Publicity before payment, and disclosure after it, in the form that the program allows and no other.

A list stands its days on the public site, objections to it are answered, then it comes down by itself
and its fingerprint stays. Money waits until then: `stood` asks the database's `publicity_stood`, the
one home of that rule.

Where only totals may be seen, they are of everyone who is in the program on the day, one at a time for
a place, and no money waits for them: there is nobody on them to object to.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Program, PublicForm
from programs.catalogue.services import rules as rules_service
from programs.enrolment.flows import RELEASE, ReleaseState, State
from programs.enrolment.models import Enrolment, Release, ReleaseMember
from programs.enrolment.models.release import ReleaseKind
from programs.enrolment.services import snapshot
from programs.enrolment.services.answers import public_answers
from programs.enrolment.services.objections import answer_objection, object_to
from programs.enrolment.services.record import database_rules, reason_given
from programs.enrolment.services.snapshot import Subject
from registry.core import roles
from registry.core.errors import Refusal

__all__ = [
    "answer_objection", "object_to", "preview", "publish", "publishable", "release_snapshot", "revoke",
    "stood", "take_down_due",
]  # fmt: skip

DAYS = 7  # where the definition says nothing
CHILD = 18
COUNTED = (State.APPROVED, State.ACTIVE, State.SUSPENDED)  # whom totals are of


def found(program) -> Program:
    return program if isinstance(program, Program) else Program.objects.get(pk=program)


def totals_only(program: Program) -> bool:
    return program.public_form == PublicForm.TOTALS


def publishable(program):
    """Of those in scope: who is approved and on no list yet; for totals, everyone who is in the program."""
    program = found(program)
    rows = Enrolment.objects.filter(program=program).select_related("person", "rules").order_by("area", "id")
    if totals_only(program):
        return rows.filter(state__in=COUNTED)
    on_a_list = ReleaseMember.objects.filter(
        release__kind=ReleaseKind.PUBLICITY, release__state__in=[ReleaseState.STANDING, ReleaseState.ENDED]
    )
    return rows.filter(state=State.APPROVED).exclude(pk__in=on_a_list.values("enrolment_id"))


def definition_for(program, *, on: date):
    """The definition in force, once it is sure that the program may be published at all."""
    program = found(program)
    if program.public_form == PublicForm.NEVER:
        raise Refusal("never-public", _("This program may never be published."))
    definition = rules_service.in_force(program=program.pk, on=on).parsed
    if definition.publicity.form == PublicForm.NEVER:
        raise Refusal("never-public", _("This program may never be published."))
    return definition


def form_of(program: Program, definition) -> str:
    """The stricter of the two: what the program may show at most, and what its rules ask for."""
    return PublicForm.TOTALS if totals_only(program) else definition.publicity.form


def subjects_of(enrolments: Iterable[Enrolment]) -> list[Subject]:
    return [
        Subject(
            enrolment=enrolment, area=enrolment.area, name=enrolment.person.name,
            amount=enrolment.rules.parsed.benefit.amount_for(public_answers(enrolment)),
        )
        for enrolment in enrolments
    ]  # fmt: skip


def preview(*, program, enrolments: Iterable[Enrolment] | None = None, on: date | None = None) -> list[snapshot.Shown]:
    """Exactly the rows that the public would read, without publishing anything. `enrolments` as for `publish`.

    Raises:
        Refusal: as `publish` does about the form.
    """
    program = found(program)
    definition = definition_for(program, on=on or timezone.localdate())
    enrolments = publishable(program) if enrolments is None else enrolments
    return snapshot.rows_of(form_of(program, definition), subjects_of(enrolments))


@transaction.atomic
def publish(
    *,
    program,
    enrolments: Iterable[Enrolment] | None = None,
    actor,
    title: str,
    opens_on: date | None = None,
    stood_elsewhere: str = "",
) -> Release:
    """Put approved enrolments on the public site in the program's form, from `opens_on` (today) for its days.

    Without `enrolments`, all that are `publishable`; totals are always of all of them.

    A list that stood somewhere before it was recorded here begins in the past; `stood_elsewhere` then
    says where ("notice board of the township"), and the public reads that too. Both ends count among its days.

    Raises:
        Refusal: `not-allowed`; `nobody`; `never-public`; `release-small`; `child-on-list`; `not-approved`;
            `backdated`; `title`; and the database's rules about releases.
    """
    program = found(program)
    roles.require(actor, "publicity.publish", program=program.pk)
    today = timezone.localdate()
    opens_on = opens_on or today
    if opens_on < today and not stood_elsewhere.strip():
        raise Refusal(
            "backdated",
            _("A list can't begin in the past. If it stood on paper, say where (“stood elsewhere”)."),
            field="opens_on",
        )
    if not title.strip():
        raise Refusal("title", _("Give the list a title."), field="title")
    definition = definition_for(program, on=opens_on)
    form = form_of(program, definition)
    wanted = [enrolment.pk for enrolment in (publishable(program) if enrolments is None else enrolments)]
    locked = list(
        Enrolment.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted, program=program)
        .select_related("person", "rules")
        .order_by("pk")
    )
    if not wanted:
        raise Refusal("nobody", _("Choose at least one approved application."))
    fitting = COUNTED if totals_only(program) else (State.APPROVED,)
    if len(locked) != len(set(wanted)) or any(enrolment.state not in fitting for enrolment in locked):
        raise Refusal("not-approved", _("Only approved applications of your area can be published. Reload the page."))
    if form == PublicForm.LIST:
        children = [e for e in locked if opens_on < birthday(e.person.birth_date, CHILD)]
        if children:
            raise Refusal(
                "child-on-list",
                _("%(count)s of them are under 18. Children never stand on a list."),
                params={"count": len(children)},
            )
    days = definition.publicity.days or DAYS
    return snapshot.release(
        kind=ReleaseKind.PUBLICITY, form=form, program=program.pk, area=actor.area_id, title=title.strip(),
        subjects=subjects_of(locked), actor=actor, opens_on=opens_on, closes_on=opens_on + timedelta(days=days - 1),
        phone=definition.publicity.phone or actor.phone, stood_elsewhere=stood_elsewhere.strip(),
    )  # fmt: skip


def birthday(born: date, age: int) -> date:
    """The day on which someone born on `born` is `age`; 1 March for the 29th of February."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


@transaction.atomic
def release_snapshot(
    *,
    kind: str,
    program: str,
    form: str,
    subjects: Iterable[Subject],
    actor,
    title: str,
    area: str,
    opens_on: date,
    closes_on: date,
    phone: str = "",
    cause: UUID | None = None,
) -> Release:
    """Freeze something else about enrolments for the public: payments use it to disclose a paid batch.

    `subjects` carry the amounts. Children are left off a list by the caller, or the database refuses it.
    The form can't be looser than the program's.

    Raises:
        Refusal: `not-allowed`, `never-public`, `release-small`, and the database's rules about releases.
    """
    program = getattr(program, "pk", program)
    roles.require(actor, "publicity.publish", program=program)
    return snapshot.release(
        kind=kind, form=form, program=program, area=area, title=title, subjects=list(subjects), actor=actor,
        opens_on=opens_on, closes_on=closes_on, phone=phone, cause=cause,
    )  # fmt: skip


@transaction.atomic
def revoke(*, release: Release, actor, reason: str) -> Release:
    """Take a release down at once because it was wrong. The approved on it wait for another list.

    Raises:
        Refusal: `not-allowed`, `reason`, `state`, `out-of-scope`.
    """
    roles.require(actor, "publicity.publish", program=release.program_id)
    reason = reason_given(reason)
    held = Release.objects.select_for_update().filter(pk=release.pk).first()
    if held is None or not held.area.startswith(actor.area_id):
        raise Refusal("out-of-scope", _("This release isn't your office's."))
    RELEASE.check(ReleaseState(held.state), ReleaseState.REVOKED)
    held.state, held.revoked_reason = ReleaseState.REVOKED, reason[:300]
    with database_rules():
        held.save(update_fields=["state", "revoked_reason"])
        held.rows.all().delete()
    return held


def take_down_due(on: date | None = None) -> int:
    """Take down every publicity release whose last day is before `on`: rows go, the fingerprint stays.

    In the database, over all areas; needs no scope. A day to come counts as today. The number taken down.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_down_due(%s)", [on or timezone.localdate()])
        return cursor.fetchone()[0]


def stood(enrolment, *, on: date | None = None) -> bool:
    """Whether money for the enrolment may go out as far as publicity is concerned."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_stood(%s, %s)", [enrolment.pk, on or timezone.localdate()])
        return bool(cursor.fetchone()[0])
