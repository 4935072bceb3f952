"""Run the benchmarks in databases of their own, on an embedded server of their own.

    python -m benchmarks [name …]       PEOPLE=20000 is how many the kept city has

One JSON line per figure: {"bench", "n", "seconds", "baseline", "baseline_seconds", "ratio"}: the product and its
baseline in turn, several times, medians; `ratio` is the product's seconds by its baseline's.
"""

import importlib
import os
import sys
from pathlib import Path

from benchmarks import MODULES
from registry import embedded

HERE = Path(__file__).resolve().parent.parent


def main(names: list[str]) -> int:
    if unknown := set(names) - set(MODULES):
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}", file=sys.stderr)
        return 2
    run_dir = Path(os.environ.get("REGISTRY_RUN_DIR") or HERE / ".run") / "bench"
    # Without DEBUG, which keeps every question that was asked, as in production.
    os.environ |= {"REGISTRY_RUN_DIR": str(run_dir), "DJANGO_SETTINGS_MODULE": "registry.settings", "DEBUG": "0"}
    embedded.start(run_dir, say=say)
    try:
        import django

        django.setup()
        from benchmarks.measure import Bench

        bench = Bench(people=int(os.environ.get("PEOPLE", "20000")), folder=run_dir)
        for name in names or MODULES:
            importlib.import_module(f"benchmarks.{name}").main(bench)
    finally:
        embedded.stop(run_dir)
    return 0


def say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
