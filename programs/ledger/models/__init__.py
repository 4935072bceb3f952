from programs.ledger.models.money import (
    FIRST_DAY,
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
    "FIRST_DAY",
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
