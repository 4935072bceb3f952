"""Working days by the State Council's calendar, make-up days included."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.deadlines import is_working_day, working_days_after, working_days_between


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 2, 12), False),  # Spring Festival, a Monday
        (date(2024, 2, 18), True),  # a Sunday that was worked in exchange
        (date(2024, 5, 1), False),
        (date(2024, 5, 11), True),  # a Saturday that was worked in exchange
        (date(2024, 7, 6), False),
        (date(1990, 1, 1), True),  # before the calendar: Monday to Friday
    ],
)
def test_holidays_and_make_up_days(day, works):
    assert is_working_day(day) is works


def test_the_day_itself_does_not_count():
    assert working_days_after(date(2024, 7, 1), 1) == date(2024, 7, 2)
    assert working_days_after(date(2024, 7, 5), 1) == date(2024, 7, 8)
    assert working_days_after(date(2024, 2, 8), 5) == date(2024, 2, 21)
    assert working_days_after(date(2024, 7, 5), 0) == date(2024, 7, 5)


@given(st.dates(date(2012, 1, 1), date(2025, 12, 1)), st.integers(1, 60))
def test_counting_back_gives_what_was_added(start, days):
    end = working_days_after(start, days)
    assert is_working_day(end)
    assert working_days_between(start, end) == days
    assert working_days_between(end, start) == -days
