"""The screens: who may open them, what they lead to, and the whole way of a batch by their buttons."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.ledger.models import Transfer
from programs.payments.models import Batch
from programs.payments.services import allotments, batches, funds, recovery, settlement
from registry.core.ids import uuid7
from registry.core.models import AccessLog
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import make_checked, make_due, make_fund, make_sent


def as_(client, account):
    client.force_login(account, backend="registry.core.backend.RoleBackend")
    return client


@pytest.fixture
def batch(desk, fund) -> Batch:
    make_due(desk, 3)
    return make_checked(desk, fund=fund)


def addresses(fund, batch) -> list[str]:
    return [
        reverse("money:funds"),
        reverse("money:fund", args=[fund.pk]),
        reverse("money:entitlements"),
        reverse("money:batches"),
        reverse("money:batch", args=[batch.pk]),
    ]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("finance", 200),
        ("manager", 200),
        ("auditor", 200),
        ("caseworker", 302),
        ("reviewer", 302),
        ("editor", 302),
    ],
)
def test_who_may_open_them(client, desk, fund, batch, role, status):
    as_(client, make_account(role, "3418"))
    for address in addresses(fund, batch):
        assert client.get(address).status_code == status, address


def test_a_batch_of_another_place_is_not_there(client, desk, fund, batch):
    as_(client, make_account("finance", "341881"))
    assert client.get(reverse("money:batch", args=[batch.pk])).status_code == 404
    assert batch.number not in client.get(reverse("money:batches")).content.decode()


def test_a_county_finds_its_own_people_in_a_batch_of_the_city(client, desk, fund):
    """On the person's page, on her statement, and in the batch, where others are not and there is nothing to press."""
    make_due(desk, 1, name="梁小燕")
    make_due(desk, 2, area="341881001001")
    sent = make_sent(desk, fund=fund)
    with entered_as(desk.finance):
        batches.confirm(batch=sent, actor=desk.finance)
        mine = sent.payments.get(name="梁小燕")
    for role, area in (("caseworker", "341802"), ("caseworker", mine.area), ("reviewer", mine.area[:9])):
        as_(client, make_account(role, area))
        person = client.get(reverse("people:detail", args=[mine.person_id])).content.decode()
        assert sent.number in person and "没有应发款项" not in person
        assert "1,000.00" in client.get(reverse("money:person", args=[mine.person_id])).content.decode()
        assert sent.number in client.get(reverse("money:enrolment", args=[mine.enrolment_id])).content.decode()
    county = make_account("finance", "341802")
    page = as_(client, county).get(reverse("money:batch", args=[sent.pk]))
    assert [row.pk for row in page.context["page"].rows] == [mine.pk] and not any(page.context["acts"].values())
    assert "只列出您所在地区的款项" in page.content.decode()
    assert sent.number in client.get(reverse("money:batches")).content.decode()
    shown = client.get(reverse("money:payment", args=[mine.pk])).content.decode()
    assert f'href="{reverse("programs:detail", args=[mine.program_id])}?version={mine.rules.version}"' in shown
    with entered_as(county), refused("out-of-scope"):
        settlement.record(batch=sent, actor=county, outcome="returned", payments=[mine], reason="closed")
    for account in (make_account("caseworker", "341802", programs=("CL",)), make_account("finance", "341823")):
        with entered_as(account):
            assert not Batch.objects.exists()


def test_money_dated_before_the_fund_is_refused_beside_the_day(client, desk, fund):
    """Whoever mistypes the year is told from when on, and what she wrote is still there."""
    begun = make_fund(programs=("TA",), starts_on=date(2013, 1, 1))
    as_(client, desk.finance)
    for one, first in ((fund, "1989-01-01"), (begun, "2013-01-01")):
        form = {"amount": "500", "on": "1913-04-18", "payer": "省妇联", "id": uuid7()}
        page = client.post(reverse("money:receive", args=[one.pk]), form)
        assert page.status_code == 200 and first in str(page.context["form"].errors["on"]), page.context["form"].errors
        assert 'value="省妇联"' in page.content.decode()
        assert client.post(reverse("money:receive", args=[one.pk]), form | {"on": first}).status_code == 302
    with entered_as(desk.finance), refused("receipt_since_the_fund_began"):
        funds.receive(fund=begun, amount=Decimal(1), on=date(2012, 12, 31), actor=desk.finance)


def test_a_batch_is_found_by_its_number_and_the_first_page_keeps_what_is_chosen(client, desk, fund, batch):
    as_(client, desk.finance)
    ask = lambda **asked: client.get(reverse("money:batches"), asked)  # noqa: E731
    for asked, found in (({"number": batch.number[-4:]}, True), ({"number": "9999"}, False),
                         ({"number": f" {batch.number.lower()} ", "state": "checked"}, True)):  # fmt: skip
        assert bool(ask(**asked).context["page"]) == found, asked
    later = ask(number=batch.number, state="checked", after=f"{timezone.now().isoformat()}~{uuid7()}")
    assert f'href="?number={batch.number}&amp;state=checked"' in later.content.decode()


def test_a_movement_leads_to_what_it_is_for(client, desk, fund, batch):
    """A batch, a claim, a transfer between funds: each of its own page, and none that isn't there."""
    other = make_fund(programs=("TA",))
    with entered_as(desk.finance):
        batches.send(batch=batches.approve(batch=batch, actor=desk.finance), actor=desk.finance)
        batches.confirm(batch=batch, actor=desk.finance)
        claim = recovery.claim(
            payment=batch.payments.first(), amount=Decimal(100), reason="重复领取", actor=desk.finance
        )
        recovery.record(claim=claim, amount=Decimal(100), actor=desk.finance)
    with entered_as(desk.manager):
        asked = allotments.ask(source=fund, target=other, amount=Decimal(10), reason="调剂", actor=desk.manager)
    with entered_as(desk.finance):
        allotments.approve(allotment=asked, actor=desk.finance)
    as_(client, desk.finance)
    page = client.get(reverse("money:fund", args=[fund.pk]))
    about = {leg.transfer.kind: leg.about for leg in page.context["legs"].rows}
    for kind, address in (("commitment", reverse("money:batch", args=[batch.pk])), ("receipt", ""),
                          ("recovery", reverse("money:claim", args=[claim.pk])),
                          ("allotment", reverse("money:allotments"))):  # fmt: skip
        assert about[kind] == address
        assert not address or client.get(address).status_code == 200
    moved = next(leg.transfer_id for leg in page.context["legs"].rows if leg.transfer.kind == "reclaim")
    assert about["recovery"] in client.get(reverse("money:transfer", args=[moved])).content.decode()
    called = {leg.transfer.kind: str(leg.called) for leg in page.context["legs"].rows}
    assert called["sending"] == "已送银行"
    county = as_(client, make_account("finance", "341881")).get(reverse("money:fund", args=[fund.pk]))
    assert {leg.about for leg in county.context["legs"].rows} == {"", reverse("money:allotments")}


def test_buttons_follow_role_and_state(client, desk, fund, batch):
    page = reverse("money:batch", args=[batch.pk])
    approve = reverse("money:batch-act", args=[batch.pk, "approve"])
    assert approve in as_(client, desk.finance).get(page).content.decode()
    assert approve not in as_(client, desk.manager).get(page).content.decode()
    assert approve not in as_(client, desk.auditor).get(page).content.decode()


def test_the_way_by_buttons(client, desk, fund, batch):
    as_(client, desk.finance)
    page = reverse("money:batch", args=[batch.pk])
    act = lambda name, **data: client.post(reverse("money:batch-act", args=[batch.pk, name]), data, HTTP_REFERER=page)  # noqa: E731
    assert act("approve").status_code == 302
    assert act("send").status_code == 302
    file = client.post(reverse("money:batch-file", args=[batch.pk]), {"purpose": "送银行代发"})
    assert file.status_code == 200
    assert file["Content-Disposition"] == f'attachment; filename="{batch.number}.xlsx"'
    shown = client.get(page).content.decode()
    assert "3 笔、3,000.00 元，全部到账" in shown
    act("confirm")
    with entered_as(desk.finance):
        assert not batch.payments.filter(state="paid").exists(), "no answer is said of all by mistake"
    assert act("confirm", payment=["1"]).status_code == 302
    with entered_as(desk.finance):
        assert AccessLog.objects.filter(object_id=batch.pk).count() == 1
        assert Batch.objects.get().state == "sent"
    assert act("confirm", all="1").status_code == 302
    with entered_as(desk.finance):
        assert Batch.objects.get().state == "closed"
        settled = batch.payments.first().settled_by_id
    assert client.get(reverse("money:transfer", args=[settled])).status_code == 200
    assert client.get(page).status_code == 200


def test_a_refusal_is_a_sentence(client, desk, fund, batch):
    as_(client, desk.manager)
    page = reverse("money:batch", args=[batch.pk])
    done = client.post(
        reverse("money:batch-act", args=[batch.pk, "approve"]), HTTP_REFERER=f"http://testserver{page}", follow=True
    )
    assert done.status_code == 200
    with entered_as(desk.manager):
        assert Batch.objects.get().state == "checked"


def test_an_auditor_can_press_nothing(client, desk, fund, batch):
    as_(client, desk.auditor)
    for name in ("approve", "cancel"):
        client.post(reverse("money:batch-act", args=[batch.pk, name]), {"reason": "试试看"})
    with entered_as(desk.auditor):
        assert Batch.objects.get().state == "checked"


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("1000", 1_000), ("1,000.50", Decimal("1000.50")), ("１，０００", 1_000), ("￥250元", 250), ("1.2万元", 12_000),
        ("1e9", None), ("-1", None), ("0", None), ("0.001", None), ("一百", None), ("99999999999999", None), ("", None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(client, desk, fund, typed, yuan):
    """And one that can't be is said beside the field, and nothing that was typed is lost."""
    as_(client, desk.finance)
    data = {"amount": typed, "on": "2013-05-01", "memo": "补拨", "id": str(uuid7())}
    answer = client.post(reverse("money:receive", args=[fund.pk]), data)
    with entered_as(desk.finance):
        received = Transfer.objects.filter(kind="receipt", memo="补拨")
        assert [row.legs.get(amount__gt=0).amount for row in received] == ([yuan] if yuan else [])
    if yuan is None:
        form = answer.context["form"]
        assert form.errors["amount"] and form["amount"].value() == typed and "补拨" in answer.content.decode()


def test_an_address_that_is_a_button_leads_to_the_page_above_it(client, desk, fund, batch):
    """As after the log-in page, which sends on to where a button was pressed too late."""
    as_(client, desk.finance)
    for name, args, page in (
        ("money:batch-act", [batch.pk, "approve"], reverse("money:batch", args=[batch.pk])),
        ("money:receive", [fund.pk], reverse("money:fund", args=[fund.pk])),
        ("money:allotment-act", [uuid7(), "approve"], reverse("money:allotments")),
        ("money:generate", [], reverse("money:entitlements")),
    ):
        answer = client.get(reverse(name, args=args), HTTP_ACCEPT="text/html,*/*", follow=True)
        assert answer.redirect_chain == [(page, 302)] and "没有执行" in answer.content.decode()
        assert client.get(reverse(name, args=args)).status_code == 405
    with entered_as(desk.finance):
        assert Batch.objects.get().state == "checked"


def test_money_comes_in_once_though_the_form_is_sent_twice(client, desk, fund):
    as_(client, desk.finance)
    data = {"amount": "250.50", "on": "2013-05-01", "memo": "补拨", "id": "01890000-0000-7000-8000-000000000001"}
    for _ in range(2):
        client.post(reverse("money:receive", args=[fund.pk]), data)
    page = client.get(reverse("money:fund", args=[fund.pk])).content.decode()
    assert "10,250.50" in page


def test_a_batch_is_made_from_what_is_due(client, desk, fund):
    make_due(desk, 2)
    as_(client, desk.manager)
    address = reverse("money:batch-make") + "?program=TA&period=2013"
    assert client.get(address).status_code == 200
    made = client.post(address, {"fund": fund.pk, "area": "3418", "method": "bank", "note": ""})
    with entered_as(desk.manager):
        batch = Batch.objects.get()
        assert made.url == reverse("money:batch", args=[batch.pk])
    again = client.post(address, {"fund": fund.pk, "area": "3418", "method": "bank"})
    assert again.status_code == 200


def test_a_fund_is_entered_and_changed(client, desk, program):
    as_(client, desk.finance)
    client.post(reverse("money:fund-add"), {"code": "ab1", "name": "专项", "source": "财政", "programs": ["TA"]})
    page = client.get(reverse("money:fund", args=["AB1"]))
    assert page.status_code == 200
    client.post(reverse("money:fund-change", args=["AB1"]), {"name": "专项二", "source": "财政", "programs": []})
    assert "专项二" in client.get(reverse("money:fund", args=["AB1"])).content.decode()


def test_bad_addresses_are_no_errors(client, desk, fund, batch):
    as_(client, desk.finance)
    for query in ("?after=x", "?after=2013~x", "?kind=x", "?account=x", "?on=x", "?state=x"):
        for address in addresses(fund, batch):
            assert client.get(address + query).status_code == 200, address + query


def test_lists_page_by_keyset(client, desk, fund, batch, monkeypatch):
    from programs.payments.staff import keyset

    monkeypatch.setattr(keyset.Keyset.__init__, "__defaults__", (2,))
    as_(client, desk.finance)
    page = client.get(reverse("money:batch", args=[batch.pk]))
    assert len(page.context["page"].rows) == 2
    rest = client.get(reverse("money:batch", args=[batch.pk]) + page.context["page"].next)
    assert [payment.sequence for payment in rest.context["page"].rows] == [3]
    legs = client.get(reverse("money:entitlements") + "?program=TA&period=2013")
    rest = client.get(reverse("money:entitlements") + legs.context["page"].next)
    assert len(rest.context["page"].rows) == 1
