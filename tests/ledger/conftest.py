import pytest

from programs.catalogue.models import Program
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import make_fund


@pytest.fixture
def program(db) -> Program:
    program, _ = Program.objects.get_or_create(
        code="LQJZ",
        defaults={
            "name_zh": "两癌救助",
            "name_en": "Two-cancer relief",
            "shape": "enrolment",
            "bureau": "fulian",
            "public_form": "list",
        },
    )
    return program


@pytest.fixture
def finance(program):
    """A finance officer of the city, in whose scope the test runs."""
    account = make_account("finance", "3418")
    with entered_as(account):
        yield account


@pytest.fixture
def fund(finance):
    return make_fund(programs=("LQJZ",))
