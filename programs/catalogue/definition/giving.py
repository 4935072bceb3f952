"""Reading what a program gives, what the public may see of it, and how it is paid."""

from collections.abc import Mapping

from programs.catalogue.definition import shapes
from programs.catalogue.definition.reader import Table
from programs.catalogue.models import PublicForm

# What a masked list may show. ID, phone and account aren't here, so no definition can ask for them.
LIST_COLUMNS = ("name", "township", "program", "amount", "dates")
FORMS = [PublicForm.NEVER, PublicForm.TOTALS, PublicForm.LIST]  # the strictest first


def read_benefit(table: Table, fields: Mapping[str, shapes.Field]) -> shapes.Benefit:
    kind = table.one_of("kind", ("once", "term", "month", "in_kind"))
    amount, by = table.amount("amount", None), table.text("by", "") or None
    own, top_up = table.text("own", "") or None, table.text("top_up", "") or None
    amounts_table = table.table("amounts", optional=True)
    amounts = {name: amounts_table.amount(name) for name in list(amounts_table.data)}
    if by in fields:
        # The database keeps no order of keys; the choices do.
        order = [choice.code for choice in fields[by].choices]
        amounts = dict(
            sorted(amounts.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
        )
    benefit = shapes.Benefit(
        kind, amount, by, amounts or None, own, top_up, table.months("months"), table.flag("bank_only", False),
        table.bilingual("in_kind"), table.bilingual("goods"), table.whole("quantity", 1, low=1, high=1000) or 1,
        table.bilingual("unit"), table.whole("until_age", None, low=1, high=120),
    )  # fmt: skip
    for name, wanted in (("by", ("choice",)), ("own", ("money",)), ("top_up", ("money",))):
        code = getattr(benefit, name)
        if code and (code not in fields or fields[code].kind not in wanted):
            table.complain(name, f"应为 {wanted[0]} 类字段：{code}", f"expected a field of kind {wanted[0]}: {code}")
    if by and by in fields and (unknown := set(amounts) - {c.code for c in fields[by].choices}):
        table.complain("amounts", f"不是“{by}”的选项：{min(unknown)}", f"not a choice of '{by}': {min(unknown)}")
    if kind and kind != "in_kind" and amount is None and not amounts:
        table.complain("amount", "要有 amount，或 by 和 amounts", "amount, or by and amounts, is needed")
    if any(value is not None and value <= 0 for value in (amount, *amounts.values())):
        table.complain("amount", "金额应大于零", "an amount must be above zero")
    if benefit.goods and (kind == "in_kind" or benefit.bank_only):
        table.complain(
            "goods", "实物按价值发放，要有 amount，且不经银行", "goods have an amount, their worth, and no bank"
        )
    if benefit.goods and not benefit.unit:
        table.complain("unit", "实物要写明单位", "goods need their unit")
    if kind == "term" and not benefit.months:
        table.complain("months", "按学期发放的要写明月份", "a benefit per term needs its months")
    table.done()
    return benefit


def read_publicity(table: Table, ceiling: str) -> shapes.Publicity:
    form = table.one_of("form", PublicForm.values, ceiling)
    if form in FORMS and ceiling in FORMS and FORMS.index(form) > FORMS.index(ceiling):
        table.complain(
            "form", f"不能比项目的 public_form（{ceiling}）更公开", f"can't be looser than public_form ({ceiling})"
        )
    publicity = shapes.Publicity(
        form, table.whole("days", 0, high=365) or 0, table.texts("columns", LIST_COLUMNS), table.text("phone", "")
    )
    if form == PublicForm.LIST and not (publicity.days and publicity.columns and publicity.phone):
        table.complain("", "公示名单要有 days、columns 和 phone", "a list needs days, columns and phone")
    table.done()
    return publicity


def read_payment(table: Table) -> shapes.Payment:
    payment = shapes.Payment(
        table.bilingual("memo"), table.months("months"), table.whole("offset_share", None, low=1, high=99)
    )
    table.done()
    return payment
