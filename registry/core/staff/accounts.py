"""Accounts and their grants, for administrators, who see no person."""

from django import forms
from django.contrib import messages
from django.db import connection, transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal
from registry.core.models import Account, Area, Bureau
from registry.core.models.account import ALL_PROGRAMS
from registry.core.models.area import Level
from registry.core.roles import Role
from registry.core.services import accounts
from registry.core.staff.views import StaffView

PAGE = 50


def program_choices() -> list[tuple[str, str]]:
    """The programs, read past the model: the ground knows no program."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, name_zh FROM catalogue_program ORDER BY position, code")
        return [
            (ALL_PROGRAMS, _("every program")),
            *((code, f"{code} {name}") for code, name in cursor.fetchall()),
        ]


class AccountForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=150)
    full_name = forms.CharField(label=_("Full name"), max_length=60)
    bureau = forms.ChoiceField(label=_("Bureau"), choices=[("", "—"), *Bureau.choices], required=False)
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.exclude(level=Level.PROVINCE),
        required=False,
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
        help_text=_("The code of the village, township, county or city; type to search."),
        error_messages={"invalid_choice": _("No area has this code.")},
    )
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, required=False, strip=False)
    id_number = forms.CharField(
        label=_("ID number of whoever works under it"), max_length=24, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("So that nobody approves money for a relative. Only its fingerprint is kept; leave it empty to "
                    "keep what is there."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("May log in"), required=False, initial=True)

    def __init__(self, *args, account: Account | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if account:
            self.fields.pop("username")
            self.fields["password"].help_text = _("Leave empty to keep the present one.")
        else:
            self.fields.pop("is_active")
            self.fields["password"].required = True
        held = {grant.role: grant.programs for grant in account.grants.all()} if account else {}
        choices = program_choices()
        for role in Role:
            self.fields[f"role_{role}"] = forms.MultipleChoiceField(
                label=role.label,
                choices=choices,
                required=False,
                initial=held.get(role, []),
                widget=forms.CheckboxSelectMultiple,
            )

    def role_fields(self):
        return [self[name] for name in self.fields if name.startswith("role_")]

    def plain_fields(self):
        return [self[name] for name in self.fields if not name.startswith("role_")]

    def grants(self) -> dict[str, list[str]]:
        return {role: self.cleaned_data[f"role_{role}"] for role in Role.values if self.cleaned_data[f"role_{role}"]}


class AccountList(StaffView):
    action = "account.change"
    page_title = _("Accounts")
    header_icon = "group"
    template_name = "core/accounts/index.html"

    def get_context_data(self, **kwargs):
        text = self.request.GET.get("q", "").strip()
        after = self.request.GET.get("after", "")
        rows = Account.objects.select_related("area").prefetch_related("grants").order_by("username")
        if text:
            rows = rows.filter(
                Q(username__icontains=text) | Q(full_name__icontains=text) | Q(area__full_name__icontains=text)
            )
        if after:
            rows = rows.filter(username__gt=after)
        page = list(rows[: PAGE + 1])
        following = page[PAGE - 1].username if len(page) > PAGE else ""
        return super().get_context_data(accounts=page[:PAGE], q=text, following=following, **kwargs)


class AccountFormView(StaffView):
    action = "account.change"
    header_icon = "user"
    template_name = "core/accounts/form.html"
    trail = [(reverse_lazy("accounts:index"), _("Accounts"))]

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.form())
        areas = Area.objects.exclude(level=Level.PROVINCE).values_list("code", "full_name")
        return super().get_context_data(areas=areas, **kwargs)

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if form.is_valid():
            try:
                account = self.save(form)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("The account is saved."))
                return redirect("accounts:edit", pk=account.pk)
        return self.render_to_response(self.get_context_data(form=form))


class AccountAdd(AccountFormView):
    page_title = _("New account")

    def form(self, data=None):
        return AccountForm(data)

    # Both or neither: a refused grant must not leave an account that takes the user name.
    @transaction.atomic
    def save(self, form) -> Account:
        cleaned = form.cleaned_data
        account = accounts.create(
            actor=self.request.user,
            username=cleaned["username"],
            full_name=cleaned["full_name"],
            password=cleaned["password"],
            area=cleaned["area"],
            bureau=cleaned["bureau"],
        )
        return accounts.change(
            actor=self.request.user,
            account=account,
            full_name=cleaned["full_name"],
            area=cleaned["area"],
            bureau=cleaned["bureau"],
            is_active=True,
            grants=form.grants(),
            id_number=cleaned["id_number"],
        )


class AccountEdit(AccountFormView):
    @cached_property
    def account(self) -> Account:
        return get_object_or_404(Account, pk=self.kwargs["pk"])

    def get_page_title(self):
        return str(self.account)

    def form(self, data=None):
        account = self.account
        initial = {
            "full_name": account.full_name,
            "bureau": account.bureau,
            "area": account.area_id,
            "is_active": account.is_active,
        }
        return AccountForm(data, initial=initial, account=account)

    def save(self, form) -> Account:
        cleaned = form.cleaned_data
        return accounts.change(
            actor=self.request.user,
            account=self.account,
            full_name=cleaned["full_name"],
            area=cleaned["area"],
            bureau=cleaned["bureau"],
            is_active=cleaned["is_active"],
            password=cleaned["password"],
            grants=form.grants(),
            id_number=cleaned["id_number"],
        )
