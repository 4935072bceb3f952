"""Working on the next while the present one is used."""

import threading

import pytest

from registry.core import scope
from registry.core.ahead import ahead, beside


def test_items_come_in_order_each_made_while_those_before_are_used():
    made, used = [], []

    def numbers():
        for number in range(5):
            made.append(number)
            yield number

    for number in ahead(numbers()):
        used.append(number)
        assert len(made) <= number + 3, "never more than two wait"
    assert used == made == [0, 1, 2, 3, 4]


def test_they_are_made_elsewhere_in_the_same_scope():
    mine = scope.Scope(account_id=7, area="3418")
    token = scope._current.set(mine)
    try:
        [(thread, seen)] = ahead((threading.current_thread(), scope.current()) for _once in range(1))
    finally:
        scope._current.reset(token)
    assert thread is not threading.current_thread() and seen == mine


def test_what_fails_there_fails_here():
    def broken():
        yield 1
        raise ValueError("no more")

    items = ahead(broken())
    assert next(items) == 1
    with pytest.raises(ValueError, match="no more"):
        next(items)


def test_what_is_made_beside_is_made_elsewhere_of_what_is_fetched_here():
    fetched = []

    def numbers():
        for number in range(5):
            fetched.append(threading.current_thread())
            yield number

    for number, (made, thread) in enumerate(beside(lambda item: (item, threading.current_thread()), numbers())):
        assert made == number and thread is not threading.current_thread()
        assert len(fetched) <= number + 2, "one waits, however slow its user is"
    assert number == 4 and set(fetched) == {threading.current_thread()}
    assert list(beside(str, [])) == []


@pytest.mark.parametrize("place", ["fetched", "made"])
def test_what_fails_beside_fails_here_after_those_before_it(place):
    def numbers():
        yield 1
        yield 0
        if place == "fetched":
            raise ZeroDivisionError

    items = beside(lambda number: 1 / (number or (place == "fetched" and 2)), numbers())
    assert next(items) == 1
    with pytest.raises(ZeroDivisionError):
        list(items)
