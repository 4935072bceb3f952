"""Reading a field of a form."""

import re

from programs.catalogue.definition.reader import Table
from programs.catalogue.definition.shapes import KIND_LABELS, Choice, Field

KINDS = tuple(KIND_LABELS)
# What a field may fill about the person. `relation.<who>.…` takes the relations below.
RELATIVES = ("father", "mother", "guardian", "carer")
RELATION_FACTS = (
    "name", "id_number", "phone", "relation", "workplace", "situation", "since", "proof", "agreement_on",
)  # fmt: skip
FEEDS = (
    *(f"person.{name}" for name in (
        "name", "id_type", "id_number", "sex", "birth_date", "ethnic_group", "hukou_area", "hukou_kind", "area",
        "address", "phone", "note",
    )),
    *(f"hardship.{name}" for name in ("category", "since", "evidence")),
    *(f"account.{name}" for name in ("payee", "number", "bank", "branch", "relation")),
    *(f"relation.{who}.{name}" for who in RELATIVES for name in RELATION_FACTS),
)  # fmt: skip
SEALED = ("id_number", "phone", "account")


def read_field(table: Table) -> Field:
    code, label, kind = table.code(), table.label(), table.one_of("kind", KINDS)
    choices = tuple(read_choice(item) for item in table.tables("choices"))
    feeds = table.one_of("feeds", FEEDS, "") or None
    field = Field(
        code, label, kind,
        required=table.flag("required", False),
        choices=choices,
        aliases=table.texts("aliases"),
        min=table.amount("min", None),
        max=table.amount("max", None),
        pattern=table.text("pattern", ""),
        help=table.bilingual("help"),
        # Numbers that point at a person are sealed wherever they stand.
        secret=table.flag("secret", kind in SEALED),
        feeds=feeds,
        default=table.take("default", (str, int, bool), None, what=("文字、整数或 true/false", "text, number or flag")),
        implies=dict(table.take("implies", dict, {}, what=("一个表", "a table"))),
    )  # fmt: skip
    if (kind == "choice") != bool(choices):
        table.complain("choices", "choice 类要有选项，其他类没有", "a choice needs choices, other kinds have none")
    if field.implies and kind != "bool":
        table.complain("implies", "只有 bool 类可以推出其他字段", "only a bool implies other fields")
    if field.min is not None and field.max is not None and field.min > field.max:
        table.complain("min", "min 大于 max", "min is above max")
    if choices and field.default is not None and field.choice(field.default) is None:
        table.complain("default", f"不在选项中：{field.default}", f"not one of the choices: {field.default}")
    try:
        re.compile(field.pattern)
    except re.error as error:
        table.complain("pattern", f"不是正则表达式：{error}", f"not a regular expression: {error}")
    table.done()
    return field


def read_choice(table: Table) -> Choice:
    # A choice's code may be a standard's own ("51"), so it isn't held to the form of other codes.
    choice = Choice(table.text("code"), table.label(), table.texts("aliases"))
    table.done()
    return choice
