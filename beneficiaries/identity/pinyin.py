"""How a name may be said: full pinyin syllables, ASCII, lower case, ü written v.

A surname has every reading that its bearers use (单 shan, dan); a given name the likely reading of each
character, and the others of those characters that really are read in two ways. Six readings at most: beyond
that they find nobody. Readings are per character, so that a million names cost a few million look-ups and no
word segmentation. Which characters have two is written down (`surnames`): the dictionary alone would also
give 王 yu and 英 yang.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path

from .names import IS_HAN
from .surnames import COMPOUND, GIVEN, READINGS

MOST = 6

_characters: dict[str, tuple[str, ...]] = {}


def of_character(character: str) -> tuple[str, ...]:
    """The readings of one character in a given name, likeliest first; () for what is not read."""
    found = _characters.get(character)
    if found is None:
        found = _characters[character] = _look_up(character)
    return found


def readings(name: str) -> list[list[str]]:
    """The ways to say a canonical name, likeliest first, each a list of syllables; [] if nothing in it is
    read.

    A character that no dictionary reads (a rare one) is passed over. · only joins.
    """
    if not IS_HAN.match(name):
        words = to_key(name).split()
        return [words] if words else []
    if len(name) > 2 and (surname := COMPOUND.get(name[:2])):
        options = [(syllable,) for syllable in surname]
        rest = name[2:]
    elif "·" not in name and (surname := READINGS.get(name[0])):
        options, rest = [surname], name[1:]
    else:
        options, rest = [], name
    for character in rest:
        found = _characters.get(character)
        if found is None:
            found = of_character(character)
        if found:
            options.append(found)
    if not options:
        return []
    likeliest = [option[0] for option in options]
    ways = 1
    for option in options:
        ways *= len(option)
    if ways == 1:
        return [likeliest]
    if ways <= MOST:
        return [list(way) for way in product(*options)]
    # Too many to list: the likeliest, then those that differ from it in one place, the surname's first.
    return list(islice(_one_apart(likeliest, options), MOST))


def initials(reading: list[str]) -> str:
    """wxy for wang xiu ying."""
    return "".join(syllable[0] for syllable in reading)


def spellings(syllable: str) -> tuple[str, ...]:
    """How a syllable may be typed: lv also as lu (on passports of old) and lyu (of late); lve as lue and
    lyue.
    """
    if "v" not in syllable:
        return (syllable,)
    return syllable, syllable.replace("v", "u"), syllable.replace("v", "yu")


def to_key(text: str) -> str:
    """Latin text as it is compared: lower case, no accents or apostrophes, ü as v, hyphens as spaces."""
    text = text.lower().replace("ü", "v").replace("u\u0308", "v")
    plain = unicodedata.normalize("NFKD", text)
    return "".join(" " if c in "-·" else c for c in plain if c in " -·" or (c.isascii() and c.isalpha()))


def _one_apart(likeliest: list[str], options: list[tuple[str, ...]]):
    yield likeliest
    for i, option in enumerate(options):
        for other in option[1:]:
            yield [*likeliest[:i], other, *likeliest[i + 1 :]]


def _look_up(character: str) -> tuple[str, ...]:
    if character in GIVEN:
        return GIVEN[character]
    if IS_HAN.match(character):
        syllable = _plain(_dictionary().get(str(ord(character)), "").split(",")[0])
        return (syllable,) if syllable else ()
    letters = to_key(character).strip()
    return (letters,) if letters else ()


@cache
def _dictionary() -> dict[str, str]:
    """pypinyin's readings by code point. Its file alone: the package reads its phrases as well, and every process
    would hold 50 MB of them for nothing."""
    return json.loads(Path(find_spec("pypinyin").origin).with_name("pinyin_dict.json").read_text(encoding="utf-8"))


def _plain(marked: str) -> str:
    """lǚ → lv, hén → hen. The dots of ü are kept as v; every other mark is a tone."""
    decomposed = unicodedata.normalize("NFD", marked.lower())
    with_v = decomposed.replace("u\u0308", "v").replace("ê", "e")
    return "".join(c for c in with_v if c.isascii() and c.isalpha())
