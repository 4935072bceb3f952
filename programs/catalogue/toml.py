"""Writing a version of the rules as TOML, for the screen where a manager edits all of it."""

import json
from collections.abc import Mapping
from typing import Any

WIDE = 100
# The order in which people write keys; the database keeps none. What isn't listed follows, and tables come last.
ORDER = (
    "cutoff", "review_months", "shared", "code", "level", "zh", "en", "kind", "required", "fact", "is", "in", "has",
    "at_least", "at_most", "test", "failing",
    "fields", "documents", "criteria", "chain", "benefit", "publicity", "payment", "exit_reasons",
)  # fmt: skip


def dumps(data: Mapping[str, Any], prefix: str = "") -> str:
    """`data` as TOML that `tomllib` reads back to the same; what is None is left out."""
    data = ordered(data)
    plain = {k: v for k, v in data.items() if v is not None and not _is_table(v) and not _is_tables(v)}
    lines = [f"{_key(name)} = {_value(value)}" for name, value in plain.items()]
    for name, value in data.items():
        path = f"{prefix}{_key(name)}"
        if _is_tables(value):
            for item in value:
                lines += ["", f"[[{path}]]", _flat(item)]
        elif _is_table(value):
            lines += ["", f"[{path}]", _flat(value)]
    return "\n".join(lines).strip("\n") + "\n"


def _flat(table: Mapping) -> str:
    """A table's keys, whatever is inside them written in their line."""
    return "\n".join(f"{_key(name)} = {_value(value)}" for name, value in ordered(table).items() if value is not None)


def ordered(table: Mapping) -> dict:
    place = {name: n for n, name in enumerate(ORDER)}
    return dict(sorted(table.items(), key=lambda item: (place.get(item[0], len(ORDER)), item[0])))


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _key(name: str) -> str:
    return name if name and name.replace("_", "").replace("-", "").isalnum() and name.isascii() else _text(name)


def _text(value: str) -> str:
    # JSON's escapes are TOML's too, except that TOML has none for a surrogate pair and wants DEL escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any, depth: int = 0) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return (
            "{ "
            + ", ".join(f"{_key(k)} = {_value(v, depth + 1)}" for k, v in ordered(value).items() if v is not None)
            + " }"
        )
    if isinstance(value, list):
        items = [_value(item, depth + 1) for item in value]
        line = f"[{', '.join(items)}]"
        if len(line) <= WIDE or not items:
            return line
        # Only lists may go over several lines; inline tables may not.
        indent = "    " * (depth + 1)
        return "[\n" + "".join(f"{indent}{item},\n" for item in items) + "    " * depth + "]"
    return str(value)
