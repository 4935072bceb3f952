"""A chain of seals and a receipt, made without a database."""

import json
from datetime import UTC, datetime, timedelta

from programs.ledger import chain, merkle
from programs.ledger.models import Seal
from programs.ledger.verifier import verify

BEGAN = datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC)


def facts(kind: str, sequence: int, payment: str) -> dict[str, str]:
    """What a leaf says; among it a value that has to be escaped, one in Chinese, and empty ones."""
    found = dict.fromkeys(verify.FIELDS[kind], "") | {"sequence": str(sequence), "payment": payment, "batch": "FF-1"}
    told = {"name": "欧阳娜·古丽", "payee": "a\\b\tc\n", "amount": "1000.00", "state": "paid", "paid_on": "2026-03-02"}
    told |= {"branch": "17", "bank_serial": "17"}
    return found | {name: value for name, value in told.items() if name in found}


class Chain:
    """`sizes` gives the payments of each batch; each has a seal of its payments and one of its outcomes."""

    def __init__(self, *sizes: int):
        self.seals: list[Seal] = []
        self.trees: list[tuple[bytes, list[dict], list[bytes]]] = []
        for batch, size in enumerate(sizes, 1):
            for kind in ("payments", "outcomes"):
                self.add(kind, [facts(kind, n, f"payment-{batch}-{n}") for n in range(size + 1)])

    def add(self, kind: str, lines: list[dict]) -> int:
        """A seal of these leaves; its number."""
        number, secret = len(self.seals) + 1, bytes([len(self.seals)]) * 32
        leaves = merkle.Leaves(secret)
        for line in lines:
            leaves.add(verify.line(line.values()) + b"\n")
        fields = {
            "number": number, "kind": kind, "count": len(lines), "root": merkle.root(leaves.hashes).hex(),
            "previous": self.seals[-1].hash if self.seals else chain.BEGINNING,
            "sealed_at": BEGAN + timedelta(hours=number),
        }  # fmt: skip
        self.seals.append(Seal(**fields, hash=chain.hash_of(**fields)))
        self.trees.append((secret, lines, leaves.hashes))
        return number

    @property
    def text(self) -> str:
        return chain.text(self.seals)

    def proof(self, number: int, sequence: int) -> dict:
        secret, lines, leaves = self.trees[number - 1]
        return {
            "seal": number,
            "hash": self.seals[number - 1].hash,
            "salt": merkle.salts(secret, sequence + 1)[-merkle.SALT :].hex(),
            "leaf": dict(lines[sequence]),
            "path": [beside.hex() for beside in merkle.path(leaves, sequence)],
        }

    def receipt(self, batch: int, sequence: int, *, outcome: bool = True) -> dict:
        proofs = [self.proof(2 * batch - 1, sequence)]
        if outcome:
            proofs.append(self.proof(2 * batch, sequence))
        return {"format": verify.RECEIPT_FORMAT, "proofs": proofs}


def dumped(receipt) -> str:
    return json.dumps(receipt, ensure_ascii=False)
