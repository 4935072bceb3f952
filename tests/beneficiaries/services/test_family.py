"""Relations hold for a time; a household stands at a place."""

from datetime import date

import pytest

from beneficiaries.services import family
from tests.expect import refused
from tests.factories.people import make_person


def test_a_guardian_comes_and_goes(caseworker):
    child = make_person(actor=caseworker, birth_date=date(2015, 6, 1))
    guardian = family.add_relation(
        person=child,
        actor=caseworker,
        kind="奶奶",
        name="李梅",
        since=date(2015, 6, 1),
        guardian=True,
        phone="13812345678",
    )
    assert (guardian.kind, guardian.phone_masked, guardian.area) == ("62", "138****5678", child.area)
    with refused("date-order", field="on"):
        family.end_relation(relation=guardian, actor=caseworker, on=date(2014, 1, 1))
    family.end_relation(relation=guardian, actor=caseworker, on=date(2020, 1, 1), reason="母亲返乡")
    with refused("ended"):
        family.end_relation(relation=guardian, actor=caseworker, on=date(2020, 1, 2))


def test_a_registered_relative_is_linked_and_nobody_is_their_own(caseworker):
    child, mother = make_person(actor=caseworker), make_person(actor=caseworker, name="李梅")
    relation = family.add_relation(person=child, actor=caseworker, kind="52", other=mother, since=date(2015, 6, 1))
    assert (relation.name, relation.other) == ("李梅", mother)
    with refused("relation_not_self"):
        family.add_relation(person=child, actor=caseworker, kind="52", other=child, since=date(2015, 6, 1))
    with refused("required"):
        family.add_relation(person=child, actor=caseworker, kind="本人", name="李梅", since=date(2015, 6, 1))


def test_a_household_has_a_head_and_members(caseworker):
    head, wife = make_person(actor=caseworker, sex="1"), make_person(actor=caseworker)
    household = family.form_household(actor=caseworker, head=head, booklet_number="0001")
    family.join_household(person=wife, household=household, relation_to_head="妻", actor=caseworker)
    wife.refresh_from_db()
    assert (wife.household, wife.relation_to_head) == (household, "12")
    with refused("household"):
        family.form_household(actor=caseworker, head=head)


def test_a_household_is_entered_by_the_code_of_its_head(caseworker):
    head, wife, neighbour = (make_person(actor=caseworker) for _ in range(3))
    household = family.enter_household(
        person=wife, actor=caseworker, head_code=head.code.lower(), relation_to_head="10"
    )
    head.refresh_from_db()
    wife.refresh_from_db()
    assert head.household == wife.household == household
    assert (head.relation_to_head, wife.relation_to_head, household.head_name) == ("02", "10", head.name)
    family.enter_household(person=neighbour, actor=caseworker)
    neighbour.refresh_from_db()
    assert neighbour.relation_to_head == "02" and neighbour.household != household


@pytest.mark.parametrize(
    ("code", "relation", "said"), [("R99999999", "10", "head"), ("own", "10", "head"), ("head", "", "required")]
)
def test_a_household_that_cannot_be_entered(caseworker, code, relation, said):
    head, person = make_person(actor=caseworker), make_person(actor=caseworker)
    code = {"own": person.code, "head": head.code}.get(code, code)
    with refused(said):
        family.enter_household(person=person, actor=caseworker, head_code=code, relation_to_head=relation)
