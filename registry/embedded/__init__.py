"""PostgreSQL and Redis out of wheels, so that one command is enough to run the registry.

What holds: `addresses` starts nothing and touches no disk; `start` returns only when both servers answer,
whatever an earlier run left behind; `stop` leaves no process of this run directory. Servers listen on unix
sockets in a directory that only their account may enter, never on a network port.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from registry.embedded import postgres, redis
from registry.embedded.errors import EmbeddedError
from registry.embedded.layout import Addresses, Layout
from registry.embedded.secrets import kept_secrets, secrets

__all__ = ["Addresses", "EmbeddedError", "Layout", "addresses", "kept_secrets", "secrets", "start", "stop"]


def addresses(run_dir: Path | None = None) -> Addresses:
    """Where the servers of a run directory answer once started."""
    return Layout.of(run_dir).addresses


def start(
    run_dir: Path | None = None, *, durable: bool = True, say: Callable[[str], None] = lambda line: None
) -> Addresses:
    """Start, or reuse, both servers. `durable=False` trades safety on a power cut for speed: tests only."""
    layout = Layout.of(run_dir)
    postgres.start(layout, durable=durable, say=say)
    redis.start(layout, durable=durable, say=say)
    return layout.addresses


def stop(run_dir: Path | None = None) -> None:
    """Stop both servers; nothing happens when they are not running."""
    layout = Layout.of(run_dir)
    redis.stop(layout)
    postgres.stop(layout)
