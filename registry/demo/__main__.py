"""Run the demo: `python -m registry.demo --port 8000`. See `make demo`."""

from __future__ import annotations

import argparse
import fcntl
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from typing import IO

from registry import embedded
from registry.demo import preflight
from registry.demo.console import Console, table
from registry.demo.signals import Stopped, StopRequests
from registry.demo.supervisor import Guard, Service, Supervisor
from registry.embedded import EmbeddedError, Layout, postgres, redis
from registry.embedded.account import make_run_directory
from registry.embedded.errors import from_os_error
from registry.embedded.layout import CHECKOUT
from registry.embedded.processes import end, tail
from registry.messages import compile_stale


class Demo:
    def __init__(self, *, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.url = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"
        self.layout = Layout.of()
        self.console = Console()
        self.requests = StopRequests()
        self.supervisor = Supervisor(
            layout=self.layout, environment=self._environment(), requests=self.requests, say=self.console.say
        )
        self.own_database = "DATABASE_URL" not in os.environ
        self.own_redis = "REDIS_URL" not in os.environ

    def run(self) -> int:
        self.requests.listen()
        try:
            with self._alone():
                try:
                    self._clear_earlier_run()
                    self._start()
                    self._introduce()
                    self.supervisor.watch()
                finally:
                    self._stop()
        except Stopped:
            return 0
        except EmbeddedError as error:
            self.console.say(f"\n{error}\n")
            return 1
        return 0

    def _start(self) -> None:
        stage = self.console.stage
        self._start_servers()
        with stage("建立数据表", "Migrating the database"):
            self._manage("migrate", "--no-input", log="migrate")
        with stage("编译界面文字", "Compiling translations"):
            compile_stale()
        for name, title, command in self._services():
            with stage(f"启动{title}", f"Starting {name}"):
                self.supervisor.start(Service(name=name, command=command))
        with stage("等待网站应答", "Waiting for the site"):
            self._wait_for_site()
        with stage("载入示范城市", "Loading the demo city", speaks=True):
            self._manage("load_demo")

    def _start_servers(self) -> None:
        for own, server, title, name in (
            (self.own_database, postgres, "数据库", "PostgreSQL"),
            (self.own_redis, redis, "消息服务", "Redis"),
        ):
            if not own:
                continue

            def start(server=server) -> None:  # type: ignore[no-untyped-def]
                server.start(self.layout, say=self.console.say)

            with self.console.stage(f"启动{title}", f"Starting {name}"), self.requests.deferred():
                start()
            alive = lambda server=server: server.running(self.layout)  # noqa: E731
            self.supervisor.guards.append(Guard(name=name.lower(), alive=alive, revive=start))

    def _services(self) -> list[tuple[str, str, list[str]]]:
        gunicorn = ["-m", "gunicorn", "registry.wsgi:application", "--bind", f"{self.host}:{self.port}"]
        gunicorn += ["--workers", "2", "--threads", "4", "--timeout", "120", "--graceful-timeout", "3"]
        gunicorn += ["--access-logfile", "-", "--no-control-socket"]
        celery = ["-m", "celery", "-A", "registry"]
        beat = ["beat", "--loglevel", "INFO", "--pidfile=", "--schedule", str(self.layout.run_dir / "beat")]
        return [
            ("web", "网站", gunicorn),
            ("worker", "后台任务", [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"]),
            ("beat", "定时器", [*celery, *beat]),
        ]

    def _manage(self, *arguments: str, log: str | None = None) -> None:
        file = self.supervisor.log(log) if log else None
        code = self.supervisor.run(arguments[0], ["manage.py", *arguments], log=file)
        if code:
            shown = f"\n{tail(file)}" if file else ""
            raise EmbeddedError(
                zh=f"manage.py {arguments[0]} 失败（代码 {code}），原因见上文或此处：{shown}",
                en=f"manage.py {arguments[0]} failed with code {code}, as shown above. The data is kept.",
            )

    def _wait_for_site(self) -> None:
        """Until any page answers: the first request compiles what the process needs."""
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host
        until = time.monotonic() + 120
        while time.monotonic() < until:
            self.supervisor.check()
            try:
                line = http.client.HTTPConnection(host, self.port, timeout=60)
                line.request("GET", "/", headers={"Host": "localhost"})
                line.getresponse().read()
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)
        log = self.supervisor.log("web")
        raise EmbeddedError(
            zh=f"网站没有应答。日志 {log} 的结尾：\n{tail(log)}", en=f"The site does not answer; see {log}."
        )

    def _introduce(self) -> None:
        say = self.console.say
        say()
        say(f"  公众网站 · Public site   {self.url}/")
        say(f"  工作后台 · Staff site    {self.url}/staff/")
        say()
        say(table([["role", "username", "password", "area", "programs"], *self._logins()]))
        say()
        say(f"  日志 · Logs {self.layout.logs}    按 Ctrl-C 停止 · Ctrl-C stops everything")

    def _logins(self) -> list[list[str]]:
        command = [sys.executable, "manage.py", "demo_logins", "--json"]
        asked = subprocess.run(command, cwd=CHECKOUT, env=self.supervisor.environment, capture_output=True, text=True)
        if asked.returncode:
            raise EmbeddedError(
                zh=f"无法列出示范账户：\n{asked.stderr[-2000:]}", en="manage.py demo_logins failed, as above."
            )
        columns = ("role", "username", "password", "area", "programs")
        return [[_cell(login.get(column)) for column in columns] for login in json.loads(asked.stdout)]

    def _clear_earlier_run(self) -> None:
        if left := self.supervisor.marked():
            with self.console.stage("清理上次未正常结束的运行", "Ending what a killed run left"):
                end(left, first=signal.SIGTERM, grace=3)
        if problem := preflight.unusable(self.host, self.port):
            raise EmbeddedError(zh=problem[0], en=problem[1])
        state = json.dumps({"url": self.url, "pid": os.getpid()})
        (self.layout.run_dir / "demo.json").write_text(state)
        for log in self.layout.logs.glob("*.log"):
            if log.stem not in ("postgres", "redis"):
                log.replace(log.with_suffix(".log.old"))

    def _stop(self) -> None:
        self.requests.begin_stopping()
        self.console.say("\n正在停止 · Stopping …")
        try:
            self.supervisor.end_all()
        finally:
            if self.own_redis:
                redis.stop(self.layout)
            if self.own_database:
                postgres.stop(self.layout)
        (self.layout.run_dir / "demo.json").unlink(missing_ok=True)
        self.console.say("已停止，数据保留 · Stopped; the data is kept")

    def stop_leftovers(self) -> int:
        """End what a killed run, of the demo or of the suite, left behind."""
        if self.layout.run_dir.exists():
            with self._alone():
                self.supervisor.end_all()
            for run_dir in (self.layout.run_dir, self.layout.run_dir / "test"):
                embedded.stop(run_dir)
            (self.layout.run_dir / "demo.json").unlink(missing_ok=True)
        return 0

    def _alone(self) -> IO[str]:
        """The lock of a running demo; the system gives it back when the process ends, however it ends."""
        try:
            make_run_directory(self.layout)
            lock = (self.layout.run_dir / "demo.lock").open("w")
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            at = preflight.running_at(self.layout.run_dir)
            raise EmbeddedError(
                zh=f"这里已有一个示范在运行：{at} 。请直接使用它，或先在它的终端按 Ctrl-C。",
                en=f"A demo is already running here: {at} . Use that one, or stop it with Ctrl-C first.",
            ) from None
        except OSError as error:
            raise from_os_error(error) from error
        return lock

    def _environment(self) -> dict[str, str]:
        """What every process of the demo sees. The caller's own settings win over the demo's."""
        ours = {
            "DJANGO_SETTINGS_MODULE": "registry.settings",
            "REGISTRY_ENV": "development",
            "REGISTRY_RUN_DIR": str(self.layout.run_dir),
            "PUBLIC_URL": self.url,
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
        }
        return ours | embedded.secrets() | dict(os.environ)


def _cell(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--stop", action="store_true", help="only end what an earlier run left")
    options = parser.parse_args()
    try:
        demo = Demo(host=options.host, port=options.port)
        return demo.stop_leftovers() if options.stop else demo.run()
    except EmbeddedError as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
