"""Trees as RFC 6962 has them: its test data, and a naive reading of its text for every other tree."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.ledger import merkle
from programs.ledger.verifier import verify

# The leaves, roots and paths that implementations of Certificate Transparency are tested with.
INPUTS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LEAVES = [merkle.leaf(b"", data) for data in INPUTS]


def naive(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word by word: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + naive(leaves[:k]) + naive(leaves[k:])).digest()


def test_the_root_of_nothing():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_of_the_test_data(size):
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("position", "size"), PATHS)
def test_paths_of_the_test_data(position, size):
    found = merkle.path(LEAVES[:size], position)
    assert [beside.hex() for beside in found] == PATHS[position, size]


@given(st.integers(0, 200), st.binary(min_size=1, max_size=4))
def test_every_root_is_the_naive_one(size, seed):
    leaves = [merkle.leaf(seed, bytes([n])) for n in range(size)]
    assert merkle.root(leaves) == naive(leaves)


@given(st.integers(1, 130), st.data())
def test_every_path_leads_to_the_root_and_no_other_does(size, data):
    leaves = [merkle.leaf(b"", bytes([n])) for n in range(size)]
    position = data.draw(st.integers(0, size - 1))
    path, root = merkle.path(leaves, position), merkle.root(leaves)
    assert verify.climbed(leaves[position], position, size, path) == root
    assert verify.climbed(leaves[position], position, size, [*path, root]) is None
    for n in range(len(path)):
        assert verify.climbed(leaves[position], position, size, path[:n] + path[n + 1 :]) != root
        assert verify.climbed(leaves[position], position, size, [*path[:n], root, *path[n + 1 :]]) != root


@given(st.integers(1, 40), st.data())
def test_a_leaf_is_proved_at_its_own_place_alone(size, data):
    leaves = [merkle.leaf(b"", bytes([n])) for n in range(size)]
    position, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    climbed = verify.climbed(leaves[position], other, size, merkle.path(leaves, position))
    assert (climbed == merkle.root(leaves)) == (position == other)


@pytest.mark.parametrize("position", [-1, 3])
def test_there_is_no_path_from_nowhere(position):
    with pytest.raises(IndexError):
        merkle.path(LEAVES[:3], position)


def test_lines_are_salted_each_by_itself():
    secret = b"s" * 32
    found = merkle.Leaves(secret)
    for n in range(10_000):
        found.add(b"line %d\n" % (n % 2))
    salts = merkle.salts(secret, 10_000)
    assert len(set(found.hashes)) == 10_000
    assert found.hashes[9_999] == merkle.leaf(salts[9_999 * merkle.SALT :], b"line 1")
    assert merkle.salts(secret, 5) == salts[: 5 * merkle.SALT]


@given(count=st.integers(0, 70))
def test_the_root_that_comes_block_by_block_is_the_trees(count):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merkle, "BLOCK", 8)
        found = merkle.Leaves(b"s" * 32)
        for n in range(count):
            found.add(b"line %d\n" % n)
        assert found.root() == naive(found.hashes)
        found.add(b"one more\n")
        assert found.root() == naive(found.hashes), "asked for in the middle, it goes on"
