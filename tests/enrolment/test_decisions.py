"""Who decides: the table of roles and levels, one's own submission, and raw SQL around the chain."""

import pytest

from programs.enrolment.models import Decision
from programs.enrolment.services import application, chain, lifecycle, review
from registry.core import scope
from registry.core.ids import uuid7
from registry.core.models import Account, Grant
from registry.core.roles import Role
from tests.enrolment.raw import execute, refused_by
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.factories.enrolments import (
    LEVELS,
    VILLAGE,
    as_,
    hand_in,
    make_approved,
    make_draft,
    make_program,
    make_submitted,
    make_woman,
    pass_up,
)

pytestmark = pytest.mark.django_db

DECIDERS = {Role.REVIEWER, Role.MANAGER}
AREAS = {level: VILLAGE[:length] for level, length in LEVELS.items()}
DECISION = """
    INSERT INTO enrolment_decision (id, enrolment_id, program_id, area, act, level, actor_id, at, reason, rules_id,
        evaluation, evidence)
    SELECT %s, id, program_id, area, %s, %s, %s, now(), '', rules_id, '[]', '[]' FROM enrolment_enrolment WHERE id = %s
"""


@pytest.mark.parametrize("step", LEVELS)
def test_a_step_is_decided_by_the_role_at_that_level_and_place_alone(offices, step):
    enrolment = pass_up(make_submitted(offices), offices, until=step)
    assert enrolment.level == step
    for role in Role:
        for level, area in AREAS.items():
            account = make_account(role, area)
            allowed = role in DECIDERS and level == step
            with as_(account):
                assert (chain.why_not(enrolment, account) is None) == allowed, (role, level)
                act = "approved" if step == "city" else "passed"
                if allowed:
                    assert execute(DECISION, uuid7(), act, step, account.pk, enrolment.pk) == 1
                    continue
                for service, arguments in (
                    (review.pass_on, {}), (review.send_back, {"reason": "补正"}), (review.refuse, {"reason": "不行"})
                ):  # fmt: skip
                    with pytest.raises(Exception) as caught:
                        service(enrolment=enrolment, actor=account, **arguments)
                    assert caught.value.code in {"not-allowed", "not-your-step", "out-of-scope"}, (role, level)
                try:
                    with refused_by("decision_of_its_step", "row-level security"):
                        if not execute(DECISION, uuid7(), act, step, account.pk, enrolment.pk):
                            # Not even the enrolment is seen, so nothing was inserted.
                            execute("SELECT 1 / 0")
                except AssertionError as error:
                    assert "division by zero" in str(error)


@pytest.mark.parametrize("elsewhere", ["341802002", "341821100", "341821"])
def test_an_office_of_another_place_neither_sees_nor_decides(offices, elsewhere):
    enrolment = pass_up(make_submitted(offices), offices, until="township")
    with as_(make_account("reviewer", elsewhere)) as actor, refused("out-of-scope"):
        review.pass_on(enrolment=enrolment, actor=actor)


def test_a_grant_for_another_program_is_none(offices):
    enrolment = make_submitted(offices)
    make_program("TB")
    with as_(make_account("reviewer", VILLAGE, programs=("TB",))) as actor, refused("not-allowed"):
        review.pass_on(enrolment=enrolment, actor=actor)


ACTS = [
    ("apply", {Role.CASEWORKER, Role.REVIEWER}),
    ("submit", {Role.CASEWORKER, Role.REVIEWER}),
    ("withdraw", {Role.CASEWORKER, Role.REVIEWER}),
    ("suspend", {Role.REVIEWER, Role.MANAGER}),
    ("exit", {Role.CASEWORKER, Role.REVIEWER, Role.MANAGER}),
    ("add", {Role.CASEWORKER, Role.REVIEWER}),
]


@pytest.mark.parametrize(("act", "allowed"), ACTS, ids=[act for act, _roles in ACTS])
def test_each_act_is_open_to_its_roles_alone(offices, act, allowed):
    make_program("TN", form="never", chain=("city",))
    with as_(offices.caseworker) as actor:
        women = {role: make_woman(actor) for role in Role}
    for role in Role:
        if act in ("suspend", "exit"):
            enrolment = make_approved(offices, program="TN")
        else:
            enrolment = make_draft(offices)
            with as_(offices.caseworker) as actor:
                hand_in(enrolment, actor)
        account = make_account(role, VILLAGE[:9])
        todo = {
            "apply": lambda e, a, role=role: application.apply(actor=a, person=women[role], program="TA", answers={}),
            "submit": lambda e, a: application.submit(enrolment=e, actor=a),
            "withdraw": lambda e, a: review.withdraw(enrolment=e, actor=a, reason="放弃"),
            "suspend": lambda e, a: lifecycle.suspend(enrolment=e, actor=a, reason="核查"),
            "exit": lambda e, a: lifecycle.exit_(enrolment=e, actor=a, on=e.starts_on, reason="moved"),
            "add": lambda e, a: hand_in(e, a, content=b"%PDF-1.7 other"),
        }[act]
        with as_(account):
            if role in allowed:
                todo(enrolment, account)
            else:
                with refused("not-allowed"):
                    todo(enrolment, account)


def both_roles(area: str) -> Account:
    account = make_account("caseworker", area)
    with scope.entered(scope.ACCOUNT_KEEPER):
        Grant.objects.create(account=account, role="reviewer", programs=["*"])
    return Account.objects.get(pk=account.pk)


def test_nobody_decides_on_their_own_submission(offices):
    offices.caseworker = both_roles(VILLAGE)
    enrolment = make_submitted(offices)
    with as_(offices.caseworker) as actor:
        with refused("own-submission"):
            review.pass_on(enrolment=enrolment, actor=actor)
        with refused_by("decision_not_on_own_submission"):
            execute(DECISION, uuid7(), "passed", "village", actor.pk, enrolment.pk)


def test_nor_on_what_they_drafted_and_a_colleague_submitted(offices):
    maker = both_roles(VILLAGE)
    offices.caseworker = maker
    enrolment = make_draft(offices)
    with as_(make_account("caseworker", VILLAGE)) as colleague:
        hand_in(enrolment, colleague)
        application.submit(enrolment=enrolment, actor=colleague)
    with as_(maker):
        with refused("own-submission"):
            review.pass_on(enrolment=enrolment, actor=maker)
        with refused_by("decision_not_on_own_submission"):
            execute(DECISION, uuid7(), "passed", "village", maker.pk, enrolment.pk)


def test_nobody_decides_at_two_steps(offices):
    enrolment = pass_up(make_submitted(offices), offices, until="township")
    promoted = offices.reviewers["village"]
    with scope.entered(scope.ACCOUNT_KEEPER):
        Account.objects.filter(pk=promoted.pk).update(area_id=VILLAGE[:9])
    promoted = Account.objects.get(pk=promoted.pk)
    with as_(promoted):
        with refused("two-steps"):
            review.pass_on(enrolment=enrolment, actor=promoted)
        with refused_by("decision_one_step_each"):
            execute(DECISION, uuid7(), "passed", "township", promoted.pk, enrolment.pk)


def test_raw_sql_cant_skip_the_chain(offices):
    enrolment = make_submitted(offices)
    with as_(offices.reviewers["village"]) as actor:
        for state, level in (
            ("approved", ""),
            ("refused", ""),
            ("returned", ""),
            ("submitted", "city"),
            ("submitted", "township"),
        ):
            with refused_by("enrolment_moves_by_decision"):
                execute(
                    "UPDATE enrolment_enrolment SET state = %s, level = %s WHERE id = %s", state, level, enrolment.pk
                )
        # Not the last step, so it can't be the one that approves.
        with refused_by("decision_of_its_step"):
            execute(DECISION, uuid7(), "approved", "village", actor.pk, enrolment.pk)
        with refused_by("decision_of_its_step"):
            execute(DECISION, uuid7(), "approved", "city", actor.pk, enrolment.pk)
        # A decision to pass on moves it one step, and not two.
        execute(DECISION, uuid7(), "passed", "village", actor.pk, enrolment.pk)
        with refused_by("enrolment_moves_by_decision"):
            execute("UPDATE enrolment_enrolment SET level = 'county' WHERE id = %s", enrolment.pk)
        assert execute("UPDATE enrolment_enrolment SET level = 'township' WHERE id = %s", enrolment.pk) == 1


def test_nobody_signs_for_another(offices):
    enrolment = make_submitted(offices)
    other = make_account("reviewer", VILLAGE)
    with as_(offices.reviewers["village"]), refused_by("decision_signed_by_actor"):
        execute(DECISION, uuid7(), "passed", "village", other.pk, enrolment.pk)
    draft = make_draft(offices)
    with as_(offices.caseworker), refused_by("enrolment_signed"):
        execute(
            "UPDATE enrolment_enrolment SET state = 'submitted', level = 'village', submitted_by_id = %s WHERE id = %s",
            other.pk, draft.pk,
        )  # fmt: skip
    with as_(offices.caseworker), refused_by("enrolment_signed"):
        execute("UPDATE enrolment_enrolment SET submitted_by_id = %s WHERE id = %s", other.pk, enrolment.pk)
    with as_(offices.caseworker), refused_by("enrolment_signed"):
        execute("UPDATE enrolment_enrolment SET made_by_id = %s WHERE id = %s", other.pk, draft.pk)


def test_answers_stay_while_they_are_reviewed(offices):
    enrolment = make_submitted(offices)
    with as_(offices.caseworker), refused_by("enrolment_answers_frozen"):
        execute("UPDATE enrolment_enrolment SET answers = '{}' WHERE id = %s", enrolment.pk)


def test_decisions_are_only_added(offices):
    enrolment = make_submitted(offices)
    with as_(offices.caseworker):
        with refused_by("permission denied"):
            execute("UPDATE enrolment_decision SET reason = 'x' WHERE enrolment_id = %s", enrolment.pk)
        with refused_by("permission denied"):
            execute("DELETE FROM enrolment_decision WHERE enrolment_id = %s", enrolment.pk)
        assert Decision.objects.filter(enrolment=enrolment).count() == 2
