"""Moves: confirmed by who covers both places, followed by every row."""

from datetime import date

from beneficiaries.models import Move, Person, SearchToken
from beneficiaries.services.intake import NewPhone
from beneficiaries.services.move import move_person
from tests.expect import refused
from tests.factories.accounts import entered_as
from tests.factories.people import VILLAGE, make_person

CHENGJIANG = "341802002"
ON = date(2026, 1, 5)


def test_a_township_cannot_confirm_a_move_to_another(caseworker):
    person = make_person(actor=caseworker)
    with refused("area-out-of-scope", field="to"):
        move_person(person=person, actor=caseworker, to=CHENGJIANG, on=ON)


def test_everything_of_the_person_moves_with_her(caseworker, county_worker):
    person = make_person(actor=caseworker, phones=[NewPhone(number="13812345678")])
    with entered_as(county_worker):
        move_person(person=person, actor=county_worker, to=CHENGJIANG, on=ON, address="二组", reason="搬迁")
        moved = Person.objects.get(pk=person.pk)
        assert (moved.area, moved.address, moved.household) == (CHENGJIANG, "二组", None)
        assert moved.phones.get().area == CHENGJIANG
        assert set(SearchToken.objects.filter(person_id=person.pk).values_list("area", flat=True)) == {CHENGJIANG}
        move = Move.objects.get()
        assert (move.source, move.target, move.area) == (VILLAGE, CHENGJIANG, CHENGJIANG)
        with refused("move-same", field="to"):
            move_person(person=person, actor=county_worker, to=CHENGJIANG, on=ON)

    assert not Person.objects.filter(pk=person.pk).exists(), "gone from the township that she left"
    with refused("gone"):
        move_person(person=person, actor=caseworker, to=VILLAGE, on=ON)


def test_out_of_the_city_the_record_stays_and_says_since_when(caseworker):
    person = make_person(actor=caseworker)
    move_person(person=person, actor=caseworker, to="", on=ON)
    person.refresh_from_db()
    assert (person.left_on, person.area) == (ON, VILLAGE)
    move_person(person=person, actor=caseworker, to="341802001", on=ON)
    person.refresh_from_db()
    assert person.left_on is None
