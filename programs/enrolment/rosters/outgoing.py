"""Rosters as files to fetch: small ones at once, large ones by a job, sealed, for whoever asked and for a day."""

import base64
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.dates import today
from programs.catalogue.models import Program
from programs.catalogue.services.rules import in_force
from programs.enrolment.models import Enrolment
from programs.enrolment.rosters import errors, exporting
from programs.enrolment.rosters.models import ExportPart, RosterExport, RosterImport
from programs.enrolment.rosters.sealing import PART
from registry.core import audit, jobs, roles, scope, vault
from registry.core.errors import Refusal
from registry.core.models import Account

AT_ONCE = 1_000  # rows that are written while one waits
KEPT = timedelta(days=1)


def is_small(program: Program) -> bool:
    """Whether the roster is written while one waits. Counts no further than it must."""
    rows = Enrolment.objects.in_program(program.pk).filter(state__in=exporting.ON_A_ROSTER)
    return len(rows.values_list("pk", flat=True)[: AT_ONCE + 1]) <= AT_ONCE


def are_few(roster: RosterImport) -> bool:
    """Whether the rows of a roster that can't go in are written while one waits."""
    return len(errors.wrong_rows(roster).values_list("number", flat=True)[: AT_ONCE + 1]) <= AT_ONCE


@transaction.atomic
def ask(*, program: Program, actor: Account, purpose: str = "", link: Callable[[RosterExport], str]) -> RosterExport:
    """Ask for a roster as a file: a job writes it. `link` says where it will be.

    Raises:
        Refusal: `not-allowed`, `no-rules`; `purpose` where one is given that says nothing.
    """
    purpose = exporting.checked(program=program, actor=actor, purpose=purpose)
    in_force(program=program.pk, on=today())
    return _ask(program=program, purpose=purpose[:200], actor=actor, link=link)


@transaction.atomic
def ask_for_errors(*, roster: RosterImport, actor: Account, link: Callable[[RosterExport], str]) -> RosterExport:
    """Ask for the rows of a roster that can't go in, as a workbook to be corrected: a job writes it.

    Raises:
        Refusal: `not-allowed`.
    """
    roles.require(actor, "roster.import", program=roster.program_id)
    return _ask(program=roster.program, roster=roster, actor=actor, link=link)


def _ask(*, actor: Account, link: Callable[[RosterExport], str], **what) -> RosterExport:
    export = RosterExport.objects.create(**what, made_by=actor, expires_at=timezone.now() + KEPT)
    export.job = jobs.enqueue(
        kind="rosters.export", account=actor, params={"export": str(export.pk)}, link=link(export)
    )
    export.save(update_fields=["job"])
    return export


def write(*, export: RosterExport, actor: Account, progress: Callable[[int, int | None], None]) -> None:
    """Write the file and keep it, sealed. Runs in the caller's transaction: what its pages reveal is on record with
    it, or not at all."""
    rows = 0

    def counted(done: int) -> None:
        nonlocal rows
        rows = done
        progress(done, None)

    if export.roster:
        progress(0, errors.wrong_rows(export.roster).count())
        content = errors.workbook(export.roster, actor=actor, progress=counted)
    else:
        program = export.program
        progress(0, Enrolment.objects.in_program(program.pk).filter(state__in=exporting.ON_A_ROSTER).count())
        content = exporting.roster(
            program=program, definition=in_force(program=program.pk, on=today()).parsed, actor=actor,
            purpose=export.purpose, progress=counted,
        )  # fmt: skip
    ExportPart.objects.filter(export=export).delete()
    for number, start in enumerate(range(0, len(content), PART)):
        piece = base64.b64encode(content[start : start + PART]).decode()
        sealed = vault.seal(piece, row=export.pk, field=f"part.{number}")
        ExportPart.objects.create(export=export, number=number, content=sealed)
    export.rows, export.expires_at = rows, timezone.now() + KEPT
    export.save(update_fields=["rows", "expires_at"])


def fetch(*, export: RosterExport, actor: Account) -> bytes:
    """The file. Each time that one with full numbers is fetched is on record.

    Raises:
        Refusal: `not-allowed`, `gone` where it isn't kept any more, or not yet written.
    """
    roles.require(actor, "roster.import" if export.roster_id else "roster.export", program=export.program_id)
    parts = ExportPart.objects.filter(export=export).order_by("number")
    pieces = [
        base64.b64decode(vault.open_sealed(part.content, row=export.pk, field=f"part.{part.number}"))
        for part in (parts if export.expires_at > timezone.now() else ())
    ]
    if not pieces:
        raise Refusal("gone", _("This file isn't kept any more. Ask for the roster again."))
    if export.purpose:
        audit.note(
            actor=actor, area=actor.area_id, subject=export._meta.label_lower, object_id=export.pk, field="file",
            purpose=export.purpose,
        )  # fmt: skip
    return b"".join(pieces)


def expire() -> int:
    """Throw away the files whose day is over. How many pieces that were."""
    with scope.entered(scope.SYSTEM):
        return ExportPart.objects.filter(export__expires_at__lte=timezone.now()).delete()[0]
