"""Evidence: by content, in private, within scope, and never changed."""

import hashlib
import io
import zipfile

import pytest
from django.urls import reverse

from programs.enrolment.models import Document
from programs.enrolment.services import documents, review, sniffing
from registry.core.models import AccessLog
from tests.enrolment.raw import execute, refused_by
from tests.expect import refused
from tests.factories.accounts import make_account
from tests.factories.enrolments import PDF, PNG, as_, hand_in, make_draft, make_program, make_submitted

pytestmark = pytest.mark.django_db


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


KINDS = [
    (PDF, sniffing.PDF),
    (b"\xff\xd8\xff\xe0" + b"\0" * 40, sniffing.JPEG),
    (PNG, sniffing.PNG),
    (b"\0\0\0\x18ftypheic" + b"\0" * 20, sniffing.HEIC),
    (archive("[Content_Types].xml", "word/document.xml"), sniffing.DOCX),
    (archive("[Content_Types].xml", "xl/workbook.xml"), sniffing.XLSX),
    (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
    (archive("evil.exe"), None),
    (b"PK\x03\x04 not a zip", None),
    (b"<html><script>alert(1)</script>", None),
    (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', None),
    (b"MZ\x90\0", None),
    (b"GIF89a", None),
    (b"", None),
]


@pytest.mark.parametrize(("content", "kind"), KINDS)
def test_a_file_is_what_its_content_says(content, kind):
    assert sniffing.kind_of(io.BytesIO(content)) == kind


@pytest.fixture
def draft(offices):
    return make_draft(offices)


def test_it_is_kept_privately_under_its_id(offices, draft, settings):
    with as_(offices.caseworker) as actor:
        document = hand_in(draft, actor, name="../../王秀英 340.pdf")
        assert document.sha256 == hashlib.sha256(PDF).hexdigest()
        assert (document.mime, document.size) == ("application/pdf", len(PDF))
        assert document.filename == "王秀英 340.pdf"
        assert document.file.name == f"evidence/{document.pk.hex[:2]}/{document.pk.hex}"
        assert not (settings.MEDIA_ROOT / document.file.name).exists()
        assert documents.open_file(document=document, actor=actor).read() == PDF
        assert AccessLog.objects.filter(object_id=document.pk, account=actor).count() == 1


def test_it_has_no_address(offices, draft, settings):
    with as_(offices.caseworker) as actor:
        document = hand_in(draft, actor)
        with pytest.raises(NotImplementedError):
            document.file.url  # noqa: B018
    assert settings.STORAGES["private"]["BACKEND"] == "registry.core.storage.PrivateStorage"


def test_what_is_refused(offices, draft):
    with as_(offices.caseworker) as actor:
        with refused("file-type", field="file"):
            hand_in(draft, actor, content=b"<html>", name="申请表.pdf")
        with refused("file-empty"):
            hand_in(draft, actor, content=b"")
        with refused("document-kind"):
            hand_in(draft, actor, kind="passport")
        with refused("file-too-large"):
            hand_in(draft, actor, content=PDF + b"\0" * (10 * 2**20))
        hand_in(draft, actor)
        with refused("document-twice"):
            hand_in(draft, actor)
    with as_(make_account("finance", offices.village)) as actor, refused("not-allowed"):
        hand_in(draft, actor, content=PNG)


def test_withdrawn_it_stays_and_after_the_decision_nothing_changes(offices, draft):
    with as_(offices.caseworker) as actor:
        document = hand_in(draft, actor)
        documents.withdraw(document=document, actor=actor)
        assert Document.objects.get(pk=document.pk).withdrawn_on
        assert documents.missing(draft), "what is withdrawn doesn't count"
        hand_in(draft, actor)
        review.withdraw(enrolment=draft, actor=actor, reason="放弃")
        with refused("state"):
            hand_in(draft, actor, content=PNG)


def test_evidence_is_frozen_in_raw_sql(offices, draft):
    with as_(offices.caseworker) as actor:
        document = hand_in(draft, actor)
        for column, value in (
            ("sha256", "0" * 64),
            ("kind", "other"),
            ("filename", "x.pdf"),
            ("file", "x"),
            ("mime", "text/html"),
        ):
            with refused_by("Cannot update"):
                execute(f'UPDATE enrolment_document SET "{column}" = %s WHERE id = %s', value, document.pk)
        with refused_by("permission denied"):
            execute("DELETE FROM enrolment_document WHERE id = %s", document.pk)
        execute("UPDATE enrolment_document SET withdrawn_on = '2020-01-01' WHERE id = %s", document.pk)
        with refused_by("Cannot update"):
            execute("UPDATE enrolment_document SET withdrawn_on = NULL WHERE id = %s", document.pk)


def test_a_file_that_was_swapped_in_the_storage_isnt_shown(offices, draft):
    with as_(offices.caseworker) as actor:
        document = hand_in(draft, actor)
        with open(document.file.path, "wb") as file:
            file.write(PDF + b"forged")
        with refused("document-changed"):
            documents.open_file(document=document, actor=actor)


@pytest.mark.parametrize("area", ["341802002", "341821"])
def test_out_of_scope_there_is_none_by_raw_sql_or_by_address(client, offices, draft, area):
    with as_(offices.caseworker) as actor:
        document = hand_in(draft, actor)
    stranger = make_account("reviewer", area)
    with as_(stranger):
        assert execute("SELECT count(*) FROM enrolment_document") == [(0,)]
        assert execute("SELECT count(*) FROM enrolment_documenthistoryrow") == [(0,)]
    client.force_login(stranger)
    assert client.get(reverse("enrolments:document", args=[document.pk])).status_code == 404
    assert client.get(reverse("enrolments:detail", args=[draft.pk])).status_code == 404


def test_another_programs_account_sees_none(offices, draft):
    make_program("TB")
    with as_(make_account("reviewer", offices.village, programs=("TB",))):
        assert not Document.objects.exists()


def test_it_is_sent_walled_off(client, offices):
    enrolment = make_submitted(offices)
    with as_(offices.caseworker):
        document = enrolment.documents.get()
    client.force_login(offices.caseworker)
    response = client.get(reverse("enrolments:document", args=[document.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert client.get(reverse("enrolments:document", args=[document.pk]) + "?download")[
        "Content-Disposition"
    ].startswith("attachment")
    client.force_login(make_account("editor", offices.village))
    assert client.get(reverse("enrolments:document", args=[document.pk])).status_code in (302, 403, 404)
