"""Every rule finds its case, passes over the nearest that is none, and is seen where it happened and nowhere else."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from programs.assurance import checks
from programs.assurance.models import Finding
from programs.assurance.services import looking, rounds
from tests.assurance.cases import CASES, City
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City(Desk.make())


def look(code: str, city: City) -> looking.Look:
    with looking.as_the_registry(rounds.night_account()):
        return looking.look(check=checks.CHECKS[code], on=city.on, id=uuid.uuid4())


def test_every_rule_has_its_cases():
    assert {case.code for case in CASES} == set(checks.CHECKS)
    assert {f"A{n:02}" for n in range(1, 26)} <= set(checks.CHECKS)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_it_must_find(case, city):
    code = case.code
    case.found(city)
    first = look(code, city)
    assert (first.findings, first.new, first.gone) == (1, 1, 0)
    again = look(code, city)
    assert (again.findings, again.new, again.gone) == (1, 0, 0), "the same matter is the same finding"
    with entered_as(make_account("auditor", case.area)):
        finding = Finding.objects.get(rule=code)
        assert finding.state == "open" and finding.records and finding.area.startswith(case.area[:6])
        assert {kind for kind, _id in finding.records} <= set(checks.RECORDS)
        assert set(finding.facts) <= set(checks.FACTS)
        if case.money:
            assert finding.money == Decimal(case.money)
    with entered_as(make_account("auditor", "341823")):
        assert not Finding.objects.exists(), "another county sees nothing of it"
    if finding.program_id:
        with entered_as(make_account("auditor", "3418", ("ZZ",))):
            assert not Finding.objects.exists(), "nor who audits other programs"
    with entered_as(make_account("caseworker", "3418")):
        assert not Finding.objects.exists(), "nor whom it may be about"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_nearest_that_is_none(case, city):
    case.near(city)
    assert look(case.code, city).findings == 0


@pytest.mark.parametrize(("months", "findings"), [({0}, 0), ({-1}, 0), ({1}, 1)])
@pytest.mark.django_db(transaction=True)
def test_sent_in_one_month_and_arrived_in_the_next(superuser_connection, months, findings):
    """Sent on the last day of a month of the program's, it may arrive on the first of the next."""
    city = City(Desk.make())
    first = city.on.replace(day=1)
    before = first - timedelta(days=1)
    city.program(payment_months=[(first.month + month - 1) % 12 + 1 for month in months])
    city.enrol()
    city.paid(why="补发上月")
    superuser_connection.cursor().execute(
        "UPDATE payments_batch SET sent_at = %s; UPDATE payments_payment SET paid_on = %s",
        [f"{before} 10:00+08", first],
    )
    assert look("A06", city).findings == findings
