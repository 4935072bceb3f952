"""Corrections: judged like a registration, kept with their reason, and never touching what has its own act."""

from datetime import date

import pytest

from beneficiaries.models import SearchToken
from beneficiaries.services.register import change_person
from registry.core import scope
from tests.expect import refused
from tests.factories.people import id_number, make_person


def test_a_correction_keeps_its_reason_and_moves_the_tokens(caseworker):
    person = make_person(actor=caseworker, name="王秀英")
    sealed = bytes(person.id_number_sealed)

    change_person(person=person, actor=caseworker, reason="户口簿为准", name="汪秀英", address="三组")

    person.refresh_from_db()
    assert (person.name, person.pinyin, person.address) == ("汪秀英", "wang xiu ying", "三组")
    assert bytes(person.id_number_sealed) == sealed, "an unchanged number isn't sealed anew"
    tokens = set(SearchToken.objects.filter(person_id=person.pk).values_list("token", flat=True))
    assert "汪秀英" in tokens and "王" not in tokens
    last = person.history.order_by("pgh_id").last()
    assert (last.pgh_label, last.pgh_context["reason"]) == ("update", "户口簿为准")


def test_a_corrected_number_must_agree_and_be_free(caseworker):
    person, other = make_person(actor=caseworker), make_person(actor=caseworker)
    taken = id_number()
    change_person(person=other, actor=caseworker, reason="录错", id_number=taken)

    with refused("person_one_per_id", field="id_number"):
        change_person(person=person, actor=caseworker, reason="录错", id_number=taken)
    with refused("id-birth-date", field="birth_date"):
        change_person(person=person, actor=caseworker, reason="录错", birth_date=date(1981, 1, 1))
    with refused("reason", field="reason"):
        change_person(person=person, actor=caseworker, reason=" ", name="李四")


def test_a_paper_can_be_given_up_with_a_reason(caseworker):
    person = make_person(actor=caseworker)
    with refused("id-none-reason", field="no_id_reason"):
        change_person(person=person, actor=caseworker, reason="注销", id_type="none")
    change_person(person=person, actor=caseworker, reason="注销", id_type="none", no_id_reason="户口注销")
    person.refresh_from_db()
    assert (person.id_number_index, person.id_number_tail) == (None, "")


def test_place_and_death_are_not_corrections(caseworker):
    person = make_person(actor=caseworker)
    with pytest.raises(TypeError):
        change_person(person=person, actor=caseworker, reason="搬家", area="341802001002")


def test_who_is_outside_the_scope_is_gone(caseworker):
    with scope.entered(scope.EMPTY):
        elsewhere = make_person(area="341821100")
    with refused("gone"):
        change_person(person=elsewhere, actor=caseworker, reason="更正", name="李四")
