"""Finding and ending processes. A pid file may lie after a crash; a working directory does not."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from pathlib import Path

import psutil


def working_in(directory: Path, *, program: str) -> list[psutil.Process]:
    """Live processes of a program whose working directory this is: a server and its children."""
    wanted = os.path.realpath(directory)
    found = []
    for process in psutil.process_iter(["name", "status"]):
        if program not in (process.info["name"] or "") or process.info["status"] == psutil.STATUS_ZOMBIE:
            continue
        try:
            if process.cwd() == wanted:
                found.append(process)
        except psutil.Error:
            continue
    return found


def leader(family: Iterable[psutil.Process]) -> psutil.Process | None:
    """The process of a family that no other of it started."""
    pids = {process.pid for process in family}
    for process in family:
        try:
            if process.ppid() not in pids:
                return process
        except psutil.Error:
            continue
    return None


def end(processes: Iterable[psutil.Process], *, first: signal.Signals, grace: float) -> None:
    """Ask with one signal, wait, then kill what is still there: a stopped or hung process too."""
    waiting = list(processes)
    for process in waiting:
        _send(process, first)
    _, alive = psutil.wait_procs(waiting, timeout=grace)
    for process in alive:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        pass


def tail(log: Path, *, lines: int = 15) -> str:
    """The end of a log file; empty when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 16_384))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
