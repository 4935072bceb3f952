"""Money moves here and nowhere else: posted once under an id that the asker made, and reversed, never edited."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from programs.ledger.models import Leg, Transfer, TransferKind
from programs.ledger.services import accounts, sealing
from programs.ledger.services.accounts import LedgerAccountKey
from registry.core.copying import has_grown
from registry.core.errors import Refusal, refusal_from, rule_of

PRIMARY_KEY = "ledger_transfer_pkey"
# So many go first, and then the planner hears of them: a session that has posted a few keeps plans which read the
# whole ledger for each transfer, and would for the tens of thousands that come at once.
FIRST = 2_000
# A transfer and its legs, before they are posted.
Movement = tuple[Transfer, Mapping[LedgerAccountKey, Decimal]]


def post(
    *,
    id: uuid.UUID,
    kind: str,
    on: date,
    actor,
    legs: Iterable[tuple[LedgerAccountKey, Decimal]],
    memo: str = "",
    cause: uuid.UUID | None = None,
) -> Transfer:
    """Move money, once: the same id with the same content again is the transfer that stands already.

    The caller has asked `roles`, and holds the rows that it decides by. Legs sum to zero and go the
    way of the kind (`ledger.models`); amounts are yuan with at most two decimals.

    Raises:
        Refusal: `transfer-differs` where the id stands for something else; `no-legs`; `fen` for a third decimal;
            the name of a database rule (`transfer_sums_to_zero`, `ledgeraccount_not_overdrawn`, …) where the
            ledger says no.
    """
    moved = dict(_once(legs))
    if not moved:
        raise Refusal("no-legs", _("A transfer must say what leaves and what arrives."))
    return _post(Transfer(id=id, kind=TransferKind(kind).value, on=on, actor=actor, memo=memo, cause=cause), moved)


def reverse(*, id: uuid.UUID, transfer: Transfer, on: date, actor, memo: str) -> Transfer:
    """Take back the whole of `transfer` by a mirrored one that names it; posted once, as `post` is.

    Raises:
        Refusal: `reason` without a memo; `transfer-reversed` where it was taken back before;
            `transfer_mirrors_original` for a reversal; `ledgeraccount_not_overdrawn` where the money has gone on.
    """
    if not memo.strip():
        raise Refusal("reason", _("Say why this is taken back."), field="memo")
    prefetch_related_objects([transfer], "legs__account")
    mirrored, legs = mirror_of(transfer, id=id, on=on, actor=actor, memo=memo.strip())
    try:
        return _post(mirrored, legs)
    except Refusal as refusal:
        if refusal.code == "ledger_transfer_reverses_id_key":
            raise Refusal("transfer-reversed", _("This transfer has been taken back already.")) from refusal
        raise


def mirror_of(transfer: Transfer, *, id: uuid.UUID, on: date, actor, memo: str) -> Movement:
    """What takes back the whole of `transfer`, whose `legs__account` are fetched. Nothing is posted."""
    mirrored = Transfer(
        id=id, kind=TransferKind.REVERSAL.value, on=on, actor=actor, memo=memo, cause=transfer.cause, reverses=transfer
    )
    return mirrored, {accounts.key_of(leg.account): -leg.amount for leg in transfer.legs.all()}


def post_new(movements: Sequence[Movement]) -> None:
    """Post many at once, under ids that nothing was posted under: a few thousand in as many statements as one.

    Raises:
        Refusal: as `post`; `ledger_transfer_pkey`, `ledger_transfer_reverses_id_key` where one of them stands already.
    """
    if not movements:
        return
    try:
        with transaction.atomic():
            for portion in portions(movements):
                _write(portion)
                with connection.cursor() as cursor:
                    has_grown(cursor, Transfer._meta.db_table, Leg._meta.db_table)
            transaction.on_commit(sealing.soon)
    except (IntegrityError, InternalError) as error:
        raise refusal_from(error) from error


def portions(rows: Sequence) -> Iterator[Sequence]:
    """Bit by bit, each four times the one before: `has_grown` looks at a table no sooner again, and the balances of the
    ledger are written anew with every statement."""
    start, size = 0, FIRST
    while start < len(rows):
        yield rows[start : start + size]
        start, size = start + size, 4 * size


def _write(movements: Sequence[Movement]) -> None:
    Transfer.objects.bulk_create([transfer for transfer, _legs in movements])
    account_of = accounts.ensure(key for _transfer, legs in movements for key in legs)
    Leg.objects.bulk_create(
        Leg(transfer=transfer, account=account_of[key], amount=amount)
        for transfer, legs in movements
        for key, amount in legs.items()
    )


def _post(transfer: Transfer, legs: dict[LedgerAccountKey, Decimal]) -> Transfer:
    with transaction.atomic():
        try:
            with transaction.atomic():
                _write([(transfer, legs)])
        except (IntegrityError, InternalError) as error:
            rule = rule_of(error)
            if rule == PRIMARY_KEY:
                return _standing(transfer, legs)
            if rule == "ledger_transfer_reverses_id_key":
                raise Refusal(rule, rule) from error
            raise refusal_from(error) from error
        transaction.on_commit(sealing.soon)
    return transfer


def _standing(asked: Transfer, legs: dict[LedgerAccountKey, Decimal]) -> Transfer:
    """The transfer that has the id of `asked`, where it is the same in everything but the moment."""
    stands = Transfer.objects.get(pk=asked.pk)
    same = all(
        getattr(stands, name) == getattr(asked, name)
        for name in ("kind", "on", "actor_id", "memo", "cause", "reverses_id")
    )
    moved = {accounts.key_of(leg.account): leg.amount for leg in stands.legs.select_related("account")}
    if not same or moved != legs:
        raise Refusal("transfer-differs", _("Another transfer has this number already. Reload the page and try again."))
    return stands


def _once(legs: Iterable[tuple[LedgerAccountKey, Decimal]]) -> Iterable[tuple[LedgerAccountKey, Decimal]]:
    """The legs, each account touched once and each amount whole fen."""
    seen = set()
    for key, amount in legs:
        if key in seen:
            raise Refusal("leg_once_per_account", _("A transfer touches each account once."))
        seen.add(key)
        amount = Decimal(amount)
        if amount != amount.quantize(Decimal("0.01")):
            raise Refusal("fen", _("An amount has at most two decimals."), field="amount")
        yield key, amount
