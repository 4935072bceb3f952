"""Starts the processes of the demo, restarts what dies, ends every one: grandchildren and hung ones too.

Each process leads a session of its own, so that Ctrl-C reaches the runner alone, and carries a mark in its
environment, which its descendants inherit. Whatever carries the mark is ours: also after a run that was
itself killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from registry.demo.signals import StopRequests
from registry.embedded import EmbeddedError
from registry.embedded.layout import CHECKOUT, Layout
from registry.embedded.processes import end, tail

MARK = "REGISTRY_DEMO_PROCESS"
_TOO_MANY, _WITHIN = 5, 60.0  # exits in so many seconds: it will not come up by itself
_PAUSE = 1.0  # and so many seconds more before each further try
_GRACE = 8.0


@dataclass
class Service:
    """A process that is to run until the demo ends."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)


@dataclass
class Guard:
    """A server that runs apart from the runner: whether it lives, and how to bring it back."""

    name: str
    alive: Callable[[], bool]
    revive: Callable[[], None]
    deaths: list[float] = field(default_factory=list)


class Supervisor:
    def __init__(
        self,
        *,
        layout: Layout,
        environment: dict[str, str],
        requests: StopRequests,
        say: Callable[[str], None],
    ) -> None:
        self.layout = layout
        self.environment = environment
        self.requests = requests
        self.say = say
        self.services: list[Service] = []
        self.guards: list[Guard] = []
        self._spawned: list[subprocess.Popen[bytes]] = []
        self._guarded_at = 0.0

    def start(self, service: Service) -> None:
        service.process = self._spawn(service.name, service.command, log=self.log(service.name))
        self.services.append(service)

    def run(self, name: str, command: list[str], *, log: Path | None) -> int:
        """Run a command to its end, watching the services. Without a log it speaks to the terminal."""
        process = self._spawn(name, command, log=log)
        while process.poll() is None:
            self.check()
            time.sleep(0.1)
        return process.returncode

    def watch(self) -> None:
        """Until a request to stop is raised."""
        while True:
            self.check()
            time.sleep(0.3)

    def check(self) -> None:
        """Bring back whatever has died; give up on what dies again and again."""
        for service in self.services:
            if service.process and (code := service.process.poll()) is not None:
                self._count(service, log=self.log(service.name), how=_how(code))
                # What it left behind may still hold the port or take its work.
                end(self.marked(service.name), first=signal.SIGKILL, grace=2)
                service.process = self._spawn(service.name, service.command, log=self.log(service.name))
        if time.monotonic() - self._guarded_at > 1:
            for guard in self.guards:
                if not guard.alive():
                    self._count(guard, log=self.log(guard.name), how="")
                    with self.requests.deferred():
                        guard.revive()
            self._guarded_at = time.monotonic()

    def end_all(self) -> None:
        """Ask all to finish, wait, then kill what carries the mark until nothing does."""
        for process in self._spawned:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + _GRACE
        while self.marked() and time.monotonic() < until and not self.requests.hurry:
            self._reap()
            time.sleep(0.1)
        until = time.monotonic() + _GRACE
        while (left := self.marked()) and time.monotonic() < until:
            end(left, first=signal.SIGKILL, grace=1)
            self._reap()

    def _reap(self) -> None:
        self._spawned = [process for process in self._spawned if process.poll() is None]

    def marked(self, name: str | None = None) -> list[psutil.Process]:
        """Live processes that this run directory's demo started, of one service or of all."""
        suffix = f"@{self.layout.run_dir}"
        found = []
        for process in psutil.process_iter():
            try:
                mark = process.environ().get(MARK, "")
                wanted = mark.endswith(suffix) if name is None else mark == f"{name}{suffix}"
                if wanted and process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def log(self, name: str) -> Path:
        return self.layout.logs / f"{name}.log"

    def _spawn(self, name: str, command: list[str], *, log: Path | None) -> subprocess.Popen[bytes]:
        with self.requests.deferred():
            out = log.open("ab") if log else None
            try:
                process = subprocess.Popen(
                    [sys.executable, *command],
                    cwd=CHECKOUT,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT if out else None,
                    env=self.environment | {MARK: f"{name}@{self.layout.run_dir}"},
                    start_new_session=True,
                )
            finally:
                if out:
                    out.close()
            self._spawned.append(process)
            return process

    def _count(self, what: Service | Guard, *, log: Path, how: str) -> None:
        now = time.monotonic()
        what.deaths = [at for at in what.deaths if now - at < _WITHIN] + [now]
        if len(what.deaths) >= _TOO_MANY:
            raise EmbeddedError(
                zh=f"{what.name} 反复退出，已放弃。日志 {log} 的结尾：\n{tail(log)}",
                en=f"{what.name} keeps exiting; gave up. The end of {log} is above.",
            )
        self.say(f"{what.name} 意外退出{how}，正在重启 · exited, restarting")
        time.sleep(_PAUSE * (len(what.deaths) - 1))


def _how(code: int) -> str:
    return f"（信号 {signal.Signals(-code).name}）" if code < 0 else f"（代码 {code}）"
