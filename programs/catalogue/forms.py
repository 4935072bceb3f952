"""The form on which a manager changes the rules of a program: amounts, days, thresholds, documents, wording."""

import copy
import tomllib
from collections.abc import Iterator
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from programs.catalogue import toml
from programs.catalogue.criteria.language import NUMBERS
from programs.catalogue.definition import Definition
from programs.catalogue.definition.parser import as_json
from programs.catalogue.facts import FACTS
from programs.catalogue.text import Text

# How a threshold is called on the form.
THRESHOLDS = {
    "at_least": Text("不低于", "at least"),
    "at_most": Text("不超过", "at most"),
    "below": Text("低于", "below"),
    "above": Text("高于", "above"),
}


class VersionForm(forms.Form):
    """From when, on what ground, and why: what every new version says."""

    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    document = forms.CharField(label=_("Document number"), max_length=100, required=False)
    note = forms.CharField(
        label=_("What changes and why"), max_length=500, min_length=4, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, definition: Definition, data_of_version: dict, **kwargs):
        self.definition, self.base = definition, data_of_version
        initial = {"valid_from": timezone.localdate(), "document": definition.document}
        super().__init__(*args, initial=initial, **kwargs)

    def version_fields(self):
        return [self[name] for name in ("valid_from", "document", "note")]


class AdvancedForm(VersionForm):
    """The whole version as TOML."""

    text = forms.CharField(
        label=_("The rules as TOML"),
        widget=forms.Textarea(attrs={"rows": 36, "class": "code", "spellcheck": "false"}),
        strip=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = toml.dumps(self.base)

    def clean_text(self) -> str:
        try:
            self.data_of_version = as_json(tomllib.loads(self.cleaned_data["text"], parse_float=Decimal))
        except tomllib.TOMLDecodeError as error:
            raise forms.ValidationError(_("This isn't valid TOML: %(error)s"), params={"error": error}) from error
        return self.cleaned_data["text"]

    def changed_rules(self) -> dict:
        return self.data_of_version


class RulesForm(VersionForm):
    """The settings that change from year to year, each as a field of its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # (name of the field, where its value goes in the data of the version)
        self.places: dict[str, tuple] = {}
        self.sections: list[tuple[object, list[str]]] = []
        self._benefit()
        self._days()
        self._criteria()
        self._documents()

    def _add(self, section: list[str], name: str, field: forms.Field, place: tuple) -> None:
        field.initial = self._at(place)
        self.fields[name] = field
        self.places[name] = place
        section.append(name)

    def _at(self, place: tuple):
        value = self.base
        for key in place:
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and key < len(value):
                value = value[key]
            else:
                return None
        return value

    def _benefit(self) -> None:
        names: list[str] = []
        benefit = self.base.get("benefit", {})
        if "amount" in benefit:
            self._add(names, "amount", _amount(_("Amount, yuan")), ("benefit", "amount"))
        for code in self.definition.benefit.amounts or {}:
            label = self.definition.choice_label(benefit.get("by"), code)
            field = _amount(_("%(choice)s, yuan") % {"choice": label})
            self._add(names, f"amount_{code}", field, ("benefit", "amounts", code))
        self.sections.append((_("Benefit"), names))

    def _days(self) -> None:
        names: list[str] = []
        day = forms.RegexField(r"^\d\d-\d\d$", label=_("Cut-off day of the year (month-day)"), required=False)
        self._add(names, "cutoff", day, ("cutoff",))
        self._add(names, "review_months", _whole(_("Months between reviews"), 60), ("review_months",))
        for n, step in enumerate(self.definition.chain):
            label = _("Working days: %(step)s") % {"step": step.label}
            self._add(names, f"step_{step.level}", _whole(label, 250), ("chain", n, "working_days"))
        if self.definition.publicity.form == "list":
            days = _whole(_("Days that a list stands"), 365, required=True)
            self._add(names, "publicity_days", days, ("publicity", "days"))
            phone = forms.CharField(label=_("Complaint phone"), max_length=40)
            self._add(names, "publicity_phone", phone, ("publicity", "phone"))
        self.sections.append((_("Dates and deadlines"), names))

    def _criteria(self) -> None:
        for n, criterion in enumerate(self.base.get("criteria", [])):
            names: list[str] = []
            place = ("criteria", n)
            for path, operator, fact in thresholds(criterion["test"]):
                label = capfirst(f"{self._about(fact)} {THRESHOLDS[operator]}")
                self._add(names, f"c{n}_{'_'.join(map(str, path))}", _number(label), (*place, "test", *path))
            for key, label, rows in (
                (("zh",), _("In Chinese"), 1),
                (("en",), _("In English"), 1),
                (("failing", "zh"), _("What is wrong and what to do, in Chinese"), 2),
                (("failing", "en"), _("What is wrong and what to do, in English"), 2),
            ):
                self._add(names, f"c{n}_{'_'.join(key)}", _words(label, rows), (*place, *key))
            label = self.definition.criteria[n].label
            self.sections.append((_("Criterion: %(label)s") % {"label": label}, names))

    def _about(self, fact: str):
        if fact.startswith("parent."):
            return _("A parent's situation has lasted, months:")
        if fact.startswith("form."):
            return self.definition.field(fact.removeprefix("form.")).label
        return FACTS[fact].label

    def _documents(self) -> None:
        names: list[str] = []
        for n, document in enumerate(self.base.get("documents", [])):
            label = self.definition.documents[n].label
            if "when" not in document:
                field = forms.BooleanField(label=_("Required: %(document)s") % {"document": label}, required=False)
                self._add(names, f"d{n}_required", field, ("documents", n, "required"))
                field.initial = self.definition.documents[n].required
            field = forms.BooleanField(
                label=_("No longer asked for: %(document)s") % {"document": label}, required=False
            )
            self.fields[f"d{n}_drop"] = field
            names.append(f"d{n}_drop")
        for name, label in (("new_zh", _("New document, in Chinese")), ("new_en", _("New document, in English"))):
            self.fields[name] = _words(label, 1)
            self.fields[name].required = False
            names.append(name)
        self.sections.append((_("Documents"), names))

    def rows(self) -> Iterator[tuple[object, list]]:
        for title, names in self.sections:
            if names:
                yield title, [self[name] for name in names]

    def clean(self):
        if bool(self.cleaned_data.get("new_zh")) != bool(self.cleaned_data.get("new_en")):
            raise forms.ValidationError(_("Name the new document in Chinese and in English."))
        return self.cleaned_data

    def changed_rules(self) -> dict:
        """The data of the version with what was changed on the form."""
        data = copy.deepcopy(self.base)
        for name, place in self.places.items():
            if name in self.changed_data:
                _put(data, place, as_json(self.cleaned_data[name]))
        dropped = {n for n in range(len(data.get("documents", []))) if self.cleaned_data.get(f"d{n}_drop")}
        documents = [item for n, item in enumerate(data.get("documents", [])) if n not in dropped]
        if self.cleaned_data.get("new_zh"):
            taken = {item["code"] for item in self.base.get("documents", [])}
            code = next(f"document_{n}" for n in range(1, 1000) if f"document_{n}" not in taken)
            new = {"code": code, "zh": self.cleaned_data["new_zh"], "en": self.cleaned_data["new_en"]}
            documents.append(new)
        if documents != data.get("documents", []):
            data["documents"] = documents
        return data


def thresholds(test, path: tuple = ()) -> Iterator[tuple[tuple, str, str]]:
    """(place, operator, fact) of each number that a test compares with."""
    if isinstance(test, dict):
        fact = test.get("fact")
        for key, value in test.items():
            if key in NUMBERS and isinstance(fact, str):
                yield (*path, key), key, fact
            else:
                yield from thresholds(value, (*path, key))
    elif isinstance(test, list):
        for n, item in enumerate(test):
            yield from thresholds(item, (*path, n))


def _put(data, place: tuple, value) -> None:
    *way, last = place
    for key in way:
        data = data[key] if isinstance(data, list) else data.setdefault(key, {})
    if value in (None, ""):
        data.pop(last, None)
    else:
        data[last] = value


def _amount(label) -> forms.Field:
    return forms.DecimalField(label=label, min_value=Decimal("0.01"), max_digits=12, decimal_places=2)


def _number(label) -> forms.Field:
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2)


def _whole(label, high: int, required: bool = False) -> forms.Field:
    return forms.IntegerField(label=label, min_value=1, max_value=high, required=required)


def _words(label, rows: int) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
    return forms.CharField(label=label, max_length=300, widget=widget)
