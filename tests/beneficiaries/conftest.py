"""A caseworker of Xilin at work: her scope is entered for the length of the test."""

import pytest

from tests.factories.accounts import entered_as, make_account

XILIN = "341802001"


@pytest.fixture
def caseworker(db):
    account = make_account("caseworker", XILIN, programs=("LS",))
    with entered_as(account):
        yield account


@pytest.fixture
def county_worker(db):
    """Covers the whole of Xuanzhou; her scope is the test's to enter."""
    return make_account("caseworker", "341802", programs=("LS",))
