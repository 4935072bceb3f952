"""The same roster through django-import-export as its documentation shows it: a ModelResource, row by row.

It reads with tablib, saves the same rows to the same tables in one transaction, and seals and judges with the
product's own functions: the difference is how rows are saved, not what they hold.
"""

from datetime import date
from pathlib import Path

import tablib
from import_export import fields, resources, widgets

from beneficiaries.models import Person, Phone, Relation
from beneficiaries.services.intake import NewPerson, NewPhone, NewRelation, judge
from beneficiaries.services.places import Places
from programs.enrolment.models import Decision, Enrolment
from registry.city.population import KIN
from registry.core.models import Account

CODES = {zh: code for code, zh in KIN.items()}


class AsItIs(widgets.Widget):
    """A value that is in its final form."""

    def clean(self, value, row=None, **kwargs):
        return value

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


def column(name: str) -> fields.Field:
    return fields.Field(attribute=name, column_name=name, widget=AsItIs())


class ChildResource(resources.ModelResource):
    """A left-behind child with her phone, her relatives and her enrolment."""

    class Meta:
        model = Person
        import_id_fields = ("id_number_index",)
        fields = (
            "id", "name", "pinyin", "sex", "birth_date", "id_type", "id_number_sealed", "id_number_index",
            "id_number_tail", "ethnic_group", "hukou_kind", "area", "address",
        )  # fmt: skip

    def __init__(self, *, columns: dict[str, str], actor: Account, rules, starts_on):
        super().__init__()
        self.columns, self.actor, self.rules, self.starts_on = columns, actor, rules, starts_on

    def before_import(self, dataset, **kwargs):
        rows = dataset.dict
        places = Places({str(row[self.columns["area"]]) for row in rows})
        self.intakes = [judge(self.new(row), places=places, on=self.starts_on) for row in rows]
        for name in self.Meta.fields:
            dataset.append_col([intake.people[0][name] for intake in self.intakes], header=name)

    def new(self, row) -> NewPerson:
        def cell(code: str) -> str:
            value = row.get(self.columns.get(code, ""))
            return "" if value is None else str(value)

        born = date.fromisoformat(cell("birth_date")[:10])
        people = [("51", "father", False), ("52", "mother", False), (CODES[cell("carer_relation")], "carer", True)]
        return NewPerson(
            name=cell("name"), area=cell("area"), sex=cell("sex"), birth_date=born, id_number=cell("id_number"),
            ethnic_group=cell("ethnic_group"), hukou_kind=cell("hukou_kind"), address=cell("address"),
            phones=[NewPhone(number=cell("phone"), preferred=True)],
            relations=[
                NewRelation(
                    kind=kind, name=cell(who), since=self.starts_on if entrusted else born, entrusted=entrusted,
                    id_number=cell(f"{who}_id"), phone=cell(f"{who}_phone"), workplace=cell(f"{who}_workplace"),
                )
                for kind, who, entrusted in people
            ],
        )  # fmt: skip

    def after_save_instance(self, instance, row, **kwargs):
        intake = self.intakes[kwargs["row_number"] - 1]
        for phone in intake.phones:
            Phone.objects.create(**phone)
        for relation in intake.relations:
            Relation.objects.create(**relation)
        answers = {code: str(row[name]) for code, name in self.columns.items() if code in ANSWERS and row[name]}
        enrolment = Enrolment.objects.create(
            program_id=self.rules.program_id, person=instance, area=instance.area, state="active", origin="roster",
            rules=self.rules, answers=answers, applied_on=self.starts_on, decided_on=self.starts_on,
            starts_on=self.starts_on, made_by=self.actor,
        )  # fmt: skip
        Decision.objects.create(
            enrolment=enrolment, program_id=enrolment.program_id, area=enrolment.area, act="taken_over",
            actor=self.actor, reason="stock", rules=self.rules,
        )  # fmt: skip


ANSWERS = {"schooling", "boarding", "health", "school", "both_away", "guardianship", "wish"}
for name in ChildResource.Meta.fields:
    ChildResource.fields[name] = column(name)


def import_file(path: Path, *, columns: dict[str, str], actor: Account, rules, starts_on) -> int:
    """How many rows it saved; every row of the file must go in."""
    dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx", skip_lines=1)
    resource = ChildResource(columns=columns, actor=actor, rules=rules, starts_on=starts_on)
    result = resource.import_data(dataset, raise_errors=True)
    return result.totals["new"]
