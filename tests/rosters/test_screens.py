"""The screens of rosters: who may open them, and the way of a file through them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from beneficiaries.models import Person
from programs.enrolment.rosters.models import RosterImport
from registry.core import jobs, scope
from registry.core.models import Job
from tests.factories.accounts import make_account
from tests.rosters.books import book, child

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caseworker():
    return make_account("caseworker", "341802", ("LS",))


def upload(client, content: bytes, name: str = "花名册.xlsx"):
    file = SimpleUploadedFile(name, content)
    data = {"program": "LS", "file": file, "starts_on": "2013-03-01"}
    return client.post(reverse("imports:index"), data)


def test_a_file_goes_its_way(client, caseworker):
    client.force_login(caseworker)
    assert 'name="file"' in client.get(reverse("imports:index")).content.decode()
    answer = upload(client, book([child(0), child(1, 姓名=None)]))
    with scope.entered(scope.of(caseworker)):
        roster = RosterImport.objects.get()
    assert answer.status_code == 302 and answer.url == reverse("imports:detail", args=[roster.pk])
    page = client.get(answer.url).content.decode()
    assert "姓名" in page and reverse("imports:take_in", args=[roster.pk]) in page
    answer = client.post(reverse("imports:take_in", args=[roster.pk]))
    with scope.entered(scope.of(caseworker)):
        job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    jobs.run(job.pk)
    with scope.entered(scope.of(caseworker)):
        assert Person.objects.count() == 1
    page = client.get(reverse("imports:detail", args=[roster.pk])).content.decode()
    assert reverse("imports:take_in", args=[roster.pk]) not in page
    workbook = client.post(reverse("imports:errors", args=[roster.pk]))
    assert workbook["Content-Type"].endswith("sheet") and workbook.content.startswith(b"PK")


def test_a_file_that_is_none_says_so(client, caseworker):
    client.force_login(caseworker)
    page = upload(client, b"PK\x03\x04 broken").content.decode()
    assert "error" in page


def test_blank_and_export_are_workbooks(client, caseworker):
    client.force_login(caseworker)
    assert client.get(reverse("imports:blank", args=["LS"])).content.startswith(b"PK")
    assert client.post(reverse("imports:export"), {"program": "LS"}).content.startswith(b"PK")


def test_an_auditor_sees_and_sends_nothing_in(client, caseworker):
    client.force_login(caseworker)
    upload(client, book([child(0)]))
    auditor = make_account("auditor", "3418", ("*",))
    client.force_login(auditor)
    with scope.entered(scope.of(auditor)):
        roster = RosterImport.objects.get()
    page = client.get(reverse("imports:detail", args=[roster.pk])).content.decode()
    assert reverse("imports:take_in", args=[roster.pk]) not in page
    assert 'enctype="multipart/form-data"' not in client.get(reverse("imports:index")).content.decode()
    assert upload(client, book([child(1)])).status_code in (302, 403)
    client.post(reverse("imports:take_in", args=[roster.pk]))
    with scope.entered(scope.of(auditor)):
        assert RosterImport.objects.count() == 1 and not Job.objects.exists()


@pytest.mark.parametrize(("role", "area"), [("caseworker", "341881"), ("editor", "3418"), ("administrator", "3418")])
def test_others_dont(client, caseworker, role, area):
    client.force_login(caseworker)
    upload(client, book([child(0)]))
    with scope.entered(scope.of(caseworker)):
        roster = RosterImport.objects.get()
    client.force_login(make_account(role, area, ("*",)))
    for name in ("detail", "errors", "take_in"):
        url = reverse(f"imports:{name}", args=[roster.pk])
        answer = client.get(url) if name == "detail" else client.post(url)
        assert answer.status_code in (302, 403, 404)
        assert "花名册.xlsx" not in answer.content.decode()
