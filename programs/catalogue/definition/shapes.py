"""The parts of a definition. Frozen: a version of the rules never changes once it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from programs.catalogue.facts import form_value
from programs.catalogue.text import NOTHING, Text

KIND_LABELS = {
    "text": Text("文字", "text"),
    "long_text": Text("长文字", "long text"),
    "choice": Text("选项", "one of the choices"),
    "bool": Text("是或否", "yes or no"),
    "integer": Text("整数", "whole number"),
    "money": Text("金额（元）", "yuan"),
    "date": Text("日期", "date"),
    "month": Text("年月", "month"),
    "area": Text("行政区划", "area"),
    "id_number": Text("证件号码", "ID number"),
    "phone": Text("电话", "phone"),
    "account": Text("账号", "account"),
    "student_number": Text("学籍号", "student number"),
}


@dataclass(frozen=True)
class Choice:
    code: str
    label: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """A question of the form, and a column of the roster.

    `feeds` is the fact about the person that an answer fills ("hardship.category"); without it the
    answer stays with the enrolment. A `secret` answer is sealed and can't be asked by a criterion.
    Where a roster answers a yes-or-no question with yes, it `implies` the answers to other fields that it leaves
    out ({code: answer}).
    """

    code: str
    label: Text
    kind: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    aliases: tuple[str, ...] = ()
    min: Decimal | None = None
    max: Decimal | None = None
    pattern: str = ""
    help: Text = NOTHING
    secret: bool = False
    feeds: str | None = None
    default: Any = None
    implies: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every way a roster may head this column."""
        return (self.label.zh, *self.aliases)

    @property
    def kind_label(self) -> Text:
        return KIND_LABELS[self.kind]

    def choice(self, code: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True)
class DocumentKind:
    """Evidence to hand in: always where `required`, else where the test `when` holds."""

    code: str
    label: Text
    required: bool = True
    when: dict | None = None
    max_bytes: int = 10 * 2**20
    types: tuple[str, ...] = ("image/jpeg", "image/png", "application/pdf")
    # The test, read; two that say the same are the same, so it isn't compared.
    node: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Criterion:
    """A condition for being in the program. `failing` says what is wrong and what to do about it."""

    code: str
    label: Text
    test: dict
    failing: Text
    # The test, read; two that say the same are the same, so it isn't compared.
    node: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Step:
    level: str
    label: Text
    working_days: int | None = None


@dataclass(frozen=True)
class Benefit:
    """What the program gives: `once`, per school `term`, per `month`, or in kind. Yuan.

    The standard is `amount`, or the one of `amounts` that the answer to the field `by` chooses. Where
    the field `own` is answered, that amount holds instead (a donor's own standard). `top_up` names the
    field with what is drawn already: only the difference is due.
    """

    kind: str
    amount: Decimal | None = None
    by: str | None = None
    amounts: Mapping[str, Decimal] | None = None
    own: str | None = None
    top_up: str | None = None
    # The months in which a term's benefit is due; its period is "2013-1", "2013-2" in their order.
    months: tuple[int, ...] = ()
    bank_only: bool = False
    in_kind: Text = NOTHING
    # Things instead of money: `quantity` of `goods` for each period, worth `amount`; handed out, never by a bank.
    goods: Text = NOTHING
    quantity: int = 1
    unit: Text = NOTHING
    # The age in years with which it ends: the month (or term) of that birthday is the last one due.
    until_age: int | None = None

    @property
    def in_hand(self) -> Text:
        """What is put into someone's hands, "1 个书包"; empty where it is money."""
        if not self.goods:
            return NOTHING
        return Text(
            f"{self.goods.zh} {self.quantity}{self.unit.zh}", f"{self.goods.en}, {self.quantity} {self.unit.en}".strip()
        )

    def standard_for(self, answers: Mapping) -> Decimal | None:
        """What the rules give, before a donor's own standard and before what is drawn elsewhere."""
        if self.by:
            return (self.amounts or {}).get(str(answers.get(self.by) or ""))
        return self.amount

    def amount_for(self, answers: Mapping) -> Decimal | None:
        """Yuan due for one period, never below zero; None where it can't be said (or is in kind)."""
        amount = self.standard_for(answers)
        if self.own:
            amount = form_value(answers.get(self.own), "money") or amount
        if amount is None or not self.top_up:
            return amount
        return max(amount - (form_value(answers.get(self.top_up), "money") or Decimal(0)), Decimal(0))


@dataclass(frozen=True)
class Publicity:
    """`form` is list, totals or never; `days` a list stands before payment; `columns` it shows."""

    form: str
    days: int = 0
    columns: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True)
class Payment:
    """`memo` is what the bank prints; `months` are those in which batches are made (empty: any); `offset_share` is
    how much of a payment, in per cent, may be set off against what is asked back (None: nothing)."""

    memo: Text = NOTHING
    months: tuple[int, ...] = ()
    offset_share: int | None = None


@dataclass(frozen=True)
class ExitReason:
    code: str
    label: Text


@dataclass(frozen=True)
class Definition:
    """One dated version of a program's rules."""

    code: str
    unit: str
    valid_from: date
    document: str
    note: str
    fields: tuple[Field, ...]
    documents: tuple[DocumentKind, ...]
    criteria: tuple[Criterion, ...]
    chain: tuple[Step, ...]
    benefit: Benefit
    publicity: Publicity
    payment: Payment
    exit_reasons: tuple[ExitReason, ...]
    cutoff: str = ""
    review_months: int | None = None
    version: int | None = None

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {field.code: field for field in self.fields}

    def field(self, code: str) -> Field:
        """KeyError on a code that the definition doesn't have."""
        return self._fields[code]

    def document_kind(self, code: str) -> DocumentKind:
        return next(kind for kind in self.documents if kind.code == code)

    def exit_reason(self, code: str) -> ExitReason:
        return next(reason for reason in self.exit_reasons if reason.code == code)

    def choice_label(self, field: str | None, code: str) -> Text:
        """The name of a choice of a field; the code itself where there is none."""
        choice = self._fields[field].choice(code) if field in self._fields else None
        return choice.label if choice else Text(code, code)

    def cutoff_on(self, on: date) -> date:
        """The cut-off day of the year of `on`; the day itself where the rules set none."""
        return date.fromisoformat(f"{on.year:04}-{self.cutoff}") if self.cutoff else on

    @property
    def citation(self) -> Text:
        """Which rules these are, as a decision cites them."""
        which = ("", "") if self.version is None else (f"第{self.version}版", f" v{self.version}")
        document = f"，{self.document}" if self.document else "", f", {self.document}" if self.document else ""
        return Text(
            f"{self.code} 规则{which[0]}（{self.valid_from:%Y-%m-%d} 起{document[0]}）",
            f"rules of {self.code}{which[1]} (from {self.valid_from:%Y-%m-%d}{document[1]})",
        )


@dataclass(frozen=True)
class Version:
    """A version as the file has it: the definition, and the data that is kept of it."""

    definition: Definition
    data: dict


@dataclass(frozen=True)
class ProgramFile:
    """A definition file: what the program is, and its dated rules, the oldest first."""

    code: str
    name: Text
    summary: Text
    shape: str
    unit: str
    bureau: str
    public_form: str
    lifetime_group: str
    exclusions: tuple[tuple[str, str], ...]
    position: int
    active: bool
    rules: tuple[Version, ...]

    @property
    def versions(self) -> list[Definition]:
        return [version.definition for version in self.rules]
