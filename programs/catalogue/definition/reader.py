"""Reading a table of a definition key by key: each fault is noted with its place, and reading goes on."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from programs.catalogue.definition.problems import Problem
from programs.catalogue.text import Text

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MISSING = object()


class Table:
    """A table at `key`; what is asked for is taken, and `done()` complains about what is left."""

    def __init__(self, data: Any, *, key: str, source: str, problems: list[Problem]):
        self.key, self.source, self.problems = key, source, problems
        if not isinstance(data, Mapping):
            self.complain("", "应为一个表", "expected a table")
            data = {}
        self.data = dict(data)

    def at(self, name: str) -> str:
        return ".".join(part for part in (self.key, name) if part)

    def complain(self, name: str, zh: str, en: str) -> None:
        self.problems.append(Problem(self.source, self.at(name) or "file", Text(zh, en)))

    def take(self, name: str, kind: type | tuple[type, ...], default: Any = MISSING, *, what: tuple[str, str]) -> Any:
        value = self.data.pop(name, MISSING)
        if value is MISSING:
            if default is MISSING:
                self.complain(name, "缺少这一项", "is missing")
                return None
            return default
        # To Python true is a whole number; to the writer of a file it isn't.
        wrong_bool = isinstance(value, bool) and bool not in (kind if isinstance(kind, tuple) else (kind,))
        if wrong_bool or not isinstance(value, kind):
            self.complain(name, f"应为{what[0]}：{value!r}", f"expected {what[1]}: {value!r}")
            return None if default is MISSING else default
        return value

    def text(self, name: str, default: Any = MISSING) -> str:
        return self.take(name, str, default, what=("文字", "text")) or ""

    def flag(self, name: str, default: Any = MISSING) -> bool:
        return bool(self.take(name, bool, default, what=("true 或 false", "true or false")))

    def whole(self, name: str, default: Any = MISSING, *, low: int = 0, high: int = 10**9) -> int | None:
        value = self.take(name, int, default, what=("整数", "a whole number"))
        if value is not None and not low <= value <= high:
            self.complain(name, f"应在 {low} 到 {high} 之间：{value}", f"must lie between {low} and {high}: {value}")
        return value

    def amount(self, name: str, default: Any = MISSING) -> Decimal | None:
        value = self.take(name, (str, int, float, Decimal), default, what=("数字", "a number"))
        try:
            return None if value is None else Decimal(str(value))
        except InvalidOperation:
            self.complain(name, f"应为数字：{value!r}", f"expected a number: {value!r}")
            return None

    def one_of(self, name: str, allowed, default: Any = MISSING) -> str:
        value = self.text(name, default)
        if value and value not in allowed:
            listed = ", ".join(allowed)
            self.complain(name, f"“{value}”不在其中：{listed}", f"'{value}' is not one of: {listed}")
        return value

    def texts(self, name: str, allowed=None) -> tuple[str, ...]:
        values = self.take(name, list, [], what=("文字的列表", "a list of texts"))
        for value in values:
            if not isinstance(value, str):
                self.complain(name, f"应为文字：{value!r}", f"expected text: {value!r}")
            elif allowed is not None and value not in allowed:
                listed = ", ".join(allowed)
                self.complain(name, f"“{value}”不在其中：{listed}", f"'{value}' is not one of: {listed}")
        return tuple(value for value in values if isinstance(value, str))

    def months(self, name: str) -> tuple[int, ...]:
        values = self.take(name, list, [], what=("月份的列表", "a list of months"))
        for value in values:
            if not isinstance(value, int) or not 1 <= value <= 12:
                self.complain(name, f"应为 1 到 12 的月份：{value!r}", f"expected months from 1 to 12: {value!r}")
        return tuple(values)

    def label(self) -> Text:
        """The `zh` and `en` of this table."""
        return Text(self.text("zh"), self.text("en"))

    def bilingual(self, name: str, *, required: bool = False) -> Text:
        if name not in self.data and not required:
            return Text()
        below = self.table(name)
        text = below.label()
        below.done()
        return text

    def code(self) -> str:
        value = self.text("code")
        if value and not CODE.fullmatch(value):
            self.complain("code", f"应为小写字母、数字和下划线：{value!r}", f"expected a-z, 0-9 and _: {value!r}")
        return value

    def table(self, name: str, *, optional: bool = False) -> "Table":
        if name not in self.data and not optional:
            self.complain(name, "缺少这一项", "is missing")
        return Table(self.data.pop(name, {}), key=self.at(name), source=self.source, problems=self.problems)

    def tables(self, name: str) -> Iterator["Table"]:
        """The tables of a list, each named by its code (or level) where it has one; codes must differ."""
        seen = set()
        for n, item in enumerate(self.take(name, list, [], what=("表的列表", "a list of tables"))):
            code = item.get("code") or item.get("level") if isinstance(item, Mapping) else None
            below = f"{name}.{code}" if isinstance(code, str) else f"{name}[{n}]"
            table = Table(item, key=self.at(below), source=self.source, problems=self.problems)
            if code is not None and code in seen:
                table.complain("", "重复", "is there twice")
            seen.add(code)
            yield table

    def done(self) -> None:
        for name in self.data:
            self.complain(name, "没有这个键", "unknown key")
