"""Hardship, disability, consent, death."""

from datetime import date

import pytest

from beneficiaries import signals
from beneficiaries.identity.dates import today
from beneficiaries.identity.disability import format_certificate
from beneficiaries.services import circumstances
from registry.core import vault
from registry.core.errors import Refusal
from tests.expect import refused
from tests.factories.people import id_number, make_person


def test_the_same_hardship_once_at_a_time(caseworker):
    person = make_person(actor=caseworker)
    hardship = circumstances.certify_hardship(
        person=person, actor=caseworker, category="低保", since=date(2013, 1, 1), evidence="宣低保001"
    )
    with refused("hardship-overlap", field="since"):
        circumstances.certify_hardship(person=person, actor=caseworker, category="dibao", since=date(2014, 1, 1))
    circumstances.end_hardship(hardship=hardship, actor=caseworker, on=date(2013, 12, 31))
    circumstances.certify_hardship(person=person, actor=caseworker, category="dibao", since=date(2014, 1, 1))
    assert person.hardships.count() == 2


def test_a_certificate_tells_kind_and_level_and_must_be_the_persons(caseworker):
    number = id_number()
    person = make_person(actor=caseworker, id_number=number)
    paper = format_certificate(id_number=number, kind="4", level="2")
    row = circumstances.certify_disability(person=person, actor=caseworker, certificate=paper, since=date(2015, 1, 1))
    assert (row.kind, row.level) == ("4", 2)
    assert vault.open_sealed(row.certificate_sealed, row=row.pk, field="certificate") == paper
    with refused("disability-certificate"):
        circumstances.certify_disability(
            person=person,
            actor=caseworker,
            since=date(2015, 1, 1),
            certificate=format_certificate(id_number=id_number(), kind="4", level="2"),
        )
    with refused("required"):
        circumstances.certify_disability(person=person, actor=caseworker, since=date(2015, 1, 1), kind="4")


@pytest.mark.parametrize(
    ("age", "guardian", "own", "enough"),
    [
        (10, True, False, True),
        (13, False, False, False),
        (14, True, False, False),
        (14, False, True, False),
        (14, True, True, True),
        (20, False, True, True),
    ],
)
def test_who_must_consent_at_which_age(caseworker, age, guardian, own, enough):
    on = today()
    person = make_person(actor=caseworker, birth_date=date(on.year - age, 1, 1))
    for given, by_guardian in ((guardian, True), (own, False)):
        if given:
            circumstances.give_consent(
                person=person, actor=caseworker, kind="news", given_by="李梅", on=on, by_guardian=by_guardian
            )
    assert circumstances.consented(person=person, kind="news", on=on) is enough
    assert not circumstances.consented(person=person, kind="publicity", on=on)


def test_a_child_cannot_consent_alone_and_consent_can_be_withdrawn(caseworker):
    child = make_person(actor=caseworker, birth_date=date(today().year - 10, 1, 1))
    with refused("consent-guardian", field="by_guardian"):
        circumstances.give_consent(person=child, actor=caseworker, kind="news", given_by="本人", on=today())
    consent = circumstances.give_consent(
        person=child, actor=caseworker, kind="news", given_by="李梅", on=today(), by_guardian=True
    )
    circumstances.withdraw_consent(consent=consent, actor=caseworker, on=today(), reason="家长要求")
    assert not circumstances.consented(person=child, kind="news", on=today())


def test_a_death_is_told_to_the_apps_above_and_they_can_refuse_it(caseworker):
    person = make_person(actor=caseworker)
    with refused("date-order", field="on"):
        circumstances.record_death(person=person, actor=caseworker, on=date(1970, 1, 1))

    heard = []

    def listen(sender, **event):
        heard.append((event["person"].pk, event["on"]))
        if len(heard) == 1:
            raise Refusal("held", "…")

    signals.died.connect(listen)
    try:
        with refused("held"):
            circumstances.record_death(person=person, actor=caseworker, on=date(2020, 1, 1))
        person.refresh_from_db()
        assert person.died_on is None
        circumstances.record_death(person=person, actor=caseworker, on=date(2020, 1, 1), reason="死亡证明1号")
    finally:
        signals.died.disconnect(listen)
    assert heard == [(person.pk, date(2020, 1, 1))] * 2
    with refused("dead"):
        circumstances.record_death(person=person, actor=caseworker, on=date(2020, 1, 1))
    person.refresh_from_db()
    assert person.age_on(date(2026, 1, 1)) == 39
