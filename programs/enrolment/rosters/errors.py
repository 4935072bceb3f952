"""The rows that can't go in, as a workbook to be corrected and sent in again: the reason in the first column, the
cells that it is about marked."""

from programs.enrolment.rosters.plan import Plan
from programs.enrolment.rosters.reading import RosterRow
from registry.core.spreadsheets.writing import Column, Marked, Writer

REASON = "问题（改好后可删去本列）"
ROW = "原行号"


def workbook(plan: Plan) -> bytes:
    header, resource = plan.roster.header, plan.roster.resource
    ordered = sorted(header.columns.items(), key=lambda item: item[1])
    declared = {column.code: column for column in resource.columns()}
    columns = [declared[code].for_workbook() for code, _index in ordered]
    writer = Writer([Column(ROW), Column(REASON, width=48), *columns])
    for row, reasons in _wrong(plan):
        cells = [
            _cell(row, index, {fault.message for fault in row.faults if fault.field == code}) for code, index in ordered
        ]
        writer.append([row.number, "；".join(reasons), *cells])
    return writer.save()


def _wrong(plan: Plan):
    parked = {row.number for row, _people in plan.duplicates}
    for row in plan.roster.rows:
        reasons = [f"{fault.column}：{fault.message}" if fault.column else fault.message for fault in row.faults]
        if row.number in parked:
            reasons.append("可能已登记：同名同出生日期的人已在册，请核对后在该人员下办理。")
        if reasons:
            yield row, reasons


def _cell(row: RosterRow, index: int, messages: set[str]) -> object:
    value = row.cells[index] if index < len(row.cells) else None
    return Marked(value, " ".join(sorted(messages))) if messages else value
