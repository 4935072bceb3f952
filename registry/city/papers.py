"""Documents to hand in: a page each that says what it stands for. They prove nothing."""

from django.core.files.base import ContentFile

from programs.enrolment.models import Enrolment
from programs.enrolment.services import documents
from registry.core.models import Account

PAGE = (
    b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n"
)


def page(text: str) -> bytes:
    """A page of PDF with a line of ASCII."""
    drawn = f"BT /F1 14 Tf 72 760 Td ({text}) Tj ET".encode("ascii", "replace")
    return PAGE % (len(drawn), drawn)


def hand_in(enrolment: Enrolment, *, actor: Account, without: frozenset[str] = frozenset()) -> None:
    """Every document that the application needs."""
    for kind in documents.required(enrolment):
        if kind.code not in without:
            upload = ContentFile(
                page(f"DEMO {enrolment.program_id} {kind.code} {enrolment.pk}"), name=f"{kind.label.zh}.pdf"
            )
            documents.add(enrolment=enrolment, kind=kind.code, upload=upload, actor=actor)
