"""Work by the thousand: the next read while the present one is taken in, and no time lost on garbage there isn't."""

import gc
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")
END = object()


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The `items`, made in a thread of its own while those before are in use; never more than two wait.

    Making them may not ask the database: that connection is the caller's. It sees the caller's language and scope.
    """
    with ThreadPoolExecutor(max_workers=1) as beside, taking_turns():
        context = copy_context()

        def coming():
            return beside.submit(context.run, next, items, END)

        waiting = deque([coming(), coming()])
        while (item := waiting.popleft().result()) is not END:
            waiting.append(coming())
            yield item


def beside(make: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """What `make` makes of each of the `items`, in a thread of its own while those before are in use and the next item
    is fetched.

    The items may come from the database, and what is made of them go there; `make` may not ask it.
    """
    with ThreadPoolExecutor(max_workers=1) as thread, taking_turns():
        context, made = copy_context(), None
        for item in items:
            coming = thread.submit(context.run, make, item)
            if made:
                yield made.result()
            made = coming
        if made:
            yield made.result()


@contextmanager
def taking_turns() -> Iterator[None]:
    """Inside, a thread that comes back from the database goes on at once: it waits a tenth as long as usual for the
    one that computes, a thousand times over."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(interval / 10)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Inside, cycles are looked for seldom, and among what is new alone: rows hold none, and looking for some in
    thousands of them, again and again, takes a tenth of the time."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
