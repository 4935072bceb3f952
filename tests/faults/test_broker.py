"""The broker forgets everything, or is gone for a while: every job finishes, and each is done once."""

import time
from datetime import timedelta

import pytest

from programs.payments.services import entitlements
from registry.core import jobs
from tests.doses import rounds
from tests.faults.world import PEOPLE, World, months

JOBS = 8


@pytest.fixture
def quick(monkeypatch):
    """Everything is a job, and a message counts as lost after a second."""
    monkeypatch.setattr(entitlements, "SMALL", 0)
    monkeypatch.setattr(jobs, "RESEND_AFTER", timedelta(seconds=1))


def test_all_finishes_whatever_the_broker_forgets(house, quick):
    incidents = {
        "flushed": house.flush_broker,
        "restarted": lambda: house.restart_broker(forgetting=False),
        "restarted with nothing": lambda: house.restart_broker(forgetting=True),
    }
    worker = house.worker.process.pid
    for draw in rounds("broker", 1):
        world = World.make(house)
        asked, when = {}, draw.randrange(JOBS)
        for number, period in enumerate(months()[:JOBS]):
            if number == when:
                incidents[draw.choice(sorted(incidents))]()
            asked[period] = world.generate(period)
            time.sleep(draw.uniform(0, 0.05))
        world.finish(*asked.values())
        for period in asked:
            assert world.counts(period)["entitlements"] == PEOPLE, period
        assert not house.faults()
        assert house.worker.alive and house.worker.process.pid == worker, "the worker outlives its broker"


def test_control_without_the_sweep_a_forgotten_message_is_a_job_never_done(house, quick):
    world = World.make(house)
    house.worker.kill()
    job = world.generate("2013-01")
    house.flush_broker()
    house.worker.start()
    time.sleep(1)
    assert world.state_of(job) == "queued" and world.counts("2013-01")["entitlements"] == 0
    world.let_age(job)
    world.finish(job)
    assert world.counts("2013-01")["entitlements"] == PEOPLE
