from collections.abc import Iterator
from datetime import date

import pytest

from programs.enrolment.rosters import services
from programs.enrolment.rosters.plan import Plan
from registry.core import scope
from registry.core.models import Account
from tests.factories.accounts import make_account

SINCE = date(2013, 3, 1)


@pytest.fixture
def caseworker(db) -> Iterator[Account]:
    """A county's caseworker, and her scope."""
    account = make_account("caseworker", "341802", ("LS", "CL", "SW"))
    with scope.entered(scope.of(account)):
        yield account


@pytest.fixture
def send(caseworker):
    """Receive a file; look through it, or (`take`) take it in. Gives the plan."""

    def send(content: bytes, *, program: str = "LS", take: bool = False, filename: str = "花名册.xlsx") -> Plan:
        roster = services.receive(
            program=program, content=content, filename=filename, actor=caseworker, starts_on=SINCE
        )
        act = services.take_in if take else services.preview
        return act(roster=roster, actor=caseworker)

    return send
