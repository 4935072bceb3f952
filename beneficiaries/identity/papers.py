"""The paper that says who someone is, and what its number tells.

- Resident ID card, or the number in the household register: `resident_id`.
- Residence permit for Hong Kong, Macau and Taiwan: the same number, regions 81, 82 and 83.
- Birth certificate: a letter and nine digits, for a child who has no ID number yet. Accepted below six years
  of age: a child goes to school with an ID number, so that an older one without has a matter to settle first.
- None, with the reason: some people have no paper, and need help the more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells, resident_id
from .codes import IdType
from .dates import today

BIRTH_CERTIFICATE = re.compile(r"[A-Z][0-9]{9}")
BIRTH_CERTIFICATE_UNTIL = 6  # years of age


@dataclass(frozen=True, slots=True)
class Paper:
    """`number` is canonical, None where there is no paper. `sex` and `birth_date` are what is known of both,
    from the number first, from the columns otherwise; sex is None where neither says.
    """

    id_type: IdType
    number: str | None
    sex: str | None
    birth_date: date | None
    reason: str
    region_code: str | None = None

    @property
    def tail(self) -> str:
        """The last four characters, for staff screens; "" where there is no number."""
        return self.number[-4:] if self.number else ""


def validate(
    id_type: str,
    number: str,
    *,
    sex: str | None = None,
    birth_date: date | None = None,
    reason: str = "",
    on: date | None = None,
) -> Paper:
    """Judge the paper with the columns beside it.

    Between an ID card and a residence permit the number decides: it has a checksum, a chosen type has not.
    Raises Refusal: choice, required, id-*, id-birth-certificate, id-birth-certificate-age, id-none-reason,
    id-none-number.
    """
    kind = IdType.parse(id_type, field="id_type")
    if kind is IdType.NONE:
        return _none(number, sex=sex, birth_date=birth_date, reason=reason)
    if kind is IdType.BIRTH_CERTIFICATE:
        return _birth_certificate(number, sex=sex, birth_date=birth_date, on=on or today())
    if not cells.compact(number or ""):
        raise Refusal(
            "required",
            _("Fill in the number. Where there is no paper at all, choose that as the type and say why."),
            field="id_number",
        )
    found = resident_id.parse(number, on=on)
    resident_id.check_agrees(found, sex=sex, birth_date=birth_date)
    kind = IdType.RESIDENCE_PERMIT if found.is_permit else IdType.RESIDENT_ID
    return Paper(kind, found.number, found.sex, found.birth_date, "", found.region_code)


def _none(number: str, *, sex: str | None, birth_date: date | None, reason: str) -> Paper:
    if cells.compact(number or ""):
        raise Refusal(
            "id-none-number",
            _(
                "The type says that there is no paper, but there is a number. Choose the type of paper, or "
                "remove the number."
            ),
            field="id_number",
        )
    if not cells.visible(reason or ""):
        raise Refusal(
            "id-none-reason",
            _("Without any paper, say why: for instance, never registered, or the register is being restored."),
            field="id_reason",
        )
    return Paper(IdType.NONE, None, sex, birth_date, cells.visible(reason))


def _birth_certificate(number: str, *, sex: str | None, birth_date: date | None, on: date) -> Paper:
    number = cells.compact(number).upper()
    if not BIRTH_CERTIFICATE.fullmatch(number):
        raise Refusal(
            "id-birth-certificate",
            _("A birth certificate number is one letter and nine digits. Compare it with the certificate."),
            field="id_number",
        )
    if birth_date is None:
        raise Refusal(
            "id-birth-certificate-age",
            _("A birth certificate number does not tell the date of birth. Fill it in."),
            field="birth_date",
        )
    # Comparing (year, month, day) needs no 29 February in the sixth year.
    sixth = (birth_date.year + BIRTH_CERTIFICATE_UNTIL, birth_date.month, birth_date.day)
    if birth_date > on or sixth <= (on.year, on.month, on.day):
        raise Refusal(
            "id-birth-certificate-age",
            _(
                "A birth certificate identifies a child under %(age)s years. Use the ID number in the "
                "household register."
            ),
            field="id_number",
            params={"age": BIRTH_CERTIFICATE_UNTIL},
        )
    return Paper(IdType.BIRTH_CERTIFICATE, number, sex, birth_date, "")
