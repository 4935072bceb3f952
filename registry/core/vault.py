"""The vault: ID numbers, phones and bank accounts, sealed with AES-256-GCM and found by a blind index.

A sealed value is `key id length (1 byte) · key id · nonce (12) · ciphertext and tag`. The key id, the
field and the row are its associated data, so a value that is copied to another row or column does
not open there. The blind index is HMAC-SHA-256 under a key of its own, and answers equality alone.
"""

import base64
import hashlib
import uuid
from dataclasses import dataclass
from functools import cache, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from registry.core import entropy
from registry.core.scope import key_blocks

NONCE = 12


class VaultError(Exception):
    """A sealed value did not open: another row's, damaged, or its key is gone. Never carries the value."""


@dataclass(frozen=True)
class Keyring:
    current: str
    ciphers: dict[str, AESGCM]


@cache
def keyring() -> Keyring:
    """The keys of `VAULT_KEYS`; the first seals, all of them open. ValueError on a malformed key."""
    pairs = [entry.strip().split(":", 1) for entry in settings.VAULT_KEYS.split(",") if entry.strip()]
    ciphers = {key_id: AESGCM(base64.urlsafe_b64decode(key)) for key_id, key in pairs}
    return Keyring(current=pairs[0][0], ciphers=ciphers)


@lru_cache(maxsize=64)
def _labels(key_id: str, field: str) -> tuple[bytes, bytes]:
    """What stands before the nonce of a sealed value, and before the row in its associated data."""
    key = key_id.encode()
    return bytes([len(key)]) + key, key + b"\0" + field.encode() + b"\0"


def seal(plain: str, *, row: uuid.UUID, field: str) -> bytes:
    """`plain` sealed for the column `field` of the row with id `row`."""
    ring = keyring()
    head, label = _labels(ring.current, field)
    nonce = entropy.some(NONCE)
    return head + nonce + ring.ciphers[ring.current].encrypt(nonce, plain.encode(), label + row.bytes)


def open_sealed(sealed: bytes | memoryview, *, row: uuid.UUID, field: str) -> str:
    """The text that `seal` was given.

    Raises:
        VaultError: not sealed for this row and field, changed, or under a key that isn't in `VAULT_KEYS`.
    """
    return open_row(sealed, row=row.bytes, field=field)


def open_row(sealed: bytes | memoryview, *, row: bytes, field: str) -> str:
    """`open_sealed`, with the sixteen bytes of the row's id: for those who open a whole column."""
    sealed = bytes(sealed)
    start = 1 + sealed[0]
    key_id = sealed[1:start].decode(errors="replace")
    cipher = keyring().ciphers.get(key_id)
    if cipher is None:
        raise VaultError("the key of a sealed value is not in VAULT_KEYS")
    body = start + NONCE
    try:
        return cipher.decrypt(sealed[start:body], sealed[body:], _labels(key_id, field)[1] + row).decode()
    except InvalidTag:
        raise VaultError("a sealed value does not belong to this row, or was changed") from None


def key_of(sealed: bytes | memoryview) -> str:
    """The id of the key that a value is sealed under."""
    sealed = bytes(sealed)
    return sealed[1 : 1 + sealed[0]].decode()


def blind_index(plain: str, *, kind: str) -> bytes:
    """What equal values of one kind ("id", "phone", "account") share, 32 bytes."""
    inner, outer = _begun()
    inner, outer = inner.copy(), outer.copy()
    inner.update(f"{kind}\0{plain}".encode())
    outer.update(inner.digest())
    return outer.digest()


@cache
def _begun() -> tuple:
    """The two hashes of HMAC-SHA-256 (RFC 2104) with the key taken in, to be copied: setting them up costs more than
    a short value does, and `hmac` as much again."""
    return tuple(hashlib.sha256(block) for block in key_blocks(settings.VAULT_INDEX_KEY))


@receiver(setting_changed)
def _look_again(*, setting: str, **_said) -> None:
    """Settings don't change but in tests; asking for one a million times costs more than what it is asked for."""
    if setting in ("VAULT_KEYS", "VAULT_INDEX_KEY"):
        keyring.cache_clear()
        _begun.cache_clear()
