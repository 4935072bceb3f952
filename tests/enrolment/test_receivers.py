"""A death and a move out of the city end what a person has, in the same act."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from beneficiaries.services.circumstances import record_death
from beneficiaries.services.move import move_person
from programs.enrolment.models import Enrolment
from programs.enrolment.services import bulk, lifecycle
from programs.enrolment.services.bulk import RosterEnrolment
from tests.factories.accounts import make_account
from tests.factories.enrolments import (
    as_,
    make_approved,
    make_draft,
    make_offices,
    make_program,
    make_submitted,
    make_woman,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
START, DAY = date(2013, 1, 1), date(2013, 6, 1)


@pytest.fixture
def offices(db):
    for code in ("TA", "TB", "TC"):
        make_program(code, chain=("city",))
    return make_offices()


@pytest.fixture
def woman(offices):
    with as_(offices.caseworker) as actor:
        return make_woman(actor)


def served(offices, person, *, program="TA", starts_on=START) -> Enrolment:
    """An active enrolment, from a roster."""
    with as_(offices.caseworker) as actor:
        [pk] = bulk.take_over(
            [RosterEnrolment(person=person.pk, starts_on=starts_on)], actor=actor, program=program, source="花名册"
        ).ids
        return Enrolment.objects.get(pk=pk)


def now(offices, *enrolments) -> list[tuple]:
    with as_(offices.manager):
        for enrolment in enrolments:
            enrolment.refresh_from_db()
    return [(enrolment.state, enrolment.exit_reason, enrolment.ends_on) for enrolment in enrolments]


def dies(offices, person, on=DAY, actor=None):
    with as_(actor or offices.caseworker) as account:
        record_death(person=person, actor=account, on=on)


def leaves(offices, person, to="", on=DAY):
    with as_(make_account("caseworker", "3418")) as account:
        move_person(person=person, actor=account, to=to, on=on)


def test_a_death_ends_what_ran_on_that_day_and_withdraws_what_was_on_its_way(offices, woman):
    active, suspended = served(offices, woman), served(offices, woman, program="TB")
    with as_(offices.manager) as actor:
        lifecycle.suspend(enrolment=suspended, actor=actor, reason="核实情况")
    submitted = make_submitted(offices, program="TC", person=woman)
    with as_(offices.caseworker) as actor:
        neighbour = served(offices, make_woman(actor))
    dies(offices, woman)
    assert now(offices, active, suspended) == [("exited", "died", DAY)] * 2
    assert now(offices, submitted, neighbour) == [("withdrawn", "", None), ("active", "", None)]
    with as_(offices.caseworker) as actor:
        decisions = [e.decisions.latest("at") for e in (active, submitted)]
        assert [(d.act, d.actor) for d in decisions] == [("exited", actor), ("withdrawn", actor)]
        assert decisions[1].reason == "申请人死亡"


def test_drafts_and_what_was_approved_are_withdrawn_too(offices, woman):
    approved = make_approved(offices, person=woman)
    draft = make_draft(offices, program="TB", person=woman)
    dies(offices, woman, on=TODAY)
    assert now(offices, approved, draft) == [("withdrawn", "", None)] * 2


def test_leaving_the_city_ends_them_and_moving_within_it_does_not(offices, woman):
    active, draft = served(offices, woman), make_draft(offices, program="TB", person=woman)
    leaves(offices, woman, to="341802002")
    assert now(offices, active, draft) == [("active", "", None), ("draft", "", None)]
    leaves(offices, woman, on=DAY + timedelta(days=30))
    assert now(offices, active, draft) == [("exited", "moved", DAY + timedelta(days=30)), ("withdrawn", "", None)]


def test_it_ends_no_earlier_than_it_began(offices, woman):
    active = served(offices, woman, starts_on=DAY + timedelta(days=10))
    dies(offices, woman)
    assert now(offices, active) == [("exited", "died", DAY + timedelta(days=10))]


def test_what_the_rules_or_the_account_cant_end_stays_for_the_manager(offices, woman):
    make_program("TD", exit_reasons=[{"code": "paid", "zh": "已发放", "en": "Paid"}])
    offices = make_offices()
    unforeseen, others = served(offices, woman, program="TD"), served(offices, woman)
    dies(offices, woman, actor=make_account("caseworker", offices.village[:9], programs=("TD",)))
    assert now(offices, unforeseen, others) == [("active", "", None)] * 2
