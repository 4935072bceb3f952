"""Row ids. Made by the client, so that a repeated request names the same row."""

import time
import uuid

from registry.core import entropy


def uuid7() -> uuid.UUID:
    """A version-7 UUID (RFC 9562): 48 bits of milliseconds, then 74 random bits, so ids sort by age."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(entropy.some(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
