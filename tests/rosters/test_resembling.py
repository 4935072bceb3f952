"""Rows of one file that resemble each other: one goes in, the other waits until someone says who is who."""

import io
from datetime import date

import openpyxl
import psycopg2.errors
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from beneficiaries.identity import resident_id
from beneficiaries.models import Pair, Person
from beneficiaries.services.duplicates import Sought
from beneficiaries.services.fellows import Fellows
from programs.enrolment.models import Enrolment
from programs.enrolment.rosters import errors, services, staging
from programs.enrolment.rosters.models import Likeness, Recognition, StagedRow
from registry.core import scope
from registry.core.ids import uuid7
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.rosters.books import LS_NAMES, book, child

pytestmark = pytest.mark.django_db

BORN = date(2003, 1, 1)
OTHER = resident_id.make(region="341802", birth_date=BORN, sequence=77, sex="2")
WITHOUT = {"证件号码": None, "证件类型": "无证件", "备注": "未上户口"}
ELSEWHERE = WITHOUT | {"所在村（社区）": "341802002001"}
NAMES = (*LS_NAMES, "证件类型", "备注")


def sheet(*rows: dict) -> bytes:
    return book(list(rows), names=NAMES)


def of_two(**cells) -> bytes:
    """Someone, a stranger, and someone who sounds like the first and was born on the same day."""
    return sheet(child(0, 姓名="汪芳"), child(1), child(0, **{"姓名": "汪方", "证件号码": OTHER} | cells))


@pytest.fixture(params=[(200, 800), (1, 1), (2, 2)], ids=["one chunk", "row by row", "two by two"])
def in_chunks(request, monkeypatch):
    monkeypatch.setattr(staging, "FIRST", request.param[0])
    monkeypatch.setattr(staging, "CHUNK", request.param[1])


def look_and_take(send, content, caseworker):
    roster = services.receive(
        program="LS", content=content, filename="花名册.xlsx", actor=caseworker, starts_on=date(2013, 3, 1)
    )
    return type(send(book([])))(services.look_through(roster=roster, actor=caseworker, take=True))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"姓名": "汪芳"}, {"姓名": "汪方", "证件号码": OTHER}),
        ({"姓名": "汪芳"}, {"姓名": "汪芳", "证件号码": OTHER}),
        ({"姓名": "汪芳"}, {"姓名": "汪芳", **WITHOUT}),
        ({"姓名": "汪芳", **WITHOUT}, {"姓名": "汪芳"}),
        # The same phone, and a birth date of which day and month are swapped.
        (
            {"姓名": "汪芳", "证件号码": None, "出生日期": "2003-01-02", **WITHOUT},
            {"姓名": "汪芳", "证件号码": None, "出生日期": "2003-02-01", **WITHOUT},
        ),
        # Neither has a number, in two villages of two townships.
        ({"姓名": "汪芳", **WITHOUT}, {"姓名": "汪芳", **ELSEWHERE}),
    ],
    ids=["homophone", "another number", "without a number", "the first without one", "swapped", "two townships"],
)
def test_the_later_of_two_that_resemble_each_other_waits(send, caseworker, in_chunks, first, second):
    content = sheet(child(0, **first), child(1), child(0, **second))
    shown = send(content)
    assert (shown.lines("create"), shown.lines("duplicate")) == ([2, 3], [4])
    [entry] = shown.payload(4).likely
    assert (entry["row"], entry["line"]) == (1, 2) and entry["reasons"]
    roster = services.take_in(roster=shown.roster, actor=caseworker)
    assert (roster.counts["taken"], roster.counts["duplicates"]) == (2, 1)
    assert not StagedRow.objects.filter(roster=roster, overtaken=True).exists(), "as it was shown"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"姓名": "汪方", "证件号码": OTHER}),
        ({}, WITHOUT),
        (WITHOUT, {"姓名": "汪方"} | WITHOUT),
        # Who has no number is known by her name and birth: not by those of a row beside hers.
        (WITHOUT, ELSEWHERE),
    ],
)
def test_so_it_does_where_a_file_is_taken_in_at_once(send, caseworker, in_chunks, first, second):
    content = sheet(child(0, **{"姓名": "汪芳"} | first), child(1), child(0, **{"姓名": "汪芳"} | second))
    sent = look_and_take(send, content, caseworker)
    assert (sent.roster.counts["taken"], sent.lines("duplicate")) == (2, [4])


@pytest.mark.parametrize(
    "second",
    [
        {"姓名": "汪燕", "证件号码": OTHER},
        # Two numbers, two townships.
        {"姓名": "汪方", "证件号码": OTHER, "所在村（社区）": "341802002001", "电话": "16099999999"},
        {"姓名": "汪芳", "证件号码": child(9)["证件号码"], "出生日期": "2003-01-10", "电话": "16099999999"},
    ],
    ids=["sounds otherwise", "numbers in two townships", "born on another day"],
)
def test_who_has_too_little_in_common_goes_in(send, second):
    assert send(sheet(child(0, 姓名="汪芳"), child(0, **second))).lines("create") == [2, 3]


def test_two_people_is_remembered_for_the_rows_the_records_and_the_next_file(send, caseworker, in_chunks):
    sent = send(of_two())
    services.recognise(roster=sent.roster, number=3, actor=caseworker)
    assert sent.lines("create") == [2, 3, 4]
    assert send(of_two()).lines("create") == [2, 3, 4], "not asked twice"
    roster = services.take_in(roster=sent.roster, actor=caseworker)
    assert roster.counts["taken"] == 3
    one, other = Person.objects.filter(name__in=["汪芳", "汪方"]).values_list("pk", flat=True)
    assert Pair.objects.filter(state="different", first__in=[one, other], second__in=[one, other]).count() == 1
    assert send(of_two()).lines("unchanged") == [2, 3, 4]


def test_two_people_holds_when_only_one_of_them_is_in(send, caseworker):
    sent = send(of_two())
    services.recognise(roster=sent.roster, number=3, actor=caseworker)
    services.choose(roster=sent.roster, chosen=False, numbers=[1], actor=caseworker)
    services.take_in(roster=sent.roster, actor=caseworker)
    services.choose(roster=sent.roster, chosen=True, numbers=[1], actor=caseworker)
    assert services.take_in(roster=sent.roster, actor=caseworker).counts["taken"] == 3


def test_one_person_leaves_the_later_row_out_and_is_known_ever_after(send, caseworker, in_chunks):
    sent = send(of_two(姓名="汪芳", **WITHOUT))
    services.recognise(roster=sent.roster, number=3, other=1, actor=caseworker)
    assert (sent.lines("error"), sent.row(4).codes, sent.payload(4).likely) == ([4], ["duplicate-in-file"], [])
    assert [(fault["row"], fault["code"]) for fault in sent.as_json()["errors"]] == [(4, "duplicate-in-file")]
    again = send(of_two(姓名="汪芳", **WITHOUT))
    assert (again.lines("create"), again.lines("error")) == ([2, 3], [4])
    services.take_in(roster=sent.roster, actor=caseworker)
    assert Person.objects.count() == 2
    alone = send(sheet(child(0, 姓名="汪芳", **WITHOUT)))
    assert alone.lines("create", "duplicate", "error") == [], "she is known by what the row said of her"
    assert alone.row(2).person_id == Person.objects.get(name="汪芳").pk


def test_one_person_whom_two_rows_name_in_two_ways_stands_twice(send, in_chunks):
    """By her number, and by a description that was said to be hers."""
    kept = send(of_two(姓名="汪芳", **WITHOUT))
    services.recognise(roster=kept.roster, number=3, other=1, actor=kept.roster.made_by)
    services.take_in(roster=kept.roster, actor=kept.roster.made_by)
    again = send(of_two(姓名="汪芳", **WITHOUT))
    assert (again.lines("unchanged"), again.row(4).codes) == ([2, 3], ["duplicate-in-file"])


def test_once_the_first_is_in_the_other_is_asked_about_as_of_a_person(send, caseworker):
    sent = send(of_two(), take=True)
    person = Person.objects.get(name="汪芳")
    assert services.resembled(sent.row(4)) == ({person.pk: sent.payload(4).likely[0]["reasons"]}, {})
    services.recognise(roster=sent.roster, number=3, person=person.pk, actor=caseworker)
    assert sent.row(4).person_id == person.pk and Recognition.objects.get().same
    assert not Likeness.objects.exists()


def test_not_that_person_is_heard_where_neither_has_a_number(send, caseworker):
    """Without it, name and birth date are enough for who has no number."""
    sent = send(sheet(child(0, **WITHOUT), child(0, **ELSEWHERE)), take=True)
    assert sent.lines("duplicate") == [3]
    services.recognise(roster=sent.roster, number=2, actor=caseworker)
    assert sent.lines("create") == [2, 3]
    services.take_in(roster=sent.roster, actor=caseworker)
    assert Person.objects.count() == 2


def test_what_waits_because_of_a_row_goes_in_when_that_is_left_out(send, caseworker):
    sent = send(of_two())
    services.choose(roster=sent.roster, chosen=False, numbers=[1], actor=caseworker)
    assert (sent.lines("create"), sent.lines("duplicate")) == ([2, 3, 4], [])
    services.take_in(roster=sent.roster, actor=caseworker)
    assert set(Person.objects.values_list("name", flat=True)) == {"汪方", "汪乙一"}
    services.choose(roster=sent.roster, chosen=True, numbers=[1], actor=caseworker)
    services.take_in(roster=sent.roster, actor=caseworker)
    assert sent.lines("duplicate") == [2], "and is held against who went in instead"


def test_what_waits_because_of_a_row_goes_in_when_that_is_corrected(send, caseworker):
    sent = send(of_two())
    services.correct(roster=sent.roster, number=1, values={"name": "汪小燕"}, actor=caseworker)
    assert sent.lines("create") == [2, 3, 4]


def test_a_corrected_row_is_held_against_the_others(send, caseworker):
    sent = send(of_two(电话="12345"))
    assert sent.lines("error") == [4]
    row = services.correct(roster=sent.roster, number=3, values={"phone": ""}, actor=caseworker)
    assert row.verdict == "duplicate" and sent.payload(4).likely[0]["row"] == 1
    row = services.correct(roster=sent.roster, number=2, values={
        "name": "汪芳", "id_number": resident_id.make(region="341802", birth_date=BORN, sequence=79, sex="2"),
        "birth_date": "2003-01-01",
    }, actor=caseworker)  # fmt: skip
    assert row.verdict == "duplicate", "also against an earlier one"


def test_it_says_what_is_not_to_be_said_of_a_row(send, caseworker):
    sent = send(of_two())
    with refused("person-unknown"):
        services.recognise(roster=sent.roster, number=3, other=2, actor=caseworker)
    with refused("person-unknown"):
        services.recognise(roster=sent.roster, number=1, other=3, actor=caseworker)


def test_the_workbook_names_the_row_that_it_resembles(send, caseworker):
    sent = send(of_two())
    sheet = openpyxl.load_workbook(io.BytesIO(errors.workbook(sent.roster, actor=caseworker))).active
    [row] = list(sheet.iter_rows(min_row=2, values_only=True))
    assert row[0] == 4 and "第2行" in row[1] and "已登记" not in row[1]


def test_the_screen_asks_which_of_both(send, caseworker, client):
    sent = send(of_two())
    client.force_login(caseworker)
    page = client.get(reverse("imports:row", args=[sent.roster.pk, 3])).content.decode()
    assert "汪芳" in page and child(0)["证件号码"] in page, "what it says otherwise"
    assert reverse("imports:row", args=[sent.roster.pk, 1]) in page
    answer = client.post(reverse("imports:recognise", args=[sent.roster.pk, 3]), {"other": "1"})
    assert answer.status_code == 302 and sent.row(4).codes == ["duplicate-in-file"]


def test_ten_thousand_of_one_name_do_not_flood_the_queue(send):
    """Who shares nothing but the name goes in, and a phone that everyone has tells nothing."""
    fellows = Fellows()
    for n in range(10_000):
        born = date(1950 + n % 60, 1 + n // 60 % 12, 1 + n // 720 % 28)
        sought = Sought(name="王芳", born=born, area=f"3418020{n % 50:02}001", phones=frozenset([b"school"]),
                        has_number=True)  # fmt: skip
        if n > 1_000:
            assert len(fellows.like(sought)) <= 10
        fellows.add(n, sought)
    assert all(len(numbers) <= 50 for numbers in fellows._by.values())


@pytest.mark.parametrize(("first", "second"), [(b"b", b"a"), (b"a", b"a")])
def test_the_database_keeps_the_order(caseworker, first, second):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Likeness.objects.create(first=first, second=second, same=True, area="341802", made_by=caseworker)
    assert caught.value.__cause__.diag.constraint_name == "likeness_in_order"


def test_what_was_said_is_said_once_and_seen_in_its_area(caseworker):
    facts = {"first": b"a", "second": b"b", "area": "341802", "made_by": caseworker}
    Likeness.objects.create(**facts, same=True)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Likeness.objects.create(**facts, same=False, id=uuid7())
    assert caught.value.__cause__.diag.constraint_name == "likeness_once"
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Likeness.objects.all().delete()
    assert isinstance(caught.value.__cause__, psycopg2.errors.InsufficientPrivilege)
    with scope.entered(scope.of(make_account("caseworker", "341821", ("LS",)))):
        assert not Likeness.objects.exists()


def test_an_import_that_is_undone_leaves_what_was_said(send, caseworker):
    sent = send(of_two())
    services.recognise(roster=sent.roster, number=3, actor=caseworker)
    services.take_in(roster=sent.roster, actor=caseworker)
    services.undo(roster=sent.roster, actor=caseworker, reason="试导入")
    again = send(of_two(), take=True)
    assert again.roster.counts["taken"] == 3 and Enrolment.objects.filter(state="active").count() == 3
