"""What changed from one version of the rules to the next, in words."""

from programs.catalogue.definition import Definition
from programs.catalogue.text import Text

PARTS = {
    "fields": Text("字段", "field"),
    "documents": Text("材料", "document"),
    "criteria": Text("条件", "criterion"),
    "exit_reasons": Text("退出原因", "exit reason"),
}


def changes(before: Definition, after: Definition) -> list[Text]:
    """One sentence for each difference; empty where the rules say the same."""
    said = [*_settings(before, after), *_benefit(before, after), *_chain(before, after)]
    for part, name in PARTS.items():
        old = {item.code: item for item in getattr(before, part)}
        new = {item.code: item for item in getattr(after, part)}
        for code in old.keys() - new.keys():
            said.append(_about("去掉", "removed", name, old[code].label))
        for code in new:
            if code not in old:
                said.append(_about("增加", "added", name, new[code].label))
            elif old[code] != new[code]:
                said.append(_about("修改", "changed", name, new[code].label, _detail(old[code], new[code])))
    if before.document != after.document:
        said.append(_from_to(Text("文号", "document number"), before.document or "—", after.document or "—"))
    return said


def _about(zh: str, en: str, part: Text, label: Text, detail: Text | None = None) -> Text:
    more = detail or Text()
    return Text(f"{zh}{part.zh}“{label.zh}”{more.zh}", f"{part.en} “{label.en}” {en}{more.en}")


def _detail(old, new) -> Text:
    if old.label != new.label:
        return Text(f"（原为“{old.label.zh}”）", f" (was “{old.label.en}”)")
    if getattr(old, "required", None) != getattr(new, "required", None):
        return Text("，改为必须", ", now required") if new.required else Text("，改为非必须", ", no longer required")
    return Text()


def _from_to(name: Text, old, new) -> Text:
    return Text(f"{name.zh}由 {old} 改为 {new}", f"{name.en}: from {old} to {new}")


def _settings(before: Definition, after: Definition) -> list[Text]:
    pairs = [
        (Text("截止日", "cut-off day"), before.cutoff or "—", after.cutoff or "—"),
        (Text("复核间隔（月）", "months between reviews"), before.review_months or "—", after.review_months or "—"),
        (Text("公示形式", "public form"), before.publicity.form, after.publicity.form),
        (Text("公示天数", "days of publicity"), before.publicity.days, after.publicity.days),
        (Text("投诉电话", "complaint phone"), before.publicity.phone or "—", after.publicity.phone or "—"),
        (Text("抵扣上限（%）", "share that may be set off, per cent"),
         before.payment.offset_share or "—", after.payment.offset_share or "—"),
    ]  # fmt: skip
    return [_from_to(name, old, new) for name, old, new in pairs if old != new]


def _benefit(before: Definition, after: Definition) -> list[Text]:
    old, new = before.benefit, after.benefit
    said = []
    if old.kind != new.kind:
        said.append(_from_to(Text("发放方式", "kind of benefit"), old.kind, new.kind))
    if old.amount != new.amount:
        said.append(_from_to(Text("金额（元）", "amount (yuan)"), old.amount or "—", new.amount or "—"))
    amounts_old, amounts_new = old.amounts or {}, new.amounts or {}
    for code in {**amounts_old, **amounts_new}:
        if amounts_old.get(code) != amounts_new.get(code):
            name = after.choice_label(new.by, code)
            said.append(
                _from_to(
                    Text(f"{name.zh}标准（元）", f"amount for {name.en} (yuan)"),
                    amounts_old.get(code, "—"),
                    amounts_new.get(code, "—"),
                )
            )
    if old.months != new.months:
        said.append(_from_to(Text("发放月份", "months of payment"), list(old.months), list(new.months)))
    if old.in_hand != new.in_hand:
        said.append(_from_to(Text("实物", "goods"), old.in_hand or "—", new.in_hand or "—"))
    if old.until_age != new.until_age:
        said.append(_from_to(Text("截止年龄", "age with which it ends"), old.until_age or "—", new.until_age or "—"))
    return said


def _chain(before: Definition, after: Definition) -> list[Text]:
    old = {step.level: step for step in before.chain}
    new = {step.level: step for step in after.chain}
    name = Text("步骤", "step")
    said = [_about("去掉", "removed", name, old[level].label) for level in old if level not in new]
    for level, step in new.items():
        if level not in old:
            said.append(_about("增加", "added", name, step.label))
        elif old[level].working_days != step.working_days:
            said.append(
                _from_to(
                    Text(f"“{step.label.zh}”的工作日", f"working days of “{step.label.en}”"),
                    old[level].working_days or "—",
                    step.working_days or "—",
                )
            )
        elif old[level].label != step.label:
            said.append(_about("修改", "changed", name, step.label))
    return said
