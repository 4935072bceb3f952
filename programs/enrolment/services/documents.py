"""Evidence: taken in by type, kept privately, shown to those who may see the enrolment, withdrawn but never deleted."""

import hashlib
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import cells
from programs.catalogue import criteria, facts
from programs.catalogue.criteria.evaluation import days_of
from programs.enrolment.flows import IN_PROGRESS
from programs.enrolment.models import Document, Enrolment
from programs.enrolment.services import sniffing
from programs.enrolment.services.answers import public_answers
from programs.enrolment.services.record import database_rules, locked
from registry.core import roles
from registry.core.audit import request_of
from registry.core.errors import Refusal
from registry.core.models import AccessLog


@transaction.atomic
def add(*, enrolment: Enrolment, kind: str, upload: File, actor) -> Document:
    """Keep `upload` as evidence of the definition's kind `kind`. Its content decides what it is.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state` (decided already), `document-kind`, `file-empty`,
            `file-too-large`, `file-type`, `document-twice` (the same content for the same kind).
    """
    roles.require(actor, "document.add", program=enrolment.program_id)
    enrolment = locked(enrolment)
    if enrolment.state not in IN_PROGRESS:
        raise Refusal("state", _("Documents are added while an application is open. This one is decided."))
    wanted = kind_called(enrolment, kind)
    mime, digest, filename = taken_in(upload, types=wanted.types, max_bytes=wanted.max_bytes, what=wanted.label)
    if enrolment.documents.filter(kind=kind, sha256=digest, withdrawn_on__isnull=True).exists():
        raise Refusal(
            "document-twice",
            _("This very file is there already under “%(kind)s”."),
            field="file",
            params={"kind": wanted.label},
        )
    document = Document(
        enrolment=enrolment,
        program_id=enrolment.program_id,
        area=enrolment.area,
        kind=kind,
        filename=filename,
        mime=mime,
        size=upload.size,
        sha256=digest,
        added_by=actor,
    )
    document.file.save(document.filename, upload, save=False)
    try:
        with database_rules():
            document.save(force_insert=True)
    except Exception:
        document.file.delete(save=False)
        raise
    return document


@transaction.atomic
def withdraw(*, document: Document, actor) -> Document:
    """Take a document back while the application is open. It stays, and what was decided on it still cites it.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`.
    """
    roles.require(actor, "document.add", program=document.program_id)
    enrolment = locked(document.enrolment)
    if enrolment.state not in IN_PROGRESS:
        raise Refusal("state", _("A decision was taken on this document; it stays."))
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.withdrawn_on:
        return document
    document.withdrawn_on = timezone.localdate()
    with database_rules():
        document.save(update_fields=["withdrawn_on"])
    return document


@transaction.atomic
def open_file(*, document: Document, actor) -> BinaryIO:
    """The content of a document, once its opening is on record in the access log. It must be what was handed in.

    Raises:
        Refusal: `not-allowed`; `document-missing`; `document-changed` where the stored file isn't the one
            whose SHA-256 the decisions cite.
    """
    roles.require(actor, "document.view", program=document.program_id)
    content = opened(document)
    request, address = request_of.get()
    AccessLog.objects.create(
        account=actor,
        area=document.area,
        subject=document._meta.label_lower,
        object_id=document.pk,
        field="file",
        purpose=f"document {document.kind}",
        request=request,
        address=address,
    )
    return content


def taken_in(upload: File, *, types, max_bytes: int, what) -> tuple[str, str, str]:
    """(MIME type, SHA-256, name) of a file that is taken in as a `what`. Its content decides what it is.

    Raises:
        Refusal: `file-empty`, `file-too-large`, `file-type`.
    """
    if not upload.size:
        raise Refusal("file-empty", _("The file is empty."), field="file")
    if upload.size > max_bytes:
        raise Refusal(
            "file-too-large",
            _("The file has %(size)s MB; “%(kind)s” takes at most %(most)s MB. Scan it in a lower resolution."),
            field="file",
            params={"size": f"{upload.size / 2**20:.1f}", "kind": what, "most": max_bytes // 2**20},
        )
    mime = sniffing.kind_of(upload.file)
    if mime not in types:
        raise Refusal(
            "file-type",
            _("The content of this file isn't one of: %(types)s. Scan or photograph the paper and upload that."),
            field="file",
            params={"types": "、".join(sniffing.EXTENSION.get(t, t) for t in types)},
        )
    name = cells.visible(upload.name.replace("\\", "/").rsplit("/", 1)[-1])[-200:] or "—"
    return mime, sha256_of(upload.file), name


def opened(stored) -> BinaryIO:
    """The content of what was taken in: a row with `file` and `sha256`. It must be what was handed in.

    Raises:
        Refusal: `document-missing`; `document-changed` where the stored file isn't the one whose SHA-256 is on record.
    """
    try:
        content = stored.file.open("rb")
    except FileNotFoundError:
        raise Refusal("document-missing", _("The file isn't in the storage. Tell the administrator.")) from None
    if sha256_of(content) != stored.sha256:
        content.close()
        raise Refusal(
            "document-changed", _("The stored file isn't the one that was handed in. Tell the administrator.")
        )
    return content


def kind_called(enrolment: Enrolment, code: str):
    """The definition's kind of document with that code. Refusal `document-kind` where there is none."""
    for kind in enrolment.rules.parsed.documents:
        if kind.code == code:
            return kind
    raise Refusal("document-kind", _("The program doesn't ask for such a document."), field="kind")


def required(enrolment: Enrolment) -> list:
    """The kinds that must be handed in: always required, or called for by what is known of the applicant."""
    definition = enrolment.rules.parsed
    known = facts.for_person(
        enrolment.person,
        on=enrolment.applied_on or timezone.localdate(),
        answers=public_answers(enrolment),
        program=enrolment.program_id,
    ).under(definition)
    days = days_of(definition, known)
    return [
        kind
        for kind in definition.documents
        if kind.required or (kind.node is not None and criteria.holds(kind.node, known, days) is True)
    ]


def missing(enrolment: Enrolment) -> list:
    there = set(enrolment.documents.filter(withdrawn_on__isnull=True).values_list("kind", flat=True))
    return [kind for kind in required(enrolment) if kind.code not in there]


def require_complete(enrolment: Enrolment) -> None:
    """Raise `Refusal("documents-missing")`, naming them, unless all that is required is there."""
    lacking = missing(enrolment)
    if lacking:
        raise Refusal(
            "documents-missing",
            _("These documents are missing: %(kinds)s."),
            params={"kinds": "、".join(str(kind.label) for kind in lacking)},
        )


def sha256_of(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest
