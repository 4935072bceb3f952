"""Accounts with one grant each, as most tests want them."""

from itertools import count

from registry.core import scope
from registry.core.models import Account, Grant

_numbers = count(1)


def make_account(
    role: str = "caseworker",
    area: str = "3418",
    programs: tuple[str, ...] = ("*",),
    *,
    password: str = "",
    **fields,
) -> Account:
    """An active account of `area` with `role` for `programs`."""
    username = fields.pop("username", f"{role}-{area}-{next(_numbers)}")
    account = Account(username=username, area_id=area, full_name=fields.pop("full_name", username), **fields)
    account.set_password(password) if password else account.set_unusable_password()
    with scope.entered(scope.ACCOUNT_KEEPER):
        account.save()
        Grant.objects.create(account=account, role=role, programs=list(programs))
    return account


def entered_as(account: Account):
    """The account's scope, as a context manager: `with entered_as(reviewer): …`."""
    return scope.entered(scope.of(account))
