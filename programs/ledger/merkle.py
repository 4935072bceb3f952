"""Merkle trees as RFC 6962 §2.1 has them: one hash that stands for many lines, and the short way from a line to it.

A leaf is SHA-256(0x00 ‖ salt ‖ line), a node SHA-256(0x01 ‖ left ‖ right), the root of nothing SHA-256 of nothing.
The salts of a tree come out of one secret, and each tells nothing of the others (SHAKE256). Whoever is given a line
with its salt and its path can check it; whoever has the root alone, or any other line, can't even guess at it.
"""

import hashlib
from collections.abc import Callable, Generator, Sequence

SALT = 16  # bytes
SIZE = 32  # bytes of a hash
EMPTY = hashlib.sha256(b"").digest()
# Leaves, a power of two: what is over as many of them is a node of every larger tree. Few, because whoever sends the
# lines can't go on for long while the nodes over a block are hashed.
BLOCK = 256


def salts(secret: bytes, count: int) -> bytes:
    """`count` salts, one after another; the first ones are the same however many are asked for."""
    return hashlib.shake_256(secret).digest(SALT * count)


def leaf(salt: bytes, line: bytes) -> bytes:
    return hashlib.sha256(b"\0" + salt + line).digest()


class Leaves:
    """The leaves of lines that come one at a time, with a line feed that isn't hashed; and the root over them.

    The nodes are hashed block by block, while whoever sends the lines is busy with the next ones.
    """

    def __init__(self, secret: bytes):
        self.hashes: list[bytes] = []
        self._blocks: list[bytes] = []
        taking = _taking(secret, self.hashes, self._blocks)
        next(taking)
        # Called for every line, a million times: it goes straight to where the loop stands.
        self.add: Callable[[bytes], None] = taking.send

    def root(self) -> bytes:
        rest = self.hashes[len(self._blocks) * BLOCK :]
        return root([*self._blocks, root(rest)] if rest else self._blocks)


def _taking(secret: bytes, hashes: list[bytes], blocks: list[bytes]) -> Generator[None, bytes, None]:
    """Keep the hash of every line that is sent, and the root of every block of them."""
    # A hash that has begun is copied in less time than another one begins.
    begun, keep = hashlib.sha256(b"\0").copy, hashes.append
    made, count = 0, BLOCK
    while True:
        all_salts = salts(secret, count)
        for block in range(made, count, BLOCK):
            for start in range(block * SALT, (block + BLOCK) * SALT, SALT):
                line = yield
                hashed = begun()
                hashed.update(all_salts[start : start + SALT] + line[:-1])
                keep(hashed.digest())
            blocks.append(root(hashes[-BLOCK:]))
        made, count = count, count * 2


def above(level: Sequence[bytes]) -> list[bytes]:
    """The nodes over a level; an odd one at the end goes up as it is, which makes the tree that the RFC describes."""
    sha256, pairs = hashlib.sha256, iter(level)
    nodes = [sha256(b"\1" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
    return [*nodes, level[-1]] if len(level) % 2 else nodes


def root(level: Sequence[bytes]) -> bytes:
    """What stands for all of the leaves."""
    if not level:
        return EMPTY
    while len(level) > 1:
        level = above(level)
    return level[0]


def path(level: Sequence[bytes], position: int) -> list[bytes]:
    """The hashes beside the way from the leaf at `position` (from 0) up to the root, the lowest first."""
    if not 0 <= position < len(level):
        raise IndexError(position)
    found = []
    while len(level) > 1:
        beside = position ^ 1
        if beside < len(level):
            found.append(level[beside])
        level, position = above(level), position // 2
    return found
