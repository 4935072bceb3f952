"""From a cell to a value and back, for each kind of field of a definition.

`clean` raises Refusal with the code that the import reports; its place is added by whoever reads the row.
Values are as `Enrolment.answers` and `NewPerson` hold them: dates are `date`, amounts `Decimal`.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from import_export.widgets import Widget

from beneficiaries.identity import bank, cells, dates, money, names, phones, resident_id
from beneficiaries.identity.ethnic_groups import EthnicGroup
from beneficiaries.identity.relations import Relation
from programs.catalogue.definition import Field
from programs.enrolment.rosters.areas import Areas
from registry.core.errors import Refusal

YES = {"是", "有", "√", "✓", "✔", "☑", "■", "1", "y", "yes", "true", "在读", "对", "v"}
NO = {"否", "无", "没有", "×", "✗", "✘", "☐", "□", "0", "n", "no", "false", "不", "x"}
NOT = ("不", "未", "非", "没有", "无")
# What people write where there is nothing to write.
NOTHING = re.compile(r"[-—–－_/／\\.。]+")
DITTO = re.compile(
    r"[\s\-—–－.。]*(?:(?:同\s*上|上\s*同|同\s*前|如\s*上)(?:一?行)?|[〃″＂“”\"〞„]+|[′’']{2,4})[\s\-—–－.。]*"
)
DITTOS = frozenset("同上如〃″＂“”\"〞„′’'")  # one of them is in each
# What is ticked, of what is printed in the cell to choose from: "☑是 □否".
TICKED = re.compile(r"[☑√✓✔■]\s*([^\s□☐☑√✓✔■]+)")


class CellWidget(Widget):
    """Of a field of a definition."""

    # Whether the column says the same few things again and again, so that they are worth remembering.
    repeats = False

    def __init__(self, field: Field):
        super().__init__(coerce_to_string=False)
        self.field = field

    def clean(self, value, row=None, **kwargs):
        raise NotImplementedError

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value


class TextWidget(CellWidget):
    longest = 200

    def clean(self, value, row=None, **kwargs):
        text = cells.visible(number_text(value)).lstrip(cells.APOSTROPHES)
        field = self.field
        least, most = int(field.min or 0), int(field.max or self.longest)
        if not least <= len(text) <= most:
            raise Refusal(
                "length",
                _("Between %(least)s and %(most)s characters, please; this has %(length)s."),
                params={"least": least, "most": most, "length": len(text)},
            )
        if field.pattern and not re.fullmatch(field.pattern, text):
            message = _("“%(value)s” isn't written as this column needs it.")
            raise Refusal("pattern", message, params={"value": cells.brief(text)})
        return text


class LongTextWidget(TextWidget):
    longest = 2_000


class NameWidget(CellWidget):
    def clean(self, value, row=None, **kwargs):
        return names.parse(number_text(value), field=self.field.code)


class ChoiceWidget(CellWidget):
    """A code, or what a person writes for it: the label in either language, or an alias."""

    repeats = True

    def __init__(self, field: Field):
        super().__init__(field)
        self._codes: dict[str, str] = {}
        for choice in field.choices:
            for spelling in (choice.code, choice.label.zh, choice.label.en, *choice.aliases):
                if spelling:
                    self._codes.setdefault(cells.compact(spelling).casefold(), choice.code)
        self._labels = {choice.code: choice.label.zh for choice in field.choices}

    def clean(self, value, row=None, **kwargs):
        if type(value) is str and (code := self._codes.get(value)):
            return code
        text = ticked(cells.compact(number_text(value)))
        code = self._codes.get(text.casefold())
        if code is None:
            raise Refusal(
                "choice",
                _("“%(value)s” is not one of the choices. Write one of: %(allowed)s."),
                params={"value": cells.brief(text), "allowed": "、".join(self._labels.values())},
            )
        return code

    def render(self, value, obj=None, **kwargs):
        return self._labels.get(value, value or "")


class CodedWidget(CellWidget):
    """A text field whose answers are the codes of a standard."""

    repeats = True

    def __init__(self, field: Field, coded):
        super().__init__(field)
        self._coded = coded
        self._labels = {member.value: member.zh for member in coded}

    def clean(self, value, row=None, **kwargs):
        return self._coded.parse(value, field=self.field.code).value

    def render(self, value, obj=None, **kwargs):
        return self._labels.get(value, value or "")


class GuardianRelationWidget(CodedWidget):
    """What a child's guardian is to her. Forms name the pair as well; the guardian is the elder of the two."""

    ELDERS = {"父女": "父亲", "父子": "父亲", "母女": "母亲", "母子": "母亲", "爷孙": "祖父", "奶孙": "祖母"}

    def clean(self, value, row=None, **kwargs):
        return super().clean(self.ELDERS.get(value, value) if type(value) is str else value)


class BoolWidget(CellWidget):
    """是 or 否, or what stands for either; in the words of the column itself as well: 寄宿, 不寄宿."""

    repeats = True

    def __init__(self, field: Field):
        super().__init__(field)
        own = {field.label.zh, *field.aliases}
        self._yes = YES | own
        self._no = NO | {word + name for word in NOT for name in own}

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, bool):
            return value
        text = ticked(cells.compact(number_text(value)).casefold())
        if text in self._yes:
            return True
        if text in self._no:
            return False
        message = _("Write 是 or 否; “%(value)s” could mean either.")
        raise Refusal("choice", message, params={"value": cells.brief(text)})

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else "是" if value else "否"


class IntegerWidget(CellWidget):
    """A number, with or without the word for what it counts: 4, 4人, 2013年度."""

    def clean(self, value, row=None, **kwargs):
        text = cells.compact(number_text(value)).replace(",", "")
        found = re.fullmatch(r"(-?[0-9]{1,12})(?:个?人|口人?|名|户|个|岁|周岁|年度?|月|学时|课时|小时|分)?", text)
        if not found:
            raise Refusal("integer", _("“%(value)s” is not a whole number."), params={"value": cells.brief(text)})
        return in_range(int(found[1]), self.field)


class MoneyWidget(CellWidget):
    """Yuan; `unit` is what the column states (万元) for cells that name none."""

    def clean(self, value, row=None, unit: str = "", **kwargs):
        return in_range(money.parse(value, unit=unit), self.field)

    def render(self, value, obj=None, **kwargs):
        return "" if value in (None, "") else Decimal(value)


class DateWidget(CellWidget):
    """`epoch` is the year that the workbook's serial dates count from."""

    repeats = True
    month_allowed = False

    def clean(self, value, row=None, epoch: int = 1900, **kwargs):
        if isinstance(value, datetime):
            return value.date()
        return dates.parse(value, datemode=epoch, month_allowed=self.month_allowed)

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if isinstance(value, date) else value or ""


class MonthWidget(DateWidget):
    """A month, as "2013-09"."""

    month_allowed = True

    def clean(self, value, row=None, **kwargs):
        return f"{super().clean(value, **kwargs):%Y-%m}"


class AreaWidget(CellWidget):
    """A code of today or of the past, or a name that means one place; areas come with the row."""

    def clean(self, value, row=None, areas: Areas | None = None, within: str = "", **kwargs):
        return areas.code_of(number_text(value), within=within)

    def render(self, value, obj=None, **kwargs):
        return value or ""


class IdNumberWidget(CellWidget):
    """The canonical resident ID of a relative, guardian or payee."""

    def clean(self, value, row=None, **kwargs):
        return resident_id.checked(resident_id.from_cell(value))


class PersonIdWidget(CellWidget):
    """The person's own number: judged with her type of paper, so here only by its cell."""

    def clean(self, value, row=None, **kwargs):
        return resident_id.from_cell(value)


class PhoneWidget(CellWidget):
    """The numbers in the cell, in order."""

    def clean(self, value, row=None, **kwargs):
        return phones.parse_cell(value)

    def render(self, value, obj=None, **kwargs):
        return "、".join(value) if isinstance(value, list | tuple) else value or ""


class AccountWidget(CellWidget):
    def clean(self, value, row=None, **kwargs):
        return bank.parse(bank.from_cell(value)).number


class StudentNumberWidget(CellWidget):
    """G, L or J and an ID number (Ministry of Education, 2013): a text cell, for the same reason."""

    def clean(self, value, row=None, **kwargs):
        text = resident_id.from_cell(value).upper()
        if not re.fullmatch(r"[GLJ]?[0-9]{17}[0-9X]", text):
            raise Refusal(
                "student-number",
                _("A student number is G and the 18 characters of the ID number. Compare it with the register."),
            )
        return text if text[0].isalpha() else f"G{text}"


KINDS: dict[str, type[CellWidget]] = {
    "text": TextWidget,
    "long_text": LongTextWidget,
    "choice": ChoiceWidget,
    "bool": BoolWidget,
    "integer": IntegerWidget,
    "money": MoneyWidget,
    "date": DateWidget,
    "month": MonthWidget,
    "area": AreaWidget,
    "id_number": IdNumberWidget,
    "phone": PhoneWidget,
    "account": AccountWidget,
    "student_number": StudentNumberWidget,
}


def widget_for(field: Field) -> CellWidget:
    feeds = field.feeds or ""
    if feeds == "person.id_number":
        return PersonIdWidget(field)
    if feeds == "person.ethnic_group":
        return CodedWidget(field, EthnicGroup)
    if feeds.endswith(".relation") and field.kind == "text":
        return (GuardianRelationWidget if feeds.startswith("relation.") else CodedWidget)(field, Relation)
    if feeds in ("person.name", "account.payee") or (feeds.startswith("relation.") and feeds.endswith(".name")):
        return NameWidget(field)
    return KINDS[field.kind](field)


# What stands in a column of numbers or dates where there is none; of the other kinds it may be an answer.
NONE = frozenset({"无", "暂无", "没有"})
WORDS = ("text", "long_text", "choice", "bool")


def is_empty(value: object, field: Field | None = None) -> bool:
    """Whether a cell says nothing: blank, or a dash; in a column of numbers or dates, a “none” as well."""
    if value is None:
        return True
    if type(value) is not str:
        return False
    if field is not None and len(value) < 3 and value in NONE and field.kind not in WORDS:
        return True
    if value.isalnum():
        return value == "不详"
    return value.isspace() or not value or (len(value) < 6 and NOTHING.fullmatch(value.strip()) is not None)


def is_ditto(text: str) -> bool:
    """Whether a cell says that it is as the one above."""
    return not DITTOS.isdisjoint(text) and DITTO.fullmatch(text) is not None


def ticked(text: str) -> str:
    """What is ticked of what a cell offers; the text itself where it offers nothing, or more than one is ticked."""
    found = TICKED.findall(text) if "□" in text or "☐" in text else ()
    return found[0] if len(found) == 1 else text


def number_text(value: object) -> str:
    """What a numeric cell shows: 7.0 is 7."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def in_range(value, field: Field):
    least, most = field.min, field.max
    if (least is None or value >= least) and (most is None or value <= most):
        return value
    if most is None:
        sentence = _("%(value)s is less than is possible here (%(least)s).")
    elif least is None:
        sentence = _("%(value)s is more than is possible here (%(most)s).")
    else:
        sentence = _("%(value)s is outside what is possible here (%(least)s to %(most)s).")
    raise Refusal(
        "amount" if field.kind == "money" else "range",
        sentence,
        params={"value": value, "least": least, "most": most},
    )
