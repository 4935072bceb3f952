"""The small language of tests, as data: what a definition's criteria are written in.

    {fact = "person.age", at_least = 35, at_most = 64}      {all = [test, …]}      {any = [test, …]}
    {fact = "person.hardships", has = ["dibao"]}            {not = test}           {none = [test, …]}
    {each_parent = test about parent.…}                     {any_parent = test about parent.…}

A test is true, false or unknown, as in SQL: a comparison with what isn't known is unknown, and
`all`, `any` and `not` follow Kleene. `docs/definitions.md` is the reference.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from programs.catalogue.facts import Fact, FactType
from programs.catalogue.text import Text

NUMBERS = ("at_least", "at_most", "below", "above")
DATES = ("before", "after", "on_or_before", "on_or_after")
# Which questions may be asked of which type of fact.
OPERATORS: dict[FactType, tuple[str, ...]] = {
    FactType.TEXT: ("is", "in", "known"),
    FactType.NUMBER: ("is", "in", *NUMBERS, "known"),
    FactType.DATE: ("is", *DATES, "known"),
    FactType.BOOL: ("is", "known"),
    FactType.SET: ("has", "known"),
}
COMBINERS = ("all", "any", "none", "not", "each_parent", "any_parent")
# Days that a date may be compared with by name: that of the judgement, and the cut-off of its year.
NAMED_DAYS = ("on", "cutoff")


@dataclass(frozen=True)
class Leaf:
    fact: Fact
    operator: str
    operand: Any  # str, bool, Decimal, date, "on"/"cutoff", or a tuple of str / Decimal


@dataclass(frozen=True)
class All:
    tests: tuple


@dataclass(frozen=True)
class Any_:
    tests: tuple


@dataclass(frozen=True)
class Not:
    test: Any


Node = Leaf | All | Any_ | Not
Complain = Callable[[str, Text], None]


def parse(test: Any, *, fact_of: Callable[[str], Fact | Text], complain: Complain, key: str) -> Node | None:
    """The test that `test` writes; every fault goes to `complain(key, text)`, and the answer is then None."""
    return _Parser(fact_of, complain).test(test, key)


@dataclass
class _Parser:
    fact_of: Callable[[str], Fact | Text]
    complain: Complain

    def fail(self, key: str, zh: str, en: str) -> None:
        self.complain(key, Text(zh, en))

    def test(self, data: Any, key: str) -> Node | None:
        if not isinstance(data, Mapping) or not data:
            return self.fail(key, "应为一个条件，如 { fact = …, is = … }", "expected a test, as { fact = …, is = … }")
        if "fact" in data:
            return self.question(data, key)
        if len(data) != 1 or (name := next(iter(data))) not in COMBINERS:
            allowed = ", ".join(("fact", *COMBINERS))
            return self.fail(key, f"应为且只为其中之一：{allowed}", f"expected exactly one of: {allowed}")
        below, inner = f"{key}.{name}", data[name]
        if name == "not":
            test = self.test(inner, below)
            return test and Not(test)
        if name in ("each_parent", "any_parent"):
            tests = tuple(self.test(about(parent, inner), below) for parent in ("father", "mother"))
        elif not isinstance(inner, list) or not inner:
            return self.fail(below, "应为条件的列表，不能为空", "expected a list of tests, not empty")
        else:
            tests = tuple(self.test(item, f"{below}[{n}]") for n, item in enumerate(inner))
        if None in tests:
            return None
        if name in ("all", "each_parent"):
            return All(tests)
        return Not(Any_(tests)) if name == "none" else Any_(tests)

    def question(self, data: Mapping, key: str) -> Node | None:
        fact = (
            self.fact_of(data["fact"]) if isinstance(data["fact"], str) else Text("应为事实的名称", "expected a name")
        )
        if isinstance(fact, Text):
            return self.complain(key, fact)
        asked = [name for name in data if name != "fact"]
        if wrong := [name for name in asked if name not in OPERATORS[fact.type]] or (not asked and ["?"]):
            allowed = ", ".join(OPERATORS[fact.type])
            return self.fail(
                key,
                f"对“{fact.name}”不能用 {wrong[0]}；可用：{allowed}",
                f"{wrong[0]} can't be asked of '{fact.name}'; use: {allowed}",
            )
        leaves = []
        for name in asked:
            try:
                leaves.append(Leaf(fact, name, self.operand(fact, name, data[name])))
            except (ValueError, TypeError, InvalidOperation) as error:
                zh, en = error.args if len(error.args) == 2 else ("值的类型不对", "a value of the wrong type")
                return self.fail(f"{key}.{name}", f"{zh}：{data[name]!r}", f"{en}: {data[name]!r}")
        return leaves[0] if len(leaves) == 1 else All(tuple(leaves))

    def operand(self, fact: Fact, operator: str, value: Any) -> Any:
        if operator == "known" or fact.type == FactType.BOOL:
            if not isinstance(value, bool):
                raise ValueError("应为 true 或 false", "expected true or false")
            return value
        if operator in ("in", "has"):
            values = value if isinstance(value, list) else [value]
            if not values:
                raise ValueError("列表不能为空", "the list is empty")
            return tuple(self.single(fact, item) for item in values)
        return self.single(fact, value)

    def single(self, fact: Fact, value: Any) -> Any:
        if fact.type == FactType.NUMBER:
            if isinstance(value, bool):
                raise ValueError("应为数字", "expected a number")
            return Decimal(str(value))
        if fact.type == FactType.DATE:
            if value in NAMED_DAYS:
                return value
            return value if isinstance(value, date) else date.fromisoformat(value)
        if not isinstance(value, str):
            raise ValueError("应为文字（加引号）", "expected text in quotes")
        if fact.closed and value not in fact.choices:
            allowed = ", ".join(fact.choices)
            raise ValueError(f"不在选项中（{allowed}）", f"not one of its choices ({allowed})")
        return value


def about(parent: str, test: Any) -> Any:
    """`test` with each `parent.…` fact asked of that parent."""
    if isinstance(test, Mapping):
        return {k: about_fact(parent, v) if k == "fact" else about(parent, v) for k, v in test.items()}
    return [about(parent, item) for item in test] if isinstance(test, list) else test


def about_fact(parent: str, name: Any) -> Any:
    return f"{parent}.{name.removeprefix('parent.')}" if isinstance(name, str) and name.startswith("parent.") else name


def leaves(node: Node) -> list[Leaf]:
    """Every question in a test, from left to right."""
    if isinstance(node, Leaf):
        return [node]
    if isinstance(node, Not):
        return leaves(node.test)
    return [leaf for test in node.tests for leaf in leaves(test)]
