"""Totals by township: of everyone in the program, one at a time for a place, with nobody to be guessed from them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from programs.enrolment.models import Enrolment, Release
from programs.enrolment.services import bulk, lifecycle, publicity, snapshot
from programs.enrolment.services.bulk import RosterEnrolment
from registry.core.ids import uuid7
from tests.enrolment.raw import execute, refused_by
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.factories.enrolments import as_, make_approved, make_draft, make_offices, make_program, make_woman

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
# Xuanzhou (341802) and Langxi (341821): townships with 6, 7 and 3; and 8.
PLACES = {"341802001": 6, "341802002": 7, "341802003": 3, "341821100": 8}


@pytest.fixture
def offices(db):
    make_program("TT", form="totals", chain=("city",))
    return make_offices()


@pytest.fixture
def county(offices):
    return make_account("manager", "341802")


@pytest.fixture
def served(offices) -> list:
    return enrol(PLACES)


def enrol(places: dict[str, int]) -> list:
    """People of these places in the program, from a roster."""
    with as_(make_account("caseworker", "3418")) as actor:
        rows = [
            RosterEnrolment(person=make_woman(actor, area=place).pk, starts_on=date(2013, 1, 1))
            for place, count in places.items()
            for _ in range(count)
        ]
        return bulk.take_over(rows, actor=actor, program="TT", source="花名册").ids


def publish(account, **rest) -> Release:
    with as_(account) as actor:
        return publicity.publish(program="TT", actor=actor, title="受助女童汇总", **rest)


def test_they_are_of_everyone_in_the_program_in_the_managers_area(offices, county, served):
    with as_(county):
        suspended = Enrolment.objects.filter(area="341802001").first()
        lifecycle.suspend(enrolment=suspended, actor=county, reason="休学")
        preview = publicity.preview(program="TT")
    make_draft(offices, program="TT")
    release = publish(county)
    # Three are too few to be shown; six go with them, or the total would give the three away.
    assert [row.count for row in release.rows.order_by("position")] == [None, 7, None]
    assert (release.form, release.kind, release.area, release.count) == ("totals", "publicity", "341802", 16)
    assert (release.closes_on - release.opens_on, release.total) == (timedelta(days=6), Decimal("16000.00"))
    assert snapshot.fingerprint(preview) == release.fingerprint
    with as_(county):
        assert release.members.count() == 16


def test_no_money_waits_for_them(offices, served):
    with as_(offices.manager):
        enrolment = Enrolment.objects.first()
        assert publicity.stood(enrolment)
    assert make_approved(offices, program="TT").state == "active"
    release = publish(offices.manager)
    with as_(offices.manager) as actor:
        publicity.object_to(release=release, actor=actor, content="数字有误")
        assert publicity.stood(enrolment)


def test_fewer_than_five_have_none(offices):
    with refused("nobody"):
        publish(offices.manager)
    enrol({"341802001": 4})
    with refused("release-small"):
        publish(offices.manager)
    assert not Release.objects.exists()


def test_one_at_a_time_for_a_place(offices, county, served):
    first = publish(county)
    with refused("release_totals_once"):
        publish(county)
    with refused("release_totals_once"):
        publish(offices.manager)
    assert publish(make_account("manager", "341821")).count == 8, "another county"
    with as_(county) as actor:
        publicity.revoke(release=first, actor=actor, reason="数字有误")
    assert publish(county).count == 16


def test_nobody_can_be_left_out(offices, county, served):
    with as_(county):
        some = list(Enrolment.objects.all()[:10])
    with refused("release_totals_whole"):
        publish(county, enrolments=some)
    assert not Release.objects.exists()


def raw_totals(actor, members, *, area="341802", count=None) -> None:
    """A release of totals with these members, in SQL, as the service would make it."""
    subjects = publicity.subjects_of(members)
    rows = snapshot.rows_of("totals", subjects)
    pk = uuid7()
    execute(
        "INSERT INTO enrolment_release (id, number, kind, form, program_id, area, title, opens_on, closes_on, state, "
        "complaint_phone, count, fingerprint, made_by_id, made_at, stood_elsewhere, revoked_reason) "
        "VALUES (%s, '', 'publicity', 'totals', 'TT', %s, 'x', %s, %s, 'standing', '', %s, %s, %s, now(), '', '')",
        pk, area, TODAY, TODAY + timedelta(days=6), count or len(members), snapshot.fingerprint(rows), actor.pk,
    )  # fmt: skip
    values = [(uuid7(), pk, n, row.area, row.area_name, row.count, row.amount) for n, row in enumerate(rows, 1)]
    execute(
        "INSERT INTO enrolment_releaserow (id, release_id, position, masked_name, area, area_name, count, amount, "
        "detail) VALUES " + ", ".join(["(%s, %s, %s, '', %s, %s, %s, %s, '')"] * len(values)),
        *(value for row in values for value in row),
    )  # fmt: skip
    execute(
        "INSERT INTO enrolment_releasemember (id, release_id, enrolment_id, program_id, area) "
        "SELECT gen_random_uuid(), %s, id, program_id, area FROM enrolment_enrolment WHERE id = ANY (%s)",
        pk, [member.pk for member in members],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_raw_sql_makes_only_those_that_the_service_would(offices, county, served):
    draft = make_draft(offices, program="TT")
    with as_(county) as actor:
        everyone = list(publicity.publishable("TT"))
        with refused_by("release_totals_whole"):
            raw_totals(actor, everyone[:-1])
        with refused_by("release_totals_whole"):
            raw_totals(actor, everyone, area="3418")
        with refused_by("releasemember_fits"):
            raw_totals(actor, [*everyone, draft])
        raw_totals(actor, everyone)
        with refused_by("release_totals_once"):
            raw_totals(actor, everyone)
        with refused_by("release_totals_once"):
            raw_totals(actor, everyone, area="3418")


def test_by_clicks_and_then_on_the_public_site(client, offices, county, served):
    client.force_login(county)
    url = reverse("publicity:new", args=["TT"])
    assert url in client.get(reverse("publicity:index")).content.decode()
    first = client.get(url)
    assert (first.context["totals_of"], first.context["candidates"]) == (16, [])
    assert 'name="enrolment"' not in first.content.decode(), "nobody is chosen"
    preview = client.post(url, {"title": "受助女童汇总", "preview": ""})
    assert [row.count for row in preview.context["rows"]] == [None, 7, None]
    assert '<th class="number">16</th>' in preview.content.decode(), "the sum, as the public reads it"
    assert not Release.objects.exists()
    seen = preview.context["seen"]
    # What changes between the look and the click is looked at again.
    enrol({"341802002": 1})
    again = client.post(url, {"title": "受助女童汇总", "seen": seen, "publish": ""})
    assert [row.count for row in again.context["rows"]] == [None, 8, None]
    assert not Release.objects.exists()
    client.post(url, {"title": "受助女童汇总", "seen": again.context["seen"], "publish": ""})
    release = Release.objects.get()
    detail = client.get(reverse("publicity:detail", args=[release.pk])).content.decode()
    assert "王秀英" not in detail.split('class="card public-view"')[1].split("</section>")[0]

    client.logout()
    page = client.get(f"/publicity/{release.number}/").content.decode()
    assert '<td class="number">8</td>' in page
    assert '<td class="number">3</td>' not in page and '<td class="number">6</td>' not in page
    assert "王" not in page.split("<table>")[1].split("</table>")[0]
    assert '<td class="number">17</td>' in page, "the sum, of which neither of the two can be worked out"
