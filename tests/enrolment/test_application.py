"""From a draft through the chain to an active enrolment, and the ways back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from programs.enrolment.models.enrolment import Act
from programs.enrolment.services import application, lifecycle, review
from registry.core.deadlines import working_days_after
from tests.expect import refused
from tests.factories.enrolments import (
    as_,
    hand_in,
    make_approved,
    make_draft,
    make_offices,
    make_program,
    make_submitted,
    make_woman,
    pass_up,
)

pytestmark = pytest.mark.django_db


def acts(enrolment):
    return list(enrolment.decisions.order_by("at", "id").values_list("act", "level"))


def test_an_application_goes_up_the_chain_step_by_step(offices):
    enrolment = make_submitted(offices)
    assert (enrolment.state, enrolment.level) == ("submitted", "village")
    assert enrolment.due_on == working_days_after(timezone.localdate(), 5)
    enrolment = pass_up(enrolment, offices)
    assert (enrolment.state, enrolment.level, enrolment.due_on) == ("approved", "", None)
    with as_(offices.manager):
        assert acts(enrolment) == [
            ("applied", ""), ("submitted", "village"), ("passed", "village"), ("passed", "township"),
            ("passed", "county"), ("approved", "city"),
        ]  # fmt: skip


def test_a_decision_keeps_rules_evaluation_and_evidence(offices):
    enrolment = make_submitted(offices)
    with as_(offices.reviewers["village"]) as actor:
        review.pass_on(enrolment=enrolment, actor=actor, reason="入户核实属实")
        decision = enrolment.decisions.get(act=Act.PASSED)
        document = enrolment.documents.get()
        assert decision.rules_id == enrolment.rules_id
        assert [(o["code"], o["met"]) for o in decision.evaluation] == [("woman", True)]
        assert decision.evidence == [{"id": str(document.pk), "kind": "form", "sha256": document.sha256}]
        assert decision.reason == "入户核实属实"


def test_a_program_without_list_is_active_at_once_and_monthly_ones_from_the_next_month(db):
    make_program("TN", form="never", chain=("township", "county"), benefit={"kind": "month", "amount": "600"})
    offices = make_offices()
    enrolment = make_submitted(offices, program="TN")
    assert enrolment.level == "township"
    enrolment = pass_up(enrolment, offices, on=date(2013, 12, 20))
    assert (enrolment.state, enrolment.starts_on) == ("active", date(2014, 1, 1))


def test_steps_below_the_area_that_someone_lives_in_fall_away(program):
    offices = make_offices()
    with as_(offices.caseworker) as actor:
        person = make_woman(actor, area="341802001")
    assert make_submitted(offices, person=person).level == "township"


def test_submission_needs_the_required_answers_and_documents(offices):
    enrolment = make_draft(offices, answers={"members": 2})
    with as_(offices.caseworker) as actor:
        with refused("answers", field="cause"):
            application.submit(enrolment=enrolment, actor=actor)
        enrolment = application.change_answers(enrolment=enrolment, actor=actor, answers={"cause": "重病"})
        assert enrolment.answers == {"members": 2, "cause": "重病"}
        with refused("documents-missing"):
            application.submit(enrolment=enrolment, actor=actor)
        hand_in(enrolment, actor)
        assert application.submit(enrolment=enrolment, actor=actor).state == "submitted"
        with refused("state"):
            application.change_answers(enrolment=enrolment, actor=actor, answers={"cause": "别的"})
        with refused("state"):
            application.submit(enrolment=enrolment, actor=actor)


def test_sent_back_it_is_corrected_and_starts_at_the_first_step_again(offices):
    enrolment = pass_up(make_submitted(offices), offices, until="county")
    with as_(offices.reviewers["county"]) as actor:
        with refused("reason", field="reason"):
            review.send_back(enrolment=enrolment, actor=actor, reason=" ")
        enrolment = review.send_back(enrolment=enrolment, actor=actor, reason="病理报告不清楚")
        assert (enrolment.state, enrolment.level) == ("returned", "")
    with as_(offices.caseworker) as actor:
        application.change_answers(enrolment=enrolment, actor=actor, answers={"cause": "重病，已补充"})
        enrolment = application.submit(enrolment=enrolment, actor=actor)
        assert enrolment.level == "village"
    assert pass_up(enrolment, offices).state == "approved"


def test_who_fails_a_criterion_isnt_passed_on_but_can_be_refused_and_apply_again(offices):
    with as_(offices.caseworker) as actor:
        man = make_woman(actor, sex="1", name="王刚")
    enrolment = make_submitted(offices, person=man)
    with as_(offices.reviewers["village"]) as actor:
        with refused("not-eligible") as caught:
            review.pass_on(enrolment=enrolment, actor=actor)
        assert "妇女" in str(caught.value)
        enrolment = review.refuse(enrolment=enrolment, actor=actor, reason="不是妇女")
        assert enrolment.decisions.get(act="refused").evaluation[0]["met"] is False
    with as_(offices.caseworker) as actor:
        again = application.reapply(enrolment=enrolment, actor=actor)
        assert (again.state, again.answers, again.person_id) == ("draft", enrolment.answers, man.pk)
        with refused("enrolment_one_open_per_program"):
            application.reapply(enrolment=enrolment, actor=actor)


def test_withdrawn_suspended_resumed_and_ended(offices):
    withdrawn = make_submitted(offices)
    with as_(offices.caseworker) as actor:
        assert review.withdraw(enrolment=withdrawn, actor=actor, reason="本人放弃").state == "withdrawn"
    make_program("TN", form="never")
    enrolment = make_approved(offices, program="TN")
    assert enrolment.state == "active"
    with as_(offices.manager) as actor:
        enrolment = lifecycle.suspend(enrolment=enrolment, actor=actor, reason="正在核查")
        with refused("state"):
            lifecycle.suspend(enrolment=enrolment, actor=actor, reason="再次")
        enrolment = lifecycle.resume(enrolment=enrolment, actor=actor)
        assert enrolment.state == "active"
        today = timezone.localdate()
        with refused("exit-reason", field="reason"):
            lifecycle.exit_(enrolment=enrolment, actor=actor, on=today, reason="whim")
        with refused("period", field="on"):
            lifecycle.exit_(enrolment=enrolment, actor=actor, on=today - timedelta(days=1), reason="moved")
        enrolment = lifecycle.exit_(enrolment=enrolment, actor=actor, on=today, reason="moved", note="迁往合肥")
        assert (enrolment.state, enrolment.exit_reason, enrolment.ends_on) == ("exited", "moved", today)
        with refused("state"):
            lifecycle.resume(enrolment=enrolment, actor=actor)


def test_the_dead_and_the_departed_dont_apply(offices):
    with as_(offices.caseworker) as actor:
        person = make_woman(actor)
        person.died_on = date(2020, 1, 1)
        with refused("person-gone"):
            application.apply(actor=actor, person=person, program="TA", answers={})
