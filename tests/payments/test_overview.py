"""The manager's overview and the statements: kept sums equal the rows that they are sums of, on every day."""

import html
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from programs.catalogue.models import Program
from programs.ledger.models import LedgerAccount, LedgerMonth, Leg, Transfer
from programs.payments.models import Payment, PaymentTally
from programs.payments.services import (
    allotments,
    batches,
    funds,
    overview,
    recovery,
    requests,
    returns,
    settlement,
    statements,
)
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import check, make_batch, make_checked, make_due, make_fund, receive
from tests.payments.test_returns import new_account
from tests.payments.test_staff import as_

TODAY = timezone.localdate


@pytest.fixture
def way(desk, fund):
    """10,000 in March 2013, 5,000 a month before today; three in a batch, two of them paid; 1,000 to another fund."""
    make_due(desk, 2)
    make_due(desk, 1, area="341881001001")
    with entered_as(desk.finance):
        receive(fund, 5_000, actor=desk.finance, on=TODAY() - timedelta(days=31))
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance)
        batches.send(batch=batch, actor=desk.finance)
        batches.confirm(batch=batch, actor=desk.finance, payments=list(batch.payments.filter(sequence__lte=2)))
    other = make_fund(programs=("TA",))
    with entered_as(desk.manager):
        asked = allotments.ask(source=fund, target=other, amount=Decimal(1000), reason="调剂", actor=desk.manager)
    with entered_as(desk.finance):
        allotments.approve(allotment=asked, actor=desk.finance)
    return batch, other


def test_at_a_glance(desk, fund, way):
    with entered_as(desk.auditor):
        mine, other = overview.standings([fund, way[1]])
        assert (mine.received, mine.from_other_funds, mine.total) == (15_000, -1_000, 14_000)
        assert [int(amount) for _kind, amount, _share in mine.parts] == [11_000, 0, 1_000, 2_000, 0, 0]
        assert (other.received, other.from_other_funds, other.available) == (0, 1_000, 1_000)
        program = overview.program_standings(Program.objects.filter(pk="TA"))[0]
        assert (program.in_transit, program.paid, program.available) == (1_000, 2_000, 0)
        assert overview.total([mine, other]).total == 15_000


def test_what_was_recovered_or_returned_is_seen_though_it_has_gone_on(client, desk, fund, way):
    """It is with the fund again with the same step: the balance says nothing of it. What was taken back isn't counted."""
    batch, _other = way
    with entered_as(desk.finance):
        paid, waits = batch.payments.get(sequence=1), batch.payments.get(sequence=3)
        claim = recovery.claim(payment=paid, amount=Decimal(400), reason="重复领取", actor=desk.finance)
        kept = recovery.record(claim=claim, amount=Decimal(150), actor=desk.finance)
        wrong = recovery.record(claim=claim, amount=Decimal(50), actor=desk.finance)
        asked = requests.ask_take_back(recovery=wrong, reason="记错了", actor=desk.finance)
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", payments=[waits], reason="closed")
        returns.release(batch=batch, actor=desk.finance, reason="已销户", payments=[waits])
        assert kept.amount == 150
    other = make_account("finance", "3418")
    with entered_as(other):
        requests.approve(asked=asked, actor=other)
    with entered_as(desk.auditor):
        for on in (None, TODAY()):
            mine = overview.standings([fund], on=on)[0]
            assert (mine.recovered, mine.returned, mine.paid, mine.total) == (150, 0, 1_850, 14_000), on
            program = overview.program_standings(Program.objects.filter(pk="TA"), on=on)[0]
            assert (program.recovered, program.total) == (150, 1_850), on
        assert overview.standings([fund], on=TODAY() - timedelta(days=1))[0].recovered == 0
        month = overview.months(fund=fund.pk)[-1]
        assert (month.paid, month.returned, month.recovered, month.available) == (2_000, 1_000, 150, 12_150)
    past = as_(client, desk.auditor).get(reverse("money:fund", args=[fund.pk]), {"on": "2013-04-01"})
    assert sorted(held for _row, held in past.context["accounts"]) == [-10_000, 10_000], "as it was, like all above it"
    page = client.get(reverse("money:fund", args=[fund.pk])).content.decode()
    assert re.search(r'kind=recovered">150\.00', page)


def test_on_any_past_day(desk, fund, way):
    with entered_as(desk.auditor):
        for on in (
            date(2013, 2, 28),
            date(2013, 3, 1),
            TODAY() - timedelta(days=32),
            TODAY() - timedelta(days=31),
            TODAY(),
        ):
            by_legs = {
                (row["fund"], row["kind"], row["program"]): row["amount"]
                for row in LedgerAccount.objects.sums_on(on, "fund", "kind", "program")
            }
            held = {key: amount for key, amount in overview.held(on=on).items()}
            assert held == by_legs, on
        assert {k: v for k, v in overview.held().items() if v} == {
            k: v for k, v in overview.held(on=TODAY()).items() if v
        }


def test_month_by_month(desk, fund, way):
    with entered_as(desk.auditor):
        course = overview.months(fund=fund.pk)
        assert len(course) == 24 and sum(month.received for month in course) == 5_000
        assert (course[-1].paid, course[-1].available) == (2_000, 11_000)
        early = overview.months(fund=fund.pk, until=date(2013, 4, 2))
        assert [(month.first, month.received) for month in early] == [(date(2013, 3, 1), 10_000), (date(2013, 4, 1), 0)]


def test_a_figure_of_a_month_leads_to_the_movements_that_make_it(client, desk, fund, way):
    """Of one fund and of all: each cell's page has legs, and they sum to the cell. What was taken back counts, too."""
    batch, _other = way
    with entered_as(desk.finance):
        wrong = funds.receive(fund=fund, amount=Decimal("70.50"), on=date(2013, 4, 2), actor=desk.finance)
        funds.take_back(fund=fund, transfer=wrong, actor=desk.finance, reason="重复登记")
        came, back = batch.payments.order_by("sequence")[:2]
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", payments=[back], reason="closed")
        claim = recovery.claim(payment=came, amount=Decimal(300), reason="重复领取", actor=desk.finance)
        recovery.record(claim=claim, amount=Decimal(200), actor=desk.finance)
    as_(client, desk.auditor)
    for address, one in ((reverse("money:fund", args=[fund.pk]), fund.pk), (reverse("money:funds"), None)):
        for on in ("2013-04-30", str(TODAY())):
            page = client.get(address, {"on": on})
            content = page.content.decode()
            cells = re.findall(rf'href="({reverse("money:movements")}[^"]+)">([-0-9,.]+)<', content)
            figures = [amount for month in page.context["months"] for _flow, amount in month.flows if amount]
            assert figures and [Decimal(text.replace(",", "")) for _href, text in cells] == figures
            for href, figure in cells:
                there = client.get(html.unescape(href)).context
                assert (
                    f"{there['total']:,.2f}" == figure
                    and sum(leg.amount for leg in there["legs"].rows) == there["total"]
                )
                assert one in (None, *{leg.account.fund_id for leg in there["legs"].rows})
    for href, figure in re.findall(r'href="([^"]+on=[0-9-]+)">([-0-9,.]+)</a></td></tr>', content):
        assert figure in client.get(html.unescape(href)).content.decode()
    with entered_as(desk.auditor):
        flows = dict(overview.months(fund=fund.pk)[-1].flows)
    assert flows == {"received": Decimal("-70.50"), "paid": 2_000, "returned": 1_000, "recovered": 200}
    for wrong in ({}, {"flow": "paid"}, {"flow": "source", "month": "2013-04"}, {"flow": "paid", "month": "2013-13"},
                  {"flow": "paid", "month": "9999-12"},
                  {"flow": "paid", "month": "2013-04", "fund": "none"}):  # fmt: skip
        assert client.get(reverse("money:movements"), wrong).status_code == 404


def test_a_month_that_a_past_day_lies_in_is_counted_until_that_day(client, desk, fund):
    """The page of the day says one thing only: its months end where its figures do, and lead to what came by then."""
    with entered_as(desk.finance):
        receive(fund, 300, actor=desk.finance, on=date(2013, 3, 10))
        receive(fund, 40, actor=desk.finance, on=date(2013, 3, 11))
    as_(client, desk.auditor)
    for address in (reverse("money:fund", args=[fund.pk]), reverse("money:funds")):
        page = client.get(address, {"on": "2013-03-10"})
        (month,) = page.context["months"]
        assert (month.received, month.available, month.last) == (10_300, 10_300, date(2013, 3, 10))
        content = page.content.decode()
        assert "03-10截止" in content and "10,340" not in content
        href = html.unescape(re.search(rf'href="({reverse("money:movements")}[^"]+)">10,300.00<', content)[1])
        assert client.get(href).context["total"] == 10_300
        (whole,) = client.get(address, {"on": "2013-03-31"}).context["months"]
        assert (whole.received, whole.whole) == (10_340, True)
    with entered_as(desk.auditor):
        assert overview.months(fund=fund.pk, until=date(2013, 2, 28)) == []


def test_a_movement_shows_the_payments_that_it_moved(client, desk, fund, way):
    """Not all of its batch: what arrived, what came back, and what the fund got back of it."""
    batch, _other = way
    with entered_as(desk.finance):
        late, waits = batch.payments.get(sequence=1), batch.payments.get(sequence=3)
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", payments=[waits], reason="closed")
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", payments=[late], reason="closed")
        returns.release(batch=batch, actor=desk.finance, reason="已销户", payments=[waits])
        moved = {one.kind: one for one in Transfer.objects.about(batch.pk)}
    as_(client, desk.auditor)
    for kind, numbers in (
        ("commitment", [1, 2, 3]), ("sending", [1, 2, 3]), ("confirmation", [1, 2]), ("return", [3]),
        ("late_return", [1]), ("restitution", [3]),
    ):  # fmt: skip
        shown = client.get(reverse("money:transfer", args=[moved[kind].pk])).context
        assert [payment.sequence for payment in shown["payments"]] == numbers, kind
        assert shown["paid"]["total"] == max(leg.amount for leg in shown["legs"]), kind


def test_the_page_of_a_payment_says_what_the_fund_had_received_by_then(client, desk, fund, way):
    batch, _other = way
    with entered_as(desk.finance):
        wrong = funds.receive(fund=fund, amount=Decimal(77), on=date(2013, 5, 1), actor=desk.finance)
        funds.take_back(fund=fund, transfer=wrong, actor=desk.finance, reason="重复登记")
        payment = batch.payments.get(sequence=1)
    shown = as_(client, desk.auditor).get(reverse("money:payment", args=[payment.pk]))
    assert [one.amount for one in shown.context["received"]] == [5_000, 10_000], "not what was taken back"
    assert "5,000.00" in shown.content.decode()


def test_kept_sums_are_those_of_the_rows(desk, fund, way):
    with entered_as(desk.finance):
        batches.confirm(batch=way[0], actor=desk.finance)
        again = make_due(desk, 2)
        assert again
    second = make_batch(desk, fund=fund)
    with entered_as(desk.finance):
        batches.cancel(batch=second, actor=desk.finance, reason="重做")
        months = {}
        for leg in Leg.objects.select_related("account", "transfer"):
            key = (leg.account.fund_id, leg.account.kind, leg.account.program, leg.transfer.on.replace(day=1))
            months[key] = months.get(key, 0) + leg.amount
        kept = {(m.fund_id, m.kind, m.program, m.month): m.amount for m in LedgerMonth.objects.all()}
        assert kept == months
        counted = {
            (row["batch__fund"], row["program"], row["batch__period"], row["area"][:6], row["state"]): row
            for row in Payment.objects.order_by().values("batch__fund", "program", "batch__period", "area", "state")
            .annotate(n=Count("pk"), yuan=Sum("amount"))
        }  # fmt: skip
        tallies = PaymentTally.objects.filter(count__gt=0)
        assert {(t.fund_id, t.program_id, t.period, t.county, t.state): (t.count, t.amount) for t in tallies} == {
            key: (row["n"], row["yuan"]) for key, row in counted.items()
        }
        assert all(t.amount == 0 for t in PaymentTally.objects.filter(count=0))


def test_sums_are_written_by_no_one_else(desk, fund, way):
    for table in ("ledger_ledgermonth", "payments_paymenttally"):
        for verb in (f"UPDATE {table} SET amount = 0", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with (
                entered_as(desk.finance),
                pytest.raises(Exception, match="permission denied"),
                connection.cursor() as cursor,
            ):
                cursor.execute("SAVEPOINT s")
                try:
                    cursor.execute(verb)
                finally:
                    cursor.execute("ROLLBACK TO SAVEPOINT s")


def test_a_county_sees_its_own_tally(client, desk, fund, way):
    """Of the city's batch as well, today and on any past day."""
    county = make_account("manager", "341881")
    for account, counties in ((county, 1), (desk.auditor, 2)):
        as_(client, account)
        for on in ("", f"{TODAY()}"):
            page = client.get(reverse("money:program", args=["TA"]), {"on": on})
            assert len(page.context["lines"]) == counties
    with entered_as(county):
        lines = statements.of_program(Program.objects.get(pk="TA"))
    assert [line.county for line in lines] == ["341881"]
    with entered_as(desk.auditor):
        lines = statements.of_program(Program.objects.get(pk="TA"), year="2013")
        assert {line.county: (line.count("paid"), line.count("in_transit")) for line in lines} == {
            "341802": (2, 0), "341881": (0, 1),
        }  # fmt: skip


def test_a_program_on_any_past_day(client, desk, fund):
    """Approved, sent and answered in April and May 2013, as the ledger dates it; one came back late."""
    make_due(desk, 2)
    make_due(desk, 1, area="341881001001")
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance, on=date(2013, 4, 1))
        batches.send(batch=batch, actor=desk.finance, on=date(2013, 4, 5))
        batches.confirm(batch=batch, actor=desk.finance, on=date(2013, 4, 10))
        first = batch.payments.filter(area__startswith="341802").first()
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", payments=[first], reason="closed",
                          on=date(2013, 5, 2))  # fmt: skip
    program = Program.objects.get(pk="TA")
    with entered_as(desk.auditor):
        for on, said in (
            (date(2013, 3, 31), {}),
            (date(2013, 4, 1), {("341802", "committed"): 2, ("341881", "committed"): 1}),
            (date(2013, 4, 9), {("341802", "in_transit"): 2, ("341881", "in_transit"): 1}),
            (date(2013, 4, 10), {("341802", "paid"): 2, ("341881", "paid"): 1}),
            (date(2013, 5, 2), {("341802", "paid"): 1, ("341802", "returned"): 1, ("341881", "paid"): 1}),
        ):
            lines = statements.of_program_on(program, on)
            found = {(line.county, state): n for line in lines for state, (n, _yuan) in line.by_state.items()}
            assert found == said, on
            # What the ledger held that day is the same.
            held = LedgerAccount.objects.in_program("TA").sums_on(on, "kind")
            yuan: dict = {}
            for (_county, state), n in said.items():
                yuan[state] = yuan.get(state, 0) + 1000 * n
            assert {row["kind"]: row["amount"] for row in held if row["amount"]} == yuan
        assert statements.of_program_on(program, TODAY(), year="2014") == []
        today = {line.county: line.by_state for line in statements.of_program(program)}
        assert {line.county: line.by_state for line in statements.of_program_on(program, TODAY())} == today
    # A county's finance sees its part of the city's batch, and a program that isn't theirs shows nothing.
    for account, part in (
        (make_account("finance", "341881"), {"341881": {"paid": (1, 1_000)}}),
        (make_account("finance", "341881", programs=("LQJZ",)), {}),
    ):
        with entered_as(account), connection.cursor() as cursor:
            lines = statements.of_program_on(program, date(2013, 5, 2))
            assert {line.county: line.by_state for line in lines} == part
            cursor.execute("SELECT count(*) FROM batches_on('TA', '', '2013-05-02')")
            assert cursor.fetchone()[0] == len(part)
    as_(client, desk.auditor)
    page = lambda on: client.get(reverse("money:program", args=["TA"]), {"on": on})  # noqa: E731
    assert [(row.kind, held) for row, held in page("2013-04-07").context["accounts"]] == [("in_transit", 3_000)]
    assert "3,000.00" in page("2013-04-07").content.decode()
    assert page("2013-03-01").context["accounts"] == [] and page("2013-03-01").context["lines"] == []


def test_what_came_back_has_a_column_and_each_row_adds_up(client, desk, fund):
    """Of six, four came back in May 2013: today one is given up, one due again, one being paid again, one waits."""
    people = make_due(desk, 4)
    make_due(desk, 2, area="341881001001")
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance, on=date(2013, 4, 1))
        batches.send(batch=batch, actor=desk.finance, on=date(2013, 4, 5))
        mine = {payment.enrolment_id: payment for payment in batch.payments.all()}
        up, again, wait, stays = (mine.pop(one.pk) for one in people)
        due, last = mine.values()
        batches.confirm(batch=batch, actor=desk.finance, on=date(2013, 4, 10), payments=[stays, last])
        settlement.record(batch=batch, actor=desk.finance, outcome="returned", payments=[up, again, wait, due],
                          reason="closed", on=date(2013, 5, 2))  # fmt: skip
        returns.release(batch=batch, actor=desk.finance, reason="已去世", payments=[up], give_up=True)
        returns.release(batch=batch, actor=desk.finance, reason="重新核发", payments=[due])
    new_account(desk, people[1], 702)
    with entered_as(desk.finance):
        second = returns.reissue(batch=batch, actor=desk.finance, payments=[again])
    county = make_account("finance", "341802")
    program, other = Program.objects.get(pk="TA"), {"341881": {"released": 1, "paid": 1}}
    here = {"paid": 1, "returned": 1, "given_up": 1, "reissued": 1}

    def found(lines) -> dict:
        return {line.county: {state: n for state, (n, _yuan) in line.by_state.items()} for line in lines}

    def held(on) -> int:
        return LedgerAccount.objects.in_program("TA").sums_on(on, "program")[0]["amount"]

    with entered_as(desk.auditor):
        eve = TODAY() - timedelta(days=1)
        assert found(statements.of_program_on(program, eve)) == {
            "341802": {"paid": 1, "returned": 3}, "341881": {"paid": 1, "returned": 1},
        }  # fmt: skip
        assert held(eve) == 6_000
        for step in ("planned", "committed", "in_transit"):
            assert found(statements.of_program(program)) == {"341802": {**here, step: 1}, **other}, step
            assert found(statements.of_program_on(program, TODAY())) == found(statements.of_program(program)), step
            assert held(TODAY()) == 4_000
            with entered_as(county):
                assert found(statements.of_program_on(program, TODAY())) == {"341802": {**here, step: 1}}, step
            if step == "planned":
                check(second, desk)
                with entered_as(desk.manager):
                    second = batches.approve(batch=second, actor=desk.manager)
            elif step == "committed":
                with entered_as(desk.finance):
                    batches.send(batch=second, actor=desk.finance)
    as_(client, desk.auditor)
    for on in ("", f"{eve:%Y-%m-%d}", "2013-04-05"):
        page = client.get(reverse("money:program", args=["TA"]), {"on": on})
        figures = [cell for _line, _place, cells in page.context["lines"] for cell in cells]
        for cell in [*figures, *page.context["sums"]]:
            assert bool(cell.address) == (not on), "the list is of today"
            if cell.address and cell[0]:
                listed = client.get(cell.address).context
                assert (listed["sums"]["count"], listed["sums"]["total"]) == cell == (len(listed["page"].rows), cell[1])
        rows = [figures for _line, _place, figures in page.context["lines"]]
        for row in [*rows, page.context["sums"]]:
            *parts, whole, _again = row
            assert tuple(map(sum, zip(*parts, strict=True))) == whole
        assert page.context["sums"] == [
            tuple(map(sum, zip(*column, strict=True))) for column in zip(*rows, strict=True)
        ]
        # What the fund ever gave: of it, two were given back to it.
        assert page.context["sums"][-2] == (6, 6_000)


def test_what_is_chosen_on_a_programs_page_stays(client, desk, fund, way):
    as_(client, desk.finance)
    address, plan = (reverse(f"money:{name}", args=["TA"]) for name in ("program", "plan"))
    chosen = {"on": "2014-05-01", "year": "2013", "kind": "paid"}

    def asked(url: str) -> dict:
        return {name: value for name, [value] in parse_qs(html.unescape(url).partition("?")[2]).items()}

    def looked_at(text: str) -> str:
        """Each form and link of the page holds what is chosen; where the form of a budget goes."""
        forms = re.findall(rf'<form method="get" action="{address}".*?</form>', text, re.S)
        assert len(forms) == 2
        for form in forms:
            assert set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', form)) == set(chosen)
        links = list(map(asked, re.findall(rf'href="({address}\?[^"]*)"', text)))
        assert {"year": "2013", "kind": "paid"} in links and {"on": "2014-05-01", "year": "2013"} in links
        assert sum(link == chosen | {"kind": link.get("kind")} for link in links) > 4
        [there] = re.findall(rf'action="({plan}[^"]*)"', text)
        assert asked(there) == chosen
        return html.unescape(there)

    there = looked_at(client.get(address, chosen).content.decode())
    budget = {"fund": fund.pk, "year": "2012", "county": "", "amount": "500"}
    looked_at(client.post(there, budget | {"amount": "-1"}).content.decode())
    done = client.post(there, budget)["Location"]
    assert done.startswith(address) and asked(done) == chosen | {"year": "2012"}


def test_statement_of_a_fund(desk, fund, way):
    with entered_as(desk.auditor):
        statement = statements.of_fund(fund, since=date(2014, 1, 1), until=TODAY())
        assert (statement.opening, statement.closing) == (10_000, 11_000)
        assert [int(leg.amount) for leg in statement.legs] == [5_000, -3_000, -1_000]
        assert statement.legs[-1].held == statement.closing
        assert {kind: int(amount) for kind, _count, amount in statement.sums} == {
            "receipt": 5_000, "commitment": -3_000, "allotment": -1_000,
        }  # fmt: skip


def test_statement_of_a_person(desk, fund, way):
    payment = None
    with entered_as(desk.auditor):
        payment = way[0].payments.get(sequence=1)
        statement = statements.of_person(payment.person)
        assert (statement.paid, statement.by_program) == (1_000, [("项目TA", 1, 1_000, 0)])
        assert statement.payments[0].batch.approved_by == desk.finance


def test_what_was_given_back_is_less_on_a_statement(client, desk, fund, way):
    with entered_as(desk.finance):
        payment = way[0].payments.get(sequence=1)
        claim = recovery.claim(payment=payment, amount=Decimal(600), reason="重复享受", actor=desk.finance)
        recovery.record(claim=claim, amount=Decimal(250), actor=desk.finance)
        statement = statements.of_person(payment.person)
        assert (statement.paid, statement.given_back, statement.kept) == (1_000, 250, 750)
        assert statement.by_program == [("项目TA", 1, 1_000, 250)]
        assert [(one.amount, one.back, one.rest) for one in statement.claims] == [(600, 250, 350)]
    as_(client, desk.auditor)
    page = client.get(reverse("money:person", args=[payment.person_id])).content.decode()
    assert "柒佰伍拾元整" in page and "壹仟元整" not in page and "重复享受" in page
    book = load_workbook(io.BytesIO(client.get(reverse("money:person-file", args=[payment.person_id])).content))
    assert [row[2] for row in book.active.iter_rows(values_only=True)][-3:] == [1_000, -250, 750]
    assert "250.00" in client.get(reverse("people:detail", args=[payment.person_id])).content.decode()


def test_screens_and_files(client, desk, fund, way):
    batch, _other = way
    with entered_as(desk.auditor):
        paid, waiting = batch.payments.get(sequence=1), batch.payments.get(sequence=3)
    as_(client, desk.auditor)
    page = lambda name, *args, **query: client.get(reverse(f"money:{name}", args=args), query)  # noqa: E731
    assert "13,000.00" not in page("funds").content.decode()
    assert "14,000" not in page("funds", on="2013-03-31").content.decode()
    assert "10,000.00" in page("funds", on="2013-03-31").content.decode()
    chart = page("chart", fund=fund.pk)
    assert chart["Content-Type"] == "image/svg+xml" and "<svg" in chart.content.decode()
    assert page("chart", fund="none").status_code == 404
    assert "期初余额" in page("fund-statement", fund.pk).content.decode()
    sheet = load_workbook(io.BytesIO(page("fund-statement-file", fund.pk, since="2013-01-01").content)).active
    assert [row[6] for row in sheet.iter_rows(values_only=True)][-1] == 11_000
    assert "宣州区" in page("program", "TA").content.decode()
    trail = page("payment", paid.pk).content.decode()
    for address in (reverse("money:fund", args=[fund.pk]), reverse("money:person", args=[paid.person_id]),
                    reverse("enrolments:detail", args=[paid.enrolment_id])):  # fmt: skip
        assert address in trail
    slip = page("slip", paid.pk).content.decode()
    assert "壹仟元整" in slip and paid.account_tail in slip
    refused = client.get(reverse("money:slip", args=[waiting.pk]), HTTP_REFERER="/staff/money/")
    assert refused.status_code != 200
    statement = page("person", paid.person_id).content.decode()
    assert "壹仟元整" in statement and batch.number in statement
    rows = list(
        load_workbook(io.BytesIO(page("person-file", paid.person_id).content)).active.iter_rows(values_only=True)
    )
    assert rows[2][2] == 1_000 and rows[2][7] == batch.number


def test_no_full_number_on_a_statement(client, desk, fund, way):
    with entered_as(desk.auditor):
        payment = way[0].payments.get(sequence=1)
    as_(client, desk.auditor)
    for name, pk in (("person", payment.person_id), ("payment", payment.pk), ("slip", payment.pk)):
        text = client.get(reverse(f"money:{name}", args=[pk])).content.decode()
        assert "342501" not in text and "621700" not in text


def test_what_a_wrong_receipt_leaves(desk, fund):
    with entered_as(desk.finance):
        wrong = receive(fund, 7, actor=desk.finance)
        funds.take_back(fund=fund, transfer=wrong, actor=desk.finance, reason="重复登记")
        assert overview.standings([fund])[0].received == 10_000
