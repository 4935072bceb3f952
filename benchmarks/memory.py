"""The most memory that looking through a workbook and taking it in need: of the process that does it and of the
parser that it starts.

    python -m benchmarks memory         MEMORY_ROWS=100000

Its baseline is a tenth of the rows; `ratio` is that of the peaks, and must stay below that of the rows.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

from benchmarks import rosters
from benchmarks.measure import Bench, command, line, rounded

ROWS = int(os.environ.get("MEMORY_ROWS", "100000"))
EVERY = 0.05  # seconds between two looks


def main(bench: Bench) -> None:
    bench.city(0)
    few, many = (rosters.workbook(bench.folder, rows) for rows in (ROWS // 10, ROWS))
    for act, arguments in (("looked through", ()), ("taken in", ("--commit",))):
        (base_peak, base_seconds), (peak, seconds) = (peak_of(bench, path, *arguments) for path in (few, many))
        line(
            f"memory: a workbook {act}", n=ROWS, seconds=seconds, baseline=f"{ROWS // 10} rows",
            baseline_seconds=base_seconds, ratio=rounded(peak / base_peak), peak_mb=round(peak / 2**20),
            baseline_peak_mb=round(base_peak / 2**20), target="peak_mb ≤ 400",
        )  # fmt: skip


def peak_of(bench: Bench, path: Path, *options: str) -> tuple[int, float]:
    """(bytes, seconds) of `manage.py import_roster`, in a process of its own, as a worker would run it."""
    with bench.scratch() as database:
        arguments = ["import_roster", rosters.PROGRAM, str(path), "--as", rosters.clerk()]
        arguments += ["--from", rosters.SINCE.isoformat(), "--json", *options]
        began = time.perf_counter()
        with subprocess.Popen(**command(database, *arguments), stdout=subprocess.DEVNULL) as importing:
            peak = 0
            while importing.poll() is None:
                peak = max(peak, held(importing.pid))
                time.sleep(EVERY)
        if importing.returncode:
            sys.exit(f"the import of {path.name} failed")
        return peak, time.perf_counter() - began


def held(pid: int) -> int:
    """The bytes of memory of a process and those that it started, what they share counted for each."""
    total = 0
    try:
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total
