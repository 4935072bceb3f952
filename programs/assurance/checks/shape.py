"""What a rule of audit is.

Its `sql` gives one row a finding, with the columns

    key      text     what stays the same however often one looks
    area     text     the smallest place that holds the records
    program  text     null where it is about none
    money    numeric  yuan at stake
    facts    jsonb    what was seen, by the codes of `FACTS`; nothing that changes by the mere passing of days
    records  jsonb    [[kind, id], …], kinds of `RECORDS`, the first what it is about
    holds    uuid[]   batches not yet sent that it keeps back

`%(on)s` is the day as of which one looks, `%(name)s` a figure of the rule. A rule that holds payments back reads
`{payments}`, `{people}` and `{enrolments}`: the tables, or in a look at one batch the rows of it that were gathered
for all rules (`gathering`); and has `{of_batch}`, where then stands a condition on `b` (payments_batch).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Severity(models.TextChoices):
    GRAVE = "grave", _("grave")
    SERIOUS = "serious", _("serious")
    LOOK = "look", _("to be looked at")


SEVERITY_TONE = {Severity.GRAVE: "bad", Severity.SERIOUS: "wait", Severity.LOOK: "idle"}


@dataclass(frozen=True)
class Param:
    """A figure of a rule. `source` says where the shipped one comes from; a dated one of the city replaces it."""

    code: str
    label: object
    default: int | Decimal | tuple[str, ...]
    source: object
    unit: object = ""
    least: int = 0
    most: int = 10_000


@dataclass(frozen=True)
class Check:
    code: str
    name: object
    severity: Severity
    # What it looks for, in a sentence, and what to do about a finding.
    looks_for: object
    remedy: object
    # What can't be decided from what the registry knows.
    undecided: object
    sql: str = ""
    blocks: bool = False
    params: tuple[Param, ...] = ()
    # Where the query is written from the definitions: (figures) -> (sql, parameters).
    write: Callable[[Mapping], tuple[str, dict]] | None = None
    # Where numbers must be opened: (figures, progress) -> rows like the query's.
    open: Callable | None = None

    def query(self, figures: Mapping, *, batch: bool = False) -> tuple[str, dict]:
        """(sql, parameters) to look with: everywhere, or (`batch`) at the payments of `%(batch)s` alone."""
        sql, params = self.write(figures) if self.write else (self.sql, {})
        for place, text in (ONE_BATCH if batch else EVERYTHING).items():
            sql = sql.replace(place, text)
        return sql, {**params, **figures}


# Money that left, or is about to: what was taken out of a batch or came back isn't.
ALIVE = "p.state NOT IN ('dropped', 'returned', 'reissued', 'released', 'given_up')"
# In a batch that hasn't gone to the bank.
HELD = "CASE WHEN p.state IN ('planned', 'committed') THEN p.batch_id END"
# The day on which the money went; today, where it is still to go.
WENT = "coalesce(p.paid_on, (b.sent_at AT TIME ZONE 'Asia/Shanghai')::date, %(on)s::date)"
TWO_STEPS = "coalesce(m.merged_into_id, x.merged_into_id, x.id)"
# The person, or whom her record was merged into: `x` is hers, `m` the one that it was merged into.
PERSON = "JOIN {{people}} x ON x.id = {id} LEFT JOIN {{people}} m ON m.id = x.merged_into_id"
# Records that were merged into another, which speaks for both. They are few.
MERGED = """merged AS MATERIALIZED (
    SELECT x.id, m.id AS root, m.died_on, m.birth_date, m.public_employee
    FROM beneficiaries_person x JOIN beneficiaries_person m ON m.id = x.merged_into_id
    WHERE x.merged_into_id IS NOT NULL)"""
EVERYTHING = {
    "{payments}": "payments_payment", "{people}": "beneficiaries_person", "{enrolments}": "enrolment_enrolment",
    "{of_batch}": "",
}  # fmt: skip
ONE_BATCH = {
    "{payments}": "looked_payment", "{people}": "looked_person", "{enrolments}": "looked_enrolment",
    "{of_batch}": "AND b.id = %(batch)s",
}  # fmt: skip
# The versions of the rules, each with the day on which the next one begins.
VERSIONS = """versions AS MATERIALIZED (
    SELECT r.id, r.program_id, r.version, r.valid_from, r.definition,
           coalesce(lead(r.valid_from) OVER (PARTITION BY r.program_id ORDER BY r.valid_from, r.version), 'infinity')
               AS until
    FROM catalogue_rules r)"""
# Batches with the days of their period.
BATCHES = """batches AS MATERIALIZED (
    SELECT b.*, d.first, d.last FROM payments_batch b CROSS JOIN LATERAL assurance_days(b.program_id, b.period) d)"""


def uuids(expression: str) -> str:
    """An array of what isn't null, each once."""
    return f"coalesce(array_agg(DISTINCT {expression}) FILTER (WHERE {expression} IS NOT NULL), '{{}}'::uuid[])"


def listed(kind: str, expression: str, most: int = 20) -> str:
    """An aggregate of records: [[kind, id], …], in the order of ids, the first `most`."""
    text = f"{expression}::text"
    ids = f"(array_agg(DISTINCT {text} ORDER BY {text}) FILTER (WHERE {expression} IS NOT NULL))[1:{most}]"
    return f"(SELECT coalesce(jsonb_agg(jsonb_build_array('{kind}', i)), '[]') FROM unnest({ids}) AS i)"  # noqa: S608


def record(kind: str, expression: str) -> str:
    return f"jsonb_build_array(jsonb_build_array('{kind}', {expression}))"


# What a finding leads to.
RECORDS = {
    "person": pgettext_lazy("record", "person"),
    "enrolment": pgettext_lazy("record", "enrolment"),
    "payment": pgettext_lazy("record", "payment"),
    "batch": _("batch"),
    "entitlement": _("entitlement"),
    "release": _("release"),
    "decision": _("decision"),
    "fund": _("fund"),
    "account": _("account of staff"),
    "eligible": _("list of who is eligible"),
}
# What was seen, and how it is called on the screen.
FACTS = {
    "died_on": _("Died on"), "paid_on": _("Paid on"), "sent_on": _("Sent on"), "period": _("Payment period"),
    "periods": _("Payment periods"), "payments": _("Payments"), "paid": _("Paid, yuan"),
    "standard": _("Standard, yuan"), "rules_from": _("Rules from"), "other_program": _("Other program"),
    "payee": _("Payee"), "relation": _("Payee's relation"), "people": _("People"), "born_on": _("Born on"),
    "limit": _("Younger than, years"), "on": _("On"), "month": _("Month"), "months": _("Approved months"),
    "tail": _("Last four of the account"), "masked": _("Phone"), "days": _("Days asked for"),
    "stood": _("Days that a list stood"), "form": _("Public form"), "allowed": _("Allowed form"),
    "missing": _("Missing"), "signer": _("Whose hands"), "steps": _("What they did with it"),
    "due_on": _("Due by"), "since": _("Since"), "began_on": _("In it from"), "left_on": _("In it until"),
    "balance": _("Balance, yuan"), "ended_on": _("Fund ended on"), "reason": _("Why"), "place": _("Place"),
    "last_review": _("Last review"), "criteria": _("Criteria not met"), "answer": _("Answered"),
    "bank": _("Bank"), "listed": _("In the list, yuan"), "in_file": _("In the file, yuan"),
    "category": _("Category"), "run": _("In a row"), "returned_on": _("Returned on"), "count": _("How many"),
    "return_reason": _("Why it came back"), "lines": _("Rows of the file"),
    "told": _("What didn't fit"), "why": _("Reason given"),
}  # fmt: skip
