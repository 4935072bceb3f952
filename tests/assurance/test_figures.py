"""The figures of a rule: shipped, and then dated ones of the city with a document."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from programs.assurance import checks
from programs.assurance.services import figures, looking, rounds
from registry.core.errors import rule_of
from registry.core.ids import uuid7
from tests.assurance.cases import City, a09, raw
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import Desk

pytestmark = pytest.mark.django_db
PHONES = checks.CHECKS["A09"]


@pytest.fixture
def city() -> City:
    return City(Desk.make())


def save(city: City, **fields):
    fields = {"values": {"people": "5"}, "valid_from": timezone.localdate(), "document": "宣妇〔2026〕8号",
              "note": "按新口径", "actor": city.desk.manager} | fields  # fmt: skip
    with entered_as(fields["actor"]):
        return figures.save(check=PHONES, **fields)


def test_shipped_figures_say_where_they_come_from():
    for check in checks.CHECKS.values():
        for param in check.params:
            assert str(param.source) and str(param.label), (check.code, param.code)
            assert figures.read(param, None) is not None


def test_a_new_figure_holds_from_its_day_on(city):
    a09(city, 5)
    save(city)

    def found(on):
        with looking.as_the_registry(rounds.night_account()):
            return looking.look(check=PHONES, on=on, id=uuid.uuid4()).findings

    assert found(timezone.localdate() - timedelta(days=1)) == 0
    assert found(timezone.localdate()) == 1


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("document", {"document": " "}),
        ("note", {"note": "x"}),
        ("figure", {"values": {"people": "1"}}),
        ("figure", {"values": {"people": "many"}}),
        ("figures-unchanged", {"values": {"people": "6"}}),
    ],
)
def test_what_is_refused(city, code, fields):
    with refused(code):
        save(city, **fields)


def test_a_manager_of_the_city_changes_them_and_nobody_else(city):
    for role, area in (("manager", "341802"), ("auditor", "3418"), ("finance", "3418")):
        with refused("not-allowed"):
            save(city, actor=make_account(role, area))
    insert = (
        "INSERT INTO assurance_figure (id, rule, valid_from, values, document, note, made_by_id, made_at) "
        "VALUES (%s, 'A09', '2013-01-01', '{}', %s, '', %s, now())"
    )
    county = make_account("manager", "341802")
    with entered_as(county), pytest.raises(DatabaseError), transaction.atomic():
        raw(insert, uuid7(), "文件", county.pk)
    with entered_as(city.desk.manager), pytest.raises(DatabaseError) as caught, transaction.atomic():
        raw(insert, uuid7(), "", city.desk.manager.pk)
    assert rule_of(caught.value) == "figure_has_document"
    save(city)
    with entered_as(city.desk.manager), pytest.raises(DatabaseError), transaction.atomic():
        raw("UPDATE assurance_figure SET values = '{}'")
