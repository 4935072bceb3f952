import os
from collections.abc import Iterator

import pytest

from tests.faults.house import House, dumped
from tests.servers import run_dir


@pytest.fixture(scope="session")
def _built(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    from django.db import connection

    pristine = f"{connection.settings_dict['NAME']}_pristine"
    house = House(run_dir() / f"faults{os.environ.get('PYTEST_XDIST_WORKER', '')}")
    try:
        with dumped(pristine, tmp_path_factory.mktemp("dump")) as dump:
            house.build(dump)
        yield house
    finally:
        house.pull_down()


@pytest.fixture
def house(_built, django_db_blocker) -> Iterator[House]:
    """Servers and a living worker of their own, to which Django and Celery are pointed during the test."""
    with django_db_blocker.unblock(), _built.entered():
        yield _built
