"""Answers to the fields of a definition: judged and brought into one form, secret ones sealed.

What is kept is JSON: dates as 2013-02-08, months as 2013-02, money as "1000.00", the rest as it reads.
A secret answer (ID number, phone, account, or a field that says so) is kept as
{"sealed", "index", "tail"}, sealed for the enrolment's row under the field "answers.<code>".
"""

import base64
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import bank, cells, dates, money, phones, resident_id
from registry.core import roles, vault
from registry.core.audit import request_of
from registry.core.errors import Refusal
from registry.core.models import AccessLog, Area

SECRET_KINDS = {"id_number": "id", "phone": "phone", "account": "account"}
STUDENT_NUMBER = re.compile(r"[GJL][0-9]{17}[0-9X]")
TRUE = {"true", "1", "yes", "y", "on", "是", "有", "√", "✓", "☑"}
FALSE = {"false", "0", "no", "n", "off", "否", "无", "没有", "×", "□"}
TEXT_LENGTH = {"text": 200, "long_text": 4000}


class AnswersRefused(Refusal):
    """Several answers were refused; `refusals` has one for each field, with `field` its code."""

    def __init__(self, refusals: list[Refusal]):
        self.refusals = refusals
        super().__init__("answers", _("Some answers need correcting: %(what)s"), field=refusals[0].field)

    def __str__(self) -> str:
        return str(self.message) % {"what": " ".join(str(refusal) for refusal in self.refusals)}


@dataclass(frozen=True)
class Cleaned:
    """Plain and without empty ones: `answers` by field code; what feeds a fact of the person in `feeds`, by fact."""

    answers: dict[str, Any] = field(default_factory=dict)
    feeds: dict[str, Any] = field(default_factory=dict)


def is_secret(form_field) -> bool:
    return bool(form_field.secret) or form_field.kind in SECRET_KINDS


def clean(definition, raw: Mapping[str, Any], *, complete: bool = False) -> Cleaned:
    """`raw` (text of a form or typed values, by field code) judged against the definition.

    Codes that the definition doesn't have are refused, not dropped. A field that isn't in `raw` is left
    out; with `complete`, a required one that is missing or empty is refused as well.

    Raises:
        AnswersRefused: with a refusal for each field: `required`, `choice`, `date`, `amount`, `number`,
            `range`, `pattern`, `area-unknown`, `phone`, `account`, `id-…`, `unknown-field`.
    """
    refusals: list[Refusal] = []
    answers: dict[str, Any] = {}
    feeds: dict[str, Any] = {}
    known = {form_field.code: form_field for form_field in definition.fields}
    for code in raw.keys() - known.keys():
        refusals.append(
            Refusal("unknown-field", _("The program has no field “%(code)s”."), field=code, params={"code": code})
        )
    for code, form_field in known.items():
        if code not in raw and not complete:
            continue
        try:
            value = clean_one(form_field, raw.get(code))
        except Refusal as refusal:
            refusal.field = code
            refusals.append(refusal)
            continue
        if value is None:
            if form_field.required and complete:
                refusals.append(missing(form_field))
        elif form_field.feeds:
            feeds[form_field.feeds] = value
        else:
            answers[code] = value
    if refusals:
        raise AnswersRefused(refusals)
    return Cleaned(answers, feeds)


def missing(form_field) -> Refusal:
    return Refusal("required", _("“%(label)s” is missing."), field=form_field.code, params={"label": form_field.label})


def clean_one(form_field, value: Any) -> Any:
    """One answer in its canonical, JSON-ready form; None where it is empty."""
    if isinstance(value, str):
        value = value.strip() if form_field.kind == "long_text" else cells.visible(value)
    if value is None or value == "":
        return None
    return CLEANERS[form_field.kind](form_field, value)


def text(form_field, value) -> str:
    value = str(value)
    longest = int(form_field.max or TEXT_LENGTH.get(form_field.kind, 200))
    if len(value) > longest:
        raise Refusal(
            "pattern",
            _("“%(label)s” has at most %(most)s characters."),
            params={"label": form_field.label, "most": longest},
        )
    if form_field.min and len(value) < form_field.min:
        raise Refusal(
            "pattern",
            _("“%(label)s” has at least %(least)s characters."),
            params={"label": form_field.label, "least": int(form_field.min)},
        )
    if form_field.pattern and not re.fullmatch(form_field.pattern, value):
        raise Refusal(
            "pattern",
            _("“%(label)s” isn't written as it should be. %(help)s"),
            params={"label": form_field.label, "help": form_field.help or ""},
        )
    return value


def choice(form_field, value) -> str:
    wanted = cells.compact(str(value)).casefold()
    for option in form_field.choices:
        spellings = (option.code, option.label.zh, option.label.en, *option.aliases)
        if wanted in (cells.compact(spelling).casefold() for spelling in spellings):
            return option.code
    raise Refusal(
        "choice",
        _("“%(value)s” isn't one of the choices of “%(label)s”: %(choices)s."),
        params={
            "value": value,
            "label": form_field.label,
            "choices": "、".join(str(o.label) for o in form_field.choices),
        },
    )


def boolean(form_field, value) -> bool:
    if isinstance(value, bool):
        return value
    wanted = str(value).strip().casefold()
    if wanted in TRUE:
        return True
    if wanted in FALSE:
        return False
    raise Refusal("choice", _("“%(label)s” is answered by yes or no."), params={"label": form_field.label})


def integer(form_field, value) -> int:
    written = cells.compact(str(value)).removesuffix(".0")
    if not re.fullmatch(r"-?[0-9]{1,12}", written):
        raise Refusal("number", _("“%(label)s” is a whole number."), params={"label": form_field.label})
    return within(form_field, int(written))


def amount(form_field, value) -> str:
    return str(within(form_field, money.parse(value)))


def within(form_field, number):
    """`number`, when it lies in the field's range."""
    low, high = form_field.min, form_field.max
    if (low is not None and number < Decimal(str(low))) or (high is not None and number > Decimal(str(high))):
        raise Refusal(
            "range",
            _("“%(label)s” must lie between %(low)s and %(high)s."),
            params={
                "label": form_field.label,
                "low": "…" if low is None else low,
                "high": "…" if high is None else high,
            },
        )
    return number


def day(form_field, value) -> str:
    return dates.parse(value).isoformat()


def month(form_field, value) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return f"{dates.parse(value, month_allowed=True):%Y-%m}"


def area(form_field, value) -> str:
    """A code, or a name that only one place has."""
    written = cells.compact(str(value))
    if re.fullmatch(r"[0-9]{4,12}", written):
        code = Area.objects.filter(code=written).values_list("code", flat=True).first()
    else:
        found = list(Area.objects.filter(full_name=written).values_list("code", flat=True)[:2])
        code = found[0] if len(found) == 1 else None
    if code is None:
        raise Refusal(
            "area-unknown", _("No place is called “%(value)s”. Choose one from the list."), params={"value": value}
        )
    return code


def id_number(form_field, value) -> str:
    return resident_id.parse(resident_id.from_cell(value)).number


def phone(form_field, value) -> str:
    return phones.parse(str(value))


def account(form_field, value) -> str:
    return bank.parse(bank.from_cell(value)).number


def student_number(form_field, value) -> str:
    """G (or J, L for provisional ones) and the ID number."""
    written = cells.compact(str(value)).upper()
    if not STUDENT_NUMBER.fullmatch(written):
        raise Refusal("pattern", _("A student number is G and the 18 characters of the ID number."))
    return written


CLEANERS = {
    "text": text,
    "long_text": text,
    "choice": choice,
    "bool": boolean,
    "integer": integer,
    "money": amount,
    "date": day,
    "month": month,
    "area": area,
    "id_number": id_number,
    "phone": phone,
    "account": account,
    "student_number": student_number,
}


def seal(definition, plain: Mapping[str, Any], *, row: uuid.UUID) -> dict[str, Any]:
    """`plain` as it is kept in the enrolment with id `row`."""
    return {
        code: sealed(definition.field(code), value, row=row) if is_secret(definition.field(code)) else value
        for code, value in plain.items()
    }


def sealed(form_field, value: str, *, row: uuid.UUID) -> dict[str, str]:
    kind = SECRET_KINDS.get(form_field.kind, "account")
    return {
        "sealed": base64.b64encode(vault.seal(value, row=row, field=f"answers.{form_field.code}")).decode(),
        "index": vault.blind_index(value, kind=kind).hex(),
        "tail": value[-4:],
    }


def opened(enrolment, code: str) -> str:
    """The full text of a secret answer, for code that must have it (paying, reapplying). People: `reveal`."""
    kept = enrolment.answers[code]
    return vault.open_sealed(base64.b64decode(kept["sealed"]), row=enrolment.pk, field=f"answers.{code}")


def reveal(*, enrolment, code: str, actor, purpose: str) -> str:
    """The full text of a secret answer, once that is on record.

    Raises:
        Refusal: `not-allowed`; `purpose` where none is given.
    """
    roles.require(actor, "person.reveal", program=enrolment.program_id)
    purpose = purpose.strip()
    if len(purpose) < 4:
        raise Refusal(
            "purpose", _("Say what you need the full number for (at least four characters)."), field="purpose"
        )
    request, address = request_of.get()
    AccessLog.objects.create(
        account=actor,
        area=enrolment.area,
        subject="enrolment.enrolment",
        object_id=enrolment.pk,
        field=f"answers.{code}"[:40],
        purpose=purpose[:200],
        request=request,
        address=address,
    )
    return opened(enrolment, code)


def public_answers(enrolment) -> dict[str, Any]:
    """The answers without the secret ones: what criteria and amounts may be worked out from."""
    return {code: value for code, value in enrolment.answers.items() if not isinstance(value, dict)}
