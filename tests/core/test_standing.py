"""The rules of the database are those that are written down: whoever changes one writes it down anew."""

import io

import pytest
from django.core.management import call_command

from registry.core import standing

pytestmark = pytest.mark.django_db
HOW = (
    "The rules changed. Write them down: manage.py standing_rules > registry/core/standing.txt, in a migrated database"
)


def test_the_file_is_of_this_database():
    out = io.StringIO()
    call_command("standing_rules", stdout=out)
    now, was = out.getvalue().splitlines(), standing.FILE.read_text(encoding="utf-8").splitlines()
    if now[0] != was[0]:
        pytest.skip(f"the file is of {was[0]}")
    assert now == was, HOW


def test_nothing_differs():
    assert standing.differing() == []


def test_another_version_writes_expressions_otherwise(monkeypatch):
    """What it writes isn't asked then; what a function says is."""
    kept = standing.kept()
    rules = {key: (names, "other") for key, (names, _expressions) in kept.rules.items()}
    monkeypatch.setattr(standing, "kept", lambda: standing.Written(kept.version, rules))
    assert standing.differing()
    monkeypatch.setattr(standing, "kept", lambda: standing.Written(kept.version - 1, rules))
    assert standing.differing() == []
    of = ("ledger_goes(text,text,numeric)", "function")
    other = standing.Written(kept.version - 1, {**rules, of: ("other", "")})
    monkeypatch.setattr(standing, "kept", lambda: other)
    assert standing.differing() == [of]
