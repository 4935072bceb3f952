"""Row ids. Made by the client, so that a repeated request names the same row."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A version-7 UUID (RFC 9562): 48 bits of milliseconds, then 74 random bits, so ids sort by age."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
