"""Invented people: the same from the same seed, plausible, and nobody twice."""

from collections import Counter
from datetime import date

import pytest

from beneficiaries.identity import bank, names, phones, resident_id
from registry.city import places, staff
from registry.city.people import PHONES, County
from registry.city.population import Size, rosters

SMALL = Size().scaled(400)


@pytest.fixture(scope="module")
def county() -> dict:
    return rosters("341802", size=SMALL, seed=7)


def test_the_same_seed_makes_the_same_people(county):
    assert rosters("341802", size=SMALL, seed=7) == county
    assert rosters("341802", size=SMALL, seed=8) != county


def test_the_report_counts_them():
    assert sum(places.shared(Size().LS).values()) == 26_662
    assert (Size().SW, Size().XJ) == (637, 102) and Size().CL > 200


def test_numbers_are_right_and_say_what_the_row_says(county):
    for record in [record for roster in county.values() for record in roster]:
        found = resident_id.parse(record["id_number"])
        assert found.birth_date == record["birth_date"]
        assert record["sex"] == ("女" if found.sex == "2" else "男")
        assert names.parse(record["name"]) == record["name"]
        assert phones.parse(record["phone"]).startswith(PHONES)
        if record.get("account"):
            assert bank.parse(record["account"]).luhn_ok


def test_nobody_twice(county):
    everyone = [record["id_number"] for record in county["LS"] + county["SW"]]
    assert max(Counter(everyone).values()) == 1
    named = Counter((record["name"], record["birth_date"]) for record in county["LS"])
    assert max(named.values()) == 1


def test_left_behind_children_are_under_sixteen_in_the_year(county):
    assert all(date(1998, 1, 1) <= record["birth_date"] < date(2011, 1, 1) for record in county["LS"])


def test_parents_are_old_enough_and_grandparents_older():
    draw = County("341823", seed=3)
    for _ in range(200):
        child = draw.child(youngest=3, oldest=15)
        assert child.born.year - child.father.born.year >= 20
        assert child.born.year - child.mother.born.year >= 16
        if child.carer_relation in ("61", "62", "63", "64"):
            assert child.carer.born < child.father.born or child.carer.born < child.mother.born


def test_names_with_a_dot_and_rare_characters_are_there():
    draw = County("341881", seed=2013)
    born = [draw.child(youngest=3, oldest=15).name for _ in range(4_000)]
    assert any("·" in name for name in born)
    assert any(ord(character) > 0xFFFF for name in born for character in name)
    # Common names are common, as they are in life.
    assert Counter(name[0] for name in born).most_common(1)[0][0] in "王张李汪陈"


def test_user_names_are_one_each():
    taken = Counter(post.username for post in staff.posts())
    assert max(taken.values()) == 1
    assert {post.role for post in staff.posts()} == set(staff.Role)
