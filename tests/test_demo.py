"""The demo's runner: what dies is brought back, what it started is ended, what it cannot do is explained."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registry.demo import preflight
from registry.demo.console import table
from registry.demo.signals import Stopped, StopRequests
from registry.demo.supervisor import Guard, Service, Supervisor
from registry.embedded import EmbeddedError, Layout
from registry.embedded.layout import CHECKOUT

SLEEPS = ["-c", "import time; time.sleep(600)"]
# Deaf to SIGTERM, and so is its grandchild, which has left for a session of its own.
DEAF = [
    "-c",
    textwrap.dedent("""
        import signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        time.sleep(600)
    """),
]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    layout = Layout.of(tmp_path)
    layout.logs.mkdir()
    said: list[str] = []
    supervisor = Supervisor(layout=layout, environment=dict(os.environ), requests=StopRequests(), say=said.append)
    yield supervisor
    supervisor.requests.hurry = True
    supervisor.end_all()


def wait_until(holds: Callable[[], bool], *, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "did not come about"
        time.sleep(0.05)


def test_hung_services_and_their_detached_grandchildren_are_ended(supervisor: Supervisor) -> None:
    supervisor.start(Service(name="deaf", command=DEAF))
    wait_until(lambda: len(supervisor.marked()) == 2)
    stopped = supervisor.marked()[0]
    stopped.suspend()
    supervisor.requests.hurry = True

    supervisor.end_all()

    assert supervisor.marked() == []
    assert not stopped.is_running()


def test_a_run_that_was_killed_is_recognised_by_the_next(supervisor: Supervisor) -> None:
    supervisor.start(Service(name="web", command=SLEEPS))
    next_run = Supervisor(layout=supervisor.layout, environment={}, requests=StopRequests(), say=lambda line: None)

    # It bears its mark from when it is the program that was asked for, a moment after it was begun.
    wait_until(lambda: [p.pid for p in next_run.marked("web")] == [supervisor.services[0].process.pid])
    assert next_run.marked("worker") == []


def test_a_killed_service_is_started_again_without_what_it_left(supervisor: Supervisor) -> None:
    service = Service(name="worker", command=DEAF)
    supervisor.start(service)
    wait_until(lambda: len(supervisor.marked()) == 2)
    before = {process.pid for process in supervisor.marked()}
    service.process.kill()
    wait_until(lambda: service.process.poll() is not None)

    supervisor.check()

    wait_until(lambda: len(supervisor.marked("worker")) == 2)
    assert not before & {process.pid for process in supervisor.marked()}


def test_a_dead_server_is_revived(supervisor: Supervisor) -> None:
    revived: list[str] = []
    guard = Guard(name="redis", alive=lambda: bool(revived), revive=lambda: revived.append("redis"))
    supervisor.guards.append(guard)

    supervisor.check()

    assert revived == ["redis"]


def test_what_keeps_dying_is_given_up_with_the_end_of_its_log(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.demo.supervisor._PAUSE", 0)
    supervisor.start(Service(name="web", command=["-c", "raise SystemExit('no such module')"]))

    with pytest.raises(EmbeddedError, match="no such module"):
        for _ in range(200):
            supervisor.check()
            time.sleep(0.05)


def test_a_request_to_stop_waits_while_a_process_is_being_started() -> None:
    requests = StopRequests()
    requests.listen()
    try:
        with pytest.raises(Stopped), requests.deferred():
            os.kill(os.getpid(), signal.SIGTERM)
            started = True
        assert started
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


def test_a_busy_port_is_explained_before_anything_long() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        zh, en = preflight.unusable("127.0.0.1", port) or ("", "")

    assert f"PORT={port + 1}" in zh
    assert f"PORT={port + 1}" in en
    assert preflight.unusable("127.0.0.1", port) is None


def test_a_second_demo_says_so_and_ctrl_c_ends_the_first(tmp_path: Path) -> None:
    """A real start, interrupted in the middle of the migrations: nothing may be left."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"REGISTRY_RUN_DIR": str(tmp_path), "REGISTRY_ENV": "development"}
    environment.pop("DATABASE_OWNER_URL", None)
    command = [sys.executable, "-m", "registry.demo", "--port", port]
    first = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout
        for line in first.stdout:
            if "Redis" in line:
                break

        second = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True)

        assert second.returncode == 1
        assert f"http://localhost:{port}" in second.stdout
        first.send_signal(signal.SIGINT)
        said, _ = first.communicate(timeout=60)
        assert "Stopped" in said
        assert first.returncode == 0
    finally:
        first.kill()
    assert _processes_naming(str(tmp_path)) == []


def test_columns_align_where_a_character_is_two_cells_wide() -> None:
    assert table([["role", "area"], ["经办人", "宣州区"]]) == "  role    area\n  经办人  宣州区"


def _processes_naming(run_dir: str) -> list[str]:
    """Processes that know this run directory by their arguments, environment or working directory."""
    import psutil

    found = []
    for process in psutil.process_iter():
        try:
            known = [*process.cmdline(), process.cwd(), process.environ().get("REGISTRY_RUN_DIR", "")]
            if process.pid != os.getpid() and any(run_dir in text for text in known):
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found
