"""The process that writes the rosters' workbooks beside the one that takes them in.

`python -m registry.city.pen FOLDER SEED LS SW XJ CL COUNTY…` writes them, and ends when whoever started it does.
"""

import os
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

# From when the people of each roster are in the program.
SINCE = {"LS": date(2013, 3, 1), "SW": date(2013, 6, 1), "XJ": date(2013, 9, 1), "CL": date(2013, 9, 1)}


class Writer:
    """Workbooks by (program, county), written ahead of who asks for them. What was written once is kept."""

    def __init__(self, city, *, beside: bool = True):
        self._numbers = [city.seed, *vars(city.size).values()]
        self._folder = city.folder / "-".join(map(str, self._numbers))
        self._city, self._beside = city, beside
        self._process: subprocess.Popen | None = None

    def start(self, counties: list[str]) -> None:
        """Begin to write what isn't there yet."""
        self._folder.mkdir(parents=True, exist_ok=True)
        missing = [county for county in counties if not done(self._folder, county).exists()]
        if missing and self._beside:
            command = [sys.executable, "-m", "registry.city.pen", self._folder, *self._numbers, *missing]
            self._process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL)

    def path(self, program: str, county: str) -> Path:
        """The county's workbook, once it is whole; its first can be taken in while its last is being written."""
        path = self._folder / f"{program}-{county}.xlsx"
        while self._process and self._process.poll() is None and not path.exists():
            time.sleep(0.05)
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            write(self._folder, county, size=self._city.size, seed=self._city.seed)
        return path

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def done(folder: Path, county: str) -> Path:
    return folder / f"{county}.done"


def write(folder: Path, county: str, *, size, seed: int) -> None:
    from programs.catalogue.services.rules import in_force
    from programs.enrolment.rosters.columns import resource_for
    from registry.city import files

    resources = {code: resource_for(in_force(program=code, on=since).parsed) for code, since in SINCE.items()}
    files.write(folder, resources, county=county, size=size, seed=seed)
    done(folder, county).touch()


def end_with(parent: int) -> None:
    """End this process when its parent has, even by a kill."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main(folder: str, seed: str, *rest: str) -> None:
    import django

    end_with(os.getppid())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    from registry.city.population import Size

    fields = list(vars(Size()))
    numbers, counties = rest[: len(fields)], rest[len(fields) :]
    size = Size(**dict(zip(fields, map(int, numbers), strict=True)))
    for county in counties:
        write(Path(folder), county, size=size, seed=int(seed))


if __name__ == "__main__":
    main(*sys.argv[1:])
