"""Merges at the same moment as other things: real threads, real connections, real commits.

The control takes the lock away and shows that the race is there.
"""

import pytest

from beneficiaries.models import Person
from beneficiaries.services import contact
from beneficiaries.services.conflicts import conflicts_of
from beneficiaries.services.merging import merge
from programs.enrolment.models import Enrolment
from programs.enrolment.services import application
from tests.enrolment.test_races import at_once
from tests.factories.enrolments import as_, make_offices, make_program, make_woman

pytestmark = pytest.mark.django_db(transaction=True)


def merging(actor, kept, merged):
    def act():
        with as_(actor):
            keys = [conflict.key for conflict in conflicts_of(kept=kept, merged=merged)]
            merge(kept=kept, merged=merged, actor=actor, acknowledged=keys, reason="同一人，号码录错")

    return act


def applying(actor, person):
    def act():
        with as_(actor):
            application.apply(actor=actor, person=person, program="TA", answers={})

    return act


def women(offices, count):
    with as_(offices.caseworker) as actor:
        return [make_woman(actor, name=f"王秀{given}") for given in "英瑛颖"[:count]]


@pytest.fixture
def offices():
    make_program("TA")
    return make_offices()


def test_a_into_b_while_b_into_c(offices):
    for _round in range(4):
        a, b, c = women(offices, 3)
        results = at_once(merging(offices.manager, b, a), merging(offices.manager, c, b))
        with as_(offices.manager):
            rows = dict(Person.objects.filter(pk__in=[a.pk, b.pk, c.pk]).values_list("pk", "merged_into"))
        assert rows[c.pk] is None and "done" in results
        # Either both, flattened, or the second one was told that its record is merged.
        if results == ["done", "done"]:
            assert rows == {a.pk: c.pk, b.pk: c.pk, c.pk: None}
        else:
            assert results == ["done", "merged"]
            assert rows in ({a.pk: None, b.pk: c.pk, c.pk: None}, {a.pk: b.pk, b.pk: None, c.pk: None})


def test_each_into_the_other(offices):
    for _round in range(4):
        a, b = women(offices, 2)
        assert at_once(merging(offices.manager, a, b), merging(offices.manager, b, a)) == ["done", "merged"]


def test_a_merge_while_she_is_enrolled(offices):
    for _round in range(6):
        kept, merged = women(offices, 2)
        results = at_once(merging(offices.manager, kept, merged), applying(offices.caseworker, merged))
        with as_(offices.manager):
            assert not Enrolment.objects.filter(person=merged).exists()
            if results == ["done", "done"]:
                assert Enrolment.objects.filter(person=kept).count() == 1
            else:
                assert results == ["done", "row_of_merged_record"] or results == ["done", "person-gone"]


def test_a_merge_while_a_phone_is_added(offices):
    for _round in range(6):
        kept, merged = women(offices, 2)

        def adding(merged=merged):
            with as_(offices.caseworker) as actor:
                contact.add_phone(person=merged, actor=actor, number="13812345678")

        results = at_once(merging(offices.manager, kept, merged), adding)
        with as_(offices.manager):
            assert not merged.phones.exists()
            assert kept.phones.count() == (1 if results == ["done", "done"] else 0), results


def test_without_the_lock_an_enrolment_would_be_left_behind(offices, owner_connection, monkeypatch):
    """The control: neither the trigger of the enrolment nor the person's lock, and the merge misses it."""
    import threading

    from beneficiaries import signals

    with owner_connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER enrolment_fits ON enrolment_enrolment;"
            "DROP TRIGGER person_leaves_enrolments ON beneficiaries_person;"
            "DROP TRIGGER enrolment_exclusive ON enrolment_enrolment"
        )
    kept, merged = women(offices, 2)
    looked, applied = threading.Event(), threading.Event()

    def wait(sender, **kwargs):
        looked.set()
        applied.wait(10)

    def apply():
        with as_(offices.caseworker) as actor:
            from django.db import transaction

            looked.wait(10)
            with transaction.atomic():
                application.apply(actor=actor, person=merged, program="TA", answers={})
                # Its row is written, and nothing waits for the merge.
                applied.set()

    signals.merged.connect(wait, dispatch_uid="test.wait", weak=False)
    try:
        results = at_once(merging(offices.manager, kept, merged), apply)
    finally:
        signals.merged.disconnect(dispatch_uid="test.wait")
    with as_(offices.manager):
        assert results == ["done", "done"]
        assert Enrolment.objects.filter(person=merged).exists(), "the race is real; the lock is what prevents it"
