"""Someone who is new, as typed: in a form, or in a row of a roster.

Not frozen, though nobody changes them: that would cost a roster of thousands more than reading its names does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from beneficiaries.identity.codes import IdType


@dataclass(slots=True, kw_only=True)
class NewPhone:
    number: str
    holder: str = ""
    preferred: bool = False


@dataclass(slots=True, kw_only=True)
class NewAccount:
    """Where money goes. No payee means the person."""

    number: str
    payee: str = ""
    payee_relation: str = "01"
    bank: str = ""
    branch: str = ""


@dataclass(slots=True, kw_only=True)
class NewRelation:
    """`kind` is what the relative is to the person (GB/T 4761), or how rosters write it (父亲)."""

    kind: str
    name: str
    since: date
    until: date | None = None
    guardian: bool = False
    entrusted: bool = False
    id_number: str = ""
    phone: str = ""
    workplace: str = ""
    situation: str = ""
    situation_since: date | None = None
    proof: str = ""


@dataclass(slots=True, kw_only=True)
class NewHardship:
    category: str
    since: date
    until: date | None = None
    evidence: str = ""
    issuer: str = ""


@dataclass(slots=True, kw_only=True)
class NewPerson:
    """As typed. An ID number tells sex and birth date; given beside it, they must agree.

    `area` is the code of the village or township where the person lives; `row` is where she stands in a
    spreadsheet, for refusals.
    """

    name: str
    area: str
    sex: str = ""
    birth_date: date | None = None
    id_type: str = IdType.RESIDENT_ID
    id_number: str = ""
    no_id_reason: str = ""
    ethnic_group: str = "01"
    hukou_kind: str = ""
    hukou_area: str = ""
    address: str = ""
    household_id: UUID | None = None
    relation_to_head: str = ""
    public_employee: bool = False
    died_on: date | None = None
    note: str = ""
    phones: Sequence[NewPhone] = ()
    accounts: Sequence[NewAccount] = ()
    relations: Sequence[NewRelation] = ()
    hardships: Sequence[NewHardship] = ()
    row: int | None = None
