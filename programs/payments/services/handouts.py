"""Cash and things, given from hand to hand: who received each, the sheet that they signed, and what follows from it.

When a batch goes out there is a hand-out for each of its payments. Whoever hands out writes down, line by line, who
took it or why nobody did, and hands in the sheet that was signed; from then on the lines stay. Finance takes the sheet
over: what was received has arrived, what wasn't came back, in the ledger as with a bank's answer.
"""

import uuid
from datetime import date
from typing import BinaryIO

from django.core.files.base import File
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import names
from beneficiaries.identity.relations import Relation as Kinship
from beneficiaries.models import Relation
from programs.enrolment.services import documents, sniffing
from programs.payments.flows import AnswerState, PaymentState, Receiver, ReturnReason, Unmet
from programs.payments.models import Answer, Batch, Handout, SignedSheet
from programs.payments.models.answer import Source
from programs.payments.services import settlement
from programs.payments.services.record import database_rules, locked
from registry.core import audit, roles, scope
from registry.core.errors import Refusal
from registry.core.ids import uuid7

TYPES = (sniffing.PDF, sniffing.JPEG, sniffing.PNG, sniffing.HEIC)
MAX_BYTES = 20 * 2**20
OUT = "INSERT INTO payments_handout (payment_id) SELECT id FROM payments_payment WHERE batch_id = %s AND state = %s"
FROM_SHEET = """
    INSERT INTO payments_answerrow
        (answer_id, program_id, area, number, line, payment_id, verdict, outcome, reason, words, "on", serial, code,
         message)
    SELECT %s, %s, %s, row_number() OVER (ORDER BY p.sequence), p.sequence, p.id, 'counts',
           CASE h.unmet WHEN '' THEN 'paid' ELSE 'returned' END, CASE h.unmet WHEN '' THEN '' ELSE %s END, h.unmet,
           h."on", '', '', ''
    FROM payments_handout h JOIN payments_payment p ON p.id = h.payment_id
    WHERE h.sheet_id = %s AND p.state IN ('in_transit', 'unknown')
"""


def begin(batch: Batch) -> None:
    """A hand-out for each payment that is out; `batches.send` calls it."""
    with connection.cursor() as cursor:
        cursor.execute(OUT, [batch.pk, PaymentState.IN_TRANSIT])


def guardians(handout: Handout) -> list[Relation]:
    """Who may take it for a child, as is on record today: guardians, then whoever is entrusted with the care."""
    today = timezone.localdate()
    rows = Relation.objects.filter(Q(guardian=True) | Q(entrusted=True), person=handout.payment.person_id)
    rows = rows.filter(Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today))
    return list(rows.order_by("-guardian", "kind", "pk"))


@transaction.atomic
def record(
    *, handout: Handout, actor, on: date, receiver: str = "", unmet: str = "", guardian: Relation | None = None,
    name: str = "", relation: str = "", id_tail: str = "",
) -> Handout:  # fmt: skip
    """Who took it on that day, or why nobody did. Until its sheet is handed in, another word replaces the first.

    Of a `guardian` on record, name, relation and ID are those of the record; `id_tail` is asked where it has none.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `handout` unless it is one of a receiver and a reason; `name`,
            `relation`, `id-tail` of who takes it for another; `handout_on_its_day`; `handout_stays`;
            `handout_of_what_is_out`.
    """
    roles.require(actor, "handout.record", program=handout.program_id)
    handout = _held(handout)
    if (receiver in Receiver.values) == (unmet in Unmet.values):
        raise Refusal("handout", _("Say who received it, or why nobody did."), field="receiver")
    if receiver == Receiver.GUARDIAN and guardian is not None:
        name, relation, id_tail = guardian.name, guardian.kind, guardian.id_number_tail or id_tail
    if receiver in (Receiver.GUARDIAN, Receiver.AGENT):
        handout.name = names.parse(name)
        handout.relation, handout.id_tail = relation, id_tail.strip().upper()
        if relation not in {kinship.value for kinship in Kinship} - {Kinship.SELF.value}:
            raise Refusal("relation", _("Say what they are to her."), field="relation")
        if len(handout.id_tail) != 4 or not (handout.id_tail[:3] + handout.id_tail[3].replace("X", "0")).isdecimal():
            raise Refusal("id-tail", _("Give the last four of their ID card."), field="id_tail")
    else:
        handout.name = handout.relation = handout.id_tail = ""
    handout.receiver, handout.unmet, handout.on, handout.made_by = receiver, unmet, on, actor
    with database_rules():
        handout.save()
    handout.refresh_from_db()
    return handout


@transaction.atomic
def hand_in(*, batch: uuid.UUID, upload: File, actor, id: uuid.UUID | None = None) -> SignedSheet:
    """The scan of the signed sheet, for every line of the batch that the account wrote down and no sheet has yet.

    The same `id` again is the same sheet.

    Raises:
        Refusal: `not-allowed`; `nothing-handed-out` where no line waits for a sheet; `file-empty`, `file-too-large`,
            `file-type`; `signedsheet_once` for a scan that was handed in before.
    """
    roles.require(actor, "handout.record")
    if id is not None and (standing := SignedSheet.objects.filter(pk=id).first()):
        return standing
    lines = list(waiting(batch, actor).select_for_update(of=("self",)))
    if not lines:
        raise Refusal(
            "nothing-handed-out", _("Write down first who received it. Then hand in the sheet that they signed.")
        )
    program = lines[0].program_id
    roles.require(actor, "handout.record", program=program)
    mime, digest, filename = documents.taken_in(upload, types=TYPES, max_bytes=MAX_BYTES, what=_("signed sheet"))
    sheet = SignedSheet(
        id=id or uuid7(), batch_id=batch, program_id=program, area=scope.current().area, filename=filename, mime=mime,
        size=upload.size, sha256=digest, made_by=actor,
    )  # fmt: skip
    sheet.file.save(filename, upload, save=False)
    try:
        with database_rules():
            sheet.save(force_insert=True)
            Handout.objects.filter(pk__in=[line.pk for line in lines]).update(sheet=sheet)
    except Exception:
        sheet.file.delete(save=False)
        raise
    return sheet


@transaction.atomic
def take_back(*, sheet: SignedSheet, actor) -> None:
    """Whoever handed it in takes it back before finance takes it over: its lines wait for another. Again changes
    nothing.

    Raises:
        Refusal: `not-allowed`; `handout_stays` for another account; `handout_of_what_is_out` once it was taken over.
    """
    roles.require(actor, "handout.record", program=sheet.program_id)
    with database_rules():
        Handout.objects.filter(sheet=sheet).update(sheet=None)


def waiting(batch: uuid.UUID, actor):
    """What the account wrote down of the batch, and no sheet has yet."""
    rows = Handout.objects.filter(batch=batch, made_by=actor, sheet__isnull=True)
    return rows.exclude(receiver="", unmet="")


@transaction.atomic
def take_over(*, sheet: SignedSheet, actor) -> Answer:
    """What the sheet says becomes what happened: received is paid, not handed out came back. Again changes nothing.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `nothing-counts` where something else became of all of its lines.
    """
    roles.require(actor, "batch.confirm", program=sheet.program_id)
    batch = locked(Batch(pk=sheet.batch_id))
    if standing := Answer.objects.filter(sheet=sheet).first():
        return standing
    with database_rules():
        answer = Answer.objects.create(
            batch=batch, program_id=batch.program_id, area=batch.area, source=Source.SHEET, sheet=sheet,
            filename=sheet.filename, size=sheet.size, digest=sheet.sha256, state=AnswerState.STAGED, made_by=actor,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                FROM_SHEET, [answer.pk, answer.program_id, answer.area, ReturnReason.UNSIGNED.value, sheet.pk]
            )
            if not cursor.rowcount:
                raise Refusal("nothing-counts", _("No row of this file says anything new. Nothing was changed."))
        settlement.settle(batch=batch, answer=answer, actor=actor)
    return answer


@transaction.atomic
def open_file(*, sheet: SignedSheet, actor) -> BinaryIO:
    """The scan, once its opening is on record: it shows names and signatures. Raises what `documents.opened` does."""
    roles.require(actor, "handout.view", program=sheet.program_id)
    content = documents.opened(sheet)
    audit.note(actor=actor, area=sheet.area, subject=sheet._meta.label_lower, object_id=sheet.pk, field="file",
               purpose="signed sheet")  # fmt: skip
    return content


def _held(handout: Handout) -> Handout:
    found = Handout.objects.select_for_update(of=("self",)).select_related("payment").filter(pk=handout.pk).first()
    if found is None:
        raise Refusal("out-of-scope", _("This isn't in your area or programs, or may only be read."))
    return found
