"""What the public reads of a paid batch: totals, a masked list without children, or nothing at all."""

import pytest

from programs.enrolment.models import Release, ReleaseMember, ReleaseRow
from programs.payments.services import batches, disclosure
from registry.core import scope
from tests.expect import refused
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_batch, make_checked, make_due, make_fund, receive


def paid(count: int, form: str, **kw):
    """A closed batch of a program in that public form; (desk, batch)."""
    make_program("TD", form="totals" if form == "list" else form)
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TD",))
        receive(fund, 100_000, actor=desk.finance)
    make_due(desk, count, program="TD", **kw)
    batch = make_checked(desk, fund=fund, program="TD")
    with entered_as(desk.finance):
        batch = batches.send(batch=batches.approve(batch=batch, actor=desk.finance), actor=desk.finance)
        return desk, batches.confirm(batch=batch, actor=desk.finance)


def test_totals_of_a_paid_batch(db):
    desk, batch = paid(6, "totals")
    with entered_as(desk.manager):
        release = disclosure.publish(batch=batch, actor=desk.manager)
        assert (release.kind, release.form, release.count, release.total) == ("disclosure", "totals", 6, 6000)
        assert release.cause == batch.pk
        assert "2013" in release.title
        with refused("disclosed"):
            disclosure.publish(batch=batch, actor=desk.manager)
    with scope.entered(scope.EMPTY):
        row = ReleaseRow.objects.get()
        assert (row.masked_name, row.area, row.count, row.amount) == ("", "341802001", 6, 6000)
        assert not ReleaseMember.objects.exists()


def test_fewer_than_five_are_not_shown(db):
    desk, batch = paid(4, "totals")
    with entered_as(desk.manager), refused("release-small"):
        disclosure.publish(batch=batch, actor=desk.manager)


def test_never_is_never(db):
    desk, batch = paid(6, "never")
    with entered_as(desk.manager), refused("never-public"):
        disclosure.publish(batch=batch, actor=desk.manager)
    assert not Release.objects.exists()


def test_only_what_was_paid_and_by_a_manager(desk, fund):
    make_due(desk, 6)
    batch = make_batch(desk, fund=fund)
    with entered_as(desk.manager), refused("not-paid"):
        disclosure.publish(batch=batch, actor=desk.manager)
    with entered_as(desk.finance), refused("not-allowed"):
        disclosure.publish(batch=batch, actor=desk.finance)


@pytest.mark.parametrize(("born", "shown"), [("2013-01-01", False), ("1975-05-05", True)])
def test_no_child_is_a_subject_of_a_list(db, born, shown):
    from datetime import date

    desk, batch = paid(1, "totals", birth_date=date.fromisoformat(born))
    with entered_as(desk.manager):
        assert bool(disclosure._subjects(batch, "list")) is shown
