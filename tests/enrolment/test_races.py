"""Two offices at the same moment, on two real connections; and what would happen without the guard."""

import threading

import psycopg2
import pytest
from django.db import connection

from programs.enrolment.models import Enrolment, Release
from programs.enrolment.services import application, publicity
from registry.core.errors import Refusal
from tests.factories.enrolments import as_, make_approved, make_offices, make_program, make_woman

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*todo) -> list[str]:
    """Run each in a thread with its own connection; "done", or the code of the refusal."""
    barrier, results = threading.Barrier(len(todo)), {}

    def work(n, function):
        try:
            barrier.wait()
            function()
            results[n] = "done"
        except Refusal as refusal:
            results[n] = refusal.code
        except Exception as error:
            results[n] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=item) for item in enumerate(todo)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    return sorted(results.values())


def applying(actor, person, program):
    def apply():
        with as_(actor):
            application.apply(actor=actor, person=person, program=program, answers={})

    return apply


@pytest.mark.parametrize(
    ("programs", "rule"),
    [
        (("TA", "TA"), "enrolment_one_open_per_program"),
        (("TA", "TG"), "enrolment_once_in_a_lifetime"),
        (("TA", "TX"), "enrolment_exclusive"),
    ],
)
def test_two_applications_at_once_leave_one(programs, rule):
    make_program("TA", group="relief")
    make_program("TG", group="relief")
    make_program("TX", excludes=("TA",))
    offices = make_offices()
    for _round in range(5):
        with as_(offices.caseworker) as actor:
            person = make_woman(actor)
        results = at_once(*(applying(offices.caseworker, person, program) for program in programs))
        assert results == ["done", rule]
        with as_(offices.caseworker):
            assert Enrolment.objects.filter(person=person).count() == 1


def test_without_the_lock_on_the_person_both_would_get_in(owner_connection):
    """The control: the same look at the other program, without the lock, lets two at once pass."""
    make_program("TA")
    make_program("TX", excludes=("TA",))
    offices = make_offices()
    with as_(offices.caseworker) as actor:
        person = make_woman(actor)
    with owner_connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('enrolment_exclusive'::regproc)")
        body = cursor.fetchone()[0]
        lock = "PERFORM 1 FROM beneficiaries_person WHERE id = NEW.person_id FOR NO KEY UPDATE;"
        assert lock in body
        # Long enough between the look and the row that the other is sure to look as well.
        cursor.execute(body.replace(lock, "").replace("RETURN NEW;\nEND", "PERFORM pg_sleep(0.5); RETURN NEW;\nEND"))
    results = at_once(*(applying(offices.caseworker, person, program) for program in ("TA", "TX")))
    assert results == ["done", "done"], "the race is real; the lock is what prevents it"


def test_two_publishers_at_once_get_two_numbers():
    make_program("TA", chain=("city",))
    offices = make_offices()
    enrolments = [make_approved(offices) for _ in range(4)]

    def publishing(enrolment):
        def publish():
            with as_(offices.manager) as actor:
                publicity.publish(program="TA", enrolments=[enrolment], actor=actor, title="公示")

        return publish

    assert at_once(*map(publishing, enrolments)) == ["done"] * 4
    numbers = sorted(Release.objects.values_list("number", flat=True))
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003", "0004"]


def test_a_release_that_isnt_whole_doesnt_commit():
    make_program("TA")
    offices = make_offices()
    from tests.enrolment.test_publicity import raw_release

    with as_(offices.manager) as actor:
        with pytest.raises(Exception) as caught:
            raw_release(actor)
        assert isinstance(caught.value.__cause__, psycopg2.errors.CheckViolation)
        assert caught.value.__cause__.diag.constraint_name == "release_whole"
    assert not Release.objects.exists()
