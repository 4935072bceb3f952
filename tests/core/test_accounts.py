"""Administrators make accounts on a screen; what is refused leaves nothing behind."""

import pytest
from django.urls import reverse

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
