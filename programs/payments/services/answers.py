"""The bank's answer as a file: kept, looked through, shown, and taken over.

Looking through changes nothing of the payments; taking over moves all that counts in one transaction, and leaves what
is faulty to be looked at. The same file again is the same answer. What isn't in the file stays with the bank.
"""

import base64
import hashlib
import json
from collections import Counter
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Count, F, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.payments.flows import ANSWER, AnswerState
from programs.payments.models import Answer, AnswerMapping, AnswerPart, AnswerRow, Batch
from programs.payments.models.answer import Source, Verdict
from programs.payments.services import answerfile, banklayout, settlement
from programs.payments.services.banktotals import Totals
from programs.payments.services.matching import Judged, Matcher
from programs.payments.services.record import database_rules, locked
from registry.core import audit, copying, roles, vault
from registry.core.errors import Refusal
from registry.core.rotation import none_left, rotation
from registry.core.spreadsheets import reading, writing
from registry.core.spreadsheets.reading import MAX_BYTES, too_large

PART = 256 * 1024
CHUNK = 5_000
# A bank has a handful of words of its own. Where there are more, or long ones, it is another column.
OWN_WORDS, LONGEST_WORD = 12, 20
ROW = (
    "answer_id", "program_id", "area", "number", "line", "payment_id", "verdict", "outcome", "reason", "words", "on",
    "serial", "code", "message", "payload",
)  # fmt: skip
# What came of a payment between looking through and taking over.
OVERTAKEN = """
    UPDATE payments_answerrow r SET verdict = CASE WHEN p.state = r.outcome THEN 'same' ELSE 'fault' END,
           code = CASE WHEN p.state = r.outcome THEN '' ELSE 'overtaken' END,
           message = CASE WHEN p.state = r.outcome THEN '' ELSE %s END
    FROM payments_payment p WHERE r.answer_id = %s AND r.verdict = 'counts' AND p.id = r.payment_id
      AND NOT (p.state IN ('in_transit', 'unknown') AND p.state <> r.outcome
               OR p.state = 'paid' AND r.outcome = 'returned')
"""


@transaction.atomic
def receive(*, batch: Batch, content: bytes, filename: str, actor) -> Answer:
    """Keep the bank's file, sealed. The same file for the same batch is the answer that stands.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `file-too-large`; `answer_of_its_batch` before the batch was sent.
    """
    roles.require(actor, "batch.confirm", program=batch.program_id)
    if len(content) > MAX_BYTES:
        raise too_large()
    batch = locked(batch)
    digest = hashlib.sha256(content).hexdigest()
    if standing := Answer.objects.filter(batch=batch, digest=digest).first():
        return standing
    with database_rules():
        answer = Answer.objects.create(
            batch=batch, program_id=batch.program_id, area=batch.area, source=Source.FILE, filename=filename[-200:],
            size=len(content), digest=digest, made_by=actor,
        )  # fmt: skip
        for number, start in enumerate(range(0, len(content), PART)):
            piece = base64.b64encode(content[start : start + PART]).decode()
            AnswerPart.objects.create(
                answer=answer, number=number, program_id=batch.program_id, area=batch.area,
                content=vault.seal(piece, row=answer.pk, field=f"part.{number}"),
            )  # fmt: skip
    return answer


def content_of(answer: Answer) -> bytes:
    parts = AnswerPart.objects.filter(answer=answer).order_by("number")
    return b"".join(
        base64.b64decode(vault.open_sealed(part.content, row=answer.pk, field=f"part.{part.number}")) for part in parts
    )


@transaction.atomic
def look_through(
    *,
    answer: Answer,
    actor,
    columns: dict[str, int] | None = None,
    words: dict[str, str] | None = None,
    progress=lambda *_: None,
) -> Answer:
    """Read the file and say of each row what taking it over would do. `columns` ({code: index}) is what a person says
    of its columns, `words` ({word: outcome}) of the bank's own words for an outcome; both are remembered for the next
    file of that shape.

    A file that can't be read becomes `refused`, one whose columns aren't known a `question`; both with `problem`.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `state` once it was taken over; `header-missing` where `columns` lack
            one that is needed.
    """
    roles.require(actor, "batch.confirm", program=answer.program_id)
    answer = _held(answer)
    if answer.state != AnswerState.UPLOADED:
        if columns is None and words is None and answer.state != AnswerState.QUESTION:
            return answer
        ANSWER.check(AnswerState(answer.state), AnswerState.UPLOADED)
        AnswerRow.objects.filter(answer=answer).delete()
        answer.state, answer.problem = AnswerState.UPLOADED, {}
        answer.save(update_fields=["state", "problem"])
    said = banklayout.Told(columns or {}, words or {})
    try:
        with reading.opened(content_of(answer)) as sheets:
            layout = banklayout.layout_of(sheets, said=said, remembered=_remembered, format=answer.batch.bank_format)
            unread = [{"name": one.name, "hidden": one.hidden, "missing": [*one.missing]} for one in layout.unread]
            answer.layout = {
                "columns": layout.columns, "texts": layout.texts, "unread": unread, "words": layout.words,
            }  # fmt: skip
            if layout.missing:
                missing = "、".join(layout.missing)
                sentence = gettext("Say which column is: %(missing)s.") % {"missing": missing}
                if banklayout.LABELS["status"] in layout.missing:
                    sentence += gettext(
                        " If none says in words what became of each payment (colours aren't read), ask the bank for "
                        "such a file, or record its answer by hand on the page of the batch."
                    )
                if columns is not None:
                    raise Refusal("header-missing", sentence)
                answer.state, answer.problem = AnswerState.QUESTION, {"code": "header-missing", "message": sentence}
            else:
                if columns or words:
                    _remember(layout.fingerprint, said, actor)
                _stage(answer, layout, progress)
                answer.state = AnswerState.STAGED
    except Refusal as refusal:
        if refusal.code == "header-missing":
            raise
        answer.state = AnswerState.REFUSED
        answer.problem = {"code": refusal.code, "message": str(refusal)}
    answer.save(update_fields=["state", "layout", "counts", "problem"])
    return answer


def _remembered(fingerprint: str) -> banklayout.Told:
    found = AnswerMapping.objects.filter(fingerprint=fingerprint).first()
    return banklayout.Told(found.columns, found.words) if found else banklayout.Told()


def _remember(fingerprint: str, said: banklayout.Told, actor) -> None:
    told = _remembered(fingerprint) | said
    AnswerMapping.objects.update_or_create(
        fingerprint=fingerprint, defaults={"columns": told.columns, "words": told.words, "made_by": actor}
    )


def _stage(answer: Answer, layout: banklayout.Layout, progress) -> None:
    totals = Totals()
    judged = Matcher(answer.batch).judge(answerfile.rows(layout, totals))
    answer.layout |= {"totals": totals.differing(), "unknown": _own_words(judged)}
    with connection.cursor() as cursor:
        for start in range(0, len(judged), CHUNK):
            chunk = judged[start : start + CHUNK]
            copying.insert(cursor, AnswerRow._meta.db_table, columns=ROW, rows=[_row(answer, one) for one in chunk])
            progress(start + len(chunk), len(judged))
        copying.has_grown(cursor, AnswerRow._meta.db_table)
    answer.counts = counts_of(answer)


def _own_words(judged: list[Judged]) -> dict[str, int]:
    """The bank's words that nobody knows the meaning of, and how often each stands."""
    found = Counter(one.said.unknown for one in judged if one.code == "status-unknown" and one.said.unknown)
    few = len(found) <= OWN_WORDS and all(len(word) <= LONGEST_WORD for word in found)
    return dict(found.most_common()) if few else {}


def _row(answer: Answer, one: Judged) -> tuple:
    said = one.said
    kept = {"cells": said.cells} if one.payment else {"cells": said.cells, "given": _given(said)}
    text = json.dumps(kept, ensure_ascii=False, default=_plain)
    counts = one.verdict == Verdict.COUNTS
    return (
        answer.pk, answer.program_id, answer.area, said.number, said.line, one.payment, str(one.verdict),
        said.outcome.value if said.outcome else "", said.reason, said.words, said.on if counts or said.on else None,
        said.serial, one.code, one.message, vault.seal(text, row=answer.pk, field=f"row.{said.number}"),
    )  # fmt: skip


def _given(said: answerfile.Said) -> dict[str, str]:
    """To whom and how much a row says that it is, of which no payment is known."""
    amount = "" if said.amount is None else str(said.listed or said.amount)
    return {"payee": said.payee, "tail": said.account[-4:], "amount": amount}


def _plain(value) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def elsewhere(answer: Answer) -> list[str]:
    """The other batches that the file seems to be about as a whole: it was handed in for them as well, or its name is
    theirs. People who are paid each month have the same account and amount in each batch."""
    if not answer.digest:
        return []
    same = Answer.objects.filter(digest=answer.digest).exclude(batch=answer.batch_id)
    named = banklayout.batches_in(answer.filename)
    own = [] if answer.batch.number in named else named
    return sorted({*same.values_list("batch__number", flat=True), *own})


def counts_of(answer: Answer) -> dict[str, int]:
    """Rows by what they say where they count, and by verdict; `left` is what the file says nothing of."""
    rows = AnswerRow.objects.filter(answer=answer)
    by = rows.order_by().values("verdict", "outcome").annotate(n=Count("number"))
    found = {"rows": rows.count(), "paid": 0, "returned": 0, "unknown": 0, "same": 0, "fault": 0}
    for row in by:
        found[row["outcome"] if row["verdict"] == Verdict.COUNTS else row["verdict"]] += row["n"]
    spoken = rows.filter(verdict=Verdict.COUNTS).values("payment")
    found["left"] = answer.batch.payments.at_the_bank().exclude(pk__in=spoken).count()
    return found


def yuan_of(answer: Answer) -> dict[str, Decimal]:
    """What is paid out by the payments of the rows that count, by what they say."""
    rows = AnswerRow.objects.filter(answer=answer, verdict=Verdict.COUNTS).order_by().values_list("outcome")
    return dict(rows.annotate(yuan=Sum(F("payment__amount") - F("payment__set_off"))))


@transaction.atomic
def post(*, answer: Answer, actor, progress=lambda done, total: None) -> Answer:
    """Take over what counts: payments arrive, come back or become unknown, and their money with them. Again changes
    nothing. `progress` hears how many rows are done; what it raises stops it, and nothing was changed.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `state` before it was looked through; `nothing-counts`.
    """
    roles.require(actor, "batch.confirm", program=answer.program_id)
    batch = locked(answer.batch)
    answer = _held(answer)
    if answer.state == AnswerState.POSTED:
        return answer
    ANSWER.check(AnswerState(answer.state), AnswerState.POSTED)
    with database_rules():
        with connection.cursor() as cursor:
            cursor.execute(OVERTAKEN, [str(_("Something else became of this payment meanwhile.")), answer.pk])
        if not AnswerRow.objects.filter(answer=answer, verdict=Verdict.COUNTS).exists():
            raise Refusal("nothing-counts", _("No row of this file says anything new. Nothing was changed."))
        answer.counts = counts_of(answer)
        settlement.settle(batch=batch, answer=answer, actor=actor, progress=progress)
    return answer


def _held(answer: Answer) -> Answer:
    found = (
        Answer.objects.select_for_update(of=("self",)).select_related("batch__bank_format").filter(pk=answer.pk).first()
    )
    if found is None:
        raise Refusal("out-of-scope", _("This isn't in your area or programs, or may only be read."))
    return found


@transaction.atomic
def faults(*, answer: Answer, actor) -> bytes:
    """The rows to be looked at, as the bank wrote them, with what is wrong; that they were taken is on record."""
    roles.require(actor, "batch.confirm", program=answer.program_id)
    audit.note(
        actor=actor, area=answer.area, subject=answer._meta.label_lower, object_id=answer.pk, field="rows",
        purpose=str(_("To ask the bank about rows that don't fit")),
    )  # fmt: skip
    texts = answer.layout.get("texts", [])
    columns = [writing.Column(text or reading.letters(index), text=True) for index, text in enumerate(texts)]
    rows = AnswerRow.objects.filter(answer=answer, verdict=Verdict.FAULT).order_by("number")
    head = [writing.Column(gettext("Row in the file")), writing.Column(gettext("What is wrong"), width=40)]
    return writing.workbook([*head, *columns], ([row.line, row.message, *cells_of(row)] for row in rows))


def cells_of(row: AnswerRow) -> list:
    return [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in _opened(row)["cells"]]


def given(row: AnswerRow) -> dict[str, str]:
    """What the bank gives of a row that no payment is known for: {"payee", "tail", "amount"}, the amount in yuan."""
    return _opened(row).get("given", {}) if row.payload is not None else {}


def _opened(row: AnswerRow) -> dict:
    return json.loads(vault.open_sealed(row.payload, row=row.answer_id, field=f"row.{row.number}"))


@rotation("payments.answer_parts")
def rotate_parts() -> int:
    return _rotate(AnswerPart, "content", "part")


@rotation("payments.answer_rows")
def rotate_rows() -> int:
    return _rotate(AnswerRow, "payload", "row")


def _rotate(model, column: str, prefix: str) -> int:
    """Seal anew what is under an older key, answer after answer, each committed by itself."""
    current, done = vault.keyring().current, 0
    for answer in Answer.objects.filter(source=Source.FILE).values_list("pk", flat=True):
        with transaction.atomic():
            for row in model.objects.filter(answer=answer).exclude(**{column: None}).only("number", column):
                sealed, where = getattr(row, column), {"row": answer, "field": f"{prefix}.{row.number}"}
                if vault.key_of(sealed) != current:
                    fresh = vault.seal(vault.open_sealed(sealed, **where), **where)
                    done += model.objects.filter(answer=answer, number=row.number).update(**{column: fresh})
    none_left(model._meta.db_table, column)
    return done
