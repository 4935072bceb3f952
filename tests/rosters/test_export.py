"""A roster out, and in again; the blank workbook; the rows to correct."""

import io

import openpyxl
import pytest

from programs.catalogue.models import Program
from programs.catalogue.services.rules import in_force
from programs.enrolment.rosters import exporting
from programs.enrolment.rosters.layout import Layout
from registry.core import scope
from registry.core.errors import Refusal
from registry.core.models import AccessLog
from tests.factories.accounts import make_account
from tests.rosters.books import book, child, csv
from tests.rosters.conftest import SINCE
from tests.rosters.test_import import counts

pytestmark = pytest.mark.django_db


def definition(program="LS"):
    return in_force(program=program, on=SINCE).parsed


def export(actor, *, purpose="") -> bytes:
    program = Program.objects.get(pk="LS")
    return exporting.roster(program=program, definition=definition(), actor=actor, purpose=purpose)


def cells(content: bytes) -> list[list]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


@pytest.mark.parametrize("purpose", ["", "上报市妇联年度核对"])
def test_an_exported_roster_comes_in_unchanged(send, caseworker, purpose):
    send(book([child(n) for n in range(12)]), take=True)
    assert counts(send(export(caseworker, purpose=purpose))) == {
        "rows": 12, "create": 0, "update": 0, "unchanged": 12, "duplicates": 0, "errors": 0,
    }  # fmt: skip


def test_without_a_purpose_numbers_are_masked(send, caseworker):
    row = child(0)
    send(book([row]), take=True)
    text = str(cells(export(caseworker)))
    assert row["证件号码"] not in text and row["电话"] not in text and f"{'*' * 14}{row['证件号码'][-4:]}" in text
    assert not AccessLog.objects.exists()


def test_with_a_purpose_each_person_is_in_the_access_log(send, caseworker):
    row = child(0)
    send(book([row]), take=True)
    assert row["证件号码"] in str(cells(export(caseworker, purpose="年度核对")))
    entry = AccessLog.objects.get()
    assert (entry.account, entry.field, entry.purpose) == (caseworker, "roster", "年度核对")
    with pytest.raises(Refusal):
        export(caseworker, purpose="x")


def test_an_export_has_the_area_of_the_account_alone(send):
    send(book([child(0)]), take=True)
    other = make_account("auditor", "341881", ("*",))
    with scope.entered(scope.of(other)):
        assert len(cells(export(other))) == 2  # title and names


def test_ids_are_text_cells_and_nothing_is_a_formula(send, caseworker):
    send(csv([child(0, 现住址="=1+1", 愿望="@SUM(A1)")], names=(*child(0), "愿望")), take=True)
    sheet = openpyxl.load_workbook(io.BytesIO(export(caseworker, purpose="年度核对"))).active
    by_name = {cell.value: cell.column for cell in sheet[2]}
    number = sheet.cell(3, by_name["证件号码"])
    assert (number.data_type, number.number_format) == ("s", "@")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_blank_workbook_maps_without_a_question(send):
    content = exporting.blank(definition())
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    by_name = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sheet[f"{by_name['证件号码']}5"].number_format == "@"
    assert any(f"{by_name['性别']}2" in str(rule.sqref) for rule in sheet.data_validations.dataValidation)
    for name, value in child(3).items():
        sheet[f"{by_name[name]}3"] = value
    buffer = io.BytesIO()
    sheet.parent.save(buffer)
    plan = send(buffer.getvalue())
    assert Layout(**plan.roster.layout).unknown == []
    # The example in the second row is nobody.
    assert plan.lines("create") == [3]
