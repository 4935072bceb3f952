"""Registering and correcting a person."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.identity import bank, names, papers, phones, resident_id
from beneficiaries.identity.codes import Hardship, HukouKind, IdType, Sex
from beneficiaries.identity.ethnic_groups import EthnicGroup
from beneficiaries.identity.relations import Relation
from beneficiaries.models import Person
from beneficiaries.services.intake import NewAccount, NewHardship, NewPerson, NewPhone, NewRelation
from beneficiaries.staff.fields import AreaField, DayField, Parsed
from registry.core.errors import Refusal

EMPTY = [("", "—")]
SEXES = [("", "—"), (Sex.FEMALE, Sex.FEMALE.label), (Sex.MALE, Sex.MALE.label)]


def relation_choices():
    return [*EMPTY, *((code, label) for code, label in Relation.choices if code != Relation.SELF)]


class IdentityForm(forms.Form):
    """What an ID card and the household register say."""

    name = Parsed(names.parse, label=pgettext_lazy("person", "Name"), max_length=60)
    id_type = forms.ChoiceField(label=_("Paper"), choices=IdType.choices, initial=IdType.RESIDENT_ID)
    id_number = forms.CharField(
        label=_("Number on the paper"),
        max_length=24,
        required=False,
        help_text=_("18 characters, or 15 on old papers. Sex and date of birth are read from it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    no_id_reason = forms.CharField(
        label=_("Why there is no paper"), max_length=200, required=False, help_text=_("Only where there is none.")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    birth_date = DayField(label=_("Date of birth"), required=False)
    ethnic_group = forms.ChoiceField(label=_("Ethnic group"), choices=EthnicGroup.choices, initial=EthnicGroup.HAN)
    hukou_kind = forms.ChoiceField(label=_("Kind of hukou"), choices=EMPTY + HukouKind.choices, required=False)
    address = forms.CharField(
        label=_("House or group"), max_length=200, required=False, help_text=_("What follows the village.")
    )
    public_employee = forms.BooleanField(
        label=_("Public employee"),
        required=False,
        help_text=_("Paid by public funds: several programs exclude them."),
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    PAPER = ("id_type", "id_number", "no_id_reason", "sex", "birth_date")

    def clean(self):
        data = super().clean()
        if not self.errors.keys() & set(self.PAPER) and (data.get("id_number") or self.needs_number(data)):
            try:
                paper = papers.validate(
                    data["id_type"],
                    data["id_number"],
                    sex=data["sex"] or None,
                    birth_date=data["birth_date"],
                    reason=data["no_id_reason"],
                )
            except Refusal as refusal:
                field = {"id_reason": "no_id_reason"}.get(refusal.field, refusal.field)
                self.add_error(field, str(refusal))
            else:
                data["sex"] = data["sex"] or paper.sex or ""
                data["birth_date"] = data["birth_date"] or paper.birth_date
        return data

    def needs_number(self, data) -> bool:
        return True


class AddForm(IdentityForm):
    area = AreaField(label=_("Lives in"))
    phone = Parsed(phones.parse, label=_("Phone"), max_length=30, required=False)
    guardian_kind = forms.ChoiceField(label=_("Relation to the person"), choices=relation_choices, required=False)
    guardian_name = Parsed(names.parse, label=pgettext_lazy("person", "Name"), max_length=60, required=False)
    guardian_id = Parsed(
        resident_id.parse,
        label=_("ID number"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    guardian_phone = Parsed(phones.parse, label=_("Phone"), max_length=30, required=False)
    account_number = Parsed(
        bank.parse,
        label=_("Account or card"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    account_payee = Parsed(
        names.parse,
        label=_("Payee"),
        max_length=60,
        required=False,
        help_text=_("Empty where it is the person."),
    )
    account_relation = forms.ChoiceField(
        label=_("Payee's relation to the person"), choices=Relation.choices, initial=Relation.SELF
    )
    account_bank = forms.CharField(label=_("Bank"), max_length=60, required=False)
    account_branch = forms.CharField(label=_("Branch"), max_length=100, required=False)
    hardship = forms.ChoiceField(label=_("Category"), choices=EMPTY + Hardship.choices, required=False)
    hardship_since = DayField(label=_("Certified on"), required=False)
    hardship_evidence = forms.CharField(label=_("Certificate number"), max_length=60, required=False)
    # Set once the warning about likely duplicates was read.
    confirmed = forms.BooleanField(label=_("Not the same person: register anyway"), required=False)

    # Where the fields of `NewPerson` and what hangs on it stand in the form.
    PLACES = {
        "relation": "guardian_kind",
        "payee_relation": "account_relation",
        "payee": "account_payee",
        "account": "account_number",
        "category": "hardship",
        "since": "hardship_since",
    }
    SECTIONS = (
        (_("Identity"), ("name", "id_type", "id_number", "no_id_reason", "sex", "birth_date", "ethnic_group")),
        (_("Home and contact"), ("area", "address", "hukou_kind", "phone")),
        (_("Guardian"), ("guardian_name", "guardian_kind", "guardian_phone", "guardian_id")),
        (_("Hardship"), ("hardship", "hardship_since", "hardship_evidence")),
        (
            _("Account for payments"),
            ("account_number", "account_payee", "account_relation", "account_bank", "account_branch"),
        ),
        (_("Also"), ("public_employee", "note")),
    )

    def sections(self):
        return [(title, [self[name] for name in fields]) for title, fields in self.SECTIONS]

    def clean(self):
        data = super().clean()
        for needed, given in (
            ("guardian_name", ("guardian_kind", "guardian_phone", "guardian_id")),
            ("guardian_kind", ("guardian_name",)),
            ("hardship_since", ("hardship",)),
            ("account_number", ("account_payee", "account_bank", "account_branch")),
        ):
            if needed not in self.errors and not data.get(needed) and any(data.get(name) for name in given):
                self.add_error(needed, _("This is needed. Fill it in."))
        return data

    def new_person(self, *, on) -> NewPerson:
        data = self.cleaned_data
        own = {name: data[name] for name in IdentityForm.base_fields}
        return NewPerson(
            area=data["area"],
            phones=[NewPhone(number=data["phone"], preferred=True)] if data["phone"] else [],
            accounts=[
                NewAccount(
                    number=data["account_number"],
                    payee=data["account_payee"],
                    payee_relation=data["account_relation"],
                    bank=data["account_bank"],
                    branch=data["account_branch"],
                )
            ]
            if data["account_number"]
            else [],
            relations=[
                NewRelation(
                    kind=data["guardian_kind"],
                    name=data["guardian_name"],
                    phone=data["guardian_phone"],
                    id_number=data["guardian_id"],
                    guardian=True,
                    since=on,
                )
            ]
            if data["guardian_name"]
            else [],
            hardships=[
                NewHardship(category=data["hardship"], since=data["hardship_since"], evidence=data["hardship_evidence"])
            ]
            if data["hardship"]
            else [],
            **own,
        )


class ChangeForm(IdentityForm):
    """The number stays empty where it isn't corrected: it is shown only by a reveal."""

    reason = forms.CharField(label=_("Why this is corrected"), max_length=200, help_text=_("It stands in the history."))

    SECTIONS = (
        (_("Identity"), ("name", "id_type", "id_number", "no_id_reason", "sex", "birth_date", "ethnic_group")),
        (_("Home and contact"), ("address", "hukou_kind")),
        (_("Also"), ("public_employee", "note", "reason")),
    )

    sections = AddForm.sections

    def __init__(self, *args, person: Person, **kwargs):
        self.person = person
        initial = {name: getattr(person, name) for name in IdentityForm.base_fields if name != "id_number"}
        super().__init__(*args, initial=initial, **kwargs)
        if person.id_number_tail:
            self.fields["id_number"].help_text = _(
                "Registered: ends in %(tail)s. Leave empty to keep it; type the whole number to correct it."
            ) % {"tail": person.id_number_tail}

    def needs_number(self, data) -> bool:
        """A kept number needs no second look; another paper needs its number, or none its reason."""
        return data["id_type"] != self.person.id_type or data["id_type"] == IdType.NONE

    def changes(self) -> dict:
        data = {name: self.cleaned_data[name] for name in IdentityForm.base_fields}
        if not data["id_number"] and data["id_type"] == self.person.id_type:
            del data["id_number"]
        return data
