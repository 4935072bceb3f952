"""Random bytes, a few at a time.

Each question to the system lets other threads run first, and a roster of thousands asks it a dozen times for every
row: so it is asked for a block, of which each byte is given out once. Threads have blocks of their own, and a forked
process begins with none: two must never give out the same bytes, which seal ID numbers.
"""

import os
import threading

BLOCK = 4096


class _Rest(threading.local):
    block = b""
    used = 0


_rest = _Rest()


def _forget() -> None:
    _rest.block, _rest.used = b"", 0


os.register_at_fork(after_in_child=_forget)


def some(length: int) -> bytes:
    """`length` bytes (at most `BLOCK`) from the system's generator, fit for keys and nonces."""
    start = _rest.used
    end = start + length
    if end > len(_rest.block):
        _rest.block, start, end = os.urandom(BLOCK), 0, length
    _rest.used = end
    return _rest.block[start:end]
