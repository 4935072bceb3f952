"""From a definition's data to its parts, with everything that is wrong said at once."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from programs.catalogue.criteria import language
from programs.catalogue.definition import shapes
from programs.catalogue.definition.common import FEEDS, KINDS, MIME_TYPES, shared_fields
from programs.catalogue.definition.fields import read_field
from programs.catalogue.definition.giving import FORMS, LIST_COLUMNS, read_benefit, read_payment, read_publicity
from programs.catalogue.definition.problems import DefinitionError, Problem
from programs.catalogue.definition.reader import Table
from programs.catalogue.facts import FACTS, form_fact
from programs.catalogue.models import PublicForm, Shape, Unit
from programs.catalogue.text import Text
from registry.core.models.account import Bureau
from registry.core.models.area import Level

LEVELS = [Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY]
PARTS = ("fields", "shared", "documents", "criteria", "chain", "benefit", "publicity", "payment", "exit_reasons")
__all__ = ["FEEDS", "FORMS", "KINDS", "LIST_COLUMNS", "parse", "parse_version"]


def parse(data: dict, *, source: str) -> shapes.ProgramFile:
    """The program that a file's data describes. A later version has from the one before what it doesn't say.

    Raises:
        DefinitionError: with every fault, each naming file and key.
    """
    problems: list[Problem] = []
    top = Table(data, key="", source=source, problems=problems)
    code = top.text("code")
    if code and not re.fullmatch(r"[A-Z][A-Z0-9]{1,15}", code):
        top.complain("code", f"应为 2 到 16 位大写字母或数字：{code!r}", f"expected 2 to 16 of A-Z, 0-9: {code!r}")
    name, summary = top.bilingual("name", required=True), top.bilingual("summary")
    shape = top.one_of("shape", Shape.values, Shape.ENROLMENT.value)
    unit = top.one_of("unit", Unit.values, Unit.PERSON.value)
    bureau = top.one_of("bureau", Bureau.values)
    form = top.one_of("public_form", PublicForm.values)
    group, position = top.text("lifetime_group", ""), top.whole("position", 0, high=999) or 0
    active = top.flag("active", True)
    exclusions = []
    for pair in top.tables("exclusions"):
        exclusions.append((pair.text("program"), pair.text("document", "")))
        pair.done()
    versions: list[shapes.Version] = []
    before: dict = {}
    for n, rules in enumerate(top.data.pop("rules", []) or []):
        whole = {**{k: v for k, v in before.items() if k in (*PARTS, "cutoff", "review_months")}, **rules}
        before = whole
        version = _version(
            whole, key=f"rules[{n}]", source=source, problems=problems, code=code, unit=unit, form=form, number=n + 1
        )
        versions.append(shapes.Version(version, kept(whole)))
    if not versions:
        top.complain("rules", "至少要有一个版本", "at least one version is needed")
    dates = [version.definition.valid_from for version in versions]
    if dates != sorted(set(dates)):
        top.complain("rules", "各版本应按 valid_from 从早到晚排列，不能重复", "versions must be ordered by valid_from")
    top.done()
    if problems:
        raise DefinitionError(problems)
    return shapes.ProgramFile(
        code, name, summary, shape, unit, bureau, form, group, tuple(exclusions), position, active, tuple(versions)
    )


def parse_version(
    data: dict, *, source: str, program: str, unit: str, public_form: str, valid_from: date,
    document: str = "", note: str = "", version: int | None = None,
) -> shapes.Definition:  # fmt: skip
    """The rules that a kept version's data describes (`Rules.definition`).

    Raises:
        DefinitionError: with every fault.
    """
    problems: list[Problem] = []
    whole = {**data, "valid_from": valid_from, "document": document, "note": note}
    definition = _version(
        whole, key="", source=source, problems=problems, code=program, unit=unit, form=public_form, number=version
    )
    if problems:
        raise DefinitionError(problems)
    return definition


def kept(rules: Mapping) -> dict:
    """A version's data as it is kept: without what has a column of its own, and as JSON has it."""
    return {k: as_json(v) for k, v in rules.items() if k not in ("valid_from", "document", "note")}


def as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: as_json(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | float) else value


def _version(data, *, key, source, problems, code, unit, form, number) -> shapes.Definition:
    table = Table(data, key=key, source=source, problems=problems)
    valid_from = table.take("valid_from", date, what=("日期", "a date")) or date.min
    document, note = table.text("document", ""), table.text("note", "")
    cutoff = table.text("cutoff", "")
    if cutoff and not _is_day_of_year(cutoff):
        table.complain("cutoff", f"应为“月-日”，如 06-30：{cutoff}", f"expected month-day, as 06-30: {cutoff}")
    review_months = table.whole("review_months", None, low=1, high=60)
    fields = [read_field(item) for item in table.tables("fields")]
    fields += shared_fields(table.texts("shared", shared_fields()), taken={f.code for f in fields})
    _check_implied(table, {field.code: field for field in fields})
    facts = _Facts(fields)
    documents = tuple(_document(item, facts) for item in table.tables("documents"))
    criteria = tuple(_criterion(item, facts) for item in table.tables("criteria"))
    chain = tuple(_step(item) for item in table.tables("chain"))
    order = [LEVELS.index(step.level) for step in chain if step.level in LEVELS]
    if order != sorted(order) or not chain:
        table.complain(
            "chain", "应从最低一级到最高一级，至少一步", "must go from the lowest level up, with a step at least"
        )
    definition = shapes.Definition(
        code=code, unit=unit, valid_from=valid_from, document=document, note=note, cutoff=cutoff,
        review_months=review_months, fields=tuple(fields), documents=documents, criteria=criteria, chain=chain,
        benefit=read_benefit(table.table("benefit"), {f.code: f for f in fields}),
        publicity=read_publicity(table.table("publicity", optional=True), form),
        payment=read_payment(table.table("payment", optional=True)),
        exit_reasons=tuple(_exit_reason(item) for item in table.tables("exit_reasons")),
        version=number,
    )  # fmt: skip
    if not definition.exit_reasons:
        table.complain("exit_reasons", "至少要有一个退出原因", "at least one reason to leave is needed")
    table.done()
    return definition


def _check_implied(table: Table, fields: Mapping[str, shapes.Field]) -> None:
    for field in fields.values():
        for code, answer in field.implies.items():
            implied = fields.get(code)
            if implied is None or implied.choice(answer) is None:
                table.complain(
                    "fields",
                    f"{field.code} 推出的 {code} = {answer} 不存在",
                    f"{field.code} implies no {code} = {answer}",
                )


def _is_day_of_year(text: str) -> bool:
    try:
        return len(text) == 5 and bool(date.fromisoformat(f"2001-{text}"))
    except ValueError:
        return False


class _Facts:
    """Which facts a definition's tests may ask: those of the registry, and its own fields."""

    def __init__(self, fields):
        self.fields = {f"form.{field.code}": field for field in fields}

    def __call__(self, name: str):
        if name in FACTS:
            return FACTS[name]
        field = self.fields.get(name)
        if field is None:
            return Text(f"没有“{name}”这个事实", f"unknown fact '{name}'")
        if field.secret:
            return Text(f"“{name}”是保密字段，不能用于条件", f"'{name}' is secret and can't be asked")
        if field.feeds:
            return Text(
                f"“{name}”写入 {field.feeds}，请改用人员的事实", f"'{name}' feeds {field.feeds}: ask the person's fact"
            )
        return form_fact(field)


def _test(table: Table, name: str, facts: _Facts):
    """The test at `name`: (as data, compiled)."""
    data = table.data.pop(name, None)

    def complain(key: str, text: Text) -> None:
        table.problems.append(Problem(table.source, key, text))

    node = language.parse(data, fact_of=facts, complain=complain, key=table.at(name))
    return as_json(data), node


def _document(table: Table, facts: _Facts) -> shapes.DocumentKind:
    code, label = table.code(), table.label()
    when, node = _test(table, "when", facts) if "when" in table.data else (None, None)
    required = table.flag("required", when is None)
    megabytes = table.whole("max_mb", 10, low=1, high=50) or 10
    types = table.texts("types", MIME_TYPES) or ("pdf", "jpg", "png")
    table.done()
    mime = tuple(MIME_TYPES.get(name, name) for name in types)
    return shapes.DocumentKind(code, label, required, when, megabytes * 2**20, mime, node)


def _criterion(table: Table, facts: _Facts) -> shapes.Criterion:
    code, label = table.code(), table.label()
    test, node = _test(table, "test", facts)
    failing = table.bilingual("failing", required=True)
    table.done()
    return shapes.Criterion(code, label, test, failing, node)


def _step(table: Table) -> shapes.Step:
    step = shapes.Step(table.one_of("level", LEVELS), table.label(), table.whole("working_days", None, low=1, high=250))
    table.done()
    return step


def _exit_reason(table: Table) -> shapes.ExitReason:
    reason = shapes.ExitReason(table.code(), table.label())
    table.done()
    return reason
