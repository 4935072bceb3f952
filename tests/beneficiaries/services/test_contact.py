"""Phones and accounts: sealed, once each, closed and never deleted."""

from datetime import date

from beneficiaries.services import contact
from registry.core import vault
from tests.expect import refused
from tests.factories.people import make_person

CARD = "6228480402564890018"


def test_a_phone_once_and_one_preferred(caseworker):
    person = make_person(actor=caseworker)
    first = contact.add_phone(person=person, actor=caseworker, number="138 1234 5678", preferred=True)
    assert vault.open_sealed(first.number_sealed, row=first.pk, field="number") == "13812345678"
    with refused("phone_once_per_person"):
        contact.add_phone(person=person, actor=caseworker, number="13812345678")

    second = contact.add_phone(person=person, actor=caseworker, number="0563-3012345", preferred=True)
    first.refresh_from_db()
    assert (first.preferred, second.preferred) == (False, True)

    contact.close_phone(phone=first, actor=caseworker, on=date(2026, 1, 1), reason="换号")
    with refused("closed"):
        contact.close_phone(phone=first, actor=caseworker, on=date(2026, 1, 2))
    assert contact.add_phone(person=person, actor=caseworker, number="13812345678")


def test_an_account_needs_to_know_whose_it_is(caseworker):
    person = make_person(actor=caseworker)
    with refused("payee", field="payee_relation"):
        contact.add_account(person=person, actor=caseworker, number=CARD, payee="李四")
    account = contact.add_account(person=person, actor=caseworker, number=CARD, payee="李四", payee_relation="10")
    assert (account.tail, account.area) == ("0018", person.area)
    with refused("payaccount_once_per_person"):
        contact.add_account(person=person, actor=caseworker, number=CARD)
    contact.close_account(account=account, actor=caseworker, on=date(2026, 1, 1))
    assert contact.add_account(person=person, actor=caseworker, number=CARD).payee == person.name
