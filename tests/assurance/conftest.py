import pytest

from programs.catalogue.models import Program
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, entered_as, make_fund, receive


@pytest.fixture
def program(db) -> Program:
    """1,000 yuan, once; the public reads totals, so nothing waits for a list."""
    return make_program("TA", form="totals")


@pytest.fixture
def desk(program) -> Desk:
    return Desk.make()


@pytest.fixture
def fund(desk):
    """A fund for the program with 10,000 yuan in it."""
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
        receive(fund, 10_000, actor=desk.finance)
    return fund
