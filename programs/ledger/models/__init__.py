from programs.ledger.models.money import (
    STAFF,
    AccountKind,
    LedgerAccount,
    LedgerMonth,
    Leg,
    Transfer,
    TransferKind,
)
from programs.ledger.models.seal import Seal, SealedTransfer, SealKind, SealPart, SealSecret

__all__ = [
    "STAFF",
    "AccountKind",
    "LedgerAccount",
    "LedgerMonth",
    "Leg",
    "Seal",
    "SealKind",
    "SealPart",
    "SealSecret",
    "SealedTransfer",
    "Transfer",
    "TransferKind",
]
