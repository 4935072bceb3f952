"""Why a test says what it says of a person, with the values that it saw."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from programs.catalogue.criteria.language import All, Any_, Leaf, Node, Not
from programs.catalogue.facts import Fact, FactType
from programs.catalogue.text import Text

# (what a value satisfies, what it satisfies otherwise); {x} is what was asked for.
PHRASES = {
    "at_least": (("已达到 {x}", "is at least {x}"), ("不到 {x}", "is less than {x}")),
    "below": (("低于 {x}", "is below {x}"), ("不低于 {x}", "is not below {x}")),
    "at_most": (("不超过 {x}", "is at most {x}"), ("超过 {x}", "is more than {x}")),
    "above": (("高于 {x}", "is above {x}"), ("不高于 {x}", "is not above {x}")),
    "before": (("早于 {x}", "is before {x}"), ("不早于 {x}", "is not before {x}")),
    "after": (("晚于 {x}", "is after {x}"), ("不晚于 {x}", "is not after {x}")),
    "on_or_before": (("不晚于 {x}", "is not after {x}"), ("晚于 {x}", "is after {x}")),
    "on_or_after": (("不早于 {x}", "is not before {x}"), ("早于 {x}", "is before {x}")),
    "is": (("符合“{x}”", "is {x}"), ("不是“{x}”", "is not {x}")),
    "in": (("属于“{x}”之一", "is one of {x}"), ("不属于“{x}”", "is none of {x}")),
}
AGES = {
    "at_least": (("已满 {x}", "is at least {x}"), ("未满 {x}", "is under {x}")),
    "below": (("未满 {x}", "is under {x}"), ("已满 {x}", "is not under {x}")),
}


def reason_of(test: Node, facts: Mapping, days: Mapping[str, date]) -> Text:
    """The parts that decided: of a failed `all` those that fail, of a met `any` the one that holds."""
    from programs.catalogue.criteria.evaluation import holds

    if isinstance(test, Leaf):
        return of_leaf(test, facts, days)
    if isinstance(test, Not):
        return reason_of(test.test, facts, days)
    whole = holds(test, facts, days)
    deciding = [t for t in test.tests if holds(t, facts, days) is whole]
    if isinstance(test, Any_) and whole is True:
        deciding = deciding[:1]
    said: dict[Text, None] = {}
    for part in deciding or test.tests:
        said.setdefault(reason_of(part, facts, days))
    between = ("；", "; ") if isinstance(test, All) or whole is not True else ("，", ", ")
    return Text().joined(list(said), *between)


def of_leaf(leaf: Leaf, facts: Mapping, days: Mapping[str, date]) -> Text:
    fact, value = leaf.fact, facts.get(leaf.fact.name)
    if leaf.operator == "known":
        return Text(
            f"{fact.label.zh}：{'有记录' if value is not None else '没有记录'}",
            f"{fact.label.en}: {'on record' if value is not None else 'not on record'}",
        )
    if value is None:
        return Text(
            f"{fact.label.zh}未登记，无法判断（要求：{wanted(leaf, days).zh}）",
            f"{fact.label.en} isn't on record, so this can't be judged (asked for: {wanted(leaf, days).en})",
        )
    if fact.type == FactType.SET:
        return of_set(leaf, value, days)
    if fact.type == FactType.BOOL:
        return Text(f"{fact.label.zh}：{'是' if value else '否'}", f"{fact.label.en}: {'yes' if value else 'no'}")
    from programs.catalogue.criteria.evaluation import answer

    table = AGES if fact.unit.zh == "岁" and leaf.operator in AGES else PHRASES
    phrase = table[leaf.operator][0 if answer(leaf, facts, days) else 1]
    shown, asked = show(fact, value), wanted(leaf, days)
    return Text(
        f"{fact.label.zh} {shown.zh}，{phrase[0].format(x=asked.zh)}",
        f"{fact.label.en} {shown.en}: {phrase[1].format(x=asked.en)}",
    )


def of_set(leaf: Leaf, value: Any, days: Mapping[str, date]) -> Text:
    fact, day = leaf.fact, days.get(leaf.fact.asked)
    shared = [item for item in leaf.operand if item in value]
    if shared:
        names = listed(fact, shared)
        return Text(f"{fact.label.zh}：{names.zh}（{day}）", f"{fact.label.en}: {names.en} (on {day})")
    asked = listed(fact, leaf.operand)
    if not value:
        return Text(
            f"{day} 没有登记{fact.label.zh}（所问：{asked.zh}）",
            f"no {fact.label.en} on {day} (asked for: {asked.en})",
        )
    names = listed(fact, sorted(value))
    return Text(
        f"{fact.label.zh}为{names.zh}（{day}），不含{asked.zh}",
        f"{fact.label.en}: {names.en} (on {day}), none of {asked.en}",
    )


def wanted(leaf: Leaf, days: Mapping[str, date]) -> Text:
    """What the question asks for, in words."""
    fact, operand = leaf.fact, leaf.operand
    if leaf.operator == "known":
        return Text("有记录", "on record") if operand else Text("没有记录", "not on record")
    if leaf.operator in ("has", "in"):
        return listed(fact, operand)
    return show(fact, days.get(operand, operand) if fact.type == FactType.DATE else operand)


def listed(fact: Fact, values) -> Text:
    return Text().joined([show(fact, value) for value in values], "、", ", ")


def show(fact: Fact, value: Any) -> Text:
    """A value as people write it: the choice's name, the number with its unit, the date."""
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, Decimal | int):
        number = f"{Decimal(value).normalize():f}"
        return Text(f"{number} {fact.unit.zh}".strip(), f"{number} {fact.unit.en}".strip())
    if value in fact.choices:
        return fact.choices[value]
    return Text(str(value), str(value))
