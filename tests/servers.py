"""The servers under the suite: started for a run, shared by all runs on this machine, stopped after the last.

Loaded with `-p`, so that the environment stands before Django's settings are read. With DATABASE_URL set,
the suite uses that server (and REDIS_URL) instead, and starts none. `REGISTRY_TEST_DB_SUFFIX` gives a run
its own database beside another run's.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from registry import embedded
from registry.embedded import redis
from registry.embedded.layout import CHECKOUT

_held: list[IO[str]] = []  # locks live as long as the process, so one that is killed gives them back


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before pytest-django reads the settings: where the servers are, and the owner's login."""
    os.environ.setdefault("REGISTRY_ENV", "test")
    os.environ["REGISTRY_DATABASE_ROLE"] = "owner"
    if uses_embedded():
        run_dir().mkdir(parents=True, exist_ok=True)
        os.environ["REGISTRY_RUN_DIR"] = str(run_dir())
        addresses = embedded.addresses()
        os.environ["REGISTRY_TEST_EMBEDDED"] = "1"
        os.environ["DATABASE_URL"] = addresses.database_url
        os.environ["DATABASE_OWNER_URL"] = addresses.owner_url
        os.environ["REDIS_URL"] = addresses.redis_url.replace("db=0", f"db={_free_redis_database()}")
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    # After pytest-django's, so that these fixtures build on its own.
    config.pluginmanager.import_plugin("tests.database")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if _is_worker(session.config) or session.config.option.collectonly:
        return
    from registry.messages import compile_stale

    compile_stale()
    if not uses_embedded():
        return
    with locked("start"):
        try:
            embedded.start(durable=False)
        except embedded.EmbeddedError as error:
            raise pytest.UsageError(str(error)) from error
        _held.append(_lock("users", fcntl.LOCK_SH))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The last run out stops the servers: whoever can take the users' lock alone is the last."""
    if _is_worker(config) or not _held or not uses_embedded():
        return
    with locked("start"):
        while _held:
            _held.pop().close()
        try:
            alone = _lock("users", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        embedded.stop()
        alone.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "no Chromium" in str(r.longrepr)]
    if skipped:
        line = f"BROWSER TESTS SKIPPED: no Chromium on the PATH, {len(skipped)} tests did not run"
        terminalreporter.write_sep("!", line, red=True, bold=True)


def uses_embedded() -> bool:
    return "DATABASE_URL" not in os.environ or "REGISTRY_TEST_EMBEDDED" in os.environ


def run_dir() -> Path:
    return Path(os.environ.get("REGISTRY_TEST_RUN_DIR") or CHECKOUT / ".run" / "test")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _free_redis_database() -> int:
    """A database of Redis that no other living test process has."""
    for number in range(redis.DATABASES):
        try:
            _held.append(_lock(f"redis-{number}", fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            continue
        return number
    raise pytest.UsageError(f"all {redis.DATABASES} Redis databases are taken by other test processes")


def _lock(name: str, how: int) -> IO[str]:
    locks = run_dir() / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    file = (locks / name).open("w")
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        file.close()
        raise
    return file


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One test process at a time, of all runs that share the servers."""
    with _lock(name, fcntl.LOCK_EX):
        yield
