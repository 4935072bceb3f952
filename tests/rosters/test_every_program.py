"""Of every program: the blank workbook, filled in, maps without a question; what went out comes in as it is, and one edited
cell is one change."""

import io
from datetime import date

import openpyxl
import pytest

from beneficiaries.identity import resident_id
from programs.catalogue.models import Program
from programs.catalogue.services.rules import in_force
from programs.enrolment.rosters import exporting, services
from programs.enrolment.rosters.columns import example_of, resource_for
from programs.enrolment.rosters.layout import Layout
from registry.core import scope
from tests.factories.accounts import make_account
from tests.rosters.conftest import Sent

pytestmark = pytest.mark.django_db
PROGRAMS = ("LQJZ", "CL", "AX", "XJ", "LS", "SW")
SINCE = date(2022, 3, 1)


@pytest.fixture
def account(db):
    account = make_account("caseworker", "341802", ("*",))
    with scope.entered(scope.of(account)):
        yield account


def definition_of(program: str):
    return in_force(program=program, on=SINCE).parsed


def sent(account, program: str, content: bytes, *, take: bool = False) -> Sent:
    roster = services.receive(program=program, content=content, filename="x.xlsx", actor=account, starts_on=SINCE)
    roster = services.look_through(roster=roster, actor=account)
    return Sent(services.take_in(roster=roster, actor=account) if take else roster)


def someone(program: str, n: int) -> dict:
    """{name of a column: cell} of someone who fits, in all columns."""
    born = date(1975, 5, 1 + n) if program == "LQJZ" else date(2012, 5, 1 + n)
    own = {
        "name": f"汪{'甲乙丙丁'[n]}花", "sex": "女", "birth_date": born.isoformat(), "area": "341802001001", "address": "西林街道",
        "id_number": resident_id.make(region="341802", birth_date=born, sequence=n, sex="2"),
        "phone": f"1601234567{n}", "hukou_area": "341802001001", "payee": f"汪{'甲乙丙丁'[n]}花", "payee_relation": "本人",
        "account": "6217001234567890123", "year": 2022, "diagnosed_on": "2021-03-01",
    }  # fmt: skip
    cells = {}
    for column in resource_for(definition_of(program)).columns():
        if column.code in own:
            cells[column.column_name] = own[column.code]
        elif column.feeds.startswith("relation.") and column.feeds.endswith(".name"):
            cells[column.column_name] = "汪建国"
        elif column.required:
            cells[column.column_name] = example_of(column) or "城西小学"
    return cells


def saved(workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def filled(program: str, people: int) -> bytes:
    """The blank workbook with people under its example."""
    workbook = openpyxl.load_workbook(io.BytesIO(exporting.blank(definition_of(program))))
    sheet = workbook.active
    at = {cell.value: cell.column for cell in sheet[1]}
    for n in range(people):
        for name, value in someone(program, n).items():
            if name in at:
                sheet.cell(3 + n, at[name]).value = value
    return saved(workbook)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_blank_workbook_maps_without_a_question(account, program):
    found = sent(account, program, filled(program, 2))
    assert found.as_json()["errors"] == []
    assert (found.roster.state, Layout(**found.roster.layout).unknown) == ("staged", [])
    assert found.lines("create") == [3, 4], "the example above them is nobody"


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_blank_workbook_helps_who_fills_it_in(program, db):
    sheet = openpyxl.load_workbook(io.BytesIO(exporting.blank(definition_of(program)))).active
    lists = {str(area) for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges}
    for cell, column in zip(sheet[1], [c for c in resource_for(definition_of(program)).written()
                                       if c.code != "person_code"], strict=True):  # fmt: skip
        assert cell.value == column.column_name
        assert bool(cell.comment) == bool(column.field.help.zh)
        if column.is_text:
            assert sheet.cell(150, cell.column).number_format == "@"
        if choices := column.for_workbook().choices:
            assert len(",".join(choices)) > 250 or any(area.startswith(f"{cell.column_letter}2:") for area in lists)
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("purpose", ["", "年度核对"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_what_went_out_comes_in_and_one_edited_cell_is_one_change(account, program, purpose):
    assert sent(account, program, filled(program, 3), take=True).roster.counts["taken"] == 3
    content = exporting.roster(
        program=Program.objects.get(pk=program), definition=definition_of(program), actor=account, purpose=purpose
    )
    assert sent(account, program, content).roster.counts["unchanged"] == 3
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet = workbook.active
    at = {cell.value: cell.column for cell in sheet[2]}
    sheet.cell(4, at["现住址"]).value = "新屋组3号"
    found = sent(account, program, saved(workbook), take=True)
    assert (found.roster.counts["update"], found.roster.counts["unchanged"], found.roster.counts["taken"]) == (1, 2, 1)
    assert found.as_json()["errors"] == []
    assert sent(account, program, saved(workbook)).roster.counts["unchanged"] == 3
