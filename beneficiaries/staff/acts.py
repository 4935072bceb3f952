"""The small forms on a person's page: each adds, ends or corrects one thing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.identity import bank, names, phones, resident_id
from beneficiaries.identity.codes import Hardship
from beneficiaries.identity.dates import today
from beneficiaries.identity.disability import DisabilityKind, DisabilityLevel, parse_certificate
from beneficiaries.identity.relations import Relation as Kinship
from beneficiaries.models import Consent, PayAccount, Person, Phone, Relation
from beneficiaries.models import Hardship as HardshipRow
from beneficiaries.models.circumstances import ConsentKind
from beneficiaries.models.family import Situation
from beneficiaries.services import circumstances, contact, family, move
from beneficiaries.staff.detail import PEOPLE, person_or_404
from beneficiaries.staff.fields import AreaField, DayField, Parsed, refuse
from beneficiaries.staff.forms import EMPTY, relation_choices
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.staff.views import StaffView


def day(label, **kwargs) -> DayField:
    return DayField(label=label, initial=today, **kwargs)


def text(label, longest: int, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, **kwargs)


class PhoneForm(forms.Form):
    number = Parsed(phones.parse, label=_("Phone"), max_length=30)
    holder = text(_("Whose phone"), 60, help_text=_("Empty where it is the person's own."))
    preferred = forms.BooleanField(label=_("Call this one first"), required=False)


class AccountForm(forms.Form):
    number = Parsed(bank.parse, label=_("Account or card"), max_length=30)
    payee = Parsed(
        names.parse, label=_("Payee"), max_length=60, required=False, help_text=_("Empty where it is the person.")
    )
    payee_relation = forms.ChoiceField(
        label=_("Payee's relation to the person"), choices=Kinship.choices, initial=Kinship.SELF
    )
    bank = text(_("Bank"), 60)
    branch = text(_("Branch"), 100)


class RelationForm(forms.Form):
    name = Parsed(names.parse, label=pgettext_lazy("person", "Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Relation to the person"), choices=relation_choices)
    since = day(_("Since"))
    guardian = forms.BooleanField(label=_("Guardian"), required=False)
    entrusted = forms.BooleanField(
        label=_("Entrusted with care"), required=False, help_text=_("On an agreement, for absent parents.")
    )
    phone = Parsed(phones.parse, label=_("Phone"), max_length=30, required=False)
    id_number = Parsed(resident_id.parse, label=_("ID number"), max_length=24, required=False)
    workplace = text(_("Works at"), 100)
    situation = forms.ChoiceField(label=_("Situation"), choices=Situation.choices, required=False)
    situation_since = DayField(label=_("Situation since"), required=False)
    proof = text(_("Number of the proof"), 60)


class HouseholdForm(forms.Form):
    head_code = text(_("Person code of the head"), 12, help_text=_("Empty where the person is the head."))
    relation_to_head = forms.ChoiceField(
        label=_("Relation to the head"), choices=EMPTY + Kinship.choices, required=False
    )
    booklet_number = text(_("Number of the household booklet"), 20)


class HardshipForm(forms.Form):
    category = forms.ChoiceField(label=_("Category"), choices=EMPTY + Hardship.choices)
    since = day(_("Certified on"))
    until = DayField(label=_("Valid until"), required=False)
    evidence = text(_("Certificate number"), 60)
    issuer = text(_("Certified by"), 60)


class DisabilityForm(forms.Form):
    certificate = Parsed(
        parse_certificate,
        label=_("Certificate number"),
        max_length=30,
        required=False,
        help_text=_("20 characters: kind and level are read from it. Without it, choose both."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=EMPTY + DisabilityKind.choices, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=EMPTY + DisabilityLevel.choices, required=False)
    since = day(_("Certified on"))
    until = DayField(label=_("Valid until"), required=False)


class ConsentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Consents to"), choices=ConsentKind.choices)
    given_by = forms.CharField(label=_("Signed by"), max_length=60)
    by_guardian = forms.BooleanField(label=_("Signed as guardian"), required=False)
    on = day(_("Signed on"))


class EndForm(forms.Form):
    on = day(_("On"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class DeathForm(forms.Form):
    on = day(_("Date of death"))
    reason = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("For instance the death certificate and its number.")
    )


class MoveForm(forms.Form):
    to = AreaField(label=_("Moves to"), required=False, help_text=_("Leave empty where the person leaves the city."))
    leaves = forms.BooleanField(label=_("Leaves the city"), required=False)
    address = text(_("House or group"), 200)
    on = day(_("Date of the move"))
    reason = text(_("Reason"), 200)

    def clean(self):
        data = super().clean()
        if bool(data.get("to")) == bool(data.get("leaves")):
            self.add_error("to", _("Choose the new place, or tick that the person leaves the city: one of the two."))
        data.pop("leaves", None)
        return data


@dataclass(frozen=True, slots=True)
class Act:
    """A form, what it does, and what it says. Acts on a sub-record name its model and keyword."""

    title: Any
    form: type[forms.Form]
    do: Any
    done: Any
    model: type[models.Model] | None = None
    row: str = ""
    action: str = "person.change"
    places: dict[str, str] | None = None
    hint: Any = ""
    grave: bool = False


ACTS = {
    "phone": Act(_("Add a phone"), PhoneForm, contact.add_phone, _("The phone is added."), places={"phone": "number"}),
    "account": Act(
        _("Add an account"), AccountForm, contact.add_account, _("The account is added."), places={"account": "number"}
    ),
    "relation": Act(
        _("Add a relative or guardian"),
        RelationForm,
        family.add_relation,
        _("The relative is added."),
        places={"relation": "kind"},
    ),
    "household": Act(_("Enter the household"), HouseholdForm, family.enter_household, _("The household is entered.")),
    "hardship": Act(
        _("Certify a hardship"), HardshipForm, circumstances.certify_hardship, _("The hardship is certified.")
    ),
    "disability": Act(
        _("Enter a disability certificate"),
        DisabilityForm,
        circumstances.certify_disability,
        _("The certificate is entered."),
        places={"disability_certificate": "certificate", "id_number": "certificate"},
    ),
    "consent": Act(
        _("Record a consent"),
        ConsentForm,
        circumstances.give_consent,
        _("The consent is recorded."),
        hint=_("Under 14 the guardian signs; from 14 the child signs too, as a second record."),
    ),
    "death": Act(
        _("Record a death"),
        DeathForm,
        circumstances.record_death,
        _("The death is recorded."),
        hint=_("Payments stop, and the programs that the person is in are told."),
        grave=True,
    ),
    "move": Act(
        _("Record a move"),
        MoveForm,
        move.move_person,
        _("The move is recorded."),
        action="person.move",
        hint=_(
            "Your account must cover both places: between townships the county confirms, between counties the city."
        ),
    ),
    "close-phone": Act(
        _("Phone no longer used"), EndForm, contact.close_phone, _("The phone is closed."), Phone, "phone"
    ),
    "close-account": Act(
        _("Close an account"),
        EndForm,
        contact.close_account,
        _("The account is closed: nothing more is paid into it."),
        PayAccount,
        "account",
    ),
    "end-relation": Act(
        _("End a relation"), EndForm, family.end_relation, _("The relation has ended."), Relation, "relation"
    ),
    "end-hardship": Act(
        _("End a hardship"), EndForm, circumstances.end_hardship, _("The hardship has ended."), HardshipRow, "hardship"
    ),
    "withdraw-consent": Act(
        _("Withdraw a consent"),
        EndForm,
        circumstances.withdraw_consent,
        _("The consent is withdrawn."),
        Consent,
        "consent",
    ),
}


class PersonAct(StaffView):
    """One of ACTS, for a person or for one of their records."""

    header_icon = "edit"
    template_name = "people/act.html"

    def get_action(self) -> str:
        if self.kwargs["act"] not in ACTS:
            raise Http404
        self.act = ACTS[self.kwargs["act"]]
        return self.act.action

    def find(self, *, pk, act, row=None):
        self.person: Person = person_or_404(pk)
        self.row = None
        if self.act.model:
            self.row = self.act.model.objects.filter(person=self.person, pk=row).first()
        if bool(self.act.model) != bool(self.row):
            raise Http404

    def get_page_title(self):
        return self.act.title

    def get_trail(self):
        return [PEOPLE, (reverse_lazy("people:detail", args=[self.person.pk]), self.person.name)]

    def get(self, request, *args, **kwargs):
        return self.shown(self.act.form())

    def post(self, request, *args, **kwargs):
        form = self.act.form(request.POST)
        if not form.is_valid():
            return self.shown(form)
        subject = {self.act.row: self.row} if self.row else {"person": self.person}
        try:
            self.act.do(**subject, actor=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal, names=self.act.places)
            return self.shown(form)
        messages.success(request, self.act.done)
        return redirect(reverse("people:detail", args=[self.person.pk]))

    def shown(self, form):
        context = self.get_context_data(form=form, person=self.person, act=self.act, row=self.row)
        return self.render_to_response(context)


def allowed(account) -> dict[str, bool]:
    """Which acts an account may do, for the buttons."""
    return {name.replace("-", "_"): roles.may(account, act.action) for name, act in ACTS.items()}
