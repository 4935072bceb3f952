"""The private storage of a test is its own, and a program with its offices is there."""

import pytest

from tests.factories.enrolments import make_offices, make_program


@pytest.fixture(autouse=True)
def private_storage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            **settings.STORAGES["private"],
            "OPTIONS": {**settings.STORAGES["private"]["OPTIONS"], "location": tmp_path / "private"},
        },
    }


@pytest.fixture
def program(db):
    return make_program("TA")


@pytest.fixture
def offices(program):
    return make_offices()
