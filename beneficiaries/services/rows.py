"""The rows of the tables that stand for what was typed: canonical, sealed, with their ids.

Each is columns and values, always in the same order, so that thousands can be copied in.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import bank, cells, names, papers, phones, pinyin, resident_id
from beneficiaries.identity.codes import Coded, Hardship, HukouKind, Sex
from beneficiaries.identity.ethnic_groups import EthnicGroup
from beneficiaries.identity.relations import Relation
from beneficiaries.models import family
from beneficiaries.services.newcomers import NewAccount, NewHardship, NewPerson, NewPhone, NewRelation
from registry.core import vault
from registry.core.errors import Refusal
from registry.core.ids import uuid7

HUKOU_AREA = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
SITUATIONS = set(family.Situation.values)

Row = dict[str, Any]


def person_row(new: NewPerson, *, pk: UUID, on: date) -> Row:
    name = names.parse(new.name)
    sex = code_of(Sex, new.sex, "sex") if new.sex else None
    paper = papers.validate(
        new.id_type, new.id_number or "", sex=sex, birth_date=new.birth_date, reason=new.no_id_reason, on=on
    )
    if paper.sex is None:
        raise required("sex")
    if paper.birth_date is None:
        raise required("birth_date")
    if paper.birth_date > on:
        raise Refusal("date-order", _("The date of birth is in the future. Correct it."), field="birth_date")
    if new.died_on and not paper.birth_date <= new.died_on <= on:
        raise Refusal(
            "date-order",
            _("The date of death must lie between the date of birth and today. Correct it."),
            field="died_on",
        )
    hukou_area = cells.compact(new.hukou_area)
    if hukou_area and not HUKOU_AREA.fullmatch(hukou_area):
        raise Refusal(
            "hukou-area",
            _("The hukou area is an area code of 6, 9 or 12 digits. Choose the place again."),
            field="hukou_area",
        )
    number = paper.number
    return {
        "id": pk,
        "name": name,
        "pinyin": spoken(name),
        "sex": paper.sex,
        "birth_date": paper.birth_date,
        "id_type": paper.id_type.value,
        "id_number_sealed": number and vault.seal(number, row=pk, field="id_number"),
        "id_number_index": number and vault.blind_index(number, kind="id"),
        "id_number_tail": paper.tail,
        "no_id_reason": paper.reason[:200],
        "ethnic_group": code_of(EthnicGroup, new.ethnic_group or "01", "ethnic_group"),
        "hukou_kind": code_of(HukouKind, new.hukou_kind, "hukou_kind") if new.hukou_kind else "",
        "hukou_area": hukou_area,
        "address": line(new.address, 200),
        "household_id": new.household_id,
        "relation_to_head": relation_code(new.relation_to_head, field="relation_to_head"),
        "public_employee": new.public_employee,
        "died_on": new.died_on,
        "note": line(new.note, 500),
        "created_at": timezone.now(),
    }


def phone_row(new: NewPhone, *, person: UUID, area: str) -> Row:
    pk, number = uuid7(), phones.parse(new.number)
    return {
        "id": pk,
        "person_id": person,
        "area": area,
        "number_sealed": vault.seal(number, row=pk, field="number"),
        "number_index": vault.blind_index(number, kind="phone"),
        "masked": phones.mask(number),
        "holder": line(new.holder, 60),
        "preferred": new.preferred,
    }


def account_row(new: NewAccount, *, person: UUID, area: str, holder: str) -> Row:
    pk, account = uuid7(), bank.parse(new.number)
    relation = relation_code(new.payee_relation or "01", field="payee_relation")
    payee = names.parse(new.payee, field="payee") if new.payee.strip() else holder
    if relation == Relation.SELF and payee != holder:
        raise Refusal(
            "payee",
            _("The payee has another name than the person. Say what the payee is to the person."),
            field="payee_relation",
        )
    return {
        "id": pk,
        "person_id": person,
        "area": area,
        "payee": payee,
        "payee_relation": relation,
        "number_sealed": vault.seal(account.number, row=pk, field="number"),
        "number_index": vault.blind_index(account.number, kind="account"),
        "tail": account.tail,
        "bank": line(new.bank, 60),
        "branch": line(new.branch, 100),
        "closed_on": None,
    }


def relation_row(new: NewRelation, *, person: UUID, area: str, on: date | None = None, pk: UUID | None = None) -> Row:
    pk = pk or uuid7()
    kind = relation_code(new.kind, field="relation")
    if not kind or kind == Relation.SELF:
        raise required("relation")
    check_period(new.since, new.until)
    if new.situation not in SITUATIONS:
        raise Refusal(
            "choice",
            _("“%(value)s” is not one of the choices. Write one of: %(allowed)s."),
            field="situation",
            params={"value": new.situation, "allowed": "、".join(map(str, family.Situation.labels))},
        )
    number = resident_id.checked(new.id_number, on=on) if new.id_number else None
    phone = phones.parse(new.phone) if new.phone else None
    return {
        "id": pk,
        "person_id": person,
        "area": area,
        "kind": kind,
        "other_id": None,
        "name": names.parse(new.name),
        "id_number_sealed": number and vault.seal(number, row=pk, field="id_number"),
        "id_number_index": number and vault.blind_index(number, kind="id"),
        "id_number_tail": number[-4:] if number else "",
        "phone_sealed": phone and vault.seal(phone, row=pk, field="phone"),
        "phone_index": phone and vault.blind_index(phone, kind="phone"),
        "phone_masked": phones.mask(phone) if phone else "",
        "guardian": new.guardian,
        "entrusted": new.entrusted,
        "workplace": line(new.workplace, 100),
        "situation": new.situation,
        "situation_since": new.situation_since,
        "proof": line(new.proof, 60),
        "since": new.since,
        "until": new.until,
    }


def hardship_row(new: NewHardship, *, person: UUID, area: str) -> Row:
    check_period(new.since, new.until)
    return {
        "id": uuid7(),
        "person_id": person,
        "area": area,
        "category": code_of(Hardship, new.category, "category"),
        "evidence": line(new.evidence, 60),
        "issuer": line(new.issuer, 60),
        "since": new.since,
        "until": new.until,
    }


def spoken(name: str) -> str:
    """Every reading of a name as `Person.pinyin` keeps it."""
    return "|".join([" ".join(reading) for reading in pinyin.readings(name)])[:600]


@lru_cache(maxsize=2048)
def code_of(kind: type[Coded], text: str, field: str) -> str:
    """The code that `text` means. Rosters write the same few words thousands of times. Raises Refusal: choice."""
    return kind.parse(text, field=field).value


def relation_code(text: str, *, field: str) -> str:
    return code_of(Relation, text, field) if text else ""


def check_period(since: date | None, until: date | None) -> None:
    if since is None:
        raise required("since")
    if until is not None and until < since:
        raise Refusal("date-order", _("The end can't be before the beginning."), field="until")


def required(name: str) -> Refusal:
    return Refusal("required", _("This is needed. Fill it in."), field=name)


def line(text: str, longest: int) -> str:
    """One line of free text, without invisible characters, cut to what the column holds."""
    return text and cells.visible(text).replace("\0", "")[:longest]
