"""Databases to measure in, and the lines that say what was measured."""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
from django.conf import settings
from django.db import connection, connections

HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Bench:
    """`people` is the size of the kept city, `folder` where files may be kept from run to run."""

    people: int
    folder: Path

    def city(self, people: int | None = None) -> str:
        """Use the city of so many people from here on; it is built if there is none. The name of its database."""
        people = self.people if people is None else people
        name = f"city_{people}"
        built = self.folder / f"{name}.built"
        if not built.exists():
            drop(name)
        create(name)
        manage(name, "migrate", "--verbosity", "0", as_owner=True)
        if people and not built.exists():
            manage(name, "make_city", "--people", str(people))
        if not built.exists():
            with owner(name) as cursor:
                cursor.execute("VACUUM ANALYZE")
            built.touch()
        use(name)
        return name

    @contextmanager
    def scratch(self, people: int = 0) -> Iterator[str]:
        """Use a copy of the city of so many people inside the block; it is thrown away after it."""
        city = self.city(people)
        drop("scratch")
        create("scratch", template=city)
        use("scratch")
        try:
            yield "scratch"
        finally:
            use(city)
            drop("scratch")


@contextmanager
def owner(database: str | None = None) -> Iterator:
    """A cursor of the owning role, which row-level security doesn't bind, committing each statement."""
    with closing(psycopg2.connect(_url(database or connection.settings_dict["NAME"]))) as raw:
        raw.autocommit = True
        with raw.cursor() as cursor:
            yield cursor


@dataclass(frozen=True)
class Spent:
    """`cpu` are the seconds of processor time: of this process, of those that it started and waited for, and of the
    database's. On a machine that others use as well they say more than `seconds`."""

    seconds: float
    cpu: float


@dataclass
class Watch:
    """`with Watch() as watch: …; watch.spent`"""

    spent: Spent | None = None

    def __enter__(self) -> "Watch":
        gc.collect()
        self._cpu, self._began = processor_time(), time.perf_counter()
        return self

    def __exit__(self, *_error) -> None:
        self.spent = Spent(time.perf_counter() - self._began, processor_time() - self._cpu)


def processor_time() -> float:
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system + _server_time()


def _server_time() -> float:
    """Of the database's processes, those that have ended as well."""
    from registry.embedded.layout import Layout

    layout = Layout.of(Path(os.environ["REGISTRY_RUN_DIR"]))
    first = psutil.Process(int((layout.postgres_data / "postmaster.pid").read_text().split()[0]))
    total = sum(first.cpu_times()[:4])
    for process in first.children():
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:2])
    return total


def compare(
    bench: str, *, n: int, product: Callable, baseline: Callable, of: str, rounds: int = 5, scale: float = 1, **extra
) -> float:
    """Run both in turn and print the line of their medians; the ratio.

    What returns `Spent` has measured itself. `scale` is what the baseline's time is multiplied with, where it did
    a part of the work.
    """
    spent: tuple[list[Spent], list[Spent]] = ([], [])
    for _round in range(rounds):
        for kept, act in zip(spent, (product, baseline), strict=True):
            kept.append(measured(act))
    (seconds, cpu), (base, base_cpu) = map(medians, spent)
    if rounds >= 20:
        extra["p95"] = round(sorted(entry.seconds for entry in spent[0])[int(rounds * 0.95)], 6)
    extra["cpu_ratio"] = rounded(cpu / (base_cpu * scale))
    return line(bench, n=n, seconds=seconds, baseline=of, baseline_seconds=base * scale, **extra)


def medians(spent: list[Spent]) -> tuple[float, float]:
    return statistics.median(entry.seconds for entry in spent), statistics.median(entry.cpu for entry in spent)


def line(
    bench: str, *, n: int, seconds: float, baseline: str, baseline_seconds: float, ratio: float | None = None, **extra
) -> float:
    """`ratio` is that of the seconds, unless something else is measured."""
    ratio = ratio or seconds / baseline_seconds
    said = {"bench": bench, "n": n, "seconds": rounded(seconds), "baseline": baseline}
    said |= {"baseline_seconds": rounded(baseline_seconds), "ratio": rounded(ratio), **extra}
    print(json.dumps(said, ensure_ascii=False), flush=True)
    return ratio


def measured(act: Callable) -> Spent:
    with Watch() as watch:
        said = act()
    return said if isinstance(said, Spent) else watch.spent


def rounded(value: float) -> float:
    return float(f"{value:.4g}")


def manage(database: str, *arguments: str, as_owner: bool = False) -> None:
    subprocess.run(**command(database, *arguments, as_owner=as_owner), check=True, stdout=sys.stderr)


def command(database: str, *arguments: str, as_owner: bool = False) -> dict:
    """What `subprocess` starts as a `manage.py` command on a database."""
    environment = os.environ | {
        "DATABASE_URL": _url(database, role=settings.APP_ROLE),
        "DATABASE_OWNER_URL": _url(database),
    }
    if as_owner:
        environment["REGISTRY_DATABASE_ROLE"] = "owner"
    return {"args": [sys.executable, "manage.py", *arguments], "cwd": HERE, "env": environment}


def use(database: str) -> None:
    """Point Django's connection at a database of the server."""
    connections.close_all()
    connection.settings_dict["NAME"] = database


def create(name: str, *, template: str | None = None) -> None:
    connections.close_all()
    with owner("postgres") as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            copied = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
            cursor.execute(f'CREATE DATABASE "{name}"{copied}')


def drop(name: str) -> None:
    connections.close_all()
    with owner("postgres") as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = %s AND backend_type = 'client backend'",
            [name],
        )
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def superuser_url(database: str) -> str:
    """The embedded server's own login, which no trigger or foreign key need hold."""
    return _url(database, role="postgres")


def _url(database: str, *, role: str = "") -> str:
    from registry.embedded.layout import OWNER, Layout

    return Layout.of(Path(os.environ["REGISTRY_RUN_DIR"])).database_url(role=role or OWNER, database=database)
