"""Editors write the site and see no person; nobody else writes it."""

import pytest
from django.urls import reverse

from cms.services import editors
from registry.core import scope
from registry.core.models import Grant
from tests.factories.accounts import make_account
from tests.factories.pages import make_notice


@pytest.fixture
def editor(db):
    return make_account("editor", area=None, programs=())


def in_group(account) -> bool:
    return account.groups.filter(name=editors.GROUP).exists()


def test_the_group_follows_the_role(db):
    account = make_account("caseworker")
    assert not in_group(account)

    with scope.entered(scope.ACCOUNT_KEEPER):
        grant = Grant.objects.create(account=account, role="editor", programs=[])
        assert in_group(account)
        grant.delete()
        assert not in_group(account)


def test_grants_made_in_bulk_count_from_the_next_login(client, db):
    account = make_account("caseworker")
    with scope.entered(scope.ACCOUNT_KEEPER):
        Grant.objects.bulk_create([Grant(account=account, role="editor", programs=[])])
    assert not in_group(account)

    client.force_login(account)

    assert in_group(account)


def test_an_editor_writes_and_publishes_an_article(client, editor, notices):
    client.force_login(editor)
    assert client.get(reverse("wagtailadmin_explore", args=[notices.pk])).status_code == 200
    add = reverse("wagtailadmin_pages:add", args=["cms", "noticepage", notices.pk])
    assert client.get(add).status_code == 200

    response = client.post(
        add,
        {
            "title": "三八维权周活动安排", "slug": "march", "date": "2026-03-01", "category": "notice", "source": "",
            "author": "", "intro": "", "document_number": "", "index_number": "", "keywords": "", "valid_until": "",
            "title_en": "", "intro_en": "", "body-count": "1", "body-0-deleted": "", "body-0-order": "0",
            "body-0-type": "heading", "body-0-value": "活动安排", "body-0-id": "", "seo_title": "",
            "search_description": "", "go_live_at": "", "expire_at": "", "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "",
            "action-publish": "action-publish",
        },
    )  # fmt: skip

    assert response.status_code == 302, response.context and response.context["form"].errors
    assert "活动安排" in client.get("/notices/march/").content.decode()


def test_an_editor_sees_no_person(editor):
    inside = scope.of(editor)

    assert (inside.area, inside.reads, inside.writes) == ("", (), ())


@pytest.mark.parametrize("role", ["caseworker", "manager", "auditor", "administrator"])
def test_others_dont_write_pages(client, notices, role):
    page = make_notice(notices)
    client.force_login(make_account(role))

    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert response.status_code in (302, 403)
    assert not page.permissions_for_user(make_account(role)).can_edit()
