"""Run every benchmark, in a database of its own that is filled first and kept for the next time.

    python -m benchmarks            PEOPLE=20000 is how many there are

One JSON line per figure: {"bench", "n", "seconds", "baseline", "baseline_seconds", "ratio"}, the product and its
baseline measured in turn.
"""

import os
import subprocess
import sys
from pathlib import Path

from registry import embedded

HERE = Path(__file__).resolve().parent.parent
PEOPLE = os.environ.get("PEOPLE", "20000")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=HERE, check=True, stdout=sys.stderr)


def main() -> None:
    run_dir = Path(os.environ.get("REGISTRY_RUN_DIR") or HERE / ".run") / "bench"
    os.environ |= {"REGISTRY_RUN_DIR": str(run_dir), "DJANGO_SETTINGS_MODULE": "registry.settings"}
    embedded.start(run_dir, say=lambda line: print(line, file=sys.stderr))
    try:
        manage("migrate", "--verbosity", "0")
        filled = run_dir / f"filled-{PEOPLE}"
        if not filled.exists():
            manage("make_city", "--people", PEOPLE)
            filled.touch()
        from benchmarks import search

        search.main()
    finally:
        embedded.stop(run_dir)


if __name__ == "__main__":
    main()
