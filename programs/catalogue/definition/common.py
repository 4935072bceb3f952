"""The columns that rosters of every program share (`common.toml`): the person's own, and those to pick from.

`PERSON_FIELDS` head every roster. A definition takes the others by naming them in `shared`.
"""

import tomllib
from functools import cache
from pathlib import Path

from programs.catalogue.definition.fields import FEEDS, KINDS, read_field
from programs.catalogue.definition.problems import DefinitionError, Problem
from programs.catalogue.definition.reader import Table
from programs.catalogue.definition.shapes import Field

FILE = Path(__file__).with_name("common.toml")
MIME_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
__all__ = ["FEEDS", "KINDS", "MIME_TYPES", "common_fields", "person_fields", "shared_fields"]


@cache
def common_fields() -> dict[str, Field]:
    problems: list[Problem] = []
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    table = Table(data, key="", source=FILE.name, problems=problems)
    fields = [read_field(item) for item in table.tables("fields")]
    table.done()
    if problems:
        raise DefinitionError(problems)
    return {field.code: field for field in fields}


def person_fields() -> tuple[Field, ...]:
    """The columns about the person herself, which every roster has."""
    return tuple(field for field in common_fields().values() if (field.feeds or "").startswith("person."))


def shared_fields(codes=None, taken=frozenset()):
    """The fields of those codes, without what the definition has already; without codes, all codes there are."""
    choosable = {f.code: f for f in common_fields().values() if not (f.feeds or "").startswith("person.")}
    if codes is None:
        return tuple(choosable)
    return [choosable[code] for code in codes if code in choosable and code not in taken]
