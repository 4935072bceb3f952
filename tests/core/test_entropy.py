"""Random bytes from a block: none is ever given out twice."""

import os
from concurrent.futures import ThreadPoolExecutor

from registry.core import entropy


def test_no_bytes_come_twice_over_blocks_and_threads():
    with ThreadPoolExecutor(max_workers=4) as threads:
        lots = list(threads.map(lambda _lot: [entropy.some(12) for _ in range(1_000)], range(8)))
    nonces = [nonce for lot in lots for nonce in lot]
    assert {len(nonce) for nonce in nonces} == {12}
    assert len(set(nonces)) == len(nonces)


def test_a_forked_process_gives_out_none_of_its_parents():
    entropy.some(1)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, entropy.some(64))
        os._exit(0)
    os.close(writing)
    theirs = os.read(reading, 64)
    os.waitpid(child, 0)
    os.close(reading)
    assert len(theirs) == 64 and theirs != entropy.some(64)


def test_the_fork_test_would_notice(monkeypatch):
    monkeypatch.setattr(entropy, "_rest", entropy._Rest())
    block, used = bytes(range(256)) * 16, 0
    entropy._rest.block, entropy._rest.used = block, used
    assert entropy.some(4) == block[:4] and entropy.some(4) == block[4:8]
    entropy._forget()
    assert entropy.some(4096) != block
