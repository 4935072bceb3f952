"""Large rosters go out by a job: sealed, for whoever asked, for a day; and what they reveal is on record."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from programs.catalogue.models import Program
from programs.enrolment.rosters import outgoing, services, tasks
from programs.enrolment.rosters.models import ExportPart, RosterExport
from registry.core import jobs, scope
from registry.core.models import AccessLog, Job
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.rosters.books import book, child
from tests.rosters.conftest import SINCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caseworker(monkeypatch):
    monkeypatch.setattr(outgoing, "AT_ONCE", 2)
    monkeypatch.setattr(outgoing, "PART", 1_000)
    account = make_account("caseworker", "341802", ("LS",))
    with scope.entered(scope.of(account)):
        roster = services.receive(
            program="LS", content=book([child(n) for n in range(4)]), filename="x.xlsx", actor=account, starts_on=SINCE
        )
        services.look_through(roster=roster, actor=account, take=True)
    return account


def asked(account, purpose: str = "") -> RosterExport:
    with scope.entered(scope.of(account)):
        export = outgoing.ask(
            program=Program.objects.get(pk="LS"), actor=account, purpose=purpose, link=lambda export: f"/{export.pk}"
        )
    jobs.run(export.job_id)
    return export


def test_a_job_writes_it_and_the_page_hands_it_out(client, caseworker):
    client.force_login(caseworker)
    answer = client.post(reverse("imports:export"), {"program": "LS", "purpose": "年度核对"})
    with scope.entered(scope.of(caseworker)):
        job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    page = reverse("imports:exported", args=[job.params["export"]])
    assert "正在生成" in client.get(page).content.decode()
    jobs.run(job.pk)
    with scope.entered(scope.of(caseworker)):
        job.refresh_from_db()
        assert (job.state, job.result, job.done, job.total) == ("done", {"rows": 4}, 4, 4)
        assert AccessLog.objects.filter(field="roster").count() == 4
        assert ExportPart.objects.count() > 1
        assert not any(b"PK\x03\x04" in bytes(part.content) for part in ExportPart.objects.all())
    assert "年度核对" in client.get(page).content.decode()
    content = client.post(page).content
    numbers = {row[2].value for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=3)}
    assert len(openpyxl.load_workbook(io.BytesIO(content)).active["A"]) == 6 and numbers
    assert child(0)["证件号码"] in str(
        list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    )
    with scope.entered(scope.of(caseworker)):
        assert AccessLog.objects.filter(field="file", object_id=job.params["export"]).count() == 1


def test_nobody_else_fetches_it(client, caseworker):
    export = asked(caseworker)
    manager = make_account("manager", "3418", ("*",))
    with scope.entered(scope.of(manager)):
        assert not RosterExport.objects.exists() and not ExportPart.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO rosters_exportpart (export_id, number, content) VALUES (%s, 99, '')", [export.pk]
            )
    client.force_login(manager)
    page = reverse("imports:exported", args=[export.pk])
    assert client.get(page).status_code == 404 and client.post(page).status_code == 404


def test_it_is_thrown_away_when_its_day_is_over(client, caseworker):
    export = asked(caseworker)
    assert tasks.expire() == 0
    with scope.entered(scope.of(caseworker)):
        assert outgoing.fetch(export=RosterExport.objects.get(), actor=caseworker).startswith(b"PK")
        assert not AccessLog.objects.exists(), "masked throughout"
        RosterExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with refused("gone"):
            outgoing.fetch(export=RosterExport.objects.get(), actor=caseworker)
    assert tasks.expire() > 1
    with scope.entered(scope.of(caseworker)):
        assert not ExportPart.objects.exists() and RosterExport.objects.exists()
    client.force_login(caseworker)
    assert "不再保留" in client.get(reverse("imports:exported", args=[export.pk])).content.decode()


def test_a_purpose_that_says_nothing_is_refused_before_a_job_is_made(caseworker):
    with scope.entered(scope.of(caseworker)), refused("purpose"):
        outgoing.ask(program=Program.objects.get(pk="LS"), actor=caseworker, purpose="x", link=str)
    with scope.entered(scope.of(caseworker)):
        assert not Job.objects.exists()


def test_many_rows_that_cannot_go_in_are_written_by_a_job(client, caseworker):
    with scope.entered(scope.of(caseworker)):
        bad = [child(n) | {"证件号码": "34180219990101000X"} for n in range(10, 13)]
        roster = services.receive(
            program="LS", content=book(bad), filename="坏行.xlsx", actor=caseworker, starts_on=SINCE
        )
        services.look_through(roster=roster, actor=caseworker)
    client.force_login(caseworker)
    answer = client.post(reverse("imports:errors", args=[roster.pk]))
    with scope.entered(scope.of(caseworker)):
        job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    jobs.run(job.pk)
    page = reverse("imports:exported", args=[job.params["export"]])
    assert "坏行.xlsx" in client.get(page).content.decode()
    answer = client.post(page)
    assert "%E5%BE%85%E6%9B%B4%E6%AD%A3" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sum("34180219990101000X" in row for row in sheet.iter_rows(values_only=True)) == 3
    with scope.entered(scope.of(caseworker)):
        job.refresh_from_db()
        assert (job.result, job.done, job.total) == ({"rows": 3}, 3, 3)
        assert not AccessLog.objects.exists(), "she takes out what she sent in"


def test_a_large_import_is_undone_by_a_job(client, caseworker, monkeypatch):
    from programs.enrolment.rosters import desk
    from programs.enrolment.rosters.models import RosterImport

    monkeypatch.setattr(desk, "AT_ONCE", 3)
    client.force_login(caseworker)
    with scope.entered(scope.of(caseworker)):
        roster = RosterImport.objects.get()
    undo = reverse("imports:undo", args=[roster.pk])
    assert client.post(undo, {"reason": ""}).status_code == 409
    with scope.entered(scope.of(caseworker)):
        assert not Job.objects.exists(), "without a reason nothing is asked for"
    client.post(undo, {"reason": "送错了"})
    with scope.entered(scope.of(caseworker)):
        job = Job.objects.get()
    jobs.run(job.pk)
    with scope.entered(scope.of(caseworker)):
        job.refresh_from_db()
        roster.refresh_from_db()
        assert (job.state, roster.state, roster.undone_reason) == ("done", "undone", "送错了")
    page = client.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert "已导入" in page and "撤销花名册导入" in page
