"""Key rotation: everything sealed comes under the new key, and opens as before."""

import base64
import os

import pytest
from django.core.management import call_command

from beneficiaries.models import Person
from registry.core import vault
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def test_every_sealed_value_comes_under_the_new_key(settings, capsys):
    account = make_account("caseworker", "3418")
    with entered_as(account):
        people = [make_person(actor=account) for _ in range(3)]
        numbers = {p.pk: vault.open_sealed(p.id_number_sealed, row=p.pk, field="id_number") for p in people}
    old = settings.VAULT_KEYS
    settings.VAULT_KEYS = f"k2:{base64.urlsafe_b64encode(os.urandom(32)).decode()},{old}"
    call_command("rotate_vault")
    assert "beneficiaries.Person.id_number_sealed: 3" in capsys.readouterr().out
    call_command("rotate_vault")
    assert "beneficiaries.Person.id_number_sealed: 0" in capsys.readouterr().out
    settings.VAULT_KEYS = settings.VAULT_KEYS.split(",")[0]
    with entered_as(account):
        for person in Person.objects.filter(pk__in=numbers):
            assert vault.open_sealed(person.id_number_sealed, row=person.pk, field="id_number") == numbers[person.pk]
