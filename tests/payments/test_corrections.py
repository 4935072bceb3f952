"""Facts change after the money was worked out: every difference is a row of its own, and nobody is paid what is gone."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from programs.catalogue.services.rules import add_version
from programs.enrolment.models import Enrolment
from programs.enrolment.services import lifecycle
from programs.enrolment.services.lifecycle import start_of
from programs.payments.models import DatedAnswer, Entitlement
from programs.payments.services import batches, dated, entitlements, recalculation
from registry.core import jobs, scope
from registry.core.errors import RULE_SENTENCES, rule_of
from registry.core.models import Job
from tests.expect import refused
from tests.factories.accounts import entered_as
from tests.factories.enrolments import definition, make_program
from tests.factories.money import Desk, check, make_batch, make_enrolled, make_fund, receive
from tests.payments.test_staff import as_

DRAWN = {"code": "drawn", "zh": "已领", "en": "Drawn", "kind": "money"}
CHILD = {"kind": "month", "amount": "600", "top_up": "drawn", "until_age": 18}
MONTHS = [f"2013-{month:02}" for month in range(4, 13)]


@pytest.fixture
def desk(db) -> Desk:
    make_program("TC", form="never", benefit=CHILD, fields=[DRAWN])
    return Desk.make()


@pytest.fixture
def child(desk):
    """Confirmed on 2013-03-12, drawing 200 elsewhere; April to December worked out on that."""
    program = make_program("TX", form="never", benefit=CHILD, fields=[DRAWN]).rules.get().parsed
    starts = start_of(program, decided_on=date(2013, 3, 12))
    one = make_enrolled(desk, program="TC", starts_on=starts, answers={"drawn": "200"}, birth_date=date(2005, 5, 5))
    for month in ["2013-03", *MONTHS]:
        generate(desk, month)
    return one


def generate(desk, period):
    with entered_as(desk.manager):
        return entitlements.generate(program="TC", period=period, actor=desk.manager)


def again(desk, periods=tuple(MONTHS)):
    with entered_as(desk.manager):
        return recalculation.recalculate(program="TC", periods=periods, actor=desk.manager)


def seen(desk, periods=tuple(MONTHS)):
    with entered_as(desk.manager):
        return recalculation.preview(program="TC", periods=periods)


def rows(enrolment, period) -> list[int]:
    return [int(a) for a in Entitlement.objects.filter(enrolment=enrolment, period=period).order_by("sequence")
            .values_list("amount", flat=True)]  # fmt: skip


def table(desk, enrolment) -> dict[str, list[int]]:
    with entered_as(desk.manager):
        return {period[5:]: rows(enrolment, period) for period in MONTHS}


def pay(desk, fund, period):
    batch = make_batch(desk, fund=fund, program="TC", period=period)
    with entered_as(desk.finance):
        batches.approve(batch=check(batch, desk), actor=desk.finance)
        batches.send(batch=batch, actor=desk.finance)
        return batches.confirm(batch=batch, actor=desk.finance)


def drawn(desk, enrolment, value, since):
    with entered_as(desk.caseworker):
        return dated.record(enrolment=enrolment, field="drawn", value=value, since=since, reason="低保停发通知",
                            actor=desk.caseworker)  # fmt: skip


def died(desk, enrolment, on):
    with entered_as(desk.caseworker):
        type(enrolment.person).objects.filter(pk=enrolment.person_id).update(died_on=on)


def unpaid(desk, **where) -> list[tuple[str, int]]:
    with entered_as(desk.manager):
        found = Entitlement.objects.filter(**where).unpaid().order_by("period").values_list("period", "amount")
        return [(period[5:], int(amount)) for period, amount in found]


def test_the_year_of_a_child(desk, child):
    """By hand: 400 a month while 200 is drawn; 600 from July; dies on 10 September, so nothing from October on."""
    with entered_as(desk.finance):
        fund = make_fund(programs=("TC",))
        receive(fund, 10_000, actor=desk.finance)
    assert table(desk, child) == {month[5:]: [400] for month in MONTHS}
    with entered_as(desk.manager):
        assert not Entitlement.objects.filter(period="2013-03").exists()
    for month in MONTHS[:5]:  # April to August are paid
        pay(desk, fund, month)
    drawn(desk, child, "0", date(2013, 7, 1))
    died(desk, child, date(2013, 9, 10))

    preview = seen(desk)
    assert {why: tuple(map(int, sums)) for why, sums in preview.sums.items()} == {
        "answers": (3, 600, 0, 1000), "died": (3, -1200, 0, 0),
    }  # fmt: skip
    gone = next(row for row in preview.rows if row.why == "died")
    assert (gone.periods, gone.amount, gone.day) == (("2013-10", "2013-11", "2013-12"), -1200, date(2013, 9, 10))

    assert again(desk) == {"corrections": 7, "created": 0}
    assert again(desk) == {"corrections": 0, "created": 0}
    assert table(desk, child) == {
        "04": [400], "05": [400], "06": [400],
        "07": [400, 200], "08": [400, 200],  # paid as they were; the difference is due
        "09": [400, -400, 600],  # not paid yet: taken back, and due as it is now
        "10": [400, -400], "11": [400, -400], "12": [400, -400],
    }  # fmt: skip
    assert unpaid(desk) == [("07", 200), ("08", 200), ("09", 600)]

    # She had died on 20 July already: August was paid, and is to be got back; its difference is not due after all.
    died(desk, child, date(2013, 7, 20))
    assert int(seen(desk).sums["died"][2]) == -400
    again(desk)
    assert table(desk, child)["08"] == [400, 200, -200, -400]
    assert table(desk, child)["09"] == [400, -400, 600, -600]
    assert unpaid(desk) == [("07", 200)]
    with entered_as(desk.manager):
        over = Entitlement.objects.overpaid().get()
        assert (over.period, over.amount, over.why) == ("2013-08", -400, "died")

    # The death was another's: what was paid too much isn't, and the rest is due again.
    died(desk, child, None)
    again(desk)
    assert table(desk, child)["08"] == [400, 200, -200, -400, 400, 200]
    assert unpaid(desk) == [("07", 200), ("08", 200), ("09", 600), ("10", 600), ("11", 600), ("12", 600)]
    with entered_as(desk.manager):
        assert not Entitlement.objects.overpaid().exists()


def test_paid_too_much_is_only_what_was_paid(client, desk, child):
    """The figures of an enrolment's page add up: what is in a batch and not due any more isn't paid too much yet."""
    with entered_as(desk.finance):
        fund = make_fund(programs=("TC",))
        receive(fund, 10_000, actor=desk.finance)
    batch = make_batch(desk, fund=fund, program="TC", period="2013-08")
    with entered_as(desk.finance):
        batches.approve(batch=check(batch, desk), actor=desk.finance)
        batches.send(batch=batch, actor=desk.finance)
    died(desk, child, date(2013, 7, 20))
    again(desk)

    def page():
        return as_(client, desk.manager).get(reverse("money:enrolment", args=[child.pk]))

    shown = page()
    assert (shown.context["over"], shown.context["paid"] or 0) == (0, 0)
    assert "不再应发：已故" in shown.content.decode() and "多发" not in shown.content.decode()
    with entered_as(desk.finance):
        batches.confirm(batch=batch, actor=desk.finance)
    shown = page()
    assert (shown.context["over"], shown.context["paid"]) == (400, 400)
    assert "多发：已故" in shown.content.decode()


def test_eighteen_is_the_last_month(desk):
    one = make_enrolled(desk, program="TC", birth_date=date(1995, 6, 15))
    assert [generate(desk, f"2013-{month:02}").created for month in (5, 6, 7)] == [1, 1, 0]
    with entered_as(desk.caseworker):
        type(one.person).objects.filter(pk=one.person_id).update(birth_date=date(1995, 5, 15))
    again(desk, ["2013-05", "2013-06"])
    with entered_as(desk.manager):
        assert (rows(one, "2013-05"), rows(one, "2013-06")) == ([600], [600, -600])
        assert Entitlement.objects.get(sequence=1).why == "age"


def test_rules_edited_with_an_earlier_date(desk, child):
    with scope.entered(scope.CATALOGUE_KEEPER):
        add_version(program=child.program, definition=definition(
                        form="never", benefit=CHILD | {"amount": "700"}, fields=[DRAWN]),
                    valid_from=date(2013, 11, 1), document="皖民〔2013〕1号", note="raised", actor=None)  # fmt: skip
    assert {why: int(sums[1]) for why, sums in seen(desk).sums.items()} == {"rules": 200}
    again(desk)
    assert table(desk, child)["10"] == [400]
    assert table(desk, child)["11"] == [400, -400, 500]


def test_moved_away(desk, child):
    with entered_as(desk.manager):
        lifecycle.exit_(enrolment=child, actor=desk.manager, on=date(2013, 6, 30), reason="moved")
    assert again(desk)["corrections"] == 6
    assert unpaid(desk) == [("04", 400), ("05", 400), ("06", 400)]


def test_nothing_for_the_time_of_a_suspension(desk, child):
    this_month = entitlements.period_of(program="TC", period="2026-12")
    with entered_as(desk.manager):
        lifecycle.suspend(enrolment=child, actor=desk.manager, reason="情况待查")
    assert again(desk)["corrections"] == 0, "what was due before stays due"
    assert generate(desk, this_month.text).created == 0


def test_an_answer_changed_in_place_keeps_its_past(desk, child):
    with entered_as(desk.caseworker):
        Enrolment.objects.filter(pk=child.pk).update(answers={"drawn": "500"})
        kept = list(DatedAnswer.objects.order_by("since").values_list("values", flat=True))
    assert kept == [{"drawn": "200"}, {"drawn": "500"}]
    assert again(desk)["corrections"] == 0
    drawn(desk, child, "500", date(2013, 12, 1))
    again(desk)
    assert table(desk, child)["11"] == [400]
    assert table(desk, child)["12"] == [400, -400, 100]


def test_a_batch_given_up_after_the_correction(desk, child):
    with entered_as(desk.finance):
        fund = make_fund(programs=("TC",))
    batch = make_batch(desk, fund=fund, program="TC", period="2013-12")
    died(desk, child, date(2013, 9, 10))
    again(desk)
    assert table(desk, child)["12"] == [400, -400], "in a batch: paid too much, if it is paid"
    with entered_as(desk.finance):
        batches.cancel(batch=batch, actor=desk.finance, reason="人已去世")
    assert unpaid(desk, period="2013-12") == []
    with entered_as(desk.manager), refused("nothing-due"):
        batches.make(program="TC", area="3418", period="2013-12", fund=fund, actor=desk.manager)
    again(desk)
    assert table(desk, child)["12"] == [400, -400, -400, 400]
    with entered_as(desk.manager):
        assert not Entitlement.objects.overpaid().exists()


def test_new_ones_are_found_too(desk, child):
    make_enrolled(desk, program="TC", starts_on=date(2013, 11, 1), birth_date=date(2005, 5, 5))
    assert seen(desk).new == 2
    assert again(desk) == {"corrections": 0, "created": 2}


def test_what_comes_once_is_not_taken_back_for_a_later_death(desk):
    make_program("TO", form="never")
    one = make_enrolled(desk, program="TO", starts_on=date(2013, 5, 1))
    with entered_as(desk.manager):
        entitlements.generate(program="TO", period="2013", actor=desk.manager)
    died(desk, one, date(2013, 8, 1))
    with entered_as(desk.manager):
        act = {"program": "TO", "periods": ["2013"], "actor": desk.manager}
        assert recalculation.recalculate(**act)["corrections"] == 0
    died(desk, one, date(2013, 4, 1))
    with entered_as(desk.manager):
        assert recalculation.recalculate(**act)["corrections"] == 1


def test_as_a_job_that_goes_on_where_it_was(desk, child, monkeypatch):
    died(desk, child, date(2013, 10, 10))
    monkeypatch.setattr(entitlements, "SMALL", 1)
    with entered_as(desk.manager):
        assert recalculation.periods_of(program="TC") == MONTHS[::-1]
        job = recalculation.ask(program="TC", periods=MONTHS, actor=desk.manager)
        Job.objects.filter(pk=job.pk).update(state="running")
        assert recalculation.recalculate_as_job(jobs.Run(job)) == {"corrections": 2, "created": 0}
        assert recalculation.recalculate_as_job(jobs.Run(Job.objects.get(pk=job.pk)))["corrections"] == 2


@pytest.mark.parametrize(("value", "field", "code"), [
    ("-1", "drawn", "amount"), ("1.234", "drawn", "amount"), ("viel", "drawn", "amount"), ("1", "other", "field"),
])  # fmt: skip
def test_answers_that_are_none(desk, child, value, field, code):
    with entered_as(desk.caseworker), refused(code):
        dated.record(enrolment=child, field=field, value=value, since=date(2013, 7, 1), reason="通知",
                     actor=desk.caseworker)  # fmt: skip


def test_an_answer_is_written_as_people_say_it(client, desk):
    """Beside an amount the choice is a line to write in: in words of the form, not in the codes of the definition."""
    stage = {
        "code": "stage",
        "zh": "学段",
        "en": "Stage",
        "kind": "choice",
        "choices": [
            {"code": "primary", "zh": "小学", "en": "Primary"},
            {"code": "junior", "zh": "初中", "en": "Junior secondary"},
        ],
    }
    own = {"code": "own", "zh": "标准", "en": "Amount", "kind": "money"}
    amounts = {"kind": "month", "by": "stage", "own": "own", "amounts": {"primary": 600, "junior": 800}}
    make_program("TD", form="never", benefit=amounts, fields=[stage, own])
    one = make_enrolled(desk, program="TD", answers={"stage": "primary"})
    address = reverse("money:enrolment", args=[one.pk])
    shown = as_(client, desk.caseworker).get(address).content.decode()
    assert "学段：小学、初中" in shown and "primary" not in shown
    said = {"field": "stage", "value": "初中", "since": "2013-09-01", "reason": "升入初中"}
    assert "小学、初中" in client.post(address, {**said, "value": "大学"}).content.decode()
    assert client.post(address, said).status_code == 302
    with entered_as(desk.caseworker):
        assert DatedAnswer.objects.get().values == {"stage": "junior"}


def test_who_dates_answers(desk, child):
    with entered_as(desk.auditor), refused("not-allowed"):
        dated.record(
            enrolment=child, field="drawn", value="1", since=date(2013, 7, 1), reason="通知", actor=desk.auditor
        )
    with entered_as(desk.auditor), pytest.raises(DatabaseError), transaction.atomic():
        DatedAnswer.objects.create(enrolment=child, program_id="TC", area=child.area, since=date(2013, 7, 1), values={})
    made = drawn(desk, child, "1", date(2013, 7, 1))
    with entered_as(desk.caseworker):
        assert DatedAnswer.objects.get(pk=made.pk).made_by_id == desk.caseworker.pk
        assert broken("UPDATE payments_datedanswer SET reason = 'x' WHERE id = %s", [made.pk])


# -- around the services


def broken(sql: str, params=()) -> str | None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    rule = rule_of(caught.value)
    assert rule is None or rule in RULE_SENTENCES, f"no sentence for {rule}"
    return rule or str(caught.value)


ROW = (
    "INSERT INTO payments_entitlement (id, enrolment_id, program_id, person_id, area, period, sequence, amount, rules_id,"
    " created_at, made_by_id, cancels_id, why) SELECT payments_uuid7(), enrolment_id, program_id, person_id, area, period,"
    " %s, %s, rules_id, now(), scope_account(), %s, %s FROM payments_entitlement WHERE id = %s"
)


def test_corrections_by_hand(desk, child):
    with entered_as(desk.finance):
        fund = make_fund(programs=("TC",))
    make_batch(desk, fund=fund, program="TC", period="2013-04")
    with entered_as(desk.manager):
        due = {e.period: e for e in Entitlement.objects.all()}
        april, may, june = due["2013-04"].pk, due["2013-05"].pk, due["2013-06"].pk
        assert broken(ROW, [1, Decimal(-300), may, "died", may]) == "entitlement_mirrors_original"
        assert broken(ROW, [1, Decimal(-400), june, "died", may]) == "entitlement_mirrors_original"
        assert broken(ROW, [1, Decimal(-400), april, "died", april]) == "entitlement_in_a_batch"
        assert broken(ROW, [1, Decimal(-401), None, "died", may]) == "entitlement_not_below_nothing"
        assert broken(ROW, [1, Decimal(-400), may, "", may]) == "entitlement_correction_says_why"
        assert broken(ROW, [1, Decimal(0), None, "died", may]) == "entitlement_correction_says_why"
        with connection.cursor() as cursor:
            cursor.execute(ROW, [1, Decimal(-400), may, "died", may])
        assert broken(ROW, [2, Decimal(-400), may, "died", may]) == "entitlement_cancelled_once"
        assert "denied" in broken("UPDATE payments_entitlement SET why = 'age' WHERE id = %s", [may])


def test_a_payment_of_what_was_taken_back(desk, child):
    with entered_as(desk.finance):
        fund = make_fund(programs=("TC",))
    batch = make_batch(desk, fund=fund, program="TC", period="2013-12")
    with entered_as(desk.finance):
        payment = batch.payments.get()
        batches.cancel(batch=batch, actor=desk.finance, reason="重做")
        again_ = batches.make(program="TC", area="3418", period="2013-12", fund=fund, actor=desk.finance)
        again_.payments.update(state="dropped")
    died(desk, child, date(2013, 9, 10))
    again(desk)
    columns = ", ".join(
        f.column
        for f in payment._meta.concrete_fields
        if not f.generated and f.column not in ("id", "batch_id", "sequence")
    )
    with entered_as(desk.finance):
        assert broken(
            f"INSERT INTO payments_payment (id, batch_id, sequence, {columns}) SELECT gen_random_uuid(), %s, 99, "
            + columns.replace("state", "'planned'") + " FROM payments_payment WHERE id = %s", [again_.pk, payment.pk],
        ) == "payment_of_what_stands"  # fmt: skip
