"""The embedded servers come up whatever an earlier run left, and leave nothing behind."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis as redis_client

from registry import embedded
from registry.embedded import EmbeddedError, Layout, postgres, redis
from registry.embedded.errors import from_os_error
from registry.embedded.processes import leader, working_in


@pytest.fixture
def layout(tmp_path: Path) -> Iterator[Layout]:
    layout = Layout.of(tmp_path / "run")
    yield layout
    embedded.stop(layout.run_dir)
    if layout.sockets.parent == Path("/tmp"):
        shutil.rmtree(layout.sockets, ignore_errors=True)


def ask(url: str, sql: str) -> object:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None


def family(layout: Layout) -> list[int]:
    servers = [(layout.postgres_data, "postgres"), (layout.redis_data, "redis-server")]
    return sorted(p.pid for data, name in servers for p in working_in(data, program=name))


def kill_all(layout: Layout) -> None:
    for pid in family(layout):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    while family(layout):
        pass


def test_addresses_are_known_before_anything_is_started(tmp_path: Path) -> None:
    run_dir = tmp_path / "never"

    addresses = embedded.addresses(run_dir)

    assert addresses == embedded.addresses(run_dir)
    assert "registry_app@" in addresses.database_url
    assert "registry_owner@" in addresses.owner_url
    assert not run_dir.exists()


def test_neither_login_can_pass_row_level_security(layout: Layout) -> None:
    addresses = embedded.start(layout.run_dir, durable=False)

    for url in (addresses.database_url, addresses.owner_url):
        could = ask(url, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert could == (False,)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(addresses.database_url, "CREATE TABLE mine ()")
    ask(addresses.owner_url, "CREATE TABLE mine ()")
    assert ask(addresses.owner_url, "SHOW timezone") == ("UTC",)


def test_a_running_server_is_reused_and_stop_leaves_no_process(layout: Layout) -> None:
    embedded.start(layout.run_dir, durable=False)
    first = leader(working_in(layout.postgres_data, program="postgres"))

    embedded.start(layout.run_dir, durable=False)

    assert leader(working_in(layout.postgres_data, program="postgres")) == first
    embedded.stop(layout.run_dir)
    embedded.stop(layout.run_dir)
    assert family(layout) == []
    assert list(layout.sockets.iterdir()) == []


def test_a_killed_run_loses_nothing_and_its_stale_files_are_no_hindrance(layout: Layout) -> None:
    addresses = embedded.start(layout.run_dir)
    ask(addresses.owner_url, "CREATE TABLE kept AS SELECT 42 AS n")
    redis_client.from_url(addresses.redis_url).set("kept", "42")
    pid_file = layout.postgres_data / "postmaster.pid"
    stale = pid_file.read_text()
    kill_all(layout)
    # The worst case: by now the pid belongs to another living program.
    pid_file.write_text(stale.replace(stale.split("\n", 1)[0], str(os.getpid()), 1))
    assert (layout.sockets / ".s.PGSQL.5432").exists()
    assert layout.redis_socket.exists()

    embedded.start(layout.run_dir)

    assert ask(addresses.owner_url, "SELECT n FROM kept") == (42,)
    assert redis_client.from_url(addresses.redis_url).get("kept") == b"42"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_PATIENCE", 0.5)
    monkeypatch.setattr(redis, "_PATIENCE", 0.5)


@pytest.mark.usefixtures("impatient")
def test_hung_servers_are_replaced(layout: Layout) -> None:
    addresses = embedded.start(layout.run_dir, durable=False)
    for pid in (before := family(layout)):
        os.kill(pid, signal.SIGSTOP)

    embedded.start(layout.run_dir, durable=False)

    assert not set(before) & set(family(layout))
    assert ask(addresses.database_url, "SELECT 1") == (1,)


@pytest.mark.usefixtures("impatient")
def test_a_server_whose_directory_was_deleted_is_replaced(layout: Layout) -> None:
    addresses = embedded.start(layout.run_dir, durable=False)
    before = family(layout)
    shutil.rmtree(layout.run_dir)

    embedded.start(layout.run_dir, durable=False)

    assert not set(before) & set(family(layout))
    assert ask(addresses.database_url, "SELECT 1") == (1,)


def test_an_interrupted_first_start_begins_anew(layout: Layout) -> None:
    draft = layout.run_dir / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    layout.postgres_data.mkdir()

    postgres.start(layout, durable=False)

    assert ask(layout.addresses.database_url, "SELECT 1") == (1,)


@pytest.mark.parametrize("name", ["中文 目录, with comma", "l" * 120])
def test_odd_and_long_paths_work(tmp_path: Path, name: str) -> None:
    layout = Layout.of(tmp_path / name)
    try:
        addresses = embedded.start(layout.run_dir, durable=False)
        assert ask(addresses.database_url, "SELECT 1") == (1,)
        assert redis_client.from_url(addresses.redis_url).ping()
    finally:
        embedded.stop(layout.run_dir)
        shutil.rmtree(layout.sockets)


def test_another_version_of_the_data_is_explained(layout: Layout) -> None:
    layout.postgres_data.mkdir(parents=True)
    (layout.postgres_data / "PG_VERSION").write_text("16\n")

    with pytest.raises(EmbeddedError, match="PostgreSQL 16"):
        postgres.start(layout)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_directory_of_another_account_is_explained(layout: Layout) -> None:
    layout.run_dir.mkdir()
    layout.sockets.mkdir()
    os.chown(layout.sockets, 54321, 54321)

    with pytest.raises(EmbeddedError, match="uid 54321"):
        redis.start(layout)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_refusal_of_the_system_is_one_sentence_in_each_language(number: int) -> None:
    error = from_os_error(OSError(number, os.strerror(number), "/some/where"))

    assert "\n" not in error.zh and error.zh.endswith("。")
    assert "\n" not in error.en and error.en.endswith(".")
    assert "/some/where" in str(error)


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    first = embedded.secrets(tmp_path)

    assert first == embedded.secrets(tmp_path)
    assert {"SECRET_KEY", "SCOPE_KEY", "VAULT_KEYS", "VAULT_INDEX_KEY"} == first.keys()
    assert all(len(value) >= 32 for value in first.values())
    assert (tmp_path / "secrets.env").stat().st_mode & 0o077 == 0
