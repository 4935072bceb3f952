"""Codes with names in Chinese and English, and how people write them.

A code's value is what the national standard prints; its label is English and translated; `zh` and `aliases`
are what rosters contain. `parse` reads any of them.
"""

from __future__ import annotations

from functools import cache
from typing import Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells


class Coded(TextChoices):
    """Members are written `NAME = code, zh, "alias alias", label`; the aliases may be left out."""

    zh: str
    aliases: tuple[str, ...]

    def __new__(cls, code: str, zh: str, aliases: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh = zh
        member.aliases = tuple(aliases.split())
        return member

    @classmethod
    def parse(cls, value: object, *, field: str | None = None) -> Self:
        """The member that a code, a Chinese or English name or an alias means. Raises Refusal: choice."""
        if isinstance(value, cls):
            return value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = cells.compact("" if value is None else str(value))
        found = _spellings(cls).get(text.casefold())
        if found is None:
            raise Refusal(
                "choice",
                _("“%(value)s” is not one of the choices. Write one of: %(allowed)s."),
                field=field,
                params={"value": cells.brief(text), "allowed": "、".join(member.zh for member in cls)},
            )
        return found


@cache
def _spellings(choices: type[Coded]) -> dict[str, Coded]:
    """Every way to write each member: code (with or without its zero), names in both languages, aliases."""
    spellings: dict[str, Coded] = {}
    for member in choices:
        english = member.name.replace("_", "")
        for spelling in (member.value, member.value.lstrip("0"), member.zh, english, *member.aliases):
            if spelling:
                spellings.setdefault(cells.compact(spelling).casefold(), member)
    return spellings


class Sex(Coded):
    """GB/T 2261.1."""

    UNKNOWN = "0", "未知", "未知的性别 不详", _("Unknown")
    MALE = "1", "男", "男性 M", _("Male")
    FEMALE = "2", "女", "女性 F", _("Female")
    UNSTATED = "9", "未说明", "未说明的性别", _("Not stated")


class HukouKind(Coded):
    """Household registration. Abolished in 2014 as a distinction; rosters and old rules keep it."""

    RURAL = "rural", "农业", "农业户口 农村 农村户口 农 农户", _("Rural")
    URBAN = "urban", "非农业", "非农业户口 非农 城镇 城镇户口 城市", _("Urban")
    UNIFIED = "unified", "居民户口", "居民家庭户口", _("Resident (no distinction)")


class Hardship(Coded):
    """Grounds on which civil affairs or rural revitalisation has certified a person's need."""

    DIBAO = (
        "dibao",
        "低保",
        "最低生活保障 低保户 低保对象 农村低保 城市低保 城镇低保",
        _("Subsistence allowance"),
    )
    TEKUN = "tekun", "特困", "特困人员 特困供养 特困供养人员 五保 五保户", _("Destitute, state-supported")
    FANPIN = (
        "fanpin",
        "易返贫致贫",
        "易返贫致贫户 易返贫致贫人口 防返贫监测对象 监测户 监测对象 脱贫不稳定户 边缘易致贫户",
        _("At risk of returning to poverty"),
    )
    ZHICHU = (
        "zhichu",
        "支出型困难",
        "支出型困难家庭 支出型困难户 支出型贫困 突发严重困难户",
        _("Impoverished by expenses"),
    )
    DIBIANLIN = (
        "dibianlin",
        "低保边缘",
        "低保边缘家庭 低保边缘户 低边 低收入 低收入家庭",
        _("Just above the allowance line"),
    )
    JIANDANGLIKA = (
        "jiandanglika",
        "建档立卡贫困",
        "建档立卡贫困户 建档立卡户 建档立卡 贫困户 脱贫户 脱贫人口",
        _("Registered poor (before 2021)"),
    )
    ORPHAN = "orphan", "孤儿", "社会散居孤儿", _("Orphan")
    YOUFU = "youfu", "优抚对象", "优抚 烈属 军属", _("Family of the fallen or of servicemen")
    OTHER = "other", "其他", "其它 其他困难", _("Other hardship")


class Exclusion(Coded):
    """Facts that bar someone from aid; kept apart from hardship, which they do not undo."""

    PUBLIC_EMPLOYEE = "public_employee", "公职人员", "财政供养人员 财政供养", _("Public employee")


class IdType(Coded):
    """The paper that says who someone is. The codes are the registry's own; the numbers are in `papers`."""

    RESIDENT_ID = (
        "resident_id",
        "居民身份证",
        "身份证 二代身份证 户口簿 户口本 居民户口簿",
        _("Resident ID card or household register"),
    )
    RESIDENCE_PERMIT = (
        "residence_permit",
        "港澳台居民居住证",
        "居住证 港澳居民居住证 台湾居民居住证",
        _("Residence permit (Hong Kong, Macau, Taiwan)"),
    )
    BIRTH_CERTIFICATE = "birth_certificate", "出生医学证明", "出生证 出生证明", _("Birth certificate")
    NONE = "none", "无证件", "无 没有 无户口", _("No paper")
