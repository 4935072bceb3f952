from programs.ledger.models.money import (
    STAFF,
    AccountKind,
    LedgerAccount,
    LedgerMonth,
    Leg,
    Transfer,
    TransferKind,
)
from programs.ledger.models.seal import GATHERED, Seal, SealedRecord, SealedTransfer, SealKind, SealPart, SealSecret

__all__ = [
    "GATHERED",
    "STAFF",
    "AccountKind",
    "LedgerAccount",
    "LedgerMonth",
    "Leg",
    "Seal",
    "SealKind",
    "SealPart",
    "SealSecret",
    "SealedRecord",
    "SealedTransfer",
    "Transfer",
    "TransferKind",
]
