"""Ctrl-C, SIGTERM and a closed terminal all mean: stop everything, in order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(BaseException):
    """Raised in the main thread by the first request to stop."""


class StopRequests:
    """The first request raises `Stopped`, unless deferred; once stopping, further ones only say: hurry."""

    def __init__(self) -> None:
        self.requested = False
        self.hurry = False
        self._deferred = False
        self._stopping = False

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # started under nohup
            signal.signal(number, self._receive)

    def begin_stopping(self) -> None:
        self._stopping = True

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Hold a request back while a process is being started, so that none is started and forgotten."""
        self._deferred = True
        try:
            yield
        finally:
            self._deferred = False
        if self.requested and not self._stopping:
            raise Stopped

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self._stopping or self.requested:
            self.hurry = True
        self.requested = True
        if not self._stopping and not self._deferred:
            raise Stopped
