"""Jobs done carelessly: the controls, in which a kill does what it must not do to the others."""

from decimal import Decimal

from programs.catalogue.models import Fund
from programs.payments.services import funds
from registry.core import jobs
from registry.core.ids import uuid7
from tests.factories.money import DAY

CAREFUL, CARELESS = "tests.receive", "tests.receive_carelessly"


@jobs.kind(CAREFUL, "Receiving under the id that was asked for")
def receive(run: jobs.Run) -> dict:
    return _receive(run, run.params["id"])


@jobs.kind(CARELESS, "Receiving under an id made by the worker")
def receive_carelessly(run: jobs.Run) -> dict:
    return _receive(run, uuid7())


def _receive(run: jobs.Run, id) -> dict:
    fund = Fund.objects.get(pk=run.params["fund"])
    with run.commit():
        funds.receive(fund=fund, amount=Decimal(100), on=DAY, actor=run.job.account, id=id)
    return {}
