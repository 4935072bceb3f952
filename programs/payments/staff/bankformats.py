"""What each bank wants its file to be: the formats with all their versions, one with its example, and the form that
adds the next version."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.payments.models import BankFormat
from programs.payments.models.bankformat import Encoding, FileKind, Holds, Separator
from programs.payments.services import bankfile, bankformats
from programs.payments.staff.keyset import is_uuid
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.staff.views import StaffAct, StaffView

MOST = 16  # columns that the form has room for
# What the fields of a line are filled in with.
FIELDS = dict(zip(bankfile.FIELDS, (
    _("Batch number"), _("Program"), _("Payment period"), _("Fund"), _("Number"), _("Total, yuan"), _("Total, fen"),
    _("Day on which it was sent, as 20130930"), _("Account that pays"),
), strict=True))  # fmt: skip


def spaced(text: str) -> str:
    """A separator as the form names it: a tab wouldn't come through a form's field."""
    return "tab" if text == Separator.TAB else text


class FormatForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the format"), max_length=40, help_text=_("The same name again is its next version.")
    )
    bank = forms.CharField(label=_("Bank"), max_length=60)
    bank_code = forms.CharField(label=_("Bank's own code"), max_length=20, required=False)
    kind = forms.ChoiceField(label=_("Kind of file"), choices=FileKind)
    separator = forms.ChoiceField(
        label=_("Between columns, of text"), choices=[(spaced(value), label) for value, label in Separator.choices]
    )
    encoding = forms.ChoiceField(label=_("Encoding, of text"), choices=Encoding)
    headings = forms.BooleanField(label=_("A row of headings"), required=False)
    fund_account = forms.CharField(label=_("Account that pays"), max_length=40, required=False)
    above = forms.CharField(
        label=_("Lines above the table"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    below = forms.CharField(
        label=_("Lines below the table"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    codes = forms.CharField(
        label=_("Clearing numbers of banks"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("A line for each: part of the bank's name, a space, its number. The longest that fits counts."),
    )  # fmt: skip
    # Made with the form, so that a form that is sent twice is one version.
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = "；".join(f"{{{name}}} {label}" for name, label in FIELDS.items())
        self.fields["above"].help_text = _("“|” parts the cells. These are filled in: %(fields)s.") % {"fields": named}
        options = [("", "—"), *Holds.choices]
        for n in range(MOST):
            for name, field in (
                (
                    "place",
                    forms.IntegerField(
                        label=pgettext_lazy("of a column", "Place"), min_value=1, max_value=99, initial=n + 1
                    ),
                ),
                ("holds", forms.ChoiceField(label=_("Holds"), choices=options)),
                ("heading", forms.CharField(label=_("Heading"), max_length=40)),
                ("text", forms.CharField(label=_("Fixed text"), max_length=40)),
            ):
                field.required = field.widget.is_required = False
                field.widget.attrs["aria-label"] = f"{field.label} {n + 1}"
                self.fields[f"{name}_{n}"] = field

    @classmethod
    def of(cls, format: BankFormat) -> "FormatForm":
        """Filled in with a version, to change it."""
        initial = {name: getattr(format, name) for name in bankformats.COPIED if name not in ("columns", "codes")}
        initial |= {
            "separator": spaced(format.separator) or Separator.COMMA, "encoding": format.encoding or Encoding.UTF8_BOM,
            "codes": "\n".join(" ".join(pair) for pair in format.codes),
        }  # fmt: skip
        for n, column in enumerate(format.columns[:MOST]):
            initial |= {f"{name}_{n}": column[name] for name in ("heading", "holds", "text")}
        return cls(initial=initial)

    @property
    def common(self) -> list:
        return [field for field in self.visible_fields() if not field.name[-1].isdigit()]

    @property
    def rows(self) -> list[list]:
        return [[self[f"{name}_{n}"] for name in ("place", "holds", "heading", "text")] for n in range(MOST)]

    @property
    def given(self) -> dict:
        """The fields as the service takes them. Raises Refusal `bank-codes`."""
        data = self.cleaned_data
        columns = [
            (data[f"place_{n}"] or n + 1, n, {k: data[f"{k}_{n}"] for k in ("heading", "holds", "text")})
            for n in range(MOST)
            if data[f"holds_{n}"]
        ]
        text = data["kind"] == FileKind.TEXT
        return {name: data[name] for name in bankformats.COPIED if name not in ("columns", "codes")} | {
            "columns": [column for *_place, column in sorted(columns, key=lambda one: one[:2])],
            "codes": bankformats.codes_of(data["codes"]),
            "separator": (Separator.TAB if data["separator"] == "tab" else data["separator"]) if text else "",
            "encoding": data["encoding"] if text else "",
        }


class BankFormats(StaffView):
    """Every format and version, those in use first."""

    action = "batch.view"
    page_title = _("Formats of banks' files")
    header_icon = "download"
    template_name = "money/formats.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds")), (reverse("money:batches"), _("Batches"))]

    def get_context_data(self, **kwargs):
        offered = list(BankFormat.objects.offered().select_related("made_by"))
        earlier = BankFormat.objects.exclude(pk__in=[row.pk for row in offered]).select_related("made_by")[:100]
        may_change = bankformats.may_change(self.request.user)
        return super().get_context_data(offered=offered, earlier=earlier, may_change=may_change, **kwargs)


class BankFormatDetail(StaffView):
    """One version, and what it writes."""

    action = "batch.view"
    header_icon = "download"
    template_name = "money/format.html"

    def find(self, pk):
        self.format = get_object_or_404(BankFormat.objects.select_related("made_by"), pk=pk)

    def get_page_title(self):
        return self.format.name

    def get_trail(self):
        return [(reverse("money:batches"), _("Batches")), (reverse("money:formats"), _("Formats of banks' files"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            format=self.format, example=bankformats.Example(self.format), holds=dict(Holds.choices),
            offered=BankFormat.objects.offered().filter(pk=self.format.pk).exists(),
            may_change=bankformats.may_change(self.request.user), **kwargs,
        )  # fmt: skip


class BankFormatAdd(StaffView):
    """A new format, or the next version of the one that `from` in the address names. “Example” shows what it writes
    and saves nothing."""

    action = "bankformat.change"
    page_title = _("Set up a format")
    header_icon = "download"
    template_name = "money/format_add.html"

    def get_trail(self):
        return [(reverse("money:batches"), _("Batches")), (reverse("money:formats"), _("Formats of banks' files"))]

    def form(self) -> FormatForm:
        before = self.request.GET.get("from", "")
        found = BankFormat.objects.filter(pk=before).first() if is_uuid(before) else None
        return FormatForm.of(found) if found else FormatForm(initial={"headings": True})

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or self.form()
        return super().get_context_data(form=form, back=reverse("money:formats"), **kwargs)

    def post(self, request):
        form, example = FormatForm(request.POST), None
        if form.is_valid():
            try:
                if "example" in request.POST:
                    example = bankformats.Example(bankformats.checked(BankFormat(**form.given)))
                else:
                    made = bankformats.add(actor=request.user, id=form.cleaned_data["id"], **form.given)
                    messages.success(request, _("Saved as version %(version)s.") % {"version": made.version})
                    return redirect("money:format", pk=made.pk)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return self.render_to_response(self.get_context_data(form=form, example=example))


class BankFormatWithdraw(StaffAct):
    action = "bankformat.change"

    def post(self, request, pk):
        bankformats.withdraw(format=get_object_or_404(BankFormat, pk=pk), actor=request.user)
        messages.success(request, _("Out of use: it isn't offered any more. Batches keep what they were written in."))
        return redirect("money:formats")
