"""What the public may see, for how long, and what waits for it."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from programs.enrolment.models import Release, ReleaseMember, ReleaseRow
from programs.enrolment.services import lifecycle, publicity, snapshot
from programs.enrolment.services.snapshot import Shown, Subject
from registry.core.ids import uuid7
from tests.enrolment.raw import execute, refused_by
from tests.expect import refused
from tests.factories.enrolments import (
    as_,
    make_approved,
    make_offices,
    make_program,
    make_submitted,
    make_woman,
    pass_up,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LONG_AGO = {"opens_on": TODAY - timedelta(days=20), "stood_elsewhere": "西林街道公开栏"}


@pytest.fixture
def offices(db):
    make_program("TA", chain=("city",))
    return make_offices()


def approved(offices, **rest):
    person = None
    if rest:
        with as_(offices.caseworker) as actor:
            person = make_woman(actor, **rest)
    return make_approved(offices, person=person)


def publish(offices, *enrolments, program="TA", **rest) -> Release:
    with as_(offices.manager) as actor:
        return publicity.publish(program=program, enrolments=enrolments, actor=actor, title="第一批公示", **rest)


def whole():
    """Check now what the database checks when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_list_shows_a_masked_name_a_township_and_an_amount(offices):
    release = publish(offices, approved(offices, name="欧阳小红"))
    whole()
    row = release.rows.get()
    assert (row.masked_name, row.area, row.amount) == ("欧阳*红", "341802001", Decimal("1000.00"))
    assert row.area_name.endswith("西林街道")
    assert (release.opens_on, release.closes_on) == (TODAY, TODAY + timedelta(days=6))
    assert (release.number, release.count, release.total) == (f"GS-{TODAY.year}-0001", 1, Decimal("1000.00"))
    assert release.complaint_phone == "0563-12338"
    line = f"1|欧阳*红|341802001|{row.area_name}||1000.00|"
    assert release.fingerprint == hashlib.sha256(line.encode()).hexdigest()
    assert execute("SELECT release_fingerprint(%s)", release.pk) == [(release.fingerprint,)]


def test_numbers_follow_each_other_and_cant_be_chosen(offices):
    first, second = publish(offices, approved(offices)), publish(offices, approved(offices))
    assert [r.number for r in (first, second)] == [f"GS-{TODAY.year}-0001", f"GS-{TODAY.year}-0002"]
    with as_(offices.manager), refused_by("release_frozen"):
        execute("UPDATE enrolment_release SET number = 'GS-2026-9999' WHERE id = %s", first.pk)


def test_the_snapshot_stays_when_the_person_changes_her_name(offices):
    enrolment = approved(offices, name="王秀英")
    release = publish(offices, enrolment)
    with as_(offices.caseworker):
        enrolment.person.name = "李小兰"
        enrolment.person.save(update_fields=["name"])
    assert release.rows.get().masked_name == "王*英"
    assert execute("SELECT release_fingerprint(%s)", release.pk) == [(release.fingerprint,)]


def test_only_approved_ones_of_the_program_and_no_child(offices):
    submitted = make_submitted(offices)
    with as_(offices.manager) as actor:
        with refused("not-approved"):
            publicity.publish(program="TA", enrolments=[submitted], actor=actor, title="公示")
        with refused("nobody"):
            publicity.publish(program="TA", enrolments=[], actor=actor, title="公示")
        with refused("title", field="title"):
            publicity.publish(program="TA", enrolments=[submitted], actor=actor, title=" ")
    child = approved(offices, birth_date=date(TODAY.year - 17, TODAY.month, 1))
    with refused("child-on-list"):
        publish(offices, child)
    with as_(offices.reviewers["county"]) as actor, refused("not-allowed"):
        publicity.publish(program="TA", enrolments=[child], actor=actor, title="公示")


RELEASE = """
    INSERT INTO enrolment_release (id, number, kind, form, program_id, area, title, opens_on, closes_on, state,
        complaint_phone, count, fingerprint, made_by_id, made_at, stood_elsewhere, revoked_reason)
    VALUES (%s, '', 'publicity', %s, %s, '3418', 'x', %s, %s, 'standing', '', %s, %s, %s, now(), %s, '')
"""


def raw_release(actor, *, form="list", program="TA", opens=None, days=7, count=1, fingerprint="x", elsewhere=""):
    pk, opens = uuid7(), opens or TODAY
    closes = opens + timedelta(days=days - 1)
    execute(RELEASE, pk, form, program, opens, closes, count, fingerprint, actor.pk, elsewhere)
    return pk


@pytest.mark.parametrize(
    ("allowed", "form", "fine"),
    [("list", "list", True), ("list", "totals", True), ("totals", "totals", True), ("totals", "list", False),
     ("never", "list", False), ("never", "totals", False), ("never", "never", False), ("list", "never", False)],
)  # fmt: skip
def test_the_database_releases_no_form_that_the_program_doesnt_allow(offices, allowed, form, fine):
    make_program("TF", form=allowed)
    offices = make_offices()
    with as_(offices.manager) as actor:
        if fine:
            with transaction.atomic():
                raw_release(actor, form=form, program="TF")
                transaction.set_rollback(True)
        else:
            with refused_by("release_form_allowed", "release_never_is_never"):
                raw_release(actor, form=form, program="TF")


def test_a_program_that_is_never_public_is_refused_by_the_service(offices):
    make_program("TN", form="never")
    offices = make_offices()
    with refused("never-public"):
        publish(offices, make_approved(offices, program="TN"), program="TN")


def test_raw_sql_cant_shorten_backdate_or_change_a_list(offices):
    release = publish(offices, approved(offices))
    with as_(offices.manager) as actor:
        with refused_by("release_stands_its_days"):
            raw_release(actor, days=3)
        with refused_by("release_not_backdated"):
            raw_release(actor, opens=TODAY - timedelta(days=30))
        for change in ("closes_on = opens_on", "fingerprint = 'x'", "title = 'x'", "count = 9", "revoked_reason = 'x'"):
            with refused_by("release_frozen", "release_revoked_with_reason"):
                execute(f"UPDATE enrolment_release SET {change} WHERE id = %s", release.pk)
        with refused_by("release_stands_its_days"):
            execute("UPDATE enrolment_release SET state = 'ended' WHERE id = %s", release.pk)
        with refused_by("release_revoked_with_reason"):
            execute("UPDATE enrolment_release SET state = 'revoked' WHERE id = %s", release.pk)
        with refused_by("permission denied"):
            execute("DELETE FROM enrolment_release WHERE id = %s", release.pk)


def test_raw_sql_cant_touch_the_rows_or_slip_somebody_in(offices):
    release, late = publish(offices, approved(offices), **LONG_AGO), approved(offices)
    with as_(offices.manager):
        with refused_by("permission denied"):
            execute("UPDATE enrolment_releaserow SET masked_name = '张*' WHERE release_id = %s", release.pk)
        with refused_by("release_rows_stand"):
            execute("DELETE FROM enrolment_releaserow WHERE release_id = %s", release.pk)
        with refused_by("release_fingerprint"):
            execute(
                "INSERT INTO enrolment_releaserow (id, release_id, position, masked_name, area, area_name, detail) "
                "VALUES (%s, %s, 2, '张*', '341802001', 'x', '')", uuid7(), release.pk,
            )  # fmt: skip
        # An application that nobody saw can't be made to have stood.
        with refused_by("releasemember_fits"):
            execute(
                "INSERT INTO enrolment_releasemember (id, release_id, enrolment_id, program_id, area) "
                "SELECT %s, %s, id, program_id, area FROM enrolment_enrolment WHERE id = %s",
                uuid7(), release.pk, late.pk,
            )  # fmt: skip
        with refused_by("enrolment_publicity_stood"):
            execute("UPDATE enrolment_enrolment SET state = 'active' WHERE id = %s", late.pk)


def test_a_release_without_its_rows_or_members_isnt_whole(offices):
    with as_(offices.manager) as actor, refused_by("release_whole"):
        raw_release(actor)
        whole()


def test_the_window_blocks_until_it_has_closed(offices):
    enrolment = approved(offices)
    with as_(offices.manager) as actor:
        assert not publicity.stood(enrolment)
        with refused("publicity-not-stood"):
            lifecycle.activate(enrolment=enrolment, actor=actor)
    release = publish(offices, enrolment)
    with as_(offices.manager) as actor:
        assert not publicity.stood(enrolment, on=release.closes_on)
        assert publicity.stood(enrolment, on=release.closes_on + timedelta(days=1))
        with refused("publicity-not-stood"):
            lifecycle.activate(enrolment=enrolment, actor=actor)
    # Claiming that it is next month already changes nothing.
    assert lifecycle.activate_cleared(TODAY + timedelta(days=40)) == 0
    assert publicity.take_down_due(TODAY + timedelta(days=40)) == 0


def test_what_stood_becomes_active_by_itself_and_the_list_comes_down(offices):
    enrolment, other = approved(offices), approved(offices)
    release = publish(offices, enrolment, **LONG_AGO)
    # Nobody's scope is entered: the daily task.
    assert lifecycle.activate_cleared() == 1
    assert lifecycle.activate_cleared() == 0
    assert publicity.take_down_due() == 1
    assert publicity.take_down_due() == 0
    with as_(offices.manager) as actor:
        enrolment.refresh_from_db()
        other.refresh_from_db()
        assert (enrolment.state, other.state) == ("active", "approved")
        decision = enrolment.decisions.get(act="activated")
        assert (decision.actor, decision.reason) == (actor, release.number)
        assert enrolment.history.order_by("-pgh_created_at", "-pgh_id").first().pgh_account is None, "the system did it"
    release.refresh_from_db()
    assert (release.state, release.rows.count(), len(release.fingerprint)) == ("ended", 0, 64)


def test_a_list_from_paper_says_where_it_stood(offices):
    enrolment = approved(offices)
    with refused("backdated", field="opens_on"):
        publish(offices, enrolment, opens_on=TODAY - timedelta(days=20))
    assert publish(offices, enrolment, **LONG_AGO).stood_elsewhere == "西林街道公开栏"


def test_revoked_it_is_gone_at_once_and_doesnt_count(offices):
    enrolment = approved(offices)
    release = publish(offices, enrolment, **LONG_AGO)
    with as_(offices.manager) as actor:
        with refused("reason"):
            publicity.revoke(release=release, actor=actor, reason="")
        release = publicity.revoke(release=release, actor=actor, reason="金额有误")
        assert (release.state, release.revoked_reason, release.rows.count()) == ("revoked", "金额有误", 0)
        assert not publicity.stood(enrolment)
        assert list(publicity.publishable("TA")) == [enrolment]
        with refused("state"):
            publicity.revoke(release=release, actor=actor, reason="再次")
    with as_(offices.reviewers["county"]) as actor, refused("not-allowed"):
        publicity.revoke(release=release, actor=actor, reason="越权")


def test_an_objection_blocks_until_it_is_answered(offices):
    enrolment, other = approved(offices), approved(offices)
    release = publish(offices, enrolment, other, **LONG_AGO)
    with as_(offices.caseworker) as actor:
        objection = publicity.object_to(release=release, actor=actor, content="收入较高", enrolment=enrolment)
        with refused("not-allowed"):
            publicity.answer_objection(objection=objection, actor=actor, upheld=False, answer="经查不实")
    assert lifecycle.activate_cleared() == 1, "the other one isn't concerned"
    with as_(offices.manager) as actor:
        assert not publicity.stood(enrolment)
        with refused("reason"):
            publicity.answer_objection(objection=objection, actor=actor, upheld=False, answer="")
        publicity.answer_objection(objection=objection, actor=actor, upheld=False, answer="经查不实")
        enrolment.refresh_from_db()
        assert enrolment.state == "active"
        with refused("state"):
            publicity.answer_objection(objection=objection, actor=actor, upheld=True, answer="改口")
        with refused_by("objection_frozen"):
            execute("UPDATE enrolment_objection SET answer = 'x' WHERE id = %s", objection.pk)


def test_an_objection_to_the_whole_list_blocks_all_of_it(offices):
    enrolment = approved(offices)
    release = publish(offices, enrolment, **LONG_AGO)
    with as_(offices.manager) as actor:
        objection = publicity.object_to(release=release, actor=actor, content="程序不合规")
        assert not publicity.stood(enrolment)
        with refused("upheld-about-whom"):
            publicity.answer_objection(objection=objection, actor=actor, upheld=True, answer="属实")


def test_upheld_the_application_is_refused(offices):
    enrolment = approved(offices)
    release = publish(offices, enrolment)
    with as_(offices.manager) as actor:
        objection = publicity.object_to(release=release, actor=actor, content="并未患病", enrolment=enrolment)
        publicity.answer_objection(objection=objection, actor=actor, upheld=True, answer="病历系伪造")
        enrolment.refresh_from_db()
        assert enrolment.state == "refused"
        assert enrolment.decisions.get(act="refused").reason == "病历系伪造"
        stranger = approved(offices)
        with refused("not-on-list"):
            publicity.object_to(release=release, actor=actor, content="不在名单", enrolment=stranger)


def test_raw_sql_cant_refuse_what_was_approved_without_an_upheld_objection(offices):
    enrolment = approved(offices)
    with as_(offices.manager), refused_by("enrolment_moves_by_decision"):
        execute("UPDATE enrolment_enrolment SET state = 'refused' WHERE id = %s", enrolment.pk)


def subjects(**counts) -> list[Subject]:
    class Of:
        def __init__(self):
            self.pk = uuid7()

    return [
        Subject(enrolment=Of(), area=f"3418020{place[1:]}001", name="王秀英", amount=Decimal(100))
        for place, count in counts.items()
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"t01": 9, "t02": 7}, [9, 7]),
        # One small cell takes the next smallest with it, or the total would give it away.
        ({"t01": 3, "t02": 7, "t03": 20}, [None, None, 20]),
        # Two small ones that sum to four are still a number below five.
        ({"t01": 1, "t02": 3, "t03": 8, "t04": 9}, [None, None, None, 9]),
        ({"t01": 2, "t02": 4, "t03": 8}, [None, None, 8]),
        ({"t01": 4, "t02": 4, "t03": 4}, [None, None, None]),
        ({"t01": 4, "t02": 6}, [None, None]),
    ],
)
def test_small_cells_cant_be_worked_out_from_the_total(db, counts, shown):
    rows = snapshot.totals(subjects(**counts))
    assert [row.count for row in rows] == shown
    assert all((row.amount is None) == (row.count is None) and not row.masked_name for row in rows)


def test_fewer_than_five_have_no_total(db):
    with refused("release-small"):
        snapshot.totals(subjects(t01=4))


def test_totals_name_nobody_and_count_townships(offices):
    make_program("TT", form="totals", chain=("city",))
    offices = make_offices()
    with as_(offices.caseworker) as actor:
        people = [make_woman(actor) for _ in range(6)]
    enrolments = [pass_up(make_submitted(offices, program="TT", person=p), offices) for p in people]
    # Totals name nobody, so nothing waits for them; they are published all the same.
    assert {e.state for e in enrolments} == {"active"}
    with as_(offices.manager) as actor:
        release = publicity.release_snapshot(
            kind="disclosure", program="TT", form="totals", actor=actor, title="汇总", area="3418", opens_on=TODAY,
            closes_on=TODAY, subjects=publicity.subjects_of(enrolments),
        )  # fmt: skip
        whole()
        row = release.rows.get()
        assert (row.masked_name, row.count, row.amount) == ("", 6, Decimal("6000.00"))
        assert release.number.startswith("GK-")
        with refused_by("release_small_count"):
            execute(
                "INSERT INTO enrolment_releaserow (id, release_id, position, masked_name, area, area_name, count, "
                "detail) VALUES (%s, %s, 2, '', '341802001', 'x', 3, '')", uuid7(), release.pk,
            )  # fmt: skip
        with refused_by("release_form_allowed"):
            execute("UPDATE enrolment_release SET form = 'list' WHERE id = %s", release.pk)


def test_the_public_reads_releases_and_not_of_whom(offices):
    release = publish(offices, approved(offices))
    assert Release.objects.get().pk == release.pk
    assert ReleaseRow.objects.count() == 1
    assert not ReleaseMember.objects.exists()
    assert execute("SELECT count(*) FROM enrolment_enrolment") == [(0,)]
    assert execute("SELECT count(*) FROM enrolment_objection") == [(0,)]


def test_the_preview_is_what_is_published(offices):
    enrolment = approved(offices)
    with as_(offices.manager):
        [row] = publicity.preview(program="TA", enrolments=[enrolment])
    release = publish(offices, enrolment)
    assert snapshot.fingerprint([row]) == release.fingerprint
    assert isinstance(row, Shown)
