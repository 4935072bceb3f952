"""What holds for the whole suite."""

from hypothesis import HealthCheck, settings

# A timing is never a test: a slow machine must not fail an example. A failure prints what replays it.
settings.register_profile(
    "registry",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("registry")
