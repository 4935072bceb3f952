"""Thousands at once: the same rows as one by one, refusals with their row, nothing doubled."""

from datetime import date

import pghistory
import pytest

from beneficiaries.models import Hardship, PayAccount, Person, Phone, Relation, SearchToken
from beneficiaries.services import bulk, register
from beneficiaries.services.intake import NewAccount, NewHardship, NewPhone, NewRelation
from registry.core import scope
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import VILLAGE, id_number, make_person, new_person

# Differ from registration to registration, by nature.
OWN = {"id", "person", "code", "created_at", "id_number_sealed", "number_sealed", "phone_sealed"}


def people():
    return [
        new_person(
            name=name,
            id_number="",
            id_type="none",
            no_id_reason="从未\t登记\\\n",
            sex="女",
            birth_date=date(2010, 1, 2),
            address="五组\\3号\t东",
            phones=[NewPhone(number="13812345678"), NewPhone(number="138-1234-5678")],
            accounts=[NewAccount(number="6228480402564890018", bank="农业银行")],
            relations=[
                NewRelation(
                    kind="奶奶",
                    name="李梅",
                    since=date(2010, 1, 2),
                    guardian=True,
                    phone="13912345678",
                    id_number="342501198003072422",
                )
            ],
            hardships=[NewHardship(category="低保", since=date(2013, 1, 1))],
        )
        for name in ("𠮷野·阿依古丽", "单乐")
    ]


def rows(model, people) -> list[dict]:
    key = {"pk__in": people} if model is Person else {"person__in": people}
    found = model.objects.filter(**key)
    return sorted(
        (
            {field.name: getattr(row, field.attname) for field in model._meta.concrete_fields if field.name not in OWN}
            for row in found
        ),
        key=lambda row: str(row),
    )


def test_bulk_writes_the_same_rows_as_registering_one_by_one(caseworker):
    one_by_one = [register.register_new(new, actor=caseworker).pk for new in people()]
    at_once = bulk.register_people(people(), actor=caseworker).ids

    assert len(at_once) == 2
    for model in (Person, Phone, PayAccount, Relation, Hardship):
        assert rows(model, one_by_one) == rows(model, at_once)
        assert rows(model, at_once)
    tokens = [
        set(SearchToken.objects.filter(person_id__in=ids).values_list("token", flat=True))
        for ids in (one_by_one, at_once)
    ]
    assert tokens[0] == tokens[1] and "阿依古" in tokens[0]


def test_history_records_who_and_why(caseworker):
    with pghistory.context(reason="花名册"):
        [pk] = bulk.register_people([new_person()], actor=caseworker).ids

    [event] = Person.history.rel.related_model.objects.filter(pgh_obj_id=pk)
    assert event.pgh_account == caseworker.pk
    assert event.pgh_context["reason"] == "花名册"
    assert not hasattr(event, "id_number_sealed")


def test_bad_rows_come_back_and_good_rows_go_in(caseworker):
    with scope.entered(scope.EMPTY):
        make_person(area="341821100", id_number="342501198003072422")
    known = make_person(actor=caseworker)
    number = id_number()
    outcome = bulk.register_people(
        [
            new_person(row=5),
            new_person(row=6, id_number="342501198003072423"),
            new_person(row=7, id_number=number),
            new_person(row=8, id_number=number),
            new_person(row=9, id_number="342501198003072422"),
            new_person(row=10, id_number=vault_number(known)),
            new_person(row=11, area="341802002"),
        ],
        actor=caseworker,
    )

    assert [(refusal.row, refusal.code) for refusal in outcome.refusals] == [
        (6, "id-checksum"),
        (8, "duplicate-in-file"),
        (9, "person_one_per_id"),
        (11, "area-out-of-scope"),
    ]
    assert outcome.created == 2
    assert outcome.existing == {known.pk}
    assert [pk is not None for pk in outcome.ids] == [True, False, True, False, False, True, False]
    assert outcome.ids[5] == known.pk
    assert "7" in str(outcome.refusals[1])


def vault_number(person) -> str:
    from registry.core import vault

    return vault.open_sealed(person.id_number_sealed, row=person.pk, field="id_number")


def test_the_same_rows_twice_change_nothing(caseworker):
    news = [new_person() for _number in range(3)]
    first = bulk.register_people(news, actor=caseworker)
    again = bulk.register_people(news, actor=caseworker)

    assert again.ids == first.ids
    assert (again.created, again.existing) == (0, set(first.ids))
    assert Person.objects.count() == 3


def test_chunks_hold_together(caseworker, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    number = id_number()
    news = [new_person(), new_person(id_number=number), new_person(), new_person(id_number=number)]
    outcome = bulk.register_people(news, actor=caseworker)
    assert outcome.created == 3
    assert [(r.row, r.code) for r in outcome.refusals] == [(4, "duplicate-in-file")]


@pytest.mark.parametrize("role", ["auditor", "finance", "editor"])
def test_only_those_who_may_register(db, role):
    account = make_account(role, VILLAGE, programs=("LS",))
    with entered_as(account), refused("not-allowed"):
        bulk.register_people([new_person()], actor=account)
