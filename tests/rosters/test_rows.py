"""The rows of a roster between looking through and taking in: corrected, chosen, decided."""

import io
from datetime import date

import openpyxl
import psycopg2.errors
import pytest
from django.db import DatabaseError, connection, transaction

from beneficiaries.identity import resident_id
from beneficiaries.models import Person, Relation
from beneficiaries.services.change import change_person
from programs.enrolment.models import Decision, Enrolment
from programs.enrolment.rosters import errors, services
from programs.enrolment.rosters.models import Recognition, RosterMapping, StagedRow
from registry.core import scope
from registry.core.models import AccessLog
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.rosters.books import LS_NAMES, book, child

pytestmark = pytest.mark.django_db


def test_all_faults_of_a_row_come_at_once(send):
    sent = send(book([child(0, 证件号码="341802200301010021", 电话="12345", 就学情况="大学", 父亲身份证号="1")]))
    assert {(e["column"], e["code"]) for e in sent.as_json()["errors"]} == {
        ("证件号码", "id-checksum"), ("电话", "phone"), ("就学情况", "choice"), ("父亲身份证号", "id-length"),
    }  # fmt: skip


def test_a_relative_without_a_name_is_missed_at_the_place_of_the_name(send):
    sent = send(book([child(0, 父亲=None)]))
    assert [(e["column"], e["code"]) for e in sent.as_json()["errors"]] == [("父亲", "required")]


def test_a_corrected_row_goes_in(send, caseworker):
    sent = send(book([child(0, 电话="12345"), child(1)]))
    row = services.correct(roster=sent.roster, number=1, values={"phone": "16012345678"}, actor=caseworker)
    assert (row.verdict, row.codes, row.corrected_by_id) == ("create", [], caseworker.pk)
    roster = services.take_in(roster=sent.roster, actor=caseworker)
    assert (roster.counts["taken"], roster.counts["errors"]) == (2, 0)


def test_correcting_one_of_two_frees_the_other(send, caseworker):
    sent = send(book([child(0), child(0)]))
    assert sent.lines("error") == [3]
    services.correct(roster=sent.roster, number=1, values={
        "name": "程小燕", "id_number": child(1)["证件号码"], "birth_date": "2003-01-02"}, actor=caseworker)  # fmt: skip
    assert sent.lines("create") == [2, 3]


def test_rows_that_were_corrected_afterwards_go_in_as_well(send, caseworker):
    sent = send(book([child(0), child(1, 电话="12345")]), take=True)
    assert sent.roster.counts["taken"] == 1
    services.correct(roster=sent.roster, number=2, values={"phone": ""}, actor=caseworker)
    assert services.take_in(roster=sent.roster, actor=caseworker).counts["taken"] == 2
    assert Person.objects.count() == 2
    with refused("taken"):
        services.correct(roster=sent.roster, number=2, values={"phone": ""}, actor=caseworker)


def test_what_is_not_chosen_stays_out(send, caseworker):
    sent = send(book([child(n) for n in range(4)]))
    assert services.choose(roster=sent.roster, chosen=False, numbers=[2, 3], actor=caseworker) == 2
    roster = services.take_in(roster=sent.roster, actor=caseworker)
    assert (roster.counts["taken"], roster.counts["left"]) == (2, 2)
    services.choose(roster=roster, chosen=True, verdict="create", actor=caseworker)
    assert services.take_in(roster=roster, actor=caseworker).counts["taken"] == 4


def test_a_change_is_shown_field_by_field_old_and_new(send):
    send(book([child(0)]), take=True)
    said = child(0, 现住址="新屋组3号", 监护情况="差", 电话="16912345678", 父亲情形="服刑", 父亲身份证号=None)
    sent = send(book([said]))
    changes = {(c["label"], c["old"], c["new"]) for c in sent.payload(2).changes}
    assert ("现住址", "西林街道城西社区", "新屋组3号") in changes
    assert ("监护情况", "较好", "差") in changes
    assert any(label.startswith("汪建国") and "服刑" in new for label, _old, new in changes)
    assert "16912345678" not in str(changes), "no number in full"


def test_what_is_said_of_a_relative_is_changed(send):
    send(book([child(0)]), take=True)
    names = (*LS_NAMES, "父亲电话", "父亲务工地")
    said = child(0, 父亲电话="13912345678", 父亲务工地="上海市")
    assert send(book([said], names=names), take=True).roster.counts["update"] == 1
    father = Relation.objects.get(kind="51")
    assert (father.workplace, father.phone_masked[-4:]) == ("上海市", "5678")
    assert send(book([said], names=names)).roster.counts["unchanged"] == 1


def test_changes_of_an_enrolment_are_decisions(send):
    send(book([child(0)]), take=True)
    send(book([child(0, 监护情况="差")]), take=True)
    acts = Decision.objects.filter(enrolment=Enrolment.objects.get()).values_list("act", "reason")
    assert [act for act, _reason in acts] == ["taken_over", "changed"]
    assert "花名册.xlsx" in acts[1][1]


def test_what_changed_meanwhile_is_left_and_shown_again(send, caseworker):
    first, second = send(book([child(0), child(1)])), send(book([child(0, 监护情况="差")]))
    services.take_in(roster=first.roster, actor=caseworker)
    roster = services.take_in(roster=second.roster, actor=caseworker)
    assert (roster.counts["taken"], roster.counts["update"]) == (0, 1)
    assert second.row(2).overtaken
    assert Enrolment.objects.filter(person__name="汪甲一").get().answers["guardianship"] == "good"
    assert services.take_in(roster=second.roster, actor=caseworker).counts["taken"] == 1


@pytest.fixture
def parked(send):
    """A row that resembles someone: the same name and birth date in her township, and another number."""
    send(book([child(0)]), take=True)
    number = resident_id.make(region="341802", birth_date=date(2003, 1, 1), sequence=77, sex="2")
    sent = send(book([child(0, 证件号码=number, 监护情况="差")]))
    assert sent.lines("duplicate") == [2]
    return sent


def test_not_the_same_person_is_remembered(parked, send, caseworker):
    [likely] = parked.payload(2).likely
    assert len(likely["reasons"]) == 2 and likely["person"] == str(Person.objects.get().pk)
    services.recognise(roster=parked.roster, number=1, person=None, actor=caseworker)
    assert parked.lines("create") == [2]
    again = send(book([{name: cell for name, cell in zip(LS_NAMES, parked.payload(2).cells, strict=False)}]))
    assert again.lines("create") == [2], "not asked twice"
    services.take_in(roster=again.roster, actor=caseworker)
    assert Person.objects.count() == 2


def test_the_same_person_is_changed_and_not_registered(parked, caseworker):
    person = Person.objects.get()
    services.recognise(roster=parked.roster, number=1, person=person.pk, actor=caseworker)
    assert parked.lines("update") == [2]
    services.take_in(roster=parked.roster, actor=caseworker)
    assert Person.objects.count() == 1 and Enrolment.objects.get().answers["guardianship"] == "bad"
    with refused("taken"):
        services.recognise(roster=parked.roster, number=1, person=None, actor=caseworker)


def test_columns_that_a_person_named_are_remembered(send, caseworker):
    content = book([child(0)], names_of={"就学情况": "念书", "姓名": "孩子"})
    sent = send(content)
    assert sent.roster.state == "question" and sent.roster.layout["texts"][0] == "孩子"
    columns = sent.roster.layout["columns"] | {"name": 0}
    with refused("header-missing"):
        services.name_columns(roster=sent.roster, columns=columns, actor=caseworker)
    columns |= {"schooling": LS_NAMES.index("就学情况")}
    roster = services.name_columns(roster=sent.roster, columns=columns, actor=caseworker)
    roster = services.look_through(roster=roster, actor=caseworker)
    assert (roster.state, roster.counts["create"]) == ("staged", 1)
    assert RosterMapping.objects.count() == 1
    next_one = send(book([child(1)], names_of={"就学情况": "念书", "姓名": "孩子"}))
    assert (next_one.roster.state, next_one.roster.counts["create"]) == ("staged", 1)


def test_the_workbook_of_errors_can_be_corrected_and_sent_again(send, caseworker):
    sent = send(book([child(0), child(1, 电话="12345"), child(2, 就学情况="大学")]), take=True)
    workbook = openpyxl.load_workbook(io.BytesIO(errors.workbook(sent.roster, actor=caseworker)))
    sheet = workbook.active
    names = [cell.value for cell in sheet[1]]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [3, 4]
    phone = sheet.cell(2, names.index("电话") + 1)
    assert phone.fill.fgColor.rgb.endswith("FFC7CE") and phone.comment is not None
    phone.value = "16012345678"
    sheet.cell(3, names.index("就学情况") + 1).value = "小学"
    buffer = io.BytesIO()
    workbook.save(buffer)
    again = send(buffer.getvalue(), take=True)
    assert (again.roster.counts["taken"], again.roster.counts["errors"]) == (2, 0)


def test_taking_out_what_someone_else_sent_in_is_on_record(send, caseworker):
    sent = send(book([child(0, 电话="12345")]))
    errors.workbook(sent.roster, actor=caseworker)
    assert not AccessLog.objects.filter(object_id=sent.roster.pk).exists()
    other = make_account("caseworker", "341802", ("LS",))
    with scope.entered(scope.of(other)):
        errors.workbook(sent.roster, actor=other)
    auditor = make_account("auditor", "3418", ("*",))
    with scope.entered(scope.of(auditor)):
        assert AccessLog.objects.get(object_id=sent.roster.pk).account_id == other.pk


def test_a_row_that_is_in_stays_as_it_went_in(send):
    sent = send(book([child(0)]), take=True)
    for sql in ("UPDATE rosters_stagedrow SET person_id = gen_random_uuid()", "DELETE FROM rosters_stagedrow"):
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert caught.value.__cause__.diag.constraint_name == "stagedrow_taken_stays"
    assert StagedRow.objects.get(roster=sent.roster).taken_at


def test_nobody_reads_the_rows_of_another_county(send):
    send(book([child(0)]))
    with scope.entered(scope.of(make_account("caseworker", "341881", ("LS",)))):
        assert not StagedRow.objects.exists() and not Recognition.objects.exists()
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM roster_obstacles((SELECT gen_random_uuid()))")
        assert isinstance(caught.value.__cause__, psycopg2.errors.InsufficientPrivilege)


def test_an_import_is_undone_as_a_whole(send, caseworker):
    send(book([child(0)]), take=True)
    known = Person.objects.get()
    sent = send(book([child(0, 现住址="新屋组3号", 监护情况="差", 电话="16912345678"), child(1), child(2)]), take=True)
    assert (sent.roster.counts["taken"], Person.objects.current().count()) == (3, 3)
    assert services.obstacles(roster=sent.roster) == []
    roster = services.undo(roster=sent.roster, actor=caseworker, reason="送错了文件")
    assert (roster.state, roster.undone_by_id, roster.undone_reason) == ("undone", caseworker.pk, "送错了文件")
    known.refresh_from_db()
    assert list(Person.objects.current()) == [known]
    assert known.address == "西林街道城西社区"
    assert [p.masked[-4:] for p in known.phones.filter(closed_on=None)] == ["5678"]
    assert known.phones.filter(closed_on__isnull=False).count() == 1
    assert Enrolment.objects.get(person=known).answers["guardianship"] == "good"
    assert set(Enrolment.objects.exclude(person=known).values_list("state", flat=True)) == {"withdrawn"}
    again = send(book([child(1), child(2)]), take=True)
    assert again.roster.counts["taken"] == 2, "their numbers are free again"


def test_what_has_been_built_on_stands_in_the_way(send, caseworker):
    sent = send(book([child(0), child(1)]), take=True)
    change_person(person=Person.objects.get(name="汪乙一"), actor=caseworker, reason="核对", address="别处")
    [(line, what, times)] = services.obstacles(roster=sent.roster)
    assert (line, times) == (3, 1) and what
    with refused("rosterimport_built_on"):
        services.undo(roster=sent.roster, actor=caseworker, reason="送错了文件")
    assert Person.objects.current().count() == 2


def test_nothing_is_taken_back_around_the_service(send):
    send(book([child(0)]), take=True)
    for sql in (
        "UPDATE beneficiaries_person SET merged_into_id = id",
        "UPDATE enrolment_enrolment SET state = 'withdrawn'",
        "UPDATE rosters_rosterimport SET state = 'undone'",
    ):
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert caught.value.__cause__.diag.constraint_name == "taken_back_with_its_roster", sql


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("UPDATE rosters_stagedrow SET verdict = 'fine'", "stagedrow_verdict_known"),
        ("UPDATE rosters_stagedrow SET taken_at = now()", "stagedrow_taken_is_whole"),
        ("UPDATE rosters_stagedrow SET area = '341802001'", "stagedrow_scope_is_the_imports"),
        ("UPDATE rosters_filepart SET area = '341802001'", "filepart_scope_is_the_imports"),
        ("UPDATE rosters_rosterimport SET state = 'taken_in', area = '341802001'", "stagedrow_scope_is_the_imports"),
    ],
)
def test_rules_of_staged_rows_hold_around_the_service(send, sql, rule):
    send(book([child(0, 电话="1")]))
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert caught.value.__cause__.diag.constraint_name in (rule, rule.replace("stagedrow", "filepart"))


def test_a_decision_of_who_is_who_is_made_once(parked, caseworker):
    services.recognise(roster=parked.roster, number=1, person=None, actor=caseworker)
    said = Recognition.objects.get()
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Recognition.objects.create(key=said.key, person=said.person, area=said.area, same=True, made_by=caseworker)
    assert caught.value.__cause__.diag.constraint_name == "recognition_once"
