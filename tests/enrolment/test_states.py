"""Every pair of states: the table, the services and the database say the same."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from programs.enrolment.flows import ENROLMENT, State
from programs.enrolment.services import application, lifecycle, publicity, review
from registry.core.errors import Refusal
from tests.enrolment.raw import Undo, tried
from tests.factories.enrolments import (
    as_,
    hand_in,
    make_approved,
    make_draft,
    make_offices,
    make_program,
    make_submitted,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def offices(db):
    make_program("TA", chain=("city",))
    return make_offices()


def listed(enrolment, offices):
    """Approved, and on a list that stood before it was recorded here."""
    with as_(offices.manager) as actor:
        publicity.publish(
            program="TA", enrolments=[enrolment], actor=actor, title="公示", stood_elsewhere="村务公开栏",
            opens_on=TODAY() - timedelta(days=20),
        )  # fmt: skip
    return enrolment


def complete_draft(offices):
    enrolment = make_draft(offices)
    with as_(offices.caseworker) as actor:
        hand_in(enrolment, actor)
    return enrolment


def active(offices):
    enrolment = listed(make_approved(offices), offices)
    with as_(offices.manager) as actor:
        return lifecycle.activate(enrolment=enrolment, actor=actor)


def moved(make, service, who="manager", **arguments):
    def build(offices):
        enrolment = make(offices)
        with as_(getattr(offices, who)) as actor:
            return service(enrolment=enrolment, actor=actor, **arguments)

    return build


BUILD = {
    State.DRAFT: complete_draft,
    State.SUBMITTED: make_submitted,
    State.RETURNED: moved(make_submitted, review.send_back, reason="补正"),
    State.APPROVED: lambda offices: listed(make_approved(offices), offices),
    State.ACTIVE: active,
    State.SUSPENDED: moved(active, lifecycle.suspend, reason="核查"),
    State.EXITED: moved(active, lifecycle.exit_, on=TODAY(), reason="moved"),
    State.REFUSED: moved(make_submitted, review.refuse, reason="不符合"),
    State.WITHDRAWN: moved(make_submitted, review.withdraw, "caseworker", reason="放弃"),
}


def overturn(*, enrolment, actor):
    release = enrolment.releases.first()
    if release is None:
        raise Refusal("state", "on no list")
    objection = publicity.object_to(release=release.release, actor=actor, content="反映情况不实", enrolment=enrolment)
    publicity.answer_objection(objection=objection, actor=actor, upheld=True, answer="经查属实")


# The services that lead to each state, and who calls them.
LEAD_TO = {
    State.DRAFT: [],
    State.SUBMITTED: [("caseworker", application.submit, {})],
    State.RETURNED: [("manager", review.send_back, {"reason": "补正"})],
    State.APPROVED: [("manager", review.pass_on, {})],
    State.ACTIVE: [("manager", lifecycle.activate, {}), ("manager", lifecycle.resume, {})],
    State.SUSPENDED: [("manager", lifecycle.suspend, {"reason": "核查"})],
    State.EXITED: [("manager", lifecycle.exit_, {"on": TODAY(), "reason": "moved"})],
    State.REFUSED: [("manager", review.refuse, {"reason": "不符合"}), ("manager", overturn, {})],
    State.WITHDRAWN: [("caseworker", review.withdraw, {"reason": "放弃"})],
}


def reached(enrolment, target, offices) -> bool:
    """Whether one of the services brings it to `target`; nothing of it stays."""
    for who, service, arguments in LEAD_TO[target]:
        with as_(getattr(offices, who)) as actor:
            try:
                with transaction.atomic():
                    service(enrolment=enrolment, actor=actor, **arguments)
                    enrolment.refresh_from_db()
                    state = enrolment.state
                    raise Undo
            except Undo:
                if state == target:
                    return True
            except Refusal:
                continue
            finally:
                enrolment.refresh_from_db()
    return False


UPDATE = """
    UPDATE enrolment_enrolment SET state = %s, level = CASE %s WHEN 'submitted' THEN 'city' ELSE '' END,
        exit_reason = CASE %s WHEN 'exited' THEN 'moved' ELSE '' END, ends_on = current_date + 1
    WHERE id = %s
"""
# Rules that ask for more than the table: an allowed step still needs its decision, its list, its name.
MORE = {"", "enrolment_moves_by_decision", "enrolment_signed", "enrolment_publicity_stood"}
# Of what a roster brought, and with that roster: no service moves one enrolment so, and no statement does
# (tests/rosters/test_rows.py has the whole of it).
WITH_ITS_ROSTER = {(State.ACTIVE, State.WITHDRAWN)}

# What a merge ended goes on when it is undone (tests/enrolment/test_merges.py).
WITH_ITS_MERGE = {(State.EXITED, State.ACTIVE), (State.EXITED, State.SUSPENDED)}


@pytest.mark.parametrize("source", State)
def test_every_step_from(source, offices):
    enrolment = BUILD[source](offices)
    assert enrolment.state == source
    for target in State:
        if target == source:
            continue
        allowed = ENROLMENT.allows(source, target)
        alone = allowed and (source, target) not in WITH_ITS_ROSTER | WITH_ITS_MERGE
        assert reached(enrolment, target, offices) == alone, f"{source} → {target} by service"
        with as_(offices.manager):
            rule = tried(UPDATE, target, target, target, enrolment.pk)
        if allowed and not alone:
            assert rule in {"taken_back_with_its_roster", "enrolment_reopened", "enrolment_moves_by_decision"}, (
                f"{source} → {target}: {rule!r}"
            )
        elif allowed:
            assert rule in MORE, f"{source} → {target} refused by {rule}"
        else:
            assert rule in {"enrolment_enrolment_states", "enrolment_moves_by_decision"}, (
                f"{source} → {target}: {rule!r}"
            )


def test_an_application_is_born_a_draft_and_a_roster_brings_active_ones(offices):
    from registry.core.ids import uuid7

    draft = make_draft(offices)
    insert = (
        "INSERT INTO enrolment_enrolment (id, program_id, person_id, area, state, level, origin, rules_id, answers, "
        "lifetime_group, exit_reason, made_by_id, created_at, changed_at) "
        "SELECT %s, program_id, person_id, area, %s, '', %s, rules_id, '{}', '', '', %s, now(), now() "
        "FROM enrolment_enrolment WHERE id = %s"
    )
    with as_(offices.caseworker) as actor:
        review.withdraw(enrolment=draft, actor=actor, reason="让位")
        for state in State:
            for origin in ("application", "roster"):
                rule = tried(insert, uuid7(), state, origin, actor.pk, draft.pk)
                fine = (state, origin) in {(State.DRAFT, "application"), (State.ACTIVE, "roster")}
                assert (rule == "") == fine, f"{state} {origin}: {rule!r}"
