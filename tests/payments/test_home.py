"""The start page: who finds what waits, and who has done her part already."""

from decimal import Decimal

from django.urls import reverse

from programs.payments import home
from programs.payments.services import allotments, batches
from registry.core.ids import uuid7
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import check, make_batch, make_due, make_fund, make_sent
from tests.payments.test_returns import say


def waiting(account) -> dict[str, int]:
    with entered_as(account):
        panel = home.of(account)
        return {str(one.address): one.count for one in panel.waiting} if panel else {}


def step(state: str) -> str:
    return f"{reverse('money:batches')}?state={state}"


def test_a_batch_waits_for_whoever_has_had_no_hand_in_it(desk, fund):
    make_due(desk, 2)
    batch = make_batch(desk, fund=fund)
    assert (waiting(desk.manager), waiting(desk.checker)) == ({}, {step("made"): 1})
    check(batch, desk)
    assert (waiting(desk.manager), waiting(desk.checker)) == ({}, {})
    assert waiting(desk.finance) == {step("checked"): 1}
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance)
    assert waiting(desk.finance) == {step("approved"): 1}
    with entered_as(desk.finance):
        batches.send(batch=batch, actor=desk.finance)
    assert waiting(desk.finance) == {step("sent"): 1}
    assert waiting(desk.auditor) == waiting(desk.caseworker) == waiting(make_account("finance", "341802")) == {}


def test_what_came_back_waits_for_who_can_correct_the_account_and_who_pays_again(desk, fund):
    make_due(desk, 2)
    batch = make_sent(desk, fund=fund)
    say(desk, batch, "returned", 1)
    say(desk, batch, "paid", 2)
    returned = {reverse("money:returned"): 1}
    assert waiting(desk.caseworker) == waiting(desk.finance) == returned
    assert waiting(desk.manager) == waiting(desk.auditor) == {}


def test_what_was_asked_waits_for_another(desk, fund):
    other = make_fund(code="F-OTHER", programs=("TA",))
    with entered_as(desk.finance):
        allotments.ask(source=fund, target=other, amount=Decimal(10), reason="调剂", id=uuid7(), actor=desk.finance)
    assert waiting(desk.finance) == {}
    assert waiting(make_account("finance", "3418")) == {reverse("money:allotments"): 1}


def test_the_start_page_shows_it(desk, fund, client):
    make_due(desk, 2)
    make_batch(desk, fund=fund)
    client.force_login(desk.checker)
    assert f'href="{step("made")}"' in client.get("/staff/").content.decode()
    client.force_login(desk.manager)
    assert "summary-money" not in client.get("/staff/").content.decode()
