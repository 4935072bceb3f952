"""The rosters of the city as workbooks, as a county's office would send them."""

from pathlib import Path

from programs.enrolment.rosters.columns import Column, RosterResource
from registry.city import places
from registry.city.population import Record, Size, rosters
from registry.core.spreadsheets.writing import Writer


def workbook(resource: type[RosterResource], records: list[Record], *, title: str) -> bytes:
    """The records under the columns that any of them fills, with the title row that offices put on top."""
    filled = {code for record in records for code, value in record.items() if value not in ("", None)}
    columns = [column for column in resource.columns() if column.code in filled]
    writer = Writer([column.for_workbook() for column in columns], title=title)
    for record in records:
        writer.append([_shown(column, record.get(column.code)) for column in columns])
    return writer.save()


def write(
    folder: Path, resources: dict[str, type[RosterResource]], *, county: str, size: Size, seed: int
) -> dict[str, Path]:
    """The county's workbooks, by program; a program that has nobody there has no file."""
    paths = {}
    for program, records in rosters(county, size=size, seed=seed).items():
        if not records:
            continue
        path = folder / f"{program}-{county}.xlsx"
        name = places.names()[county]
        # Renamed into its place, so that a kill leaves no half a file.
        half = path.with_suffix(".part")
        half.write_bytes(workbook(resources[program], records, title=f"{name}{TITLES[program]}（2013年度）"))
        half.rename(path)
        paths[program] = path
    return paths


def _shown(column: Column, value: object) -> object:
    shown = column.widget.render(value)
    return None if shown == "" else shown


TITLES = {
    "LS": "农村留守儿童花名册",
    "SW": "父母重残、精神性残病和服刑人员未成年子女保障花名册",
    "XJ": "“宣酒”跟踪助学女童花名册",
    "CL": "“春蕾计划”受助女童花名册",
}
