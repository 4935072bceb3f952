"""Kinds of jobs that exist in tests only."""

import time

from registry.core import jobs, scope
from registry.core.errors import Refusal

CHUNKS = 12


@jobs.kind("tests.count", "Counting")
def count(run):
    """Commits a chunk at a time, with its checkpoint; says which chunks it committed, in order."""
    chunks = list(run.checkpoint.get("chunks", []))
    for number in range(run.checkpoint.get("next", 0), CHUNKS):
        if number == run.params.get("fail_at"):
            raise ValueError("the chunk with 341802198003072422 in it")
        time.sleep(run.params.get("slow", 0))
        chunks.append(number)
        run.progress(number + 1, CHUNKS)
        with run.commit(next=number + 1, chunks=chunks):
            pass
    return {"chunks": chunks}


@jobs.kind("tests.scope", "Looking")
def look(run):
    return {"account": scope.current().account_id, "area": scope.current().area}


@jobs.kind("tests.refuse", "Refusing")
def refuse(run):
    raise Refusal("no", "这不行")


@jobs.kind("tests.crash", "Crashing")
def crash(run):
    raise ValueError("身份证 341802198003072422")
