"""Administrators make accounts on a screen; what is refused leaves nothing behind."""

import pytest
from django.urls import reverse

from registry.core import vault
from registry.core.models import Account
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db
NEW = {
    "username": "new-caseworker",
    "full_name": "新经办人",
    "password": "a-good-long-secret",
    "role_caseworker": ["*"],
}


@pytest.fixture
def administrator(client):
    client.force_login(make_account("administrator", "3418"), backend="registry.core.backend.RoleBackend")
    return client


def test_an_account_is_made_with_its_role(administrator):
    administrator.post(reverse("accounts:add"), NEW | {"area": "341802001"})
    account = Account.objects.get(username="new-caseworker")
    assert (account.area_id, account.grants.get().role, account.grants.get().programs) == (
        "341802001",
        "caseworker",
        ["*"],
    )
    assert account.check_password("a-good-long-secret")


def test_an_account_whose_grants_are_refused_is_not_made(administrator):
    """A role that sees people needs an area; the name stays free for the second try."""
    page = administrator.post(reverse("accounts:add"), NEW)
    assert page.status_code == 200 and page.context["form"].errors["area"]
    assert not Account.objects.filter(username="new-caseworker").exists()
    administrator.post(reverse("accounts:add"), NEW | {"area": "341802001"})
    assert Account.objects.filter(username="new-caseworker").exists()


def test_an_id_number_is_kept_as_a_fingerprint_alone(administrator):
    wrong = administrator.post(reverse("accounts:add"), NEW | {"area": "341802001", "id_number": "342501198003072423"})
    assert wrong.context["form"].errors["id_number"]
    administrator.post(reverse("accounts:add"), NEW | {"area": "341802001", "id_number": "342501 19800307 2422"})
    account = Account.objects.get(username="new-caseworker")
    assert bytes(account.id_index) == vault.blind_index("342501198003072422", kind="id")
    page = administrator.get(reverse("accounts:edit", args=[account.pk])).content.decode()
    assert "342501198003072422" not in page
