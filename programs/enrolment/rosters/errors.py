"""The rows that can't go in, as a workbook to be corrected and sent in again: the reason in the first columns, the
cells that it is about marked."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet

from programs.catalogue.services import rules as rules_service
from programs.enrolment.rosters.columns import Column as RosterColumn
from programs.enrolment.rosters.columns import resource_for
from programs.enrolment.rosters.layout import Layout
from programs.enrolment.rosters.models import RosterImport, StagedRow
from programs.enrolment.rosters.sealing import Payload, payload_of, shown
from programs.enrolment.rosters.states import Verdict
from registry.core import audit, roles
from registry.core.models import Account
from registry.core.spreadsheets import headers
from registry.core.spreadsheets.writing import Column, Marked, Writer

REASON = "问题（改好后可删去本列）"
ROW = "原行号"
CHUNK = 1_000
LIKELY = "可能已登记：请在系统中核对是否同一人。"
LIKE_ROW = "与第{line}行可能是同一人：请在系统中核对。"


def workbook(roster: RosterImport, *, actor: Account, progress: Callable[[int], None] | None = None) -> bytes:
    """Whoever takes out what someone else sent in is on record: the numbers in it are in full. `progress` is told how
    many rows are written.

    Raises:
        Refusal: `not-allowed`.
    """
    roles.require(actor, "roster.import", program=roster.program_id)
    if roster.made_by_id != actor.pk:
        audit.note(actor=actor, area=roster.area, subject=roster._meta.label_lower, object_id=roster.pk,
                   field="rows", purpose="待更正行导出")  # fmt: skip
    layout = Layout(**roster.layout)
    definition = rules_service.in_force(program=roster.program_id, on=roster.starts_on).parsed
    resource = resource_for(definition)
    declared = {column.code: column for column in resource.columns()}
    codes = {index: code for code, index in layout.columns.items()}
    names = headers.codes_of(resource.names())
    # As the file has them: what means nothing here is kept as well.
    columns = [
        declared[codes[index]].for_workbook(_heading(layout, declared[codes[index]], names))
        if index in codes
        else Column(_left_out(text, names))
        for index, text in enumerate(layout.texts)
    ]
    writer = Writer([Column(ROW), Column(REASON, width=48), *columns])
    for row, payload in wrong(roster):
        messages: dict[str, list[str]] = {}
        for fault in payload.faults:
            messages.setdefault(fault.field, []).append(fault.message)
        cells = [
            _cell(payload.cells, index, messages.get(codes.get(index, ""), ()) if index in codes else ())
            for index in range(len(layout.texts))
        ]
        writer.append([row.line, "；".join(reasons(row, payload)), *cells])
        if progress and writer.rows % CHUNK == 0:
            progress(writer.rows)
    if progress:
        progress(writer.rows)
    return writer.save()


def wrong(roster: RosterImport) -> Iterator[tuple[StagedRow, Payload]]:
    """The rows that are not in and don't go in as they are, with what is wrong."""
    for row in wrong_rows(roster).order_by("number").iterator(chunk_size=CHUNK):
        yield row, payload_of(row)


def wrong_rows(roster: RosterImport) -> QuerySet[StagedRow]:
    return StagedRow.objects.filter(verdict__in=[Verdict.ERROR, Verdict.DUPLICATE], roster=roster, taken_at=None)


def reasons(row: StagedRow, payload: Payload) -> list[str]:
    found = [f"{fault.column}：{fault.message}" if fault.column else fault.message for fault in payload.faults]
    if row.verdict != Verdict.DUPLICATE:
        return found
    lines = sorted({entry["line"] for entry in payload.likely if "row" in entry})
    registered = [LIKELY] if any("person" in entry for entry in payload.likely) else []
    return [*found, *registered, *(LIKE_ROW.format(line=line) for line in lines)]


def faults_of(roster: RosterImport) -> list[dict]:
    """The faults as the command prints them; a row with two is listed twice, the file itself as row 0."""
    found = []
    if roster.problem:
        found.append({"row": 0, "column": "", "code": roster.problem["code"], "message": roster.problem["message"]})
    sheets = len(roster.layout.get("sheets", ())) > 1
    for row, payload in wrong(roster):
        for fault in payload.faults:
            said = fault.as_json()
            # Rows of several sheets have the same numbers.
            found.append(said | {"message": f"{row.sheet}：{said['message']}"} if sheets else said)
    return found


def _heading(layout: Layout, column: RosterColumn, names: dict[str, str]) -> str:
    """What the file calls the column, where that is understood without anyone's help; with the unit that was stated
    above its table."""
    text = layout.place(column.code)
    if names.get(headers.key(text)) != column.code:
        text = column.column_name
    unit = layout.units.get(column.code, "") if column.field.kind == "money" else ""
    return f"{text}（{unit}）" if unit and unit not in text else text


def _left_out(text: str, names: dict[str, str]) -> str:
    """A column that was said to mean nothing must not be understood the next time."""
    return f"不导入-{text}" if headers.key(text) in names else text


def _cell(cells: list, index: int, messages) -> object:
    value = shown(cells[index] if index < len(cells) else None)
    return Marked(value, " ".join(messages)) if messages else value
