"""The codes of a roster's errors: those that the code gives, those that have a name, those that are documented."""

import ast
import re
from pathlib import Path

import beneficiaries
import programs
import registry
from programs.enrolment.rosters.codes import CODES, OF_ROWS
from programs.enrolment.services.bulk import SENTENCES
from registry.core.errors import RULE_SENTENCES

HOME = Path(registry.__file__).parent.parent
# What a row goes through on its way in.
WAY = (
    *Path(registry.__file__).parent.glob("core/spreadsheets/*.py"),
    *Path(beneficiaries.__file__).parent.glob("identity/*.py"),
    *(Path(beneficiaries.__file__).parent / "services" / f"{name}.py" for name in (
        "rows", "places", "uniqueness", "intake", "newcomers", "bulk", "locking")),
    *(Path(programs.__file__).parent / "enrolment/rosters" / f"{name}.py" for name in (
        "rows", "widgets", "areas", "feeding", "judging", "ages", "taking", "changing", "staging")),
    Path(programs.__file__).parent / "enrolment/services/bulk.py",
)  # fmt: skip
# Rosters have no column for it.
NOT_OF_ROSTERS = {"disability-certificate"}
# Of services that make single changes, and of the database.
ELSEWHERE = {"ended", "hardship-overlap", *SENTENCES, *RULE_SENTENCES}


def refused_in(path: Path) -> set[str]:
    """The codes that a module refuses with, as written in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("Refusal", "_refusal") and node.args:
                found |= {part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}
            found |= {k.value.value for k in node.keywords if k.arg == "code" and isinstance(k.value, ast.Constant)}
    return {code for code in found if isinstance(code, str) and code != "money"} - {""}


def test_every_code_that_a_row_may_meet_has_a_name_and_every_named_one_is_met():
    met = set().union(*(refused_in(path) for path in WAY)) - NOT_OF_ROSTERS
    assert met - CODES.keys() == set()
    assert CODES.keys() - met - ELSEWHERE == set()


def test_every_code_is_documented():
    table = re.findall(r"^\| (`.*?`) \|", (HOME / "docs/rosters.md").read_text(), re.MULTILINE)
    documented = {code for line in table for code in re.findall(r"`([^`]+)`", line)}
    assert documented == CODES.keys()


def test_the_codes_that_offices_were_promised_are_there():
    promised = {
        "id-checksum", "id-length", "id-numeric-cell", "id-birth-date", "id-sex", "date", "required", "choice",
        "area-unknown", "area-out-of-scope", "phone", "account-numeric-cell", "amount", "age", "duplicate-in-file",
    }  # fmt: skip
    assert promised <= OF_ROWS.keys()
    assert {"header-missing", "file-unreadable", "file-too-large"} <= CODES.keys()
