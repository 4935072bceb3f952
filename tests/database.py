"""The database under a test: made by the owner, used as the app, put back as it was.

A suite that runs as the owner proves nothing about row-level security, so every query of a test goes
through a login that the policies bind. Creating, migrating and resetting the database are the owner's.
Migrating takes ten seconds, so it is done once per state of the migrations, and then copied.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from registry.embedded.layout import APP, CHECKOUT, Layout
from registry.messages import SOURCES
from tests.servers import locked, uses_embedded


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """`REGISTRY_TEST_DB_SUFFIX` names the database of one run beside those of other runs."""
    from django.db import connection

    if suffix := os.environ.get("REGISTRY_TEST_DB_SUFFIX"):
        settings = connection.settings_dict
        name = settings["TEST"].get("NAME") or f"test_{settings['NAME']}"
        settings["TEST"]["NAME"] = f"{name}_{suffix}"


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Generator[None]:
    """A copy of the migrated template, used as the app from here on. `--create-db` migrates anew."""
    from django.db import connection
    from django.test import TransactionTestCase

    name = connection.creation._get_test_db_name()
    pristine = f"{name}_pristine"
    flush = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        with locked("template"):
            _copy(_template(anew=request.config.option.create_db), to=name)
        _use(name, as_owner=True)
        _migrate()  # nothing to apply; but what runs after each migration may be newer than the template
        _copy(name, to=pristine)
        _use(name, as_owner=False)
    # A test that commits is undone by copying the database back: truncating would lose the rows that
    # migrations made, and the append-only tables refuse it.
    TransactionTestCase._fixture_teardown = lambda case: _copy(pristine, to=name)
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock(), _server() as cursor:
        for database in (name, pristine):
            _drop(cursor, database)


@pytest.fixture
def owner_connection(db: None) -> Iterator[Connection]:
    """A connection of its own, as the owner of the tables, committing each statement."""
    with closing(_connect(_owner_url())) as connection:
        connection.autocommit = True
        yield connection


@pytest.fixture
def superuser_connection(db: None) -> Iterator[Connection]:
    """A connection of its own that nothing holds: no policy, no trigger, no foreign key. Commits each statement."""
    url = Layout.of().database_url(role="postgres", database="postgres") if uses_embedded() else _owner_url()
    with closing(_connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        yield connection


@pytest.fixture
def app_connection(db: None) -> Iterator[Connection]:
    """A connection of its own, as the app and with an empty scope."""
    with closing(_connect(os.environ["DATABASE_URL"])) as connection:
        if _steps_down():
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {APP}")
            connection.commit()
        yield connection


def _template(*, anew: bool) -> str:
    """The migrated database for the migrations as they are; others are dropped. Call it under the lock."""
    digest = hashlib.sha256((CHECKOUT / "requirements.lock").read_bytes())
    for app in SOURCES:
        for file in sorted((CHECKOUT / app).rglob("*")):
            if {"migrations", "data"} & set(file.parts) and file.suffix != ".pyc" and file.is_file():
                digest.update(str(file.relative_to(CHECKOUT)).encode() + file.read_bytes())
    name = f"template_{digest.hexdigest()[:16]}"
    with _server() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^template_[0-9a-f]{16}'")
        existing = {row[0] for row in cursor.fetchall()}
        for old in existing if anew else existing - {name}:
            _drop(cursor, old)
        if anew or name not in existing:
            draft = f"{name}_draft"
            cursor.execute(f'CREATE DATABASE "{draft}"')
            _use(draft, as_owner=True)
            _migrate()
            _disconnect()
            cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _copy(database: str, *, to: str) -> None:
    """Put a copy of one database in the place of another."""
    with _server() as cursor:
        _drop(cursor, to)
        cursor.execute(f'CREATE DATABASE "{to}" TEMPLATE "{database}" STRATEGY FILE_COPY')


def _drop(cursor: Any, database: str) -> None:
    """Drop a database, whoever is connected to it.

    `WITH (FORCE)` is refused to all but a superuser while an autovacuum worker is in the database. Without it
    PostgreSQL sends that worker away itself, so only the clients are left to us: no new ones, and an end to those.
    """
    cursor.execute("SELECT FROM pg_database WHERE datname = %s", [database])
    if cursor.fetchone() is None:
        return
    cursor.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
        [database],
    )
    cursor.execute(f'DROP DATABASE "{database}"')


@contextmanager
def _server() -> Iterator[Any]:
    """The owner's cursor beside the databases, to none of which this process then holds a connection."""
    _disconnect()
    with closing(psycopg2.connect(_url(_owner_url(), database="postgres"))) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            yield cursor


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()


def _use(database: str, *, as_owner: bool) -> None:
    """Point `default` at a database and a login. All threads share the settings, a live server's too."""
    from django.db import connection

    _disconnect()
    parts = urlsplit(_owner_url() if as_owner else os.environ["DATABASE_URL"])
    connection.settings_dict["NAME"] = database
    connection.settings_dict["USER"] = unquote(parts.username or "")
    connection.settings_dict["PASSWORD"] = unquote(parts.password or "")
    if _steps_down():
        connection.settings_dict["OPTIONS"]["assume_role"] = None if as_owner else APP


def _connect(url: str) -> Connection:
    from django.db import connection

    return psycopg2.connect(_url(url, database=connection.settings_dict["NAME"]))


def _url(url: str, *, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def _owner_url() -> str:
    return os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]


def _steps_down() -> bool:
    """With one login for both, the app steps down from the owner's by `SET ROLE`."""
    return not os.environ.get("DATABASE_OWNER_URL")
