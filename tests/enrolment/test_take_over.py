"""A roster of people who are served already: the good rows go in, the others come back with the rule."""

from datetime import date

import pytest

from programs.enrolment.models import Decision, Enrolment
from programs.enrolment.services import bulk, review
from programs.enrolment.services.answers import opened
from programs.enrolment.services.bulk import RosterEnrolment
from registry.core.ids import uuid7
from tests.enrolment.raw import execute
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.factories.enrolments import VILLAGE, as_, make_draft, make_offices, make_program, make_woman

pytestmark = pytest.mark.django_db
START = date(2013, 1, 1)


@pytest.fixture
def offices(db):
    make_program(
        "TA",
        group="relief",
        fields=[
            {"code": "cause", "zh": "原因", "en": "Cause", "kind": "text"},
            {"code": "card", "zh": "卡号", "en": "Card", "kind": "account"},
        ],
    )
    return make_offices()


def row(person, n=None, **rest):
    return RosterEnrolment(person=getattr(person, "pk", person), starts_on=START, row=n, **rest)


def take_over(offices, rows, *, program="TA"):
    with as_(offices.caseworker) as actor:
        return bulk.take_over(rows, actor=actor, program=program, source="2013年花名册")


def people(offices, count):
    with as_(offices.caseworker) as actor:
        return [make_woman(actor) for _ in range(count)]


def test_good_rows_are_active_and_say_where_they_came_from(offices):
    women = people(offices, 3)
    card = "6228480402564890018"
    outcome = take_over(offices, [row(w, answers={"cause": "重病", "card": card}) for w in women])
    assert (outcome.created, outcome.refusals) == (3, [])
    with as_(offices.caseworker) as actor:
        enrolments = list(Enrolment.objects.filter(pk__in=outcome.ids).order_by("person_id"))
        assert {(e.state, e.origin, e.starts_on, e.lifetime_group) for e in enrolments} == {
            ("active", "roster", START, "relief")
        }
        assert {e.area for e in enrolments} == {VILLAGE}
        assert card not in str(enrolments[0].answers)
        assert opened(enrolments[0], "card") == card
        decisions = Decision.objects.filter(enrolment__in=enrolments)
        assert {(d.act, d.actor, d.reason, d.rules_id) for d in decisions} == {
            ("taken_over", actor, "2013年花名册", enrolments[0].rules_id)
        }
        assert all(e.history.count() == 1 for e in enrolments)


def test_rows_that_a_rule_refuses_come_back_and_the_rest_goes_in(offices):
    make_program("TX", excludes=("TA",))
    make_program("TG", group="relief")
    offices = make_offices()
    good, twice, enrolled, lifetime, excluded, dead, refused_before = people(offices, 7)
    make_draft(offices, person=enrolled, answers={})
    make_draft(offices, program="TG", person=lifetime)
    make_draft(offices, program="TX", person=excluded)
    before = make_draft(offices, person=refused_before, answers={})
    with as_(offices.caseworker) as actor:
        review.withdraw(enrolment=before, actor=actor, reason="放弃")
        dead.died_on = date(2012, 6, 1)
        dead.save(update_fields=["died_on"])
    with as_(make_account("caseworker", "341821")) as actor:
        elsewhere = make_woman(actor, area="341821100")
    rows = [
        row(good, 7), row(twice, 8), row(twice, 9), row(enrolled, 10), row(lifetime, 11), row(excluded, 12),
        row(dead, 13), row(elsewhere, 14), row(uuid7(), 15), row(refused_before, 16),
    ]  # fmt: skip
    outcome = take_over(offices, rows)
    assert outcome.created == 3
    assert [bool(pk) for pk in outcome.ids] == [True, True, *[False] * 7, True]
    assert [(refusal.row, refusal.code) for refusal in outcome.refusals] == [
        (9, "duplicate-in-file"), (10, "enrolment_one_open_per_program"), (11, "enrolment_once_in_a_lifetime"),
        (12, "enrolment_exclusive"), (13, "person-gone"), (14, "person-unknown"), (15, "person-unknown"),
    ]  # fmt: skip
    assert all(str(refusal) for refusal in outcome.refusals)


def test_raw_sql_learns_nothing_of_people_elsewhere_or_of_other_programs(offices):
    [woman] = people(offices, 1)
    make_draft(offices, person=woman, answers={})
    found = [(woman.pk, "enrolment_one_open_per_program")]
    ask = "SELECT person, rule FROM enrolment_obstacles(%s, 'TA')"
    with as_(offices.caseworker):
        assert execute(ask, [woman.pk]) == found
    for account in (
        make_account("caseworker", "341802002"),
        make_account("caseworker", "341821"),
        make_account("caseworker", VILLAGE, programs=("TB",)),
        make_account("auditor", "3418"),
        make_account("editor", "3418"),
    ):
        with as_(account):
            assert execute(ask, [woman.pk]) == [], account
    assert execute(ask, [woman.pk]) == []


def test_the_same_roster_again_changes_nothing(offices):
    women = people(offices, 2)
    take_over(offices, [row(w) for w in women])
    again = take_over(offices, [row(w) for w in women])
    assert again.created == 0
    assert {refusal.code for refusal in again.refusals} == {"enrolment_one_open_per_program"}


def test_who_may(offices):
    with as_(make_account("finance", VILLAGE)) as actor, refused("not-allowed"):
        bulk.take_over([], actor=actor, program="TA")
    with as_(make_account("caseworker", VILLAGE, programs=("TB",))) as actor, refused("not-allowed"):
        bulk.take_over([], actor=actor, program="TA")
