"""How it is found out, in the app's role, what goes into a batch: row by row through the index, never all for each.

The plans are asked for without scans of whole tables and with statistics of the rows that are there, so that they are
seen in a table of any size.
"""

import pytest
from django.db import connection, transaction

from programs.payments.flows import Method
from programs.payments.models import Batch
from programs.payments.services import freezing
from tests.factories.accounts import entered_as
from tests.factories.money import make_due


def explained(desk) -> str:
    """The plan of what is due for a new batch of the year 2013."""
    batch = Batch(program_id="TA", period="2013", area="3418", method=Method.BANK)
    sql, params = freezing.due_first(batch)
    with entered_as(desk.manager), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


def condition(plan: str, of: str) -> str:
    """How the rows of a table are found: the index and what it is searched by."""
    lines = plan.splitlines()
    [at] = [number for number, line in enumerate(lines) if line.rstrip().endswith(f" on {of}")]
    assert "Index Cond" in lines[at + 1], plan
    return f"{lines[at]} {lines[at + 1]}"


@pytest.mark.django_db(transaction=True)
def test_what_lowers_a_row_is_asked_by_its_enrolment(desk, fund, owner_connection):
    make_due(desk, 60)
    with owner_connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_entitlement")
    plan = explained(desk)
    assert "ANY (enrolment_id = (hashed SubPlan" in plan, plan
    lowered = condition(plan, "payments_entitlement l")
    assert "using entitlement_lowered" in lowered, plan
    assert all(column in lowered for column in ("enrolment_id", "period", "sequence")), plan
    assert "cancels_id = l.id" in condition(plan, "payments_entitlement m"), plan
