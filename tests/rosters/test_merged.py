"""Rosters and records that were merged or kept apart: one memory of who is who."""

from datetime import date

import pytest

from beneficiaries.identity import resident_id
from beneficiaries.models import Pair, Person
from beneficiaries.services import duplicates
from beneficiaries.services.conflicts import conflicts_of
from beneficiaries.services.merging import merge
from programs.enrolment.models import Enrolment
from programs.enrolment.rosters import services
from tests.factories.accounts import entered_as, make_account
from tests.rosters.books import book, child

pytestmark = pytest.mark.django_db
OTHER = resident_id.make(region="342501", birth_date=date(2003, 1, 1), sequence=77, sex="2")


@pytest.fixture
def twice(send, caseworker):
    """One girl from two rosters, the second time under another number; said to be two, then."""
    send(book([child(0)]), take=True)
    second = send(book([child(0, 证件号码=OTHER)]))
    services.recognise(roster=second.roster, number=1, person=None, actor=caseworker)
    services.take_in(roster=second.roster, actor=caseworker)
    return Person.objects.order_by("code")


def test_none_of_these_said_of_a_row_holds_for_the_record(twice):
    first, second = sorted(person.pk for person in twice)
    pair = Pair.objects.get()
    assert (pair.first_id, pair.second_id, pair.state) == (first, second, "different")
    likely = duplicates.likely_duplicates(
        name="汪甲一", birth_date=date(2003, 1, 1), area="341802001001", besides=first
    )
    assert [one.person.pk for one in likely] == []


def test_the_number_of_a_merged_record_means_the_one_that_is_left(twice, send):
    kept, merged = twice
    manager = make_account("manager", "3418")
    with entered_as(manager):
        Pair.objects.update(state="open", decided_by=None, decided_at=None)
        keys = [conflict.key for conflict in conflicts_of(kept=kept, merged=merged)]
        merge(kept=kept, merged=merged, actor=manager, acknowledged=keys, reason="同一人，号码录错")
    people = Person.objects.count()
    again = send(book([child(0, 证件号码=OTHER)]), take=True)
    assert again.lines("create", "duplicate", "error") == []
    assert again.row(2).person_id in (None, kept.pk) and Person.objects.count() == people
    assert Enrolment.objects.filter(state="active", person=kept).count() == 1
    likely = duplicates.likely_duplicates(name="", id_number=OTHER)
    assert [one.person.pk for one in likely] == [kept.pk], "and so does a form"
