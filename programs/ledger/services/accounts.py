"""The accounts of the ledger: found, or made when money first comes to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from programs.ledger.models import AccountKind, LedgerAccount


@dataclass(frozen=True, order=True)
class LedgerAccountKey:
    """What names an account. `source` and `available` belong to the fund alone: program and period are ''."""

    fund: str
    kind: str
    program: str = ""
    period: str = ""


def source(fund: str) -> LedgerAccountKey:
    return LedgerAccountKey(fund, AccountKind.SOURCE.value)


def available(fund: str) -> LedgerAccountKey:
    return LedgerAccountKey(fund, AccountKind.AVAILABLE.value)


def spending(kind: str, *, fund: str, program: str, period: str) -> LedgerAccountKey:
    """The `committed`, `in_transit` or `paid` account of a program's period."""
    return LedgerAccountKey(fund, AccountKind(kind).value, program, period)


def ensure(keys: Iterable[LedgerAccountKey]) -> dict[LedgerAccountKey, LedgerAccount]:
    """The account of each key, made where it is missing.

    Two at once make one: the second waits for the first at the unique key, and finds it. In the
    order of the keys, so that two that need the same new accounts can't lock each other out.
    """
    wanted = sorted(set(keys))
    found = _found(wanted)
    missing = [key for key in wanted if key not in found]
    if missing:
        LedgerAccount.objects.bulk_create(
            [LedgerAccount(fund_id=key.fund, kind=key.kind, program=key.program, period=key.period) for key in missing],
            ignore_conflicts=True,
        )
        found |= _found(missing)
    return found


def _found(keys: list[LedgerAccountKey]) -> dict[LedgerAccountKey, LedgerAccount]:
    if not keys:
        return {}
    wanted = Q()
    for key in keys:
        wanted |= Q(fund=key.fund, kind=key.kind, program=key.program, period=key.period)
    return {key_of(account): account for account in LedgerAccount.objects.filter(wanted)}


def key_of(account: LedgerAccount) -> LedgerAccountKey:
    return LedgerAccountKey(account.fund_id, account.kind, account.program, account.period)
