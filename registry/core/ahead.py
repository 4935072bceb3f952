"""Work on the next while the present one is used: reading a file beside the database that takes it in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

Item = TypeVar("Item")
END = object()


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The `items`, each made in a thread of its own while the one before is in use; never more than one waits.

    Making them may not ask the database: that connection is the caller's. It sees the caller's language and scope.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        context = copy_context()

        def coming():
            return beside.submit(context.run, next, items, END)

        waiting = coming()
        while (item := waiting.result()) is not END:
            waiting = coming()
            yield item
