"""Accounts and what they may do: an administrator's work, and nobody's on their own account."""

import re

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from registry.core import roles, vault
from registry.core.errors import Refusal
from registry.core.models import Account, Area, Grant
from registry.core.roles import Role

EDITORS = "Editors"


def _checked(password: str, account: Account) -> str:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refusal("password", " ".join(error.messages).replace("%", "%%"), field="password") from error
    return password


@transaction.atomic
def create(
    *, actor: Account, username: str, full_name: str, password: str, area: Area | None, bureau: str = ""
) -> Account:
    """A new account without any grant: it can't even enter the staff site.

    Raises:
        Refusal: `not-allowed`; `password` too weak; `username` taken.
    """
    roles.require(actor, "account.change")
    if Account.objects.filter(username__iexact=username).exists():
        raise Refusal("username", _("This user name is taken."), field="username")
    account = Account(username=username, full_name=full_name, area=area, bureau=bureau)
    account.set_password(_checked(password, account))
    account.save()
    return account


@transaction.atomic
def change(
    *,
    actor: Account,
    account: Account,
    full_name: str,
    area: Area | None,
    bureau: str,
    is_active: bool,
    grants: dict[str, list[str]],
    password: str = "",
    id_number: str = "",
) -> Account:
    """Set an account's place and grants (`{role: programs}`); what isn't named is taken away.

    Of the `id_number` of whoever works under it, where one is given, only the blind index is kept: by it money knows
    relatives.

    Raises:
        Refusal: `not-allowed`; `own-account`: nobody changes their own rights; `grant-area`: a role that
            sees people needs an area; `id-checksum`.
    """
    roles.require(actor, "account.change")
    if actor.pk == account.pk:
        raise Refusal("own-account", _("Nobody changes their own rights. Ask another administrator."))
    if set(grants) & set(roles.SEES_PEOPLE) and area is None:
        raise Refusal("grant-area", _("A role that sees people needs an area."), field="area")
    account = Account.objects.select_for_update().get(pk=account.pk)
    account.full_name, account.area, account.bureau, account.is_active = full_name, area, bureau, is_active
    if password:
        account.set_password(_checked(password, account))
    if id_number.strip():
        account.id_index = vault.blind_index(_number(id_number), kind="id")
    account.save()
    set_grants(account=account, grants=grants)
    return account


def _number(text: str) -> str:
    """The 18 characters of a resident ID number (GB 11643), as blind indexes of people are made of."""
    number = "".join(text.split()).upper()
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    if (
        re.fullmatch(r"[0-9]{17}[0-9X]", number) is None
        or number[17]
        != ("10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11])
    ):
        raise Refusal("id-checksum", _("This isn't an ID number of 18 characters. Compare it with the card."),
                      field="id_number")  # fmt: skip
    return number


def set_grants(*, account: Account, grants: dict[str, list[str]]) -> None:
    """Make the account's grants exactly these, and its membership of the editors' group with them."""
    account.grants.exclude(role__in=grants).delete()
    for role, programs in grants.items():
        Grant.objects.update_or_create(account=account, role=role, defaults={"programs": sorted(set(programs))})
    editors, _created = Group.objects.get_or_create(name=EDITORS)
    if Role.EDITOR in grants:
        account.groups.add(editors)
    else:
        account.groups.remove(editors)
    roles.forget(account)
