"""What holds for the whole suite."""

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# A timing is never a test: a slow machine must not fail an example. A failure prints what replays it.
hypothesis_settings.register_profile(
    "registry",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
hypothesis_settings.load_profile("registry")


@pytest.fixture
def outside_file(settings, tmp_path):
    """Where the seals of a test are written outside of its database."""
    settings.SEALS_FILE = tmp_path / "outside" / "chain.jsonl"
    return settings.SEALS_FILE
