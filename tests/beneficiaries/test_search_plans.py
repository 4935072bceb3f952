"""How the questions of the search and the list are answered, in the app's role: by the index, inside the scope.

Under row-level security an operator that isn't leakproof can't use an index, however large the table; so the planner
is forbidden to scan and to sort, and what it then can't do otherwise is seen in any table, of any size.
"""

import pytest
from django.db import connection

from beneficiaries.models import Pair
from beneficiaries.search import search
from beneficiaries.staff.index import listed
from tests.factories.people import make_person

ID = "342501198003072422"


def plans(act) -> list[str]:
    """The plans of the questions that `act` asks."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        found = []
        for sql, params in asked:
            cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", params)
            found.append("\n".join(line for (line,) in cursor.fetchall()))
    return found


def conditions(plan: str) -> list[str]:
    return [line for line in plan.splitlines() if "Index Cond" in line]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("王", "token"),
        ("王秀", "token"),
        ("王秀英", "token"),
        ("王秀英小红", "token"),
        ("wangxiuying", "token"),
        ("wangx", "token"),
        ("wxy", "token"),
        ("w", "token"),
        (ID, "id_number_index"),
        ("13812345678", "number_index"),
        ("6228480402564890018", "number_index"),
        ("2422", "id_number_tail"),
        ("王 2422", "id_number_tail"),
    ],
)
def test_a_question_is_answered_by_the_index(caseworker, text, column):
    make_person(actor=caseworker, id_number=ID)
    first = plans(lambda: search(text))[0]
    assert "Seq Scan" not in first, first
    assert any(column in line for line in conditions(first)), first


@pytest.mark.parametrize("text", ["王", "wxy"])
def test_a_common_token_is_read_inside_the_scope_and_in_the_order_of_the_list(caseworker, text):
    [plan] = plans(lambda: search(text))
    for line in conditions(plan):
        assert "area" in line, plan
    # In either part of the table the first of the list come first; only what was found is sorted.
    for part in ("settled", "fresh"):
        assert f"Index Only Scan using beneficiaries_searchtoken_{part}_pkey" in plan, plan
    assert plan.count("Sort Key") == 1, plan


@pytest.mark.parametrize("after", [None, "341802001001.00000000-0000-7000-8000-000000000000"])
def test_a_page_of_the_list_is_read_from_the_index(caseworker, after):
    [plan] = plans(lambda: listed(after=after, size=50))
    assert "person_area" in plan and "Sort" not in plan, plan
    assert any("area" in line for line in conditions(plan)), plan
    if after:
        assert any("ROW" in line for line in conditions(plan)), f"the index must find where the page begins\n{plan}"


@pytest.mark.parametrize("after", [None, (5.0, "00000000-0000-7000-8000-000000000000")])
def test_a_page_of_possible_duplicates_is_read_from_the_index(caseworker, after):
    [plan] = plans(lambda: list(Pair.objects.filter(state="open").page_after(after, 20)))
    assert "Index Scan Backward using pair_queue" in plan and "Sort" not in plan, plan
    if after:
        assert any("ROW" in line for line in conditions(plan)), f"the index must find where the page begins\n{plan}"
