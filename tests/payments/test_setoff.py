"""What someone is asked back is set off against her next payment: proposed, approved with it, and booked when it arrived."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.catalogue.services.rules import add_version
from programs.enrolment.services import lifecycle
from programs.ledger import outside
from programs.ledger.models import Transfer
from programs.ledger.services import sealing, transfers, verification
from programs.payments.models import Batch, Claim, Recovery
from programs.payments.services import (
    answers,
    bankfile,
    batches,
    entitlements,
    paysheet,
    proofs,
    recovery,
    requests,
    returns,
    setoff,
    settlement,
    statements,
)
from registry.core import scope
from tests import books
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import VILLAGE, definition, make_program
from tests.factories.money import Desk, bank_file, check, make_batch, make_enrolled, make_fund, make_sent, receive
from tests.payments.test_bankfile import shipped
from tests.payments.test_recovery import held, state
from tests.payments.test_returns import new_account
from tests.payments.test_rules import broken
from tests.payments.test_staff import as_

D = Decimal


@pytest.fixture
def desk(db) -> Desk:
    make_program("TS", form="never", benefit={"kind": "month", "amount": "1000"}, payment={"offset_share": 30})
    return Desk.make()


@pytest.fixture
def people(desk):
    return [make_enrolled(desk, program="TS", name=name) for name in ("单晓红", "李秀兰")]


@pytest.fixture
def fund(desk):
    with entered_as(desk.finance):
        fund = make_fund(programs=("TS",))
        receive(fund, 10_000, actor=desk.finance)
    return fund


def due(desk, period):
    with entered_as(desk.manager):
        entitlements.generate(program="TS", period=period, actor=desk.manager)


@pytest.fixture
def january(desk, fund, people) -> Batch:
    due(desk, "2013-01")
    batch = make_sent(desk, fund=fund, program="TS", period="2013-01")
    with entered_as(desk.finance):
        return batches.confirm(batch=batch, actor=desk.finance)


@pytest.fixture
def claim(desk, january, people) -> Claim:
    """500 yuan of what 单晓红 got in January."""
    with entered_as(desk.finance):
        payment = january.payments.get(person=people[0].person)
        return recovery.claim(payment=payment, amount=D(500), reason="一月已在外地领取", actor=desk.finance)


def month(desk, fund, period, **kw) -> Batch:
    due(desk, period)
    return make_batch(desk, fund=fund, program="TS", period=period, **kw)


def send(desk, batch) -> Batch:
    check(batch, desk)
    with entered_as(desk.finance):
        return batches.send(batch=batches.approve(batch=batch, actor=desk.finance), actor=desk.finance)


def lines(desk, batch) -> dict[str, tuple]:
    with entered_as(desk.auditor):
        return {p.name: (p.amount, p.set_off, p.net, p.against_id) for p in batch.payments.all()}


def agree(desk):
    with entered_as(desk.auditor), connection.cursor() as read:
        assert not books.faults(read)


def test_proposed_approved_and_booked_when_it_arrived(desk, fund, claim):
    batch = month(desk, fund, "2013-02")
    assert lines(desk, batch) == {
        "单晓红": (1000, 300, 700, claim.pk), "李秀兰": (1000, 0, 1000, None),
    }  # fmt: skip
    with entered_as(desk.auditor):
        assert (batch.total, batch.set_off, batch.net) == (2000, 300, 1700)
    batch = send(desk, batch)
    assert state(desk, claim) == ("open", D(500)), "nothing came back before the payment arrived"
    with entered_as(desk.finance):
        assert held(fund) == {"available": D(6000), "in_transit": D(2000), "paid": D(2000)}
        batches.confirm(batch=batch, actor=desk.finance)
        booked = Recovery.objects.get()
        assert (booked.way, booked.amount, booked.claim) == ("offset", 300, claim)
        assert booked.payment.name == "单晓红" and booked.on == booked.payment.paid_on
        assert held(fund) == {"available": D(6300), "paid": D(3700)}
        assert sorted(t.kind for t in Transfer.objects.about(claim.pk)) == ["reclaim", "recovery"]
    assert state(desk, claim) == ("open", D(200))
    agree(desk)
    # The rest, with the next month.
    batch = send(desk, month(desk, fund, "2013-03"))
    assert lines(desk, batch)["单晓红"][1] == 200
    with entered_as(desk.finance):
        batches.confirm(batch=batch, actor=desk.finance)
    assert state(desk, claim) == ("settled", D(0))
    assert lines(desk, month(desk, fund, "2013-04"))["单晓红"][1] == 0
    agree(desk)


def test_not_where_nobody_wants_it_or_the_program_lets_nothing(desk, fund, claim):
    batch = month(desk, fund, "2013-02", set_off=False)
    with entered_as(desk.manager):
        assert batch.set_off == 0
        assert not setoff.asked_back("TS", "2013-02").offered, "all of it is in a batch"
    due(desk, "2013-03")
    make_program("TT", form="never", payment={})
    with entered_as(desk.manager):
        asked_back = setoff.asked_back("TS", "2013-03")
        assert asked_back == setoff.AskedBack((1, D(500)), (0, D(0)), 30) and asked_back.offered
        assert not setoff.asked_back("TT", "2013-03").offered


def test_only_what_the_people_of_the_batch_are_asked_back_is_looked_at(desk, fund, claim, people, january):
    """And of that what is free: not what another payment on its way is to set off, nor what was let go."""
    with entered_as(desk.finance):
        other = january.payments.get(person=people[1].person)
        recovery.claim(payment=other, amount=D(400), reason="一月已在外地领取", actor=desk.finance)
    due(desk, "2013-02")
    with entered_as(desk.manager):
        assert setoff.asked_back("TS", "2013-02").own == (2, D(900))
        exit_reason = january.program.rules.last().parsed.exit_reasons[0].code
        lifecycle.exit_(enrolment=people[1], actor=desk.manager, on=date(2013, 2, 28), reason=exit_reason)
    batch = make_batch(desk, fund=fund, program="TS", period="2013-02")
    due(desk, "2013-03")
    with entered_as(desk.manager):
        assert setoff.asked_back("TS", "2013-03").own == (1, D(200)), "300 of 500 are on their way"
        assert set(setoff.Proposal(batch).claims) == {person.person_id for person in people}
        batch.period = "2013-03"
        assert set(setoff.Proposal(batch).claims) == {people[0].person_id}


def test_not_where_instalments_were_agreed_on(desk, fund, claim):
    with entered_as(desk.finance):
        rows = recovery.monthly(amount=D(500), count=2, first=claim.payment.paid_on)
        recovery.plan(claim=claim, instalments=rows, actor=desk.finance)
    assert lines(desk, month(desk, fund, "2013-02"))["单晓红"][1] == 0


def test_two_batches_on_their_way_take_no_more_than_is_open(desk, fund, claim):
    first, second = month(desk, fund, "2013-02"), month(desk, fund, "2013-03")
    assert [lines(desk, batch)["单晓红"][1] for batch in (first, second)] == [300, 200]
    with entered_as(desk.manager):
        batches.cancel(batch=first, actor=desk.manager, reason="重做")
    assert lines(desk, month(desk, fund, "2013-02"))["单晓红"][1] == 300


def test_what_is_on_its_way_is_neither_given_back_nor_let_go_as_well(desk, fund, claim):
    batch = send(desk, month(desk, fund, "2013-02"))
    with entered_as(desk.finance):
        with refused("recovery_within_claim"):
            recovery.record(claim=claim, amount=D("200.01"), actor=desk.finance)
        with refused("writeoff_within_claim"):
            requests.ask_write_off(claim=claim, ground="waived", amount=D(201), reason="家中大病", actor=desk.finance)
        recovery.record(claim=claim, amount=D(200), actor=desk.finance)
        batches.confirm(batch=batch, actor=desk.finance)
    assert state(desk, claim) == ("settled", D(0))
    agree(desk)


def test_came_back_and_paid_again_it_is_set_off_once(desk, fund, claim, people):
    batch = send(desk, month(desk, fund, "2013-02"))
    with entered_as(desk.finance):
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", reason="no_account")
    assert state(desk, claim) == ("open", D(500))
    assert lines(desk, month(desk, fund, "2013-03"))["单晓红"][1] == 200, "300 are still held"
    new_account(desk, people[0], 777)
    with entered_as(desk.finance):
        again = returns.reissue(batch=batch, actor=desk.finance)
        assert [(p.set_off, p.against_id) for p in again.payments.all()] == [(300, claim.pk)]
    check(again, desk)
    with entered_as(desk.manager):
        again = batches.approve(batch=again, actor=desk.manager)
    with entered_as(desk.finance):
        batches.confirm(batch=batches.send(batch=again, actor=desk.finance), actor=desk.finance)
    assert state(desk, claim) == ("open", D(200))
    agree(desk)


def test_released_the_claim_has_it_again(desk, fund, claim):
    batch = send(desk, month(desk, fund, "2013-02"))
    with entered_as(desk.finance):
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", reason="closed")
        returns.release(batch=batch, actor=desk.finance, reason="不再发放", give_up=True)
        assert setoff.under_way(claim) == 0
        recovery.record(claim=claim, amount=D(500), actor=desk.finance)
    agree(desk)


def test_returned_late_it_is_undone(desk, fund, claim):
    batch = send(desk, month(desk, fund, "2013-02"))
    with entered_as(desk.finance):
        batches.confirm(batch=batch, actor=desk.finance)
        payment = batch.payments.get(set_off__gt=0)
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", payments=[payment], reason="closed")
        assert [r.amount for r in Recovery.objects.order_by("made_at")] == [300, -300]
        assert held(fund) == {"available": D(6000), "paid": D(3000), "returned": D(1000)}
    assert state(desk, claim) == ("open", D(500))
    agree(desk)


def test_the_bank_returns_no_payment_that_is_being_set_off(desk, fund, january, claim):
    month(desk, fund, "2013-02")
    with entered_as(desk.finance), refused("payment_set_off_stays"):
        settlement.record(
            batch=january, actor=desk.finance, outcome="returned", payments=[claim.payment], reason="closed"
        )


def test_the_bank_hears_of_what_is_paid_out(client, desk, fund, claim):
    batch = send(desk, month(desk, fund, "2013-02"))
    with entered_as(desk.finance):
        text = bankfile.download(
            batch=batch, format=shipped("CSV，UTF-8"), actor=desk.finance, purpose="交银行代发"
        ).content.decode()
        assert "1700.00" in text and "700.00" in text and "2000.00" not in text
        content = bank_file(batch, ["paid", "paid"])
        assert b"700.00" in content
        wrong = answers.receive(
            batch=batch, content=content.replace(b",700.00", b",1000.00"), filename="a.csv", actor=desk.finance
        )
        assert answers.look_through(answer=wrong, actor=desk.finance).counts["fault"] == 1
        right = answers.receive(batch=batch, content=content, filename="b.csv", actor=desk.finance)
        answers.look_through(answer=right, actor=desk.finance)
    page = as_(client, desk.finance).get(reverse("money:batch", args=[batch.pk])).content.decode()
    assert "2 笔、1,700.00 元，全部到账" in page and "已送银行 2 · 2,000.00（实发 1,700.00）" in page
    shown = client.get(reverse("money:answer", args=[right.pk])).content.decode()
    assert ">700.00<" in shown, "what the bank says is about what it was told to pay"
    assert "已到账 2 · 1,700.00" in shown and "可入账" in shown, "what taking over comes to, before it is done"
    with entered_as(desk.finance):
        answers.post(answer=right, actor=desk.finance)
    assert state(desk, claim) == ("open", D(200))
    agree(desk)


def test_papers_show_what_was_due_set_off_and_paid_out(client, desk, fund, claim):
    batch = send(desk, month(desk, fund, "2013-02"))
    with entered_as(desk.finance):
        sheet = paysheet.of(batch, actor=desk.finance)
        assert (sheet.total, sheet.in_words) == (1700, "壹仟柒佰元整")
        assert [v for _label, v in sheet.facts][-2:] == ["2,000.00", "300.00"]
        [page] = sheet.pages
        assert {(line.amount, line.remark) for line in page.lines} == {
            (700, "应发 1,000.00，抵扣 300.00"), (1000, ""),
        }  # fmt: skip
        batches.confirm(batch=batch, actor=desk.finance)
        payment = batch.payments.get(set_off__gt=0)
        statement = statements.of_person(payment.person)
        assert (statement.paid, statement.given_back, statement.kept) == (2000, 300, 1700)
    as_(client, desk.finance)
    slip = client.get(reverse("money:slip", args=[payment.pk])).content.decode()
    assert "柒佰元整" in slip and "1,000.00" in slip and "300.00" in slip
    for address in (("money:batch", batch.pk), ("money:payment", payment.pk), ("money:person", payment.person_id)):
        text = client.get(reverse(address[0], args=[address[1]])).content.decode()
        assert "700.00" in text and "300.00" in text, address
    assert "300.00" in client.get(reverse("money:claim", args=[claim.pk])).content.decode()


def test_cash_in_hand_is_what_is_paid_out(client, desk, fund, claim):
    """What is handed over, signed for and on every screen on the way is the rest, not what was due."""
    batch = send(desk, month(desk, fund, "2013-02", method="cash"))
    with entered_as(desk.finance):
        line = batch.handouts.select_related("payment").get(payment__set_off__gt=0)
    as_(client, make_account("caseworker", VILLAGE))
    for address in (reverse("money:handout-line", args=[line.pk]), reverse("money:handout-lines", args=[batch.pk])):
        text = client.get(address).content.decode()
        assert "700.00" in text and "应发 1,000.00，抵扣 300.00" in text, address
    assert "1,000.00 元" not in client.get(reverse("money:handout-line", args=[line.pk])).content.decode()
    as_(client, desk.manager)
    assert "实发 700.00" in client.get(reverse("people:detail", args=[line.payment.person_id])).content.decode()


def test_the_form_offers_it(client, desk, fund, claim):
    due(desk, "2013-02")
    address = f"{reverse('money:batch-make')}?program=TS&period=2013-02"
    page = as_(client, desk.manager).get(address)
    assert "500.00" in str(page.context["form"]["set_off"].help_text)
    given = {"fund": fund.pk, "area": "3418", "method": "bank", "note": ""}
    client.post(address, given)
    with entered_as(desk.manager):
        assert Batch.objects.latest("made_at").set_off == 0, "unticked"
        batches.cancel(batch=Batch.objects.latest("made_at"), actor=desk.manager, reason="重做")
    client.post(address, given | {"set_off": "on"})
    with entered_as(desk.manager):
        assert Batch.objects.latest("made_at").set_off == 300


def copied(desk, batch, payment, **changes) -> str | None:
    """A payment as that one, by SQL, with something changed."""
    own = ("id", "batch_id", "sequence")
    columns = [f.column for f in payment._meta.concrete_fields if f.column not in own and not f.generated]
    values = ["%s" if column in changes else "'planned'" if column == "state" else column for column in columns]
    sql = (
        f"INSERT INTO payments_payment (id, batch_id, sequence, {', '.join(columns)}) "
        f"SELECT gen_random_uuid(), %s, 99, {', '.join(values)} FROM payments_payment WHERE id = %s"
    )
    with entered_as(desk.finance):
        return broken(sql, [batch.pk, *(changes[c] for c in columns if c in changes), payment.pk])


def test_around_the_service(desk, fund, january, claim, people):
    with entered_as(desk.finance):
        hers = recovery.claim(payment=january.payments.get(person=people[1].person), amount=D(500), reason="重复享受",
                              actor=desk.finance)  # fmt: skip
    batch = month(desk, fund, "2013-02", set_off=False)
    with entered_as(desk.manager):
        payment = batch.payments.get(person=people[0].person)
        batch.payments.update(state="dropped")
        assert "Cannot update rows" in broken("UPDATE payments_payment SET set_off = 1, against_id = %s", [claim.pk])
    for changes, rule in (
        ({"set_off": 301, "against_id": claim.pk}, "payment_set_off_fits"),
        ({"set_off": 300, "against_id": hers.pk}, "payment_set_off_fits"),
        ({"set_off": 300, "against_id": None}, "payment_set_off_in_part"),
        ({"set_off": 1000, "against_id": claim.pk}, "payment_set_off_in_part"),
        ({"set_off": -1, "against_id": claim.pk}, "payment_set_off_in_part"),
    ):
        assert copied(desk, batch, payment, **changes) == rule, changes
    with entered_as(desk.finance):
        recovery.record(claim=claim, amount=D(250), actor=desk.finance)
    assert copied(desk, batch, payment, set_off=251, against_id=claim.pk) == "set_off_within_claim"


def test_nothing_is_set_off_against_things(desk, fund, claim, people):
    """The program gives bags from February on, and its share of a payment still stands in the rules."""
    with scope.entered(scope.CATALOGUE_KEEPER):
        bags = {"kind": "month", "amount": "1000", "goods": {"zh": "书包", "en": "School bag"},
                "unit": {"zh": "个", "en": "pcs"}}  # fmt: skip
        add_version(program=claim.program, valid_from=date(2013, 2, 1), document="测试文件2号", note="test", actor=None,
                    definition=definition(form="never", benefit=bags, payment={"offset_share": 30}))  # fmt: skip
    with entered_as(desk.manager):
        assert not setoff.asked_back("TS", "2013-02").share
    batch = month(desk, fund, "2013-02", method="cash")
    assert lines(desk, batch)["单晓红"] == (1000, 0, 1000, None)
    with entered_as(desk.manager):
        payment = batch.payments.get(person=people[0].person)
        batch.payments.update(state="dropped")
    assert copied(desk, batch, payment, set_off=300, against_id=claim.pk) == "payment_set_off_fits"


def test_as_many_statements_for_one_as_for_three(desk, fund, people):
    """Booked when it arrives, and undone when the bank returns it late."""
    people += [make_enrolled(desk, program="TS", name=name) for name in ("王秀英", "赵桂兰", "周小妹")]
    due(desk, "2013-01")
    first = make_sent(desk, fund=fund, program="TS", period="2013-01")
    with entered_as(desk.finance):
        batches.confirm(batch=first, actor=desk.finance)
        claims = [
            recovery.claim(payment=payment, amount=D(300), reason="重复享受", actor=desk.finance)
            for payment in first.payments.all()
        ]
    due(desk, "2013-02")
    asked = []
    batch = send(desk, make_batch(desk, fund=fund, program="TS", period="2013-02"))
    with entered_as(desk.finance):
        each = list(batch.payments.order_by("sequence"))
        for chosen in (each[:1], each[1:2], each[2:]):  # the first opens accounts
            with CaptureQueriesContext(connection) as asked_for:
                settlement.record(batch=batch, actor=desk.finance, outcome="paid", payments=chosen)
            asked.append(len(asked_for))
        assert asked[1] == asked[2], asked
        assert [claim.recoveries.count() for claim in claims] == [1] * 5
        assert held(fund)["available"] == 10_000 - 5 * 2000 + 5 * 300
        asked = []
        for chosen in (each[:1], each[1:2], each[2:]):  # the first opens accounts
            with CaptureQueriesContext(connection) as asked_for:
                settlement.record(
                    batch=batch, actor=desk.finance, outcome="returned", payments=chosen, reason="closed"
                )  # fmt: skip
            asked.append(len(asked_for))
        assert asked[1] == asked[2], asked
    assert {state(desk, claim) for claim in claims} == {("open", D(300))}
    agree(desk)


def test_of_tens_of_thousands_the_planner_hears_in_between(desk, fund, people, monkeypatch):
    """Two movements first here, and so a claim: after each portion, how the ledger has grown is said."""
    monkeypatch.setattr(transfers, "FIRST", 2)
    due(desk, "2013-01")
    first = make_sent(desk, fund=fund, program="TS", period="2013-01")
    with entered_as(desk.finance):
        batches.confirm(batch=first, actor=desk.finance)
        for payment in first.payments.all():
            recovery.claim(payment=payment, amount=D(300), reason="重复享受", actor=desk.finance)
    due(desk, "2013-02")
    batch = send(desk, make_batch(desk, fund=fund, program="TS", period="2013-02"))
    with entered_as(desk.finance):
        for outcome in ("paid", "returned"):
            back = list(batch.payments.all()) if outcome == "returned" else None
            with CaptureQueriesContext(connection) as asked:
                settlement.record(
                    batch=batch, actor=desk.finance, outcome=outcome, payments=back, reason="closed"
                )  # fmt: skip
            said = [query["sql"] for query in asked if "has_grown" in query["sql"]]
            assert sum("ledger_leg" in sql for sql in said) == len(people)
            assert sum("payments_recovery" in sql for sql in said) == 1
            assert len([1 for query in asked if 'INSERT INTO "ledger_leg"' in query["sql"]]) == 1 + len(people)
        assert {claim.recoveries.count() for claim in Claim.objects.all()} == {2}
    agree(desk)


def test_no_check_reads_all_that_ever_came_back(desk, fund, claim):
    """What a payment set off is found through an index: fifty thousand at once would each read all of the others."""

    def read_through(cursor) -> int:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_all_tables WHERE relname = 'payments_recovery'")
        return cursor.fetchone()[0]

    batch = send(desk, month(desk, fund, "2013-02"))
    with entered_as(desk.finance), connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS; SET LOCAL enable_seqscan = off")
        before = read_through(cursor)
        batches.confirm(batch=batch, actor=desk.finance)
        assert read_through(cursor) == before
        assert Recovery.objects.count() == 1


def test_what_arrived_is_booked_and_nothing_else(desk, fund, claim, monkeypatch):
    batch = send(desk, month(desk, fund, "2013-02"))
    with entered_as(desk.finance):
        with monkeypatch.context() as patched, refused("payment_sets_off"):
            patched.setattr(setoff, "book", lambda payments, actor: None)
            batches.confirm(batch=batch, actor=desk.finance)
        payment = batch.payments.get(set_off__gt=0)
        payment.paid_on, payment.set_off = claim.payment.paid_on, D(100)
        with refused("recovery_of_a_set_off"), recovery.database_rules():
            setoff.book([payment], actor=desk.finance)
        with refused("recovery_offset_names_payment"):
            recovery.record(claim=claim, amount=D(1), way="offset", actor=desk.finance)


def test_another_program_is_not_set_off(client, desk, fund, claim, people):
    """Neither by the service nor around it; and whoever makes the batch, or opens the claim, reads why."""
    make_program("TV", form="never", benefit={"kind": "month", "amount": "1000"}, payment={"offset_share": 30})
    make_enrolled(desk, program="TV", who=people[0].person)
    make_enrolled(desk, program="TV", who=people[1].person)
    with entered_as(desk.manager):
        assert setoff.asked_back("TV", "2013-02").others == (0, 0), "nothing is due"
        entitlements.generate(program="TV", period="2013-02", actor=desk.manager)
        assert setoff.asked_back("TV", "2013-02") == setoff.AskedBack((0, D(0)), (1, D(500)), 30)
    page = as_(client, desk.manager).get(f"{reverse('money:batch-make')}?program=TV&period=2013-02").content.decode()
    assert "其他项目的追回事项" in page and "500.00" in page
    assert "专款专用" in client.get(reverse("money:claim", args=[claim.pk])).content.decode()
    other = make_fund(programs=("TV",))
    batch = make_batch(desk, fund=other, program="TV", period="2013-02")
    assert [set_off for _amount, set_off, _net, _claim in lines(desk, batch).values()] == [0, 0]
    with entered_as(desk.manager):
        payment = batch.payments.get(person=people[0].person)
        batch.payments.update(state="dropped")
    assert copied(desk, batch, payment, set_off=300, against_id=claim.pk) == "payment_set_off_fits"


@pytest.mark.django_db(transaction=True)
def test_sealed_with_the_payment_and_found_when_changed(desk, fund, claim, outside_file, superuser_connection):
    """Not only while the history speaks: the seal holds what was set off, and the verifier holds it against the claim."""
    batch = send(desk, month(desk, fund, "2013-02"))
    sealing.seal_due()
    with entered_as(desk.finance):
        payment = batch.payments.get(set_off__gt=0)
        proof = json.loads(proofs.receipt(payment=payment, actor=desk.finance).content)["proofs"][0]
        assert proof["leaf"]["amount"] == f"1000.00 - 300.00 ({claim.pk})"
        batches.confirm(batch=batch, actor=desk.finance)
    sealing.seal_due()
    assert codes() == set()
    cursor = superuser_connection.cursor()
    for change, back, found in (
        ("UPDATE payments_payment SET set_off = 200 WHERE set_off = 300",
         "UPDATE payments_payment SET set_off = 300 WHERE set_off = 200", {"payments-changed", "set-off-not-recovered"}),
        ("UPDATE payments_recovery SET amount = 200", "UPDATE payments_recovery SET amount = 300",
         {"claim-not-in-ledger", "set-off-not-recovered"}),
    ):  # fmt: skip
        cursor.execute(change)
        assert codes() >= found
        cursor.execute(back)
    assert codes() == set()


def codes() -> set[str]:
    return {failure.code for failure in verification.verify(outside=outside.text(), grace=timedelta(0)).failures}
