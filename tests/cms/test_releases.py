"""What was released: while it stands, when it is over, and never more than the program allows."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from programs.catalogue.models import Program
from programs.enrolment.models import Release, ReleaseRow
from programs.enrolment.services import publicity, snapshot
from programs.enrolment.services.snapshot import Shown
from registry.core import scope
from tests.factories.accounts import make_account
from tests.factories.enrolments import as_, make_approved, make_offices, make_program

TOWNS = ("341802001", "341802002", "341802003", "341802004")


@pytest.fixture
def offices(home):
    make_program("TA")
    return make_offices()


@pytest.fixture
def listed(offices) -> Release:
    """A list of two, published today by the manager."""
    with as_(offices.manager) as manager:
        found = [make_approved(offices) for _ in range(2)]
        made = publicity.publish(program="TA", enrolments=found, actor=manager, title="第一批救助对象公示")
    connection.check_constraints()  # as the commit would
    return made


def disclose(*rows: Shown, program="TA", form="totals", count=None, opens_on: date | None = None) -> Release:
    """A disclosure with these rows, as the payments app would freeze it."""
    manager = make_account("manager")
    opens_on = opens_on or timezone.localdate()
    with as_(manager):
        made = Release.objects.create(
            kind="disclosure", form=form, program_id=program, area="3418", title="发放公开", opens_on=opens_on,
            closes_on=opens_on, complaint_phone="0563-12338", made_by=manager,
            count=sum(row.count or 0 for row in rows) if count is None else count,
            fingerprint=snapshot.fingerprint(rows),
        )  # fmt: skip
        made.refresh_from_db()
        ReleaseRow.objects.bulk_create(
            ReleaseRow(
                release=made, position=n, area=row.area, area_name=row.area_name, count=row.count,
                amount=row.amount, masked_name=row.masked_name,
            )
            for n, row in enumerate(rows, 1)
        )  # fmt: skip
    return made


def read(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert not response.cookies
    return response.content.decode()


def test_a_list_stands_with_masked_names_and_how_to_object(client, listed, django_assert_max_num_queries):
    client.get("/publicity/")
    with django_assert_max_num_queries(12):
        index = read(client, "/publicity/")
    with django_assert_max_num_queries(12):
        page = read(client, f"/publicity/{listed.number}/")

    assert listed.title in index and f"/publicity/{listed.number}/" in index
    assert "王*英" in page and "王秀英" not in page
    assert "宣州区西林街道" in page and "城西" not in page
    assert "1,000" in page and "0563-12338" in page
    assert listed.title in client.get("/").content.decode()


def test_anyone_can_calculate_the_fingerprint(client, listed):
    rows = read(client, f"/publicity/{listed.number}/rows.txt")

    assert hashlib.sha256(rows.encode()).hexdigest() == listed.fingerprint
    assert listed.fingerprint[:8] in read(client, f"/publicity/{listed.number}/")


def test_after_its_last_day_only_the_fingerprint_is_left(client, listed, monkeypatch):
    """By the date alone: nobody has taken the list down yet."""
    after = listed.closes_on + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: after)

    page = read(client, f"/publicity/{listed.number}/", 410)
    index = read(client, "/publicity/")

    assert listed.fingerprint[:8] in page and listed.fingerprint[:8] in index
    for text in (page, index, client.get("/").content.decode()):
        assert "王*英" not in text and listed.title not in text
    assert client.get(f"/publicity/{listed.number}/rows.txt").status_code == 404


def test_it_stands_on_its_last_day(client, listed, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: listed.closes_on)

    assert "王*英" in read(client, f"/publicity/{listed.number}/")


def test_a_revoked_list_is_gone_at_once(client, listed, offices):
    with as_(offices.manager) as manager:
        publicity.revoke(release=listed, actor=manager, reason="王秀英的金额有误")

    page = read(client, f"/publicity/{listed.number}/", 410)

    assert "王" not in page and "有误" not in page


def test_a_list_of_tomorrow_is_not_there_yet(client, offices):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with as_(offices.manager) as manager:
        made = publicity.publish(
            program="TA", enrolments=[make_approved(offices)], actor=manager, title="明日公示", opens_on=tomorrow
        )

    assert client.get(f"/publicity/{made.number}/").status_code == 404
    assert made.number not in read(client, "/publicity/")


def test_what_the_program_no_longer_allows_is_not_shown(client, listed):
    with scope.entered(scope.CATALOGUE_KEEPER):
        Program.objects.filter(code="TA").update(public_form="totals")

    assert client.get(f"/publicity/{listed.number}/").status_code == 404
    assert listed.number not in read(client, "/publicity/")


def test_totals_hide_small_townships(client, offices):
    made = disclose(
        Shown(area=TOWNS[0], count=30, area_name="西林街道"), Shown(area=TOWNS[1], area_name="澄江街道"),
        Shown(area=TOWNS[2], area_name="鳌峰街道"), Shown(area=TOWNS[3], count=12, area_name="济川街道"), count=50,
    )  # fmt: skip

    page = read(client, f"/disclosure/{made.number}/")

    assert '<td class="number">30</td>' in page
    assert '<td class="number">50</td>' in page  # two are left out, of eight together: neither can be worked out


@pytest.mark.parametrize(("hidden", "count"), [(1, 33), (2, 32)])
def test_a_total_that_would_give_a_small_cell_away_is_not_shown(client, offices, hidden, count):
    rows = [Shown(area=TOWNS[n], area_name="西林街道") for n in range(hidden)]
    made = disclose(*rows, Shown(area=TOWNS[3], count=30, area_name="济川街道"), count=count)

    page = read(client, f"/disclosure/{made.number}/")

    assert f'<td class="number">{count}</td>' not in page
    assert page.count('<td class="number">30</td>') == 2


def test_a_disclosure_stays(client, offices):
    made = disclose(
        Shown(area=TOWNS[0], count=9, area_name="西林街道"), opens_on=timezone.localdate() - timedelta(days=400)
    )

    assert "西林街道" in read(client, f"/disclosure/{made.number}/")
    assert made.title in read(client, "/disclosure/")
    assert client.get(f"/publicity/{made.number}/").status_code == 404


def test_without_releases_the_pages_say_so(client, home):
    for path in ("/publicity/", "/disclosure/"):
        assert 'class="empty"' in read(client, path)
    assert client.get("/publicity/GS-2026-9999/").status_code == 404
