"""A house of its own to break: PostgreSQL, Redis and a worker that no other test uses.

PostgreSQL is durable here, as in production; the database is the migrated one of the suite, taken over by a dump.
The process of the test is pointed to it, and back to the suite's when the house is pulled down.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import psycopg2
from celery import current_app
from django.db import connection, connections
from django.test import override_settings

from programs.ledger import outside
from programs.ledger.services import sealing, verification
from registry import embedded
from registry.embedded import postgres, processes, redis
from registry.embedded.account import server_account
from registry.embedded.layout import APP, CHECKOUT, DATABASE, PORT, Layout
from tests import books

PATIENCE = 60  # seconds, for what takes one on an idle machine


class House:
    def __init__(self, run_dir: Path):
        self.layout = Layout.of(run_dir)
        self.worker = Worker(self)

    def build(self, dump: Path) -> None:
        """Start the servers and bring the dump in."""
        self.pull_down()
        embedded.start(self.layout.run_dir)
        binaries = postgres._binaries()
        superuser = self.layout.database_url(role="postgres", database=DATABASE)
        subprocess.run(
            [binaries / "pg_restore", "--single-transaction", "--exit-on-error", "-d", superuser, dump], check=True
        )
        self.sql("ANALYZE")

    def pull_down(self) -> None:
        self.worker.kill()
        if postgres.running(self.layout):
            self.crash_database()  # nothing in it is wanted any more
        embedded.stop(self.layout.run_dir)
        shutil.rmtree(self.layout.run_dir, ignore_errors=True)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """With Django and Celery of this process pointed to the house, and a living worker in it."""
        settings, broker = dict(connection.settings_dict), current_app.conf.broker_url
        here = {"NAME": DATABASE, "USER": APP, "PASSWORD": "", "HOST": str(self.layout.sockets), "PORT": str(PORT)}
        connections.close_all()
        connection.settings_dict |= here
        _send_through(broker_of(self.layout))
        try:
            self.worker.ensure()
            with override_settings(SEALS_FILE=self.seals):
                yield
        finally:
            connections.close_all()
            connection.settings_dict |= settings
            _send_through(broker)

    @contextmanager
    def superuser(self) -> Iterator:
        """A cursor that no policy binds, committing each statement: an independent look at what is there."""
        with closing(psycopg2.connect(self.layout.database_url(role="postgres", database=DATABASE))) as raw:
            raw.autocommit = True
            raw.cursor().execute(f"SET statement_timeout = '{PATIENCE}s'")
            with raw.cursor() as cursor:
                yield cursor

    def sql(self, text: str, params=None) -> list[tuple]:
        with self.superuser() as cursor:
            cursor.execute(text, params)
            return cursor.fetchall() if cursor.description else []

    def faults(self) -> dict[str, list[tuple]]:
        """What is wrong with the books."""
        with self.superuser() as cursor:
            return books.faults(cursor)

    @property
    def seals(self) -> Path:
        return self.layout.run_dir / "seals" / "chain.jsonl"

    def disproved(self) -> list[dict]:
        """What `verify_ledger` finds when all that is due has been sealed. (The gates are triggers that nobody made.)"""
        sealing.seal_due()
        found = verification.verify(outside=outside.text(), grace=timedelta()).json["failures"]
        return [failure for failure in found if failure["code"] != "rule-changed"]

    def crash_database(self) -> None:
        """PostgreSQL stops at once, as when the machine loses its power but for the disk's own cache."""
        subprocess.run(
            [postgres._binaries() / "pg_ctl", "stop", "-m", "immediate", "-D", self.layout.postgres_data],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            **server_account(self.layout).popen,
        )

    def start_database(self) -> None:
        postgres.start(self.layout)

    def flush_broker(self) -> None:
        """All messages are gone, and what the broker knew of its queues."""
        import redis as client

        client.from_url(self.layout.addresses.redis_url).flushall()

    def restart_broker(self, *, forgetting: bool) -> None:
        """Redis is killed and comes back; `forgetting` without what it had written down."""
        for process in processes.working_in(self.layout.redis_data, program="redis-server"):
            process.kill()
            process.wait(10)
        if forgetting:
            for path in self.layout.redis_data.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        redis.start(self.layout)


class Worker:
    """A real worker of Celery, and the means to kill it or its children."""

    def __init__(self, house: House):
        self.house = house
        self.log = house.layout.logs / "worker.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        addresses = self.house.layout.addresses
        env = os.environ | {
            "DATABASE_URL": addresses.database_url,
            "DATABASE_OWNER_URL": addresses.owner_url,
            "REDIS_URL": addresses.redis_url,
            "REGISTRY_RUN_DIR": str(self.house.layout.run_dir),
            "REGISTRY_DATABASE_ROLE": "app",
        }
        command = [sys.executable, "-m", "celery", "-A", "registry", "worker", "--concurrency", "2"]
        command += ["--loglevel", "INFO", "--include", "tests.faults.kinds"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=CHECKOUT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )
        try:
            wait_for(lambda: b" ready." in self.log.read_bytes(), "the worker to be ready")
        except AssertionError as error:
            raise AssertionError(processes.tail(self.log, lines=40)) from error

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ensure(self) -> None:
        if not self.alive:
            self.start()

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def kill_children(self) -> None:
        """SIGKILL to the processes that do the work; their parent makes others."""
        for child in self.children():
            child.kill()

    def kill(self) -> None:
        """SIGKILL to the worker and its children, as when the machine goes."""
        if self.alive:
            family = psutil.Process(self.process.pid)
            for process in [family, *family.children(recursive=True)]:
                process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.process = None


def broker_of(layout: Layout) -> str:
    return layout.addresses.redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


def _send_through(broker: str) -> None:
    current_app.conf.broker_url = broker
    current_app._after_fork()  # forgets the pools of connections to the broker before


def wait_for(condition: Callable[[], object], what: str, *, seconds: float = PATIENCE) -> object:
    """The first true value of `condition`."""
    until = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(0.01)
    return found


@contextmanager
def dumped(database: str, folder: Path) -> Iterator[Path]:
    """The migrated database of the suite, as a file."""
    file = folder / "migrated.dump"
    url = Layout.of().database_url(role="postgres", database=database)
    subprocess.run([postgres._binaries() / "pg_dump", "-Fc", "-Z0", "-f", file, url], check=True)
    try:
        yield file
    finally:
        file.unlink()
