"""The screens of rosters: who may open them, and the way of a file through them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from beneficiaries.models import Person
from programs.enrolment.rosters import services, views
from programs.enrolment.rosters.models import RosterImport, StagedRow
from registry.core import jobs, scope
from registry.core.models import Job
from tests.factories.accounts import make_account
from tests.rosters.books import LS_NAMES, book, child

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
    page = client.get(upload(client, b"PK\x03\x04 broken").url).content.decode()
    assert "help-critical" in page and "另存为" in page


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
    seen = ("detail", "columns", "undo", "row")
    for name in (*seen, "errors", "take_in", "look", "choose", "recognise"):
        url = reverse(f"imports:{name}", args=[roster.pk, 1] if name in ("row", "recognise") else [roster.pk])
        answer = client.get(url) if name in seen else client.post(url)
        assert answer.status_code in (302, 403, 404)
        assert "花名册.xlsx" not in answer.content.decode()


def only_roster(account) -> RosterImport:
    with scope.entered(scope.of(account)):
        return RosterImport.objects.get()


def test_a_row_is_corrected_in_place_and_the_next_one_comes(client, caseworker):
    client.force_login(caseworker)
    upload(client, book([child(0, 电话="12345"), child(1), child(2, 就学情况="大学")]))
    roster = only_roster(caseworker)
    page = client.get(reverse("imports:detail", args=[roster.pk]), {"show": "error"}).content.decode()
    row = reverse("imports:row", args=[roster.pk, 1])
    assert row in page and reverse("imports:row", args=[roster.pk, 2]) not in page
    page = client.get(row).content.decode()
    assert 'value="12345"' in page and "roster-fault" in page
    still = client.post(row, {"cell-phone": "123"})
    assert still.status_code == 200 and 'value="123"' in still.content.decode()
    answer = client.post(row, {"cell-phone": "16012345678"})
    assert answer.url == reverse("imports:row", args=[roster.pk, 3])
    client.post(answer.url, {"cell-schooling": "小学"})
    assert only_roster(caseworker).counts["create"] == 3


def test_numbers_are_masked_for_who_didnt_send_them(client, caseworker):
    client.force_login(caseworker)
    upload(client, book([child(0)]))
    row = reverse("imports:row", args=[only_roster(caseworker).pk, 1])
    number = child(0)["证件号码"]
    assert number in client.get(row).content.decode()
    client.force_login(make_account("caseworker", "341802", ("LS",)))
    page = client.get(row).content.decode()
    assert number not in page and number[-2:] in page
    assert client.post(row, {"cell-id_number": f"34{'*' * 14}{number[-2:]}"}).status_code == 302
    with scope.entered(scope.of(caseworker)):
        assert StagedRow.objects.get().corrected_by_id is None, "a mask that stays is no correction"


def test_rows_are_ticked_page_by_page_and_all_at_once(client, caseworker):
    client.force_login(caseworker)
    upload(client, book([child(n) for n in range(60)]))
    roster = only_roster(caseworker)
    detail, choose = (reverse(f"imports:{name}", args=[roster.pk]) for name in ("detail", "choose"))
    page = client.get(detail).content.decode()
    assert page.count('name="chosen"') == 50 and "after=50" in page
    assert client.get(detail, {"after": 50}).content.decode().count('name="chosen"') == 10
    client.post(choose, {"row": [1, 2, 3], "chosen": [2]})
    assert only_roster(caseworker).counts["left"] == 2
    client.post(choose, {"show": "create", "all": "out"})
    assert only_roster(caseworker).counts["left"] == 60
    client.post(choose, {"show": "create", "all": "in"})
    assert only_roster(caseworker).counts["left"] == 0


def test_columns_are_named_and_it_is_looked_through_again(client, caseworker):
    client.force_login(caseworker)
    answer = upload(client, book([child(0)], names_of={"就学情况": "念书"}))
    page = client.get(answer.url).content.decode()
    columns = reverse("imports:columns", args=[only_roster(caseworker).pk])
    assert columns in page
    page = client.get(columns).content.decode()
    assert "念书" in page and child(0)["证件号码"] not in page, "samples are masked"
    roster = only_roster(caseworker)
    said = {f"column-{index}": code for code, index in roster.layout["columns"].items()}
    said[f"column-{LS_NAMES.index('就学情况')}"] = "schooling"
    assert client.post(columns, said | {"column-0": "id_number"}).url == columns, "one column twice"
    assert client.post(columns, said).url == answer.url
    assert only_roster(caseworker).state == "staged"


def test_an_import_is_undone_on_its_page(client, caseworker):
    client.force_login(caseworker)
    upload(client, book([child(0), child(1)]))
    roster = only_roster(caseworker)
    with scope.entered(scope.of(caseworker)):
        services.take_in(roster=roster, actor=caseworker)
    undo = reverse("imports:undo", args=[roster.pk])
    assert undo in client.get(reverse("imports:detail", args=[roster.pk])).content.decode()
    assert 'name="reason"' in client.get(undo).content.decode()
    assert client.post(undo, {"reason": "送错了"}).status_code == 302
    assert only_roster(caseworker).state == "undone"
    with scope.entered(scope.of(caseworker)):
        assert not Person.objects.current().exists()


def test_a_large_file_is_looked_through_by_a_job(client, caseworker, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 100)
    client.force_login(caseworker)
    answer = upload(client, book([child(0)]))
    with scope.entered(scope.of(caseworker)):
        job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    page = client.get(reverse("imports:detail", args=[only_roster(caseworker).pk])).content.decode()
    assert answer.url in page
    jobs.run(job.pk)
    assert only_roster(caseworker).state == "staged"
