"""What else about money is only ever added to, and sealed as it is recorded: signatures, plans, papers, what came back
of claims, and the history of what does change.

A leaf is the place, the table, the key and the fields of a row, as an array of texts. A column that comes later is no
part of what was sealed before; it would be sealed under a name of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from programs.ledger import subjects
from programs.ledger.models import Seal, SealKind
from programs.ledger.subjects import Failure, Subject
from programs.payments.models import (
    Allotment,
    Approval,
    ApprovalRule,
    Batch,
    Budget,
    Claim,
    Receipt,
    Recovery,
    TakeBack,
    WriteOff,
)
from programs.payments.sealed import UTC

ASKED = "reason state asked_by_id asked_at decided_by_id decided_at note"
# What changes, and what its history says of each change. (Payments have seals of their own.)
CHANGING: dict[type[models.Model], str] = {
    Batch: "id number program_id area period fund_id state method bank_format_id reissue round approvals_needed count "
    "total note outside_months made_by_id made_at checked_by_id checked_at sent_back_by_id sent_back_reason "
    "approved_by_id approved_at sent_by_id sent_at answered_at closed_by_id closed_at cancelled_by_id cancelled_at "
    "reason",
    Claim: "id payment_id enrolment_id program_id area difference_id amount reason plan state opened_by_id opened_at",
    WriteOff: f"id claim_id ground amount {ASKED}",
    TakeBack: f"id recovery_id {ASKED}",
    Allotment: f"id source_id target_id amount document {ASKED}",
}


@dataclass(frozen=True)
class Source:
    """A table whose rows stay as they are, and since when each does."""

    table: str
    key: str
    since: str
    fields: tuple[str, ...]
    type: str = "uuid"
    # Of which rows alone a seal is made; the others come under it with them.
    due: str = "true"


def of(model: type[models.Model], *, since: str, fields: str, due: str = "true") -> Source:
    key = model._meta.pk.column
    return Source(model._meta.db_table, key, f'x."{since}"', written(model, f"{key} {fields}"), due=due)


def history_of(model: type[models.Model], fields: str) -> Source:
    fields = f"pgh_id pgh_label pgh_created_at pgh_account pgh_context {fields}"
    history = model._meta.get_field("history").related_model
    return Source(history._meta.db_table, "pgh_id", "x.pgh_created_at", written(history, fields), type="int")


def written(model: type[models.Model], fields: str) -> tuple[str, ...]:
    """The fields of a row as text, whatever the session's time zone is."""
    columns = {field.column: field for field in model._meta.concrete_fields}
    return tuple(
        UTC.format(f'x."{name}"') if isinstance(columns[name], models.DateTimeField) else f'x."{name}"::text'
        for name in fields.split()
    )


SOURCES = (
    of(Approval, since="at", fields="batch_id program_id area round step account_id at count total beyond_budget"),
    # What is shipped is no reason for a seal.
    of(ApprovalRule, since="made_at", fields="program_id valid_from document bands made_by_id made_at",
       due="x.made_by_id IS NOT NULL"),
    of(Budget, since="made_at",
       fields="fund_id program_id year county version amount document reason made_by_id made_at"),
    of(Recovery, since="made_at",
       fields="claim_id way amount on note transfer_id payment_id cancels_id made_by_id made_at"),
    # A paper is as old as its transfer.
    Source(Receipt._meta.db_table, "transfer_id",
           "(SELECT t.at FROM ledger_transfer t WHERE t.id = x.transfer_id)",
           written(Receipt, "transfer_id payer document")),
    *(history_of(model, fields) for model, fields in CHANGING.items()),
)  # fmt: skip


def not_sealed(only: str = "true") -> str:
    return "\nUNION ALL ".join(
        f"SELECT '{s.table}' AS source, x.{s.key}::text AS record, {s.since} AS at FROM {s.table} x "  # noqa: S608
        f"WHERE {only.format(due=s.due)} AND NOT EXISTS (SELECT 1 FROM ledger_sealedrecord m "
        f"WHERE m.source = '{s.table}' AND m.record = x.{s.key}::text)"
        for s in SOURCES
    )


DUE = f"SELECT NULL::uuid, min(due.at) FROM ({not_sealed('{due}')}) AS due HAVING count(*) > 0"  # noqa: S608
GATHER = f"""
    INSERT INTO ledger_sealedrecord (source, record, seal_id, position)
    SELECT due.source, due.record, %(seal)s, row_number() OVER (ORDER BY due.at, due.source, due.record) - 1
    FROM ({not_sealed()}) AS due
"""  # noqa: S608
ROW = "\n".join(
    f"WHEN '{s.table}' THEN (SELECT jsonb_build_array({', '.join(s.fields)})::text FROM {s.table} x "  # noqa: S608
    f"WHERE x.{s.key} = CASE WHEN pg_input_is_valid(m.record, '{s.type}') THEN m.record::{s.type} END)"
    for s in SOURCES
)
# A row that is gone leaves its place, so that it is missed there.
ROWS = f"""
    SELECT m.position, m.source, m.record, CASE m.source {ROW} END FROM ledger_sealedrecord m
    WHERE m.seal_id = %(seal)s ORDER BY m.position
"""  # noqa: S608


def changes(seal: Seal, positions: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Which rows stand at these places, and whether they are still there."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.position, m.source, m.record, CASE m.source {ROW} END IS NULL FROM ledger_sealedrecord m "  # noqa: S608
            "WHERE m.seal_id = %s AND m.position = ANY (%s)",
            [seal.number, list(positions)],
        )
        return {
            position: {"table": source, "record": record, "fields": ["deleted" if gone else "row"]}
            for position, source, record, gone in cursor.fetchall()
        }


subjects.register(Subject(kind=SealKind.RECORDS, due=DUE, gather=GATHER, rows=(ROWS,), changes=changes))


@subjects.check
def what_changes_is_as_its_history_says() -> Iterator[Failure]:
    """There are few of them, so all are asked, sealed or not."""
    for model in CHANGING:
        name, history = model._meta.model_name, model._meta.get_field("history").related_model
        said = "number" if model is Batch else "id"
        yield from subjects.found(
            f"{name}-not-its-history",
            f"SELECT coalesce(x.{said}, e.{said}) FROM {model._meta.db_table} x FULL JOIN ("  # noqa: S608
            f"  SELECT DISTINCT ON (pgh_obj_id) * FROM {history._meta.db_table} ORDER BY pgh_obj_id, pgh_id DESC) e "
            "ON e.pgh_obj_id = x.id WHERE x.id IS NULL OR e.id IS NULL OR EXISTS ("
            "  SELECT 1 FROM jsonb_each(to_jsonb(x)) n JOIN jsonb_each(to_jsonb(e)) o USING (key) "
            "  WHERE n.value IS DISTINCT FROM o.value) ORDER BY 1",
            name,
        )  # fmt: skip
