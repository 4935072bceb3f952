"""The columns of a program's rosters, generated from its definition as a django-import-export resource.

First what a roster always has (number, person code, the person's own columns), then the fields of the
definition. The same declaration reads a roster, writes one, and makes the blank workbook.
"""

from collections.abc import Container

from import_export import fields, resources

from programs.catalogue.definition import Definition, Field, Text
from programs.catalogue.definition.common import person_fields
from programs.enrolment.rosters.widgets import CellWidget, TextWidget, widget_for
from registry.core.spreadsheets import headers, writing

# "R00001234" in an exported roster says who is meant, whatever else the row says.
PERSON_CODE = Field(
    "person_code", Text("人员编号", "Person code"), "text", aliases=("编号", "人员编码"),
    help=Text("由系统给出，新增人员留空。", "Given by the registry; leave empty for new people."),
)  # fmt: skip
# Where a roster names these beside the village, the village is looked for inside them. Read, never written: a
# village's own name or code says all of it.
ABOVE = (
    Field(
        "county", Text("县（市、区）", "County"), "text",
        aliases=("县区", "区县", "县市区", "所属县区", "所在县区", "区"),
    ),
    Field(
        "township", Text("乡镇（街道）", "Township"), "text",
        aliases=("乡镇街道", "镇街", "镇", "乡", "街道", "所属乡镇", "所在乡镇", "所属街道", "所在街道", "乡镇名称"),
    ),
)  # fmt: skip
# How forms say that a column is about the person herself, or about someone else. Under a group of columns of someone
# else's, nothing is the person's own.
SUBJECTS = ("儿童", "学生", "女童", "妇女", "受助人", "受助学生", "救助对象", "患者", "本人")
OTHERS = ("父亲", "母亲", "父", "母", "监护人", "实际监护人", "受委托监护人", "委托监护人", "家长", "配偶", "丈夫",
          "户主", "家庭成员", "联系人", "班主任", "经办人", "捐赠", "资助", "结对")  # fmt: skip
# Retyped into a numeric cell these would lose digits; dates and area codes wouldn't.
TEXT_KINDS = {"id_number", "phone", "account", "student_number", "month"}
# How the example of a blank workbook begins; such a row is never read as a person.
EXAMPLE = "示例"
EXAMPLES = {
    "name": f"{EXAMPLE}：王小花",
    "id_type": "居民身份证",
    "id_number": "341802201211050267",
    "sex": "女",
    "birth_date": "2012-11-05",
    "ethnic_group": "汉族",
    "hukou_kind": "农业",
    "area": "341802001001",
}


class Column(fields.Field):
    """A column of a roster. `attribute` is the path of its value on an exported row."""

    def __init__(self, field: Field, widget: CellWidget):
        super().__init__(attribute=field.code, column_name=field.label.zh, widget=widget)
        self.field = field
        self.code = field.code
        self.feeds = field.feeds or ""
        self.path = self.feeds.split(".")
        # "relation.father.name": what kind of fact, of whom, which.
        self.kind, *who, self.fact = self.path if self.feeds else ("", "")
        self.who = who[0] if who else ""
        self.required = field.required
        self.is_text = field.kind in TEXT_KINDS or field.secret

    @property
    def names(self) -> tuple[str, ...]:
        """What the column may be called in a file, as its definition says."""
        return (self.field.label.zh, self.field.label.en, self.field.code, *self.field.aliases)

    @property
    def zh_names(self) -> tuple[str, ...]:
        return (self.field.label.zh, *self.field.aliases)

    @property
    def needed(self) -> bool:
        """Whether each row must say it. Where someone lives can be seen from other columns."""
        return self.required and self.field.default is None and self.code != "area"

    def for_workbook(self, name: str = "") -> writing.Column:
        return writing.Column(
            name or self.column_name,
            text=self.is_text,
            width=22 if self.is_text else 14,
            choices=[choice.label.zh for choice in self.field.choices]
            or (["是", "否"] if self.field.kind == "bool" else []),
            note=self.field.help.zh,
            required=self.required,
        )


class RosterResource(resources.Resource):
    """The base of the generated resources. Rows come in through `rosters.rows`, which keeps the types of
    cells, and go out as mappings of column codes."""

    definition: Definition

    @classmethod
    def columns(cls) -> list[Column]:
        return list(cls.fields.values())

    @classmethod
    def written(cls) -> list[Column]:
        """The columns of a roster that goes out."""
        above = {field.code for field in ABOVE}
        return [column for column in cls.columns() if column.code not in above]

    @classmethod
    def lacking(cls, present: Container[str], *, homely: bool) -> list[Column]:
        """The columns that a file with those of the codes `present` must have and hasn't.

        What another column implies needn't be there; nor the place, where the township or an address says it, or
        the account that sends the file is itself of a place where people live (`homely`).
        """
        spared = {code for c in cls.columns() if c.code in present for code in c.field.implies}
        if homely or "township" in present or "address" in present:
            spared.add("area")
        return [c for c in cls.columns() if c.required and c.code not in present and c.code not in spared]

    @classmethod
    def names(cls) -> dict[str, tuple[str, ...]]:
        """{code: what the column may be called}. What a definition says of one column goes before what is usual for
        another."""
        said = {headers.key(name) for column in cls.columns() for name in column.names}
        usual = cls._usual_names()
        return {
            c.code: (*c.names, *(name for name in usual.get(c.code, ()) if headers.key(name) not in said))
            for c in cls.columns()
        }

    @classmethod
    def _usual_names(cls) -> dict[str, list[str]]:
        """What forms call a column beside what its definition says: her own with the word for her before it
        (学生身份证号), a relative's as her own, behind the word for him (监护人公民身份号码)."""
        columns = cls.columns()
        own = {c.fact: c.zh_names for c in columns if c.kind == "person"}
        own["relation"] = ["关系", *(f"与{subject}关系" for subject in SUBJECTS)]
        whose = {c.who: {n.removesuffix("姓名") for n in c.zh_names} for c in columns if c.who and c.fact == "name"}
        whose = {who: words | {word.removesuffix("亲") for word in words} for who, words in whose.items()}
        usual = {}
        for column in columns:
            words = SUBJECTS if column.kind == "person" else sorted(whose.get(column.who, ()))
            usual[column.code] = [word + name for word in words for name in own.get(column.fact, ())]
        related = [column.code for column in columns if column.kind == "relation" and column.fact == "relation"]
        if len(related) == 1:
            usual[related[0]] += own["relation"][1:]
        return usual

    @classmethod
    def others(cls) -> headers.Others:
        return headers.Others(OTHERS, frozenset(c.code for c in cls.columns() if c.kind in ("person", "account")))


def resource_for(definition: Definition) -> type[RosterResource]:
    """The resource of a version of a program's rules. A definition's own field takes the place of a shared one."""
    own = {field.code: field for field in definition.fields}
    first = [field for field in person_fields() if field.code not in own]
    declared = {field.code: Column(field, TextWidget(field)) for field in (PERSON_CODE, *ABOVE)}
    for field in [*first, *definition.fields]:
        declared[field.code] = Column(field, widget_for(field))
    return type(f"{definition.code}Roster", (RosterResource,), {**declared, "definition": definition})


def example_of(column: Column) -> object:
    """What the example row of a blank workbook shows."""
    field = column.field
    if field.code in EXAMPLES:
        return EXAMPLES[field.code]
    if field.choices:
        return field.choices[0].label.zh
    return {"bool": "是", "date": "2013-09-01", "month": "2013-09", "money": 1000, "integer": 4}.get(field.kind, "")
