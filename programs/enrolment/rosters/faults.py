"""What is wrong with a row, and where: as the command prints it and the error workbook marks it."""

from dataclasses import asdict, dataclass

from registry.core.errors import Refusal

# The fields of `NewPerson` and what hangs on it, by what a column feeds.
FED_BY = {
    "no_id_reason": "person.note",
    "payee": "account.payee",
    "payee_relation": "account.relation",
    "account": "account.number",
    "category": "hardship.category",
    "since": "hardship.since",
    "situation": "relation.father.situation",
    "relation": "relation.guardian.relation",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`row` is the number that the spreadsheet program shows; `column` what the file calls the column."""

    row: int
    column: str
    code: str
    message: str
    # The column's code, '' where the row as a whole is meant.
    field: str = ""

    def as_json(self) -> dict:
        return {key: value for key, value in asdict(self).items() if key != "field"}


def fault_of(refusal: Refusal, *, row: int, field: str, header) -> Fault:
    """A refusal at its place. `header` is the file's; a field that the file doesn't have is named by its code."""
    return Fault(row, header.place(field) if field else "", refusal.code, str(refusal), field)


def column_of(refusal: Refusal, fed: dict[str, str]) -> str:
    """The code of the column that a refused field of a person came from. `fed` maps what is fed to columns."""
    name = refusal.field or ""
    return fed.get(f"person.{name}") or fed.get(FED_BY.get(name, ""), "") or ""
