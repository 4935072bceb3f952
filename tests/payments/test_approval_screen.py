"""The amount bands on the desk: every version to read, the next one to add, by managers of the city alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.payments.models import ApprovalRule
from programs.payments.services import approvals
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.payments.test_staff import as_

ID = "01890000-0000-7000-8000-00000000a001"


def given(**changed) -> dict:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return {
        "id": ID, "program": "", "valid_from": tomorrow.isoformat(), "document": "宣妇〔2026〕9号", "approvals": "1",
        "above_1": "20000", "approvals_1": "2", "above_2": "", "approvals_2": "", "above_3": "", "approvals_3": "",
    } | changed  # fmt: skip


def test_the_next_version_is_added_once_though_sent_twice(client, desk):
    as_(client, desk.manager)
    for _ in range(2):
        assert client.post(reverse("money:approvals-add"), given()).status_code == 302
    with entered_as(desk.manager):
        made = ApprovalRule.objects.get(pk=ID)
    assert made.bands == [{"above": "0.00", "approvals": 1}, {"above": "20000.00", "approvals": 2}]
    page = client.get(reverse("money:approvals"))
    assert [(row.standing, row.document) for row in page.context["page"].rows] == [
        ("未施行", "宣妇〔2026〕9号"), ("现行", "示例：按本地资金审批制度修订"),
    ]  # fmt: skip
    assert "20,000.00" in page.content.decode()


@pytest.mark.parametrize("wrong", [
    {"valid_from": "2020-01-01"}, {"document": " "}, {"approvals_1": ""}, {"above_1": ""}, {"above_1": "-5"},
    {"above_2": "10000", "approvals_2": "3"}, {"approvals": "9"}, {"program": "nowhere"},
])  # fmt: skip
def test_what_is_wrong_is_said_on_the_form(client, desk, wrong):
    as_(client, desk.manager)
    page = client.post(reverse("money:approvals-add"), given(**wrong))
    assert page.status_code == 200 and page.context["form"].errors
    with entered_as(desk.manager):
        assert not ApprovalRule.objects.filter(pk=ID).exists()


@pytest.mark.parametrize(("role", "area"), [("finance", "3418"), ("auditor", "3418"), ("manager", "341802")])
def test_others_read_it(client, desk, role, area):
    account = make_account(role, area)
    page = as_(client, account).get(reverse("money:approvals"))
    assert page.status_code == 200 and page.context["form"] is None
    client.post(reverse("money:approvals-add"), given())
    tomorrow = timezone.localdate() + timedelta(days=1)
    with entered_as(account):
        with refused("not-allowed"):
            approvals.change(actor=account, valid_from=tomorrow, document="文", bands=[{"above": 0, "approvals": 1}])
        assert not ApprovalRule.objects.filter(pk=ID).exists()


def test_a_program_has_its_own(client, desk):
    as_(client, desk.manager)
    client.post(reverse("money:approvals-add"), given(program="TA"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    with entered_as(desk.manager):
        assert {rule.program_id for rule in approvals.all_in_force(tomorrow)} == {"TA", None}
        assert [rule.program_id for rule in approvals.all_in_force()] == [None]
        assert str(approvals.in_force("TA", tomorrow).pk) == ID
