"""Phones, and the accounts that money goes to."""

from datetime import date

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import PayAccount, Person, Phone
from beneficiaries.services.intake import NewAccount, NewPhone, account_row, phone_row
from beneficiaries.services.locking import locked
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models import Account


@transaction.atomic
def add_phone(*, person: Person, actor: Account, number: str, holder: str = "", preferred: bool = False) -> Phone:
    """Add a phone; a preferred one takes the place of the one before.

    Raises Refusal: not-allowed, phone, phone_once_per_person.
    """
    roles.require(actor, "person.change")
    person = locked(person)
    new = NewPhone(number=number, holder=holder, preferred=preferred)
    row = phone_row(new, person=person.pk, area=person.area)
    if person.phones.filter(number_index=row["number_index"], closed_on__isnull=True).exists():
        raise Refusal("phone_once_per_person", _("This person has that phone number already."), field="number")
    if preferred:
        person.phones.filter(preferred=True).update(preferred=False)
    return Phone.objects.create(**row)


@transaction.atomic
def close_phone(*, phone: Phone, actor: Account, on: date, reason: str = "") -> Phone:
    """The number no longer reaches them. Raises Refusal: not-allowed, gone, closed."""
    roles.require(actor, "person.change")
    phone = locked(phone)
    if phone.closed_on:
        raise Refusal("closed", _("This number was given up on %(on)s already."), params={"on": phone.closed_on})
    phone.closed_on, phone.preferred = on, False
    with pghistory.context(reason=reason):
        phone.save(update_fields=["closed_on", "preferred"])
    return phone


@transaction.atomic
def add_account(
    *,
    person: Person,
    actor: Account,
    number: str,
    payee: str = "",
    payee_relation: str = "01",
    bank: str = "",
    branch: str = "",
) -> PayAccount:
    """Add an account for payments; without a payee it is the person's own.

    Raises Refusal: not-allowed, account, payee, choice, payaccount_once_per_person.
    """
    roles.require(actor, "person.change")
    person = locked(person)
    new = NewAccount(number=number, payee=payee, payee_relation=payee_relation, bank=bank, branch=branch)
    row = account_row(new, person=person.pk, area=person.area, holder=person.name)
    if person.payaccounts.filter(number_index=row["number_index"], closed_on__isnull=True).exists():
        raise Refusal("payaccount_once_per_person", _("This person has that account already."), field="number")
    return PayAccount.objects.create(**row)


@transaction.atomic
def close_account(*, account: PayAccount, actor: Account, on: date, reason: str = "") -> PayAccount:
    """Pay nothing more into an account. Raises Refusal: not-allowed, gone, closed."""
    roles.require(actor, "person.change")
    account = locked(account)
    if account.closed_on:
        raise Refusal("closed", _("This account was closed on %(on)s already."), params={"on": account.closed_on})
    account.closed_on = on
    with pghistory.context(reason=reason):
        account.save(update_fields=["closed_on"])
    return account
