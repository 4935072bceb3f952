"""The vault: ID numbers, phones and bank accounts, sealed with AES-256-GCM and found by a blind index.

A sealed value is `key id length (1 byte) · key id · nonce (12) · ciphertext and tag`. The key id, the
field and the row are its associated data, so a value that is copied to another row or column does
not open there. The blind index is HMAC-SHA-256 under a key of its own, and answers equality alone.
"""

import base64
import hmac
import os
import uuid
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


class VaultError(Exception):
    """A sealed value did not open: another row's, damaged, or its key is gone. Never carries the value."""


@dataclass(frozen=True)
class Keyring:
    current: str
    ciphers: dict[str, AESGCM]


@lru_cache(maxsize=4)
def _keyring(spec: str) -> Keyring:
    pairs = [entry.strip().split(":", 1) for entry in spec.split(",") if entry.strip()]
    ciphers = {key_id: AESGCM(base64.urlsafe_b64decode(key)) for key_id, key in pairs}
    return Keyring(current=pairs[0][0], ciphers=ciphers)


def keyring() -> Keyring:
    """The keys of `VAULT_KEYS`; the first seals, all of them open. ValueError on a malformed key."""
    return _keyring(settings.VAULT_KEYS)


def _associated(key_id: bytes, row: uuid.UUID, field: str) -> bytes:
    return key_id + b"\0" + field.encode() + b"\0" + row.bytes


def seal(plain: str, *, row: uuid.UUID, field: str) -> bytes:
    """`plain` sealed for the column `field` of the row with id `row`."""
    ring = keyring()
    key_id = ring.current.encode()
    nonce = os.urandom(NONCE)
    body = ring.ciphers[ring.current].encrypt(nonce, plain.encode(), _associated(key_id, row, field))
    return bytes([len(key_id)]) + key_id + nonce + body


def open_sealed(sealed: bytes | memoryview, *, row: uuid.UUID, field: str) -> str:
    """The text that `seal` was given.

    Raises:
        VaultError: not sealed for this row and field, changed, or under a key that isn't in `VAULT_KEYS`.
    """
    sealed = bytes(sealed)
    length = sealed[0]
    key_id, nonce, body = (
        sealed[1 : 1 + length],
        sealed[1 + length : 1 + length + NONCE],
        sealed[1 + length + NONCE :],
    )
    cipher = keyring().ciphers.get(key_id.decode(errors="replace"))
    if cipher is None:
        raise VaultError("the key of a sealed value is not in VAULT_KEYS")
    try:
        return cipher.decrypt(nonce, body, _associated(key_id, row, field)).decode()
    except InvalidTag:
        raise VaultError("a sealed value does not belong to this row, or was changed") from None


def key_of(sealed: bytes | memoryview) -> str:
    """The id of the key that a value is sealed under."""
    sealed = bytes(sealed)
    return sealed[1 : 1 + sealed[0]].decode()


def blind_index(plain: str, *, kind: str) -> bytes:
    """What equal values of one kind ("id", "phone", "account") share, 32 bytes."""
    return hmac.digest(settings.VAULT_INDEX_KEY.encode(), f"{kind}\0{plain}".encode(), "sha256")
