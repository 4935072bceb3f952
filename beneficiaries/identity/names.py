"""Names of people: one canonical writing, what may stand in one, and how it is masked in public.

Chinese names may hold any ideograph, also beyond the basic plane, and · between the parts of a transcribed
name. Foreign names are Latin. The two are not mixed: a Latin letter in a Chinese name is a slip of the input
method.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal

from . import cells
from .surnames import COMPOUND

SHORTEST, LONGEST = 2, 30

# Ideographs: 〇, extension A, the basic block, compatibility forms, and planes 2 and 3 (extensions B to J).
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A variation selector belongs to the ideograph before it; the two are never parted.
SELECTOR = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
CLUSTER = re.compile(rf".(?:[{SELECTOR}\u0300-\u036f])*", re.DOTALL)
IS_HAN = re.compile(f"[{HAN}]")
HAN_NAME = re.compile(rf"(?:[{HAN}][{SELECTOR}]?)+(?:·(?:[{HAN}][{SELECTOR}]?)+)*")
LATIN_SIGNS = frozenset(" .'-")
# What is typed for · between ideographs. (NFKC has already folded the full-width and half-width ones.)
DOTS = re.compile(r"[·•‧・∙⋅．.。｡●･᛫⸱ꞏ․]+")
# Most names: nothing to change.
PLAIN_HAN = re.compile("[\u4e00-\u9fff]+")
# What stands where a name is missing; taken for one, it would be somebody's.
NO_NAMES = frozenset({"同上", "暂无", "没有", "不详", "未知", "无名", "未取名", "未命名", "未起名", "待定"})


def _private_ideographs() -> dict[int, str]:
    """Where GBK put eighty ideographs before Unicode had them; old files still bring them, 䶮 too."""
    table = {}
    for i in range(80):
        trail = 0x50 + i + (0x50 + i >= 0x7F)
        try:
            decoded = bytes((0xFE, trail)).decode("gb18030")
        except UnicodeDecodeError:
            continue
        if not "\ue000" <= decoded <= "\uf8ff":
            table[0xE815 + i] = decoded
    late = (0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864)
    table.update({code: chr(0x9FB4 + i) for i, code in enumerate(late)})
    return table


PRIVATE = _private_ideographs()


def normalise(text: str) -> str:
    """The canonical writing; does not judge. Idempotent.

    Chinese: no spaces at all, one · between parts. Others: single spaces. Compatibility forms are folded, so
    that a radical or a full-width letter that only looks right becomes right.
    """
    if PLAIN_HAN.fullmatch(text):
        return text
    text = cells.visible(text.translate(PRIVATE)).lstrip(cells.APOSTROPHES + " ")
    if IS_HAN.search(text):
        text = DOTS.sub("·", text.replace(" ", "")).lstrip("·" + cells.APOSTROPHES).rstrip("·")
    # What was removed may have stood between a letter and its accent.
    return unicodedata.normalize("NFC", text)


def parse(text: str, *, field: str = "name") -> str:
    """The canonical name, 2 to 30 characters. Raises Refusal: name."""
    if SHORTEST <= len(text) <= LONGEST and text not in NO_NAMES and PLAIN_HAN.fullmatch(text):
        return text
    name = normalise(text)
    if name in NO_NAMES:
        raise Refusal(
            "name", _("“%(value)s” is no one's name. Write the name as the papers have it."), field=field,
            params={"value": name},
        )  # fmt: skip
    length = len(CLUSTER.findall(name))
    if not SHORTEST <= length <= LONGEST:
        raise Refusal(
            "name",
            _("A name has 2 to 30 characters; this one has %(length)s."),
            field=field,
            params={"length": length},
        )
    if not HAN_NAME.fullmatch(name) and not _is_latin(name):
        raise Refusal(
            "name",
            _(
                "“%(value)s” cannot stand in a name. A name is written in Chinese characters, with · "
                "between the "
                "parts of a transcribed one, or in Latin letters; no digits, brackets or remarks."
            ),
            field=field,
            params={"value": _offending(name)},
        )
    return name


def split(name: str) -> tuple[str, str]:
    """(surname, given name). A transcribed or a Latin name has no surname that could be told: ("", name)."""
    if "·" in name or not IS_HAN.match(name):
        return "", name
    clusters = CLUSTER.findall(name)
    if len(clusters) > 2 and "".join(clusters[:2]) in COMPOUND:
        return "".join(clusters[:2]), "".join(clusters[2:])
    return clusters[0], "".join(clusters[1:])


def mask(name: str) -> str:
    """The public writing: the first character of the given name is hidden.

    王英 → 王*, 王秀英 → 王*英, 欧阳小红 → 欧阳*红. Of a name in parts (· or spaces) only the first part
    stays, each character of the others being hidden: 阿依古丽·买买提 → 阿依古丽·***. Of a single Latin word
    only the first letter stays. A character is what the eye sees: an ideograph beyond the basic plane, or one
    with its variation selector, is one.
    """
    separator = "·" if "·" in name else " "
    first, *others = name.split(separator)
    if others:
        return separator.join([first, *("*" * len(CLUSTER.findall(part)) for part in others)])
    if not IS_HAN.match(name):
        return name[:1] + "*" * (len(CLUSTER.findall(name)) - 1) if len(name) > 1 else "*" * len(name)
    surname, given = split(name)
    if not given:
        return "*"
    return surname + "*" + "".join(CLUSTER.findall(given)[1:])


def _is_latin(name: str) -> bool:
    return name[:1].isalpha() and all(c in LATIN_SIGNS or _is_latin_letter(c) for c in name)


def _is_latin_letter(character: str) -> bool:
    if character.isascii():
        return character.isalpha()
    return unicodedata.name(character, "").startswith(("LATIN ", "COMBINING "))


def _offending(name: str) -> str:
    """The first character that the script of the name does not allow; the name itself if none stands out."""
    chinese = IS_HAN.search(name) is not None
    for cluster in CLUSTER.findall(name):
        fine = IS_HAN.match(cluster) or cluster == "·" if chinese else cluster in LATIN_SIGNS or _is_latin(cluster)
        if not fine:
            return cluster
    return name
