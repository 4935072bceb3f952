"""Workers killed with -9 at random moments and at the worst ones: nothing is lost, and nothing is done twice.

A round pays one month to everyone in the program: worked out, made, approved, sent, confirmed, each as a job; or the
bank's file is looked through and taken over. Every job is hit once or twice (a job that loses five workers is given up), its worker's children or all of the worker, then swept
up and finished. After each round the books are added up anew.
"""

import time
from contextlib import nullcontext

import pytest
from django.db import transaction

from programs.payments import tasks
from programs.payments.services import entitlements
from registry.core import jobs
from registry.core.ids import uuid7
from tests.doses import rounds
from tests.factories.accounts import entered_as
from tests.faults import gates, kinds
from tests.faults.house import wait_for
from tests.faults.world import AMOUNT, PEOPLE, RICH, World, months

COMMON = ["checkpoint", "finished"]
ON_THE_WAY = {
    "generate": ["entitlements", *COMMON],
    "make": ["batch made", "payments made", "batch moved", *COMMON],
    "check": ["batch moved", *COMMON],
    "approve": ["batch moved", "transfer", "legs", "balances", "payments moved", *COMMON],
    "send": ["batch moved", "transfer", "legs", "balances", "payments moved", *COMMON],
    "confirm": ["transfer", "legs", "balances", "payments moved", "batch moved", *COMMON],
    "look": ["rows looked at", "answer moved", *COMMON],
    "post": ["answer moved", "transfer", "legs", "balances", "payments moved", "batch moved", *COMMON],
}


@pytest.fixture
def world(house, monkeypatch) -> World:
    monkeypatch.setattr(entitlements, "SMALL", 0)
    monkeypatch.setattr(tasks, "SMALL", 0)
    monkeypatch.setattr(tasks, "SMALL_FILE", 0)
    gates.install(house)
    return World.make(house)


def strike(world: World, draw, ask, at: list[str]) -> tuple[object, int]:
    """Ask for a job, kill whoever does it once or twice, and let it be finished. The job, and the kills."""
    job, kills = None, 0
    for gate in draw.choices([*at, None], k=draw.randint(1, 2)):
        world.house.worker.ensure()
        with gates.closed(world.house, gate) if gate else nullcontext():
            if job is None:
                job = ask()
            else:
                world.let_age(job)
                jobs.sweep()
            if gate:
                gates.reached(world.house, otherwise=lambda job=job: world.is_over(job))
            else:
                time.sleep(draw.uniform(0, 0.2))
            kills += world.state_of(job) == "running"
            if draw.random() < 0.05:
                world.house.worker.kill()
            else:
                world.house.worker.kill_children()
            if draw.random() < 0.5:
                gates.turn_back(world.house)
    world.house.worker.ensure()
    world.let_age(job)
    world.finish(job)
    return job, kills


def test_a_month_is_paid_once_whoever_is_killed(world):
    periods = iter(months())
    kills, paid = 0, 0
    for draw in rounds("kills", 1):
        period = next(periods)
        steps = {
            "generate": lambda period=period: world.generate(period),
            "make": lambda period=period: world.make_batch(period),
            **{
                name: lambda name=name, period=period: world.step(name, period)
                for name in ("check", "approve", "send", "confirm")
            },
        }
        for name, ask in steps.items():
            _job, hits = strike(world, draw, ask, ON_THE_WAY[name])
            kills += hits
            assert not world.house.faults()
        paid += 1
        assert world.counts(period) == {
            "entitlements": PEOPLE, "batches": 1, "payments": PEOPLE, "paid": PEOPLE,
            "transfers": ["commitment", "confirmation", "sending"],
        }  # fmt: skip
        assert world.held("paid", period) == PEOPLE * AMOUNT
        assert world.held("available") == RICH - paid * PEOPLE * AMOUNT
        assert not world.house.disproved()
    print(f"{kills} kills in {paid} rounds")
    assert kills >= 3 * paid


def test_the_banks_file_is_taken_over_once_whoever_is_killed(world):
    periods, kills, done, paid = iter(months()), 0, 0, 0
    for draw in rounds("kills of the bank's file", 1):
        period = next(periods)
        world.finish(world.generate(period))
        world.finish(world.make_batch(period))
        for name in ("check", "approve", "send"):
            world.finish(world.step(name, period))
        outcomes = [draw.choice(["paid", "paid", "returned", "unknown"]) for _ in range(PEOPLE)]
        answer = world.receive_answer(period, outcomes)
        for name in ("look", "post"):
            _job, hits = strike(
                world, draw, lambda name=name, answer=answer: world.answer(name, answer), ON_THE_WAY[name]
            )
            kills += hits
            assert not world.house.faults()
        done, paid = done + 1, paid + outcomes.count("paid")
        assert world.house.sql(
            "SELECT array_agg(p.state ORDER BY p.sequence) FROM payments_payment p JOIN payments_batch b "
            "ON b.id = p.batch_id WHERE b.program_id = %s AND b.period = %s", [world.program, period],
        ) == [(outcomes,)]  # fmt: skip
        assert world.house.sql(
            "SELECT a.state, count(r.*) FROM payments_answer a JOIN payments_answerrow r ON r.answer_id = a.id "
            "WHERE a.id = %s AND r.verdict = 'counts' GROUP BY a.state", [str(answer.pk)],
        ) == [("posted", PEOPLE)]  # fmt: skip
        said = [{"paid": "confirmation", "returned": "return"}.get(one) for one in set(outcomes)]
        assert world.counts(period)["transfers"] == sorted(["commitment", "sending", *filter(None, said)])
        assert world.held("paid", period) == outcomes.count("paid") * AMOUNT
        assert world.held("available") == RICH - done * PEOPLE * AMOUNT
        assert not world.house.disproved()
    print(f"{kills} kills in {done} rounds")
    assert kills >= done


def ask_to_receive(world: World, kind: str):
    with entered_as(world.desk.finance), transaction.atomic():
        return jobs.enqueue(kind=kind, account=world.desk.finance, params={"fund": world.fund.pk, "id": str(uuid7())})


@pytest.mark.parametrize(("kind", "times"), [(kinds.CAREFUL, 1), (kinds.CARELESS, 2)])
def test_control_an_id_that_the_worker_makes_is_money_twice(world, kind, times):
    """What is committed when the worker dies is done; only the id that came with the job says so to the next one."""
    with gates.closed(world.house, "finished"):
        job = ask_to_receive(world, kind)
        gates.reached(world.house, otherwise=lambda: world.is_over(job))
        world.house.worker.kill_children()
        gates.turn_back(world.house)
    world.let_age(job)
    world.finish(job)
    assert world.held("available") == RICH + times * 100


def test_control_without_the_sweep_a_killed_job_is_lost(world):
    with gates.closed(world.house, "checkpoint"):
        job = world.generate("2013-01")
        gates.reached(world.house, otherwise=lambda: world.is_over(job))
        world.house.worker.kill_children()
    wait_for(lambda: world.house.worker.children(), "another child")
    time.sleep(1)
    assert world.state_of(job) == "running" and world.counts("2013-01")["entitlements"] == 0
    world.let_age(job)
    world.finish(job)
    assert world.counts("2013-01")["entitlements"] == PEOPLE
