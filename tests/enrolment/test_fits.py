"""Whom, what and whom by: an enrolment and a decision cite what is there, though no key asks row by row."""

import pytest

from programs.enrolment.services import review
from tests.enrolment.raw import tried
from tests.factories.enrolments import as_, make_draft, make_offices, make_program

pytestmark = pytest.mark.django_db

NOBODY = "'01930000-0000-7000-8000-000000000000'"
ANOTHERS = "(SELECT id FROM catalogue_rules WHERE program_id = 'TB')"
ENROLMENT = (
    "INSERT INTO enrolment_enrolment (id, program_id, person_id, area, state, level, origin, rules_id, answers, "
    "lifetime_group, exit_reason, made_by_id, created_at, changed_at) "
    "SELECT gen_random_uuid(), {program_id}, {person_id}, area, 'active', '', 'roster', {rules_id}, '{{}}', '', '', "
    "{made_by_id}, now(), now() FROM enrolment_enrolment LIMIT 1"
)
DECISION = (
    "INSERT INTO enrolment_decision (id, enrolment_id, program_id, area, act, level, actor_id, at, reason, rules_id, "
    "evaluation, evidence) SELECT gen_random_uuid(), {id}, {program_id}, {area}, 'applied', '', {made_by_id}, now(), '', "
    "{rules_id}, '[]', '[]' FROM enrolment_enrolment LIMIT 1"
)


@pytest.fixture
def draft(db):
    make_program("TA", chain=("city",))
    make_program("TB", chain=("city",))
    offices = make_offices()
    draft = make_draft(offices)
    with as_(offices.caseworker) as actor:
        # So that she may be in the program again.
        yield review.withdraw(enrolment=draft, actor=actor, reason="让位")


def said(sql: str, **instead: str) -> str:
    columns = ("id", "program_id", "person_id", "area", "rules_id", "made_by_id")
    return sql.format(**{column: instead.get(column, column) for column in columns})


@pytest.mark.parametrize(
    ("instead", "refused_as"),
    [
        ({}, ""),
        ({"person_id": NOBODY}, "enrolment_of_someone"),
        ({"made_by_id": "-1"}, "by_an_account"),
        ({"rules_id": NOBODY}, "by_rules_of_its_program"),
        ({"rules_id": ANOTHERS}, "by_rules_of_its_program"),
        ({"program_id": "'TB'"}, "by_rules_of_its_program"),
        ({"program_id": "'TB'", "rules_id": ANOTHERS}, ""),
    ],
)
def test_an_enrolment_is_someones_and_under_rules_of_its_program(draft, instead, refused_as):
    assert tried(said(ENROLMENT, **instead)) == refused_as


@pytest.mark.parametrize(
    ("instead", "refused_as"),
    [
        ({"id": NOBODY}, "decision_scope_is_the_enrolments"),
        ({"area": "'341802001002'"}, "decision_scope_is_the_enrolments"),
        ({"program_id": "'TB'"}, "decision_scope_is_the_enrolments"),
        ({"rules_id": ANOTHERS}, "by_rules_of_its_program"),
        ({"rules_id": NOBODY}, "by_rules_of_its_program"),
        ({"made_by_id": "-1"}, "by_an_account"),
        ({}, ""),
    ],
)
def test_a_decision_is_where_its_enrolment_is(draft, instead, refused_as):
    assert tried(said(DECISION, **instead)) == refused_as


@pytest.mark.parametrize("rules", [NOBODY, ANOTHERS])
def test_it_is_judged_anew_under_rules_of_its_program_alone(draft, rules):
    refused = tried(f"UPDATE enrolment_enrolment SET rules_id = {rules} WHERE id = %s", draft.pk)
    assert refused == "by_rules_of_its_program"


@pytest.mark.parametrize(
    ("sql", "refused_as"),
    [
        ("UPDATE beneficiaries_person SET id = gen_random_uuid()", "person_stays"),
        ("DELETE FROM core_account", "permission denied"),
    ],
)
def test_who_is_cited_stays(draft, sql, refused_as):
    assert refused_as in tried(sql)
