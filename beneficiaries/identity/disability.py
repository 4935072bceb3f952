"""Disability: kinds and levels (GB/T 26341), and the number of the certificate, which holds both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells, resident_id
from .codes import Coded


class DisabilityKind(Coded):
    SIGHT = "1", "视力", "视力残疾 盲", _("Sight")
    HEARING = "2", "听力", "听力残疾 聋", _("Hearing (disability)")
    SPEECH = "3", "言语", "言语残疾 语言 语言残疾", _("Speech")
    LIMB = "4", "肢体", "肢体残疾", _("Limb")
    INTELLECT = "5", "智力", "智力残疾", _("Intellect")
    MENTAL = "6", "精神", "精神残疾", _("Mental")
    MULTIPLE = "7", "多重", "多重残疾 综合", _("Multiple")


class DisabilityLevel(Coded):
    """1 is the most severe."""

    ONE = "1", "一级", "Ⅰ Ⅰ级 1级 壹级 一", _("Level 1 (most severe)")
    TWO = "2", "二级", "Ⅱ Ⅱ级 2级 贰级 二", _("Level 2")
    THREE = "3", "三级", "Ⅲ Ⅲ级 3级 叁级 三", _("Level 3")
    FOUR = "4", "四级", "Ⅳ Ⅳ级 4级 肆级 四", _("Level 4 (least severe)")


@dataclass(frozen=True, slots=True)
class Certificate:
    """`number` is 20 characters; `reissue` counts replacements, printed as B1, B2… after the number."""

    number: str
    holder: resident_id.ResidentId
    kind: DisabilityKind
    level: DisabilityLevel
    reissue: int


def parse_certificate(text: str, *, on: date | None = None) -> Certificate:
    """Raises Refusal: disability-certificate, and what `resident_id.parse` raises."""
    typed = cells.compact(text).translate(resident_id.X_LOOKALIKES).upper()
    found = re.fullmatch(r"([0-9]{17}[0-9X])([1-7])([1-4])(?:B([1-9]))?", typed)
    if not found:
        raise Refusal(
            "disability-certificate",
            _(
                "A disability certificate number is the 18 characters of the ID number, one digit of kind "
                "(1 to 7) and one of level (1 to 4). Compare it with the certificate."
            ),
            field="disability_certificate",
        )
    holder = resident_id.parse(found[1], on=on)
    number = found[1] + found[2] + found[3]
    return Certificate(number, holder, DisabilityKind(found[2]), DisabilityLevel(found[3]), int(found[4] or 0))


def format_certificate(*, id_number: str, kind: str, level: str) -> str:
    """The number that a certificate of this holder, kind and level carries."""
    return f"{id_number}{DisabilityKind(kind)}{DisabilityLevel(level)}"


def check_holder(certificate: Certificate, *, id_number: str) -> None:
    """The certificate is this person's. Raises Refusal: disability-certificate."""
    if certificate.holder.number != resident_id.canonical(id_number):
        raise Refusal(
            "disability-certificate",
            _("This disability certificate belongs to another ID number. Compare both with the papers."),
            field="disability_certificate",
        )
