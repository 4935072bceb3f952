"""What is due: once, by the rules of the time, the same in SQL and in Python."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.catalogue.definition import Benefit
from programs.catalogue.services.rules import add_version
from programs.payments import amounts, periods
from programs.payments.models import Entitlement
from programs.payments.services import entitlements
from programs.payments.services.record import database_rules
from registry.core import jobs, scope
from registry.core.ids import uuid7
from registry.core.models import Job
from tests.expect import refused
from tests.factories.accounts import entered_as
from tests.factories.enrolments import definition, make_program
from tests.factories.money import Desk, make_enrolled

MONTHLY = {"kind": "month", "amount": "600"}
STAGED = {"kind": "term", "months": [3, 9], "by": "stage", "amounts": {"primary": "400", "junior": "600"}}
STAGE = {
    "code": "stage", "zh": "学段", "en": "Stage", "kind": "choice",
    "choices": [{"code": code, "zh": code, "en": code} for code in ("primary", "junior", "other")],
}  # fmt: skip


@pytest.fixture
def desk(db) -> Desk:
    return Desk.make()


def generate(desk, program, period, **kw):
    with entered_as(desk.manager):
        return entitlements.generate(program=program, period=period, actor=desk.manager, **kw)


def due(desk, **where) -> dict:
    with entered_as(desk.manager):
        return dict(Entitlement.objects.filter(**where).values_list("enrolment_id", "amount"))


def test_once_is_once(desk):
    make_program("TA", form="totals")
    desk = Desk.make()
    mine = make_enrolled(desk, starts_on=date(2013, 5, 1))
    assert generate(desk, "TA", "2013").created == 1
    assert generate(desk, "TA", "2013") == entitlements.Generated(0, 1, 0)
    assert generate(desk, "TA", "2014").created == 0
    assert due(desk) == {mine.pk: 1000}
    make_enrolled(desk, starts_on=date(2012, 5, 1))
    assert generate(desk, "TA", "2013").created == 0


def test_once_under_the_rules_of_its_day(desk):
    program = make_program("TA", form="totals")
    with scope.entered(scope.CATALOGUE_KEEPER):
        add_version(program=program, definition=definition(form="totals", benefit={"kind": "once", "amount": "2000"}),
                    valid_from=date(2013, 7, 1), document="", note="raised", actor=None)  # fmt: skip
    desk = Desk.make()
    before, after = make_enrolled(desk, starts_on=date(2013, 6, 30)), make_enrolled(desk, starts_on=date(2013, 7, 1))
    generate(desk, "TA", "2013")
    assert due(desk) == {before.pk: 1000, after.pk: 2000}


def test_months_begin_and_end(desk):
    make_program("TM", form="never", benefit=MONTHLY)
    desk = Desk.make()
    one = make_enrolled(desk, program="TM", starts_on=date(2013, 3, 1))
    with entered_as(desk.caseworker):
        type(one).objects.filter(pk=one.pk).update(state="exited", ends_on=date(2013, 5, 10), exit_reason="moved")
    made = {month: generate(desk, "TM", f"2013-{month:02}").created for month in range(1, 8)}
    assert made == {1: 0, 2: 0, 3: 1, 4: 1, 5: 1, 6: 0, 7: 0}


def test_nothing_is_due_after_death(desk):
    make_program("TM", form="never", benefit=MONTHLY)
    desk = Desk.make()
    one = make_enrolled(desk, program="TM")
    with entered_as(desk.caseworker):
        type(one.person).objects.filter(pk=one.person_id).update(died_on=date(2013, 2, 20))
    assert [generate(desk, "TM", f"2013-0{month}").created for month in (1, 2, 3)] == [1, 1, 0]


def test_by_stage_and_term(desk):
    make_program("TS", form="totals", benefit=STAGED, fields=[STAGE])
    desk = Desk.make()
    one = make_enrolled(desk, program="TS", answers={"stage": "primary"})
    two = make_enrolled(desk, program="TS", answers={"stage": "junior"}, starts_on=date(2013, 10, 1))
    make_enrolled(desk, program="TS", answers={"stage": "other"})
    assert generate(desk, "TS", "2013-1") == entitlements.Generated(1, 1, 1)
    assert generate(desk, "TS", "2013-2") == entitlements.Generated(2, 2, 1)
    assert due(desk, period="2013-2") == {one.pk: 400, two.pk: 600}


@pytest.mark.parametrize(("benefit", "period", "code"), [
    (MONTHLY, "2013", "period"), (MONTHLY, "2013-13", "period"), (STAGED, "2013-3", "period"), (MONTHLY, "0000", "period"),
    ({"kind": "in_kind"}, "2013", "in-kind"), (MONTHLY, "1999-01", "no-rules"),
])  # fmt: skip
def test_periods_that_are_none(desk, benefit, period, code):
    make_program("TP", form="never", benefit=benefit, fields=[STAGE])
    desk = Desk.make()
    with refused(code):
        generate(desk, "TP", period)


def test_no_period_that_is_far_ahead(desk):
    """In the service, and in the database for whoever goes around it."""
    make_program("TA", form="totals", benefit=MONTHLY)
    desk = Desk.make()
    make_enrolled(desk, starts_on=date(2013, 1, 1))
    soon, far = timezone.localdate() + timedelta(days=31), timezone.localdate() + timedelta(days=70)
    assert generate(desk, "TA", f"{soon:%Y-%m}").created == 1
    for ask in (entitlements.generate, entitlements.ask):
        with entered_as(desk.manager), refused("period-ahead"):
            ask(program="TA", period=f"{far:%Y-%m}", actor=desk.manager)
    with entered_as(desk.manager):
        row = Entitlement.objects.get()
        row.pk, row.period = uuid7(), f"{far.year + 1}-01"
        with refused("entitlement_not_ahead"), database_rules():
            row.save(force_insert=True)


def test_periods():
    monthly, termly = Benefit("month", Decimal(1)), Benefit("term", Decimal(1), months=(3, 9))
    assert periods.of("2013-12", benefit=monthly).last == date(2013, 12, 31)
    assert periods.of("2012-02", benefit=monthly).last == date(2012, 2, 29)
    assert (periods.of("2013-2", benefit=termly).first, periods.of("2013-2", benefit=termly).last) == (
        date(2013, 9, 1), date(2014, 2, 28),
    )  # fmt: skip
    assert [p.text for p in periods.recent(termly, date(2013, 10, 1), 3)] == ["2013-2", "2013-1", "2012-2"]


def test_only_in_ones_own_area(desk):
    make_program("TA", form="totals")
    desk, county = Desk.make(), Desk.make("341802")
    make_enrolled(desk, area="341881001001")
    here = make_enrolled(desk)
    assert generate(county, "TA", "2013").created == 1
    assert due(county) == {here.pk: 1000}


def test_auditors_generate_nothing(desk):
    make_program("TA", form="totals")
    with entered_as(desk.auditor), refused("not-allowed"):
        entitlements.generate(program="TA", period="2013", actor=desk.auditor)


def test_a_big_one_is_a_job_that_goes_on_where_it_was(desk, monkeypatch):
    make_program("TA", form="totals")
    desk = Desk.make()
    for village in ("341802001001", "341802002001", "341881001001"):
        make_enrolled(desk, area=village)
    monkeypatch.setattr(entitlements, "SMALL", 2)
    with entered_as(desk.manager):
        job = entitlements.ask(program="TA", period="2013", actor=desk.manager)
        assert isinstance(job, Job)
        run = jobs.Run(job)
        Job.objects.filter(pk=job.pk).update(state="running")
        assert entitlements.generate_as_job(run) == {"created": 3, "standing": 3}
        again = jobs.Run(Job.objects.get(pk=job.pk))
        assert again.checkpoint["looked_at"] == 3
        assert entitlements.generate_as_job(again) == {"created": 3, "standing": 3}


MONEY = st.one_of(st.none(), st.sampled_from(["", "0", "0.00", "abc", "1e3", "-5", "600"]),
                  st.decimals(0, 5000, places=2).map(str), st.decimals(0, 50, places=4).map(str),
                  st.integers(-10, 1000), st.booleans())  # fmt: skip
AMOUNT = st.decimals("0.01", 20000, places=2)


@given(
    benefit=st.builds(
        Benefit, kind=st.just("month"), amount=st.none() | AMOUNT, by=st.none() | st.just("stage"),
        amounts=st.dictionaries(st.sampled_from(["a", "b", "ü'%s"]), AMOUNT), own=st.none() | st.just("own"),
        top_up=st.none() | st.just("drawn"),
    ),
    answers=st.fixed_dictionaries({}, optional={
        "stage": st.sampled_from(["a", "b", "ü'%s", "", "c"]), "own": MONEY, "drawn": MONEY,
    }),
)  # fmt: skip
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_amount_in_sql_is_the_amount_in_python(db, benefit, answers):
    text, params = amounts.sql(benefit, answers="e.answers")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {text} FROM (SELECT %s::jsonb AS answers) e", [*params, json.dumps(answers)])
        found = cursor.fetchone()[0]
    wanted = benefit.amount_for(answers)
    if wanted is None:
        assert found is None
    else:
        assert found == wanted.quantize(Decimal("0.01"), "ROUND_HALF_UP")
