"""The rows that can't go in, as a workbook: corrected with a spreadsheet program and sent in again, they go in."""

import io
from datetime import date

import openpyxl
import pytest

from beneficiaries.identity import resident_id
from beneficiaries.models import Person
from programs.enrolment.models import Enrolment
from programs.enrolment.rosters import errors, services
from programs.enrolment.rosters.models import RosterMapping
from tests.rosters.books import LS_NAMES, book, child, csv
from tests.rosters.test_import import counts

pytestmark = pytest.mark.django_db


def opened(sent, actor):
    """The workbook, and {name of a column: its number} of its sheet."""
    workbook = openpyxl.load_workbook(io.BytesIO(errors.workbook(sent.roster, actor=actor)))
    return workbook, {cell.value: cell.column for cell in workbook.active[1]}


def saved(workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_what_was_corrected_goes_in_and_the_rest_is_as_it_was(send, caseworker):
    first = send(book([child(0), child(1, 证件号码=342501198003072422), child(2, 电话="1")]), take=True)
    workbook, at = opened(first, caseworker)
    sheet = workbook.active
    assert sheet.cell(2, at["证件号码"]).value == "3.42501198003072E+17", "its last digits are lost, and that shows"
    assert send(saved(workbook)).as_json()["errors"][0]["code"] == "id-numeric-cell"
    sheet.cell(2, at["证件号码"]).value = child(1)["证件号码"]
    again = send(saved(workbook), take=True)
    assert counts(again) == {"rows": 2, "create": 1, "update": 0, "unchanged": 0, "duplicates": 0, "errors": 1}
    workbook, at = opened(again, caseworker)
    workbook.active.cell(2, at["电话"]).value = "16012345678"
    assert counts(send(saved(workbook), take=True))["create"] == 1
    assert counts(send(saved(workbook), take=True))["unchanged"] == 1, "and once"
    assert Person.objects.count() == 3


def test_columns_that_a_person_named_are_not_asked_for_again(send, caseworker):
    content = book([child(0, 电话="1", 现住址="别处")], names_of={"就学情况": "念书", "姓名": "孩子"})
    sent = send(content)
    columns = sent.roster.layout["columns"] | {"name": 0, "schooling": LS_NAMES.index("就学情况")}
    del columns["address"]
    roster = services.name_columns(roster=sent.roster, columns=columns, actor=caseworker)
    sent.roster = services.look_through(roster=roster, actor=caseworker)
    RosterMapping.objects.update(columns={})
    workbook, at = opened(sent, caseworker)
    workbook.active.cell(2, at["电话"]).value = ""
    again = send(saved(workbook), take=True)
    assert (again.roster.state, again.roster.counts["taken"]) == ("taken_in", 1)
    assert Person.objects.get().address == "", "what was said to mean nothing still does"


def test_a_unit_stated_above_the_table_comes_along(send, caseworker):
    school = {"学校": "城西小学", "学段": "小学", "监护人": "汪建国", "监护人与本人关系": "父"}
    names = (*LS_NAMES, *school, "标准")
    sent = send(book([child(0, **school, 标准="0.12", 民族="无")], names=names, above=[["单位：万元"]]), program="CL")
    workbook, at = opened(sent, caseworker)
    assert "标准（万元）" in at
    workbook.active.cell(2, at["民族"]).value = "汉"
    send(saved(workbook), program="CL", take=True)
    assert Enrolment.objects.get().answers["amount"] == "1200.00"


def test_possible_duplicates_are_in_it_and_stay_on_the_desk(send, caseworker):
    send(book([child(0)]), take=True)
    twin = resident_id.make(region="341802", birth_date=date(2003, 1, 1), sequence=77, sex="2")
    sent = send(book([child(0, 证件号码=twin)]), take=True)
    workbook, _at = opened(sent, caseworker)
    [row] = workbook.active.iter_rows(min_row=2, values_only=True)
    assert row[0] == 2 and row[1] == errors.LIKELY
    assert sent.lines("duplicate") == [2]
    services.recognise(roster=sent.roster, number=1, person=None, actor=caseworker)
    again = send(saved(workbook), take=True)
    assert counts(again)["create"] == 1, "and what was decided holds for the workbook as well"


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_no_cell_starts_a_formula(send, caseworker, start):
    sent = send(csv([child(0, 现住址=f'"{start}"', 电话="1", 就学情况=f'"{start}"')]))
    workbook, _at = opened(sent, caseworker)
    for row in workbook.active.iter_rows():
        for cell in row:
            assert cell.data_type != "f" and not str(cell.value or "").startswith(("=", "+", "-", "@", "\t", "\r"))
            assert cell.comment is None or not cell.comment.text.startswith("=")


def test_numbers_are_text_cells(send, caseworker):
    workbook, at = opened(send(book([child(0, 就学情况="大学")])), caseworker)
    for name in ("证件号码", "电话", "父亲身份证号"):
        cell = workbook.active.cell(2, at[name])
        assert (cell.data_type, cell.number_format) == ("s", "@")
