"""What a merge of two records does to their enrolments and their money, and how it is undone."""

from datetime import date

import pytest
from django.utils import timezone

from beneficiaries.models import Merge, MergeConflict
from beneficiaries.services import unmerging
from beneficiaries.services.conflicts import conflicts_of
from beneficiaries.services.merging import merge
from programs.enrolment.flows import State
from programs.enrolment.models import Decision, Enrolment
from programs.enrolment.models.enrolment import Act
from programs.enrolment.services import lifecycle
from programs.enrolment.services.bulk import RosterEnrolment, take_over
from registry.core.ids import uuid7
from tests.enrolment.raw import execute, refused_by
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.factories.enrolments import as_, hand_in, make_draft, make_offices, make_program, make_submitted, make_woman

pytestmark = pytest.mark.django_db
SINCE = date(2026, 3, 1)


@pytest.fixture
def offices(db):
    return make_offices()


@pytest.fixture
def two(offices):
    with as_(offices.caseworker) as actor:
        kept = make_woman(actor)
        merged = make_woman(actor, name="王秀瑛")
    return kept, merged


def enrolled(offices, person, program="TA") -> Enrolment:
    with as_(offices.caseworker) as actor:
        outcome = take_over([RosterEnrolment(person=person.pk, starts_on=SINCE)], actor=actor, program=program)
        assert not outcome.refusals
        return Enrolment.objects.get(pk=outcome.ids[0])


def merged_by(actor, kept, merged, **rest) -> Merge:
    """All that doesn't fit having been seen; two sound numbers never do."""
    keys = [conflict.key for conflict in conflicts_of(kept=kept, merged=merged)]
    return merge(kept=kept, merged=merged, actor=actor, acknowledged=keys, reason="同一人，号码录错", **rest)


def kinds(kept, merged) -> list[str]:
    return [c.kind for c in conflicts_of(kept=kept, merged=merged) if c.kind != "two-numbers"]


def test_enrolments_and_their_papers_follow(offices, two):
    make_program("TA")
    make_program("TB")
    kept, merged = two
    enrolled(offices, kept, "TA")
    draft = make_draft(offices, program="TB", person=merged)
    with as_(offices.caseworker) as actor:
        hand_in(draft, actor)
    with as_(offices.manager) as actor:
        assert kinds(kept, merged) == []
        merged_by(actor, kept, merged)
        draft.refresh_from_db()
        assert draft.person_id == kept.pk and draft.state == State.DRAFT and draft.documents.count() == 1
        assert not Enrolment.objects.filter(person=merged).exists()


def test_both_in_one_program_the_kept_ones_stays(offices, two):
    make_program("TA")
    kept, merged = two
    stays, ends = enrolled(offices, kept), enrolled(offices, merged)
    with as_(offices.manager) as actor:
        assert kinds(kept, merged) == ["same-program"]
        with refused("merge-conflicts"):
            merge(kept=kept, merged=merged, actor=actor, reason="同一人")
        record = merged_by(actor, kept, merged)
        stays.refresh_from_db()
        ends.refresh_from_db()
        assert (stays.state, stays.person_id) == (State.ACTIVE, kept.pk)
        assert (ends.state, ends.exit_reason, ends.person_id) == (State.EXITED, "merged", kept.pk)
        assert SINCE <= ends.ends_on < timezone.localdate().replace(day=1)
        assert Decision.objects.filter(enrolment=ends, act=Act.MERGED, actor=actor).count() == 1
        found = MergeConflict.objects.standing().get(kind="same-program")
        assert (found.program, set(found.detail["enrolments"])) == ("TA", {str(stays.pk), str(ends.pk)})
        # Nobody else takes it up again, except by undoing the merge.
        with refused_by("enrolment_reopened"):
            execute("UPDATE enrolment_enrolment SET state = 'active', exit_reason = '' WHERE id = %s", ends.pk)
        unmerging.undo(merge=Merge.objects.get(pk=record.pk), actor=actor, reason="看错了人")
        ends.refresh_from_db()
        assert (ends.state, ends.exit_reason, ends.ends_on, ends.person_id) == (State.ACTIVE, "", None, merged.pk)


def test_an_application_beside_an_enrolment_is_withdrawn(offices, two):
    make_program("TA")
    kept, merged = two
    enrolled(offices, kept)
    application = make_submitted(offices, person=merged)
    with as_(offices.manager) as actor:
        record = merged_by(actor, kept, merged)
        application.refresh_from_db()
        assert (application.state, application.person_id) == (State.WITHDRAWN, kept.pk)
        unmerging.undo(merge=Merge.objects.get(pk=record.pk), actor=actor, reason="看错了人")
        application.refresh_from_db()
        assert (application.state, application.person_id) == (State.WITHDRAWN, merged.pk)


def test_two_programs_that_exclude_each_other(offices, two):
    make_program("TA")
    make_program("TX", excludes=("TA",))
    kept, merged = two
    enrolled(offices, kept, "TA")
    ends = enrolled(offices, merged, "TX")
    with as_(offices.manager) as actor:
        assert kinds(kept, merged) == ["excluded"]
        merged_by(actor, kept, merged)
        ends.refresh_from_db()
        assert ends.state == State.EXITED and ends.person_id == kept.pk


def test_what_is_given_once_in_a_lifetime_stays_where_it_was_given(offices, two):
    make_program("TA", group="relief")
    make_program("TG", group="relief")
    kept, merged = two
    enrolled(offices, kept, "TA")
    twice = enrolled(offices, merged, "TG")
    with as_(offices.manager) as actor:
        assert kinds(kept, merged) == ["lifetime"]
        record = merged_by(actor, kept, merged)
        twice.refresh_from_db()
        assert (twice.state, twice.person_id) == (State.EXITED, merged.pk)
        assert MergeConflict.objects.filter(kind="lifetime", program="TG").count() == 1
        unmerging.undo(merge=Merge.objects.get(pk=record.pk), actor=actor, reason="看错了人")
        twice.refresh_from_db()
        assert twice.state == State.ACTIVE


def test_what_was_decided_since_stands_in_the_way(offices, two):
    make_program("TA")
    kept, merged = two
    moved = enrolled(offices, merged)
    with as_(offices.manager) as actor:
        record = merged_by(actor, kept, merged)
        moved.refresh_from_db()
        lifecycle.suspend(enrolment=moved, actor=actor, reason="核查")
        with refused("built-on"):
            unmerging.undo(merge=Merge.objects.get(pk=record.pk), actor=actor, reason="看错了人")


def test_a_program_that_the_account_doesnt_cover_keeps_them_apart(offices, two):
    make_program("TA")
    make_program("TB")
    kept, merged = two
    enrolled(offices, merged, "TB")
    partly = make_account("manager", "3418", programs=("TA",))
    with as_(partly):
        assert kinds(kept, merged) == [], "what isn't seen isn't told"
        with refused("person_leaves_enrolments"):
            merged_by(partly, kept, merged)


def test_raw_sql_enrols_no_merged_record_and_gives_no_enrolment_away(offices, two):
    make_program("TA")
    kept, merged = two
    enrolment = enrolled(offices, kept)
    with as_(offices.manager) as actor:
        with refused_by("row_follows_merge"):
            execute("UPDATE enrolment_enrolment SET person_id = %s WHERE id = %s", merged.pk, enrolment.pk)
        merged_by(actor, kept, merged)
    with as_(offices.caseworker) as actor:
        with refused_by("row_of_merged_record"):
            execute(
                "INSERT INTO enrolment_enrolment (id, program_id, person_id, area, state, level, origin, rules_id, "
                "answers, lifetime_group, exit_reason, made_by_id, created_at, changed_at) "
                "SELECT %s, program_id, %s, area, 'draft', '', 'application', rules_id, '{}', '', '', %s, now(), now() "
                "FROM enrolment_enrolment WHERE id = %s",
                uuid7(), merged.pk, actor.pk, enrolment.pk,
            )  # fmt: skip
