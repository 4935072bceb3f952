"""Registering: what is written down, and each way in which it is refused."""

from datetime import date

import pytest

from beneficiaries.models import Person
from beneficiaries.services.intake import NewAccount, NewHardship, NewPhone, NewRelation
from beneficiaries.services.pairs import strangers_of
from beneficiaries.services.register import likely_duplicates, register_apart, register_person
from registry.core import scope, vault
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import VILLAGE, id_number, make_person, new_person

FIXTURE = "342501198003072422"


def test_an_id_number_tells_sex_and_birth_date_and_is_sealed(caseworker):
    person = register_person(actor=caseworker, name=" 王 秀英", area=VILLAGE, id_number=FIXTURE)

    person.refresh_from_db()
    assert (person.name, person.sex, person.birth_date) == ("王秀英", "2", date(1980, 3, 7))
    assert person.id_number_tail == "2422"
    assert vault.open_sealed(person.id_number_sealed, row=person.pk, field="id_number") == FIXTURE
    assert FIXTURE.encode() not in bytes(person.id_number_sealed)
    assert person.pinyin == "wang xiu ying"
    assert person.code.startswith("R")


def test_fifteen_digits_are_the_same_person(caseworker):
    register_person(actor=caseworker, name="汪秀英", area=VILLAGE, id_number="34272119720819402X")

    with refused("person_one_per_id", field="id_number") as caught:
        register_person(actor=caseworker, name="汪秀英", area=VILLAGE, id_number="342721720819402")
    assert "汪秀英" in str(caught.value)


def test_what_hangs_on_a_person_goes_in_with_her(caseworker):
    person = register_person(
        actor=caseworker,
        name="张小红",
        area=VILLAGE,
        id_number="341822201002142240",
        phones=[NewPhone(number="138 1234 5678")],
        accounts=[NewAccount(number="6228480402564890018", payee="李梅", payee_relation="母亲", bank="农业银行")],
        relations=[NewRelation(kind="母亲", name="李梅", since=date(2010, 2, 14), guardian=True)],
        hardships=[NewHardship(category="低保", since=date(2013, 1, 1), evidence="宣低保001")],
    )

    assert person.phones.get().masked == "138****5678"
    account = person.payaccounts.get()
    assert (account.payee, account.payee_relation, account.tail) == ("李梅", "52", "0018")
    assert person.relations.get().kind == "52"
    assert person.hardships.get().category == "dibao"
    assert {row.area for row in (person.phones.get(), account, person.relations.get())} == {VILLAGE}


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"id_number": "342501198003072423"}, "id-checksum", "id_number"),
        ({"id_number": FIXTURE, "sex": "1"}, "id-sex", "sex"),
        ({"id_number": FIXTURE, "birth_date": date(1981, 3, 7)}, "id-birth-date", "birth_date"),
        ({"id_number": FIXTURE, "name": "王"}, "name", "name"),
        ({"id_number": FIXTURE, "area": "341802001999"}, "area-unknown", "area"),
        ({"id_number": FIXTURE, "area": "341802"}, "area-too-wide", "area"),
        ({"id_number": FIXTURE, "area": "341802002"}, "area-out-of-scope", "area"),
        ({"id_number": FIXTURE, "area": ""}, "required", "area"),
        ({"id_type": "none", "sex": "2", "birth_date": date(1980, 1, 1)}, "id-none-reason", "no_id_reason"),
        ({"id_type": "none", "no_id_reason": "从未登记", "birth_date": date(1980, 1, 1)}, "required", "sex"),
        ({"id_number": FIXTURE, "ethnic_group": "火星族"}, "choice", "ethnic_group"),
        ({"id_number": FIXTURE, "phones": [NewPhone(number="12345")]}, "phone", "phone"),
        ({"id_number": FIXTURE, "accounts": [NewAccount(number="1234")]}, "account", "account"),
        (
            {"id_number": FIXTURE, "accounts": [NewAccount(number="6228480402564890018", payee="李四")]},
            "payee",
            "payee_relation",
        ),
    ],
)
def test_refusals_name_their_field(caseworker, fields, code, field):
    with refused(code, field=field):
        register_person(**{"actor": caseworker, "name": "王秀英", "area": VILLAGE} | fields)
    assert not Person.objects.exists()


def test_an_auditor_registers_nobody(db):
    auditor = make_account("auditor", "3418", programs=("LS",))
    with entered_as(auditor), refused("not-allowed"):
        register_person(actor=auditor, name="王秀英", area=VILLAGE, id_number=FIXTURE)


def test_an_id_number_that_is_registered_elsewhere_names_the_county_and_nothing_else(caseworker):
    with scope.entered(scope.EMPTY):
        elsewhere = make_person(name="欧阳小红", area="341821100", id_number=FIXTURE)

    with refused("person_one_per_id", field="id_number") as caught:
        register_person(actor=caseworker, name="王秀英", area=VILLAGE, id_number=FIXTURE)

    said = str(caught.value)
    assert "郎溪" in said
    assert "欧阳" not in said and elsewhere.code not in said
    assert "341821100" not in said


def test_a_code_from_before_the_renaming_of_a_county_is_todays(db):
    worker = make_account("caseworker", "341882", programs=("LS",))
    with entered_as(worker):
        person = register_person(actor=worker, name="王秀英", area="341822100", id_number=FIXTURE)
    assert person.area == "341882100"


def test_likely_duplicates_say_why(caseworker):
    person = make_person(name="张晓红", id_number=FIXTURE, phones=[NewPhone(number="13812345678")])

    def reasons(**typed) -> set[str]:
        found = likely_duplicates(**{"name": ""} | typed)
        assert [likely.person.pk for likely in found] in ([], [person.pk])
        return {str(reason.__reduce__()[1][1][0]) for likely in found for reason in likely.reasons}

    born = date(1980, 3, 7)
    assert reasons(id_number=FIXTURE) == {"same ID number"}
    assert reasons(name="张晓红", birth_date=born) == {"same name and date of birth"}
    assert reasons(name="张小红", birth_date=born) == {"name sounds the same, same date of birth"}
    assert reasons(name="张小红", birth_date=date(1980, 7, 3), area=VILLAGE) == {
        "name sounds the same, born within a year, same township"
    }
    assert reasons(name="李四", phone="138-1234-5678") == {"same phone"}
    assert reasons(name="张小红") == set()
    assert reasons(name="李四", birth_date=born) == set()


def test_likely_duplicates_respect_the_scope(caseworker):
    with scope.entered(scope.EMPTY):
        make_person(name="张晓红", area="341821100", id_number=FIXTURE)
    assert likely_duplicates(name="张晓红", birth_date=date(1980, 3, 7), id_number=FIXTURE) == []


def test_two_numbers_of_the_factory_differ():
    assert id_number() != id_number()


def test_none_of_these_is_remembered(caseworker):
    """Said at the form, it isn't asked again anywhere: `services.pairs`."""
    first = make_person(actor=caseworker)
    likely = likely_duplicates(name=first.name, birth_date=first.birth_date, area=first.area)
    assert [one.person for one in likely] == [first]
    other = register_apart(new_person(id_number=id_number()), likely, actor=caseworker)
    assert strangers_of(other.pk, [first.pk]) == {first.pk}
    assert not likely_duplicates(name=first.name, birth_date=first.birth_date, area=first.area, besides=other.pk)
