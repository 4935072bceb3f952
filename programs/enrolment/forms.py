"""The form of a program, made from its definition. What an answer must be is judged by `services.answers` alone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.staff.fields import AreaField
from programs.enrolment.services import answers, feeding
from registry.core.errors import Refusal

YES_NO = [("", "—"), ("true", _("yes")), ("false", _("no"))]
SECTIONS = {
    "": _("The application"),
    "hardship": _("Hardship"),
    "account": _("Account for payments"),
    "relation.father": _("Father"),
    "relation.mother": _("Mother"),
    "relation.guardian": _("Guardian"),
    "relation.carer": _("Entrusted carer"),
}


def widget_for(form_field):
    if form_field.kind == "long_text":
        return forms.Textarea(attrs={"rows": 4})
    if form_field.kind in ("date", "month"):
        return forms.TextInput(attrs={"type": form_field.kind})
    if form_field.kind == "integer":
        return forms.TextInput(attrs={"inputmode": "numeric"})
    if form_field.kind == "money":
        return forms.TextInput(attrs={"inputmode": "decimal"})
    attrs = {"autocomplete": "off"}
    if form_field.kind in ("phone", "account"):
        attrs["inputmode"] = "tel" if form_field.kind == "phone" else "numeric"
    return forms.TextInput(attrs=attrs)


def form_field_of(form_field, *, masked: str = "") -> forms.Field:
    """The Django field; never required, so that a draft can be kept, and never judged here."""
    help_text = str(form_field.help or "")
    if masked:
        said = _("On record: %(masked)s. Leave it empty to keep that.") % {"masked": masked}
        help_text = f"{said} {help_text}".strip()
    common = {"label": str(form_field.label), "help_text": help_text, "required": False}
    if form_field.kind == "choice":
        choices = [("", "—"), *((choice.code, str(choice.label)) for choice in form_field.choices)]
        return forms.ChoiceField(choices=choices, **common)
    if form_field.kind == "bool":
        return forms.ChoiceField(choices=YES_NO, **common)
    if form_field.kind == "area":
        return AreaField(**common)
    return forms.CharField(widget=widget_for(form_field), strip=True, **common)


class ApplicationForm(forms.Form):
    """One field for each of the definition, in sections; what a person's record says already stands in it."""

    def __init__(self, *args, definition, person, on, enrolment=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.definition = definition
        on_record = feeding.known(person, on=on)
        kept = enrolment.answers if enrolment else {}
        self.sections: dict[str, list[str]] = {}
        for form_field in definition.fields:
            if (form_field.feeds or "").startswith("person."):
                continue
            value = on_record.get(form_field.feeds) if form_field.feeds else kept.get(form_field.code)
            if value is None and enrolment is None and not form_field.feeds:
                value = form_field.default
            self.add(form_field, value)

    def add(self, form_field, value) -> None:
        masked = ""
        if answers.is_secret(form_field):
            masked = f"****{value['tail']}" if isinstance(value, dict) else value or ""
            value = None
        self.fields[form_field.code] = form_field_of(form_field, masked=masked)
        if isinstance(value, bool):
            value = "true" if value else "false"
        self.initial.setdefault(form_field.code, "" if value is None else value)
        self.fields[form_field.code].wanted = form_field.required
        section = (form_field.feeds or "").rpartition(".")[0]
        self.sections.setdefault(section, []).append(form_field.code)

    def in_sections(self):
        """(heading, bound fields) in the order of the definition."""
        for section, codes in self.sections.items():
            yield SECTIONS.get(section, section), [self[code] for code in codes]

    def given(self) -> dict:
        """What to hand to the services. A secret that was left empty stays as it is; other empty ones go."""
        raw = {}
        for code in self.fields:
            value = self.cleaned_data.get(code, "")
            form_field = self.definition.field(code)
            if value in ("", None) and (answers.is_secret(form_field) or form_field.feeds):
                continue
            raw[code] = value
        return raw

    def clean(self):
        data = super().clean()
        try:
            answers.clean(self.definition, self.given())
        except answers.AnswersRefused as refused:
            for refusal in refused.refusals:
                self.add_error(refusal.field, str(refusal))
        return data

    def refuse(self, refusal: Refusal) -> None:
        """Show what a service refused at its field, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class PublishForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What the public reads above the list."))
    opens_on = forms.DateField(
        label=_("Starts on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: today."),
    )
    stood_elsewhere = forms.CharField(
        label=_("Stood elsewhere"),
        max_length=200,
        required=False,
        help_text=_("Only for a list that stood on paper before: where, and when."),
    )


class ObjectionForm(forms.Form):
    enrolment = forms.ChoiceField(label=_("About"), required=False)
    content = forms.CharField(label=_("What is objected"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    objector = forms.CharField(label=_("Raised by"), max_length=60, required=False, help_text=_("May stay anonymous."))
    channel = forms.CharField(label=_("Came by"), max_length=40, required=False)

    def __init__(self, *args, members=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enrolment"].choices = [
            ("", _("the whole list")), *((str(m.enrolment_id), m.enrolment.person.name) for m in members)
        ]  # fmt: skip
