"""The page of invariants and the database's catalog name the same rules."""

import re
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "invariants.md").read_text(encoding="utf-8")
OURS = "^(core|beneficiaries|catalogue|ledger|enrolment|payments|assurance|rosters|city)_"
# Made by Django for a column's type, not rules of ours: `…_check` of positive integers, unique columns, joins.
BY_TYPE = re.compile(r".*_(check|key|uniq|fk_.*|like|pkey|not_null)$|.*_id_[0-9a-f]{8}.*")
CATALOG = """
    SELECT conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relname ~ %(ours)s AND k.contype IN ('c', 'u', 'f', 'x')
    UNION SELECT i.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE c.relname ~ %(ours)s AND x.indisunique AND NOT x.indisprimary
    UNION SELECT regexp_replace(t.tgname, '^pgtrigger_(.*)_[0-9a-f]+$', '\\1') FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relname ~ %(ours)s AND NOT t.tgisinternal
    UNION SELECT policyname FROM pg_policies WHERE tablename ~ %(ours)s
"""


def named() -> set[str]:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]
    return {name for row in rows for name in re.findall(r"`([a-z_]+)`", row.split(" | ")[1])}


@pytest.mark.django_db
def test_every_rule_of_the_database_is_on_the_page_and_the_other_way_round():
    with connection.cursor() as cursor:
        cursor.execute(CATALOG, {"ours": OURS})
        held = {name for (name,) in cursor.fetchall() if not BY_TYPE.match(name)}
    assert held - named() == set(), "in the database, not on the page"
    assert named() - held == set(), "on the page, not in the database"


def test_every_test_that_the_page_names_is_there():
    paths = set(re.findall(r"tests/[a-z_/]+\.py", PAGE))
    assert len(paths) > 15
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.django_db
def test_every_rule_that_can_refuse_has_a_sentence():
    """A rule that a person can run into is told in words; what only code can break needs none."""
    from registry.core.errors import RULE_SENTENCES

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT m[1] FROM pg_proc p, regexp_matches(p.prosrc, 'CONSTRAINT = ''([a-z_]+)''', 'g') AS m"
        )
        raised = {name for (name,) in cursor.fetchall()}
    assert len(raised) > 15
    assert raised - set(RULE_SENTENCES) == set()
