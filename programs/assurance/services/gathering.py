"""What a look at one batch reads, gathered once for all rules that are asked: its payments, the people in it, their
enrolments.

They are found row by row through their keys, whatever the size of the city, and in the order of the payments, in which
neighbours lie together. Behind a policy the planner takes everything for a handful, and would as soon begin with
everyone; of the gathered rows it knows how many they are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

PEOPLE = "y.id, y.merged_into_id, y.died_on, y.public_employee"
# `OFFSET 0` keeps the planner from turning what is joined laterally around.
TABLES = {
    "looked_payment": """
        SELECT p.id, p.area, p.program_id, p.batch_id, p.enrolment_id, p.person_id, p.amount, p.state, p.name, p.payee,
               p.payee_relation, p.paid_on
        FROM payments_payment p WHERE p.batch_id = %(batch)s
    """,
    # With every record that was merged into hers, or hers into.
    "looked_person": f"""
        WITH RECURSIVE
        merges AS MATERIALIZED (SELECT id, merged_into_id FROM beneficiaries_person WHERE merged_into_id IS NOT NULL),
        beside AS MATERIALIZED (SELECT id AS one, merged_into_id AS other FROM merges
                                UNION ALL SELECT merged_into_id, id FROM merges),
        known AS (
            SELECT y.* FROM looked_payment p CROSS JOIN LATERAL (
                SELECT {PEOPLE} FROM beneficiaries_person y WHERE y.id = p.person_id OFFSET 0) AS y
            UNION
            SELECT y.* FROM known k JOIN beside b ON b.one = k.id CROSS JOIN LATERAL (
                SELECT {PEOPLE} FROM beneficiaries_person y WHERE y.id = b.other OFFSET 0) AS y)
        SELECT * FROM known
    """,  # noqa: S608
    # In the batch's program, and where another one may exclude it.
    "looked_enrolment": """
        WITH named AS MATERIALIZED (
            SELECT program_id AS code FROM payments_batch WHERE id = %(batch)s
            UNION SELECT first_id FROM catalogue_exclusion UNION SELECT second_id FROM catalogue_exclusion)
        SELECT e.* FROM looked_person x CROSS JOIN LATERAL (
            SELECT y.id, y.program_id, y.person_id, y.area, y.state, y.lifetime_group, y.starts_on, y.decided_on,
                   y.applied_on, y.ends_on, y.created_at, y.made_by_id, y.submitted_by_id
            FROM enrolment_enrolment y
            WHERE y.person_id = x.id AND (y.lifetime_group <> '' OR y.program_id = ANY (ARRAY(SELECT code FROM named)))
            OFFSET 0) AS e
    """,
}


@contextmanager
def of_batch(batch: UUID) -> Iterator[None]:
    """Inside, `TABLES` are there, as temporary tables."""
    with connection.cursor() as cursor:
        # A handful of rows tells the planner as much as thousands.
        cursor.execute("SET LOCAL default_statistics_target = 10")
        for name, rows in TABLES.items():
            cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {rows}; ANALYZE {name}", {"batch": batch})
        cursor.execute("SET LOCAL default_statistics_target = DEFAULT")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {', '.join(TABLES)}")
