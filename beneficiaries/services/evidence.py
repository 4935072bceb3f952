"""What speaks for two records being one person, and what against it, in words: one vocabulary for the form, the rosters
and the queue."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Said where someone is registered, and of the rows of a roster.
SAME_ID = _("same ID number")
SAME_NAME_AND_BIRTH = _("same name and date of birth")
SOUND_AND_BIRTH = _("name sounds the same, same date of birth")
SOUND_AND_AREA = _("name sounds the same, born within a year, same township")
SOUND_AND_NEAR_BIRTH = _("name sounds the same, dates of birth that one slip would make the same")
SAME_PHONE = _("same phone")

# Said of a pair in the queue, by the codes of `matching.model`.
SENTENCES: dict[str, Promise] = {
    "name-same": _("same name"),
    "name-sounds-same": _("name sounds the same"),
    "name-sounds-near": _("name sounds nearly the same"),
    "name-one-letter": _("one character of the name differs"),
    "name-letter-missing": _("one character of the name is missing"),
    "name-differs": _("different names"),
    "birth-same": _("same date of birth"),
    "birth-slip": _("dates of birth that one slip would make the same"),
    "birth-differs": _("different dates of birth"),
    "sex-same": _("same sex"),
    "sex-differs": _("different sex"),
    "village-same": _("same village"),
    "township-same": _("same township"),
    "county-same": _("same county"),
    "area-differs": _("different counties"),
    "family-phone": _("same phone and relatives"),
    "family-paper": _("same ID number of a relative"),
    "family-names": _("relative of the same name"),
    "family-differs": _("different relatives"),
    "phone-same": SAME_PHONE,
    "phone-differs": _("different phones"),
    "papers-and-names-differ": _("two ID numbers and two names"),
    "papers-one-tail": _("different ID numbers that end alike"),
    "papers-differ": _("two different ID numbers"),
}
# Names weigh by how many bear them.
MANY_BEAR_IT = _("a common name, so it says little")
FEW_BEAR_IT = _("a rare name, so it says a lot")
NAMES = {"name-same", "name-sounds-same", "name-sounds-near"}
COMMON, RARE = 8.0, 13.0

# From which weight on, either way, it says so much.
WORDS = (
    (10.0, _("speaks strongly for it"), "good"),
    (4.0, _("speaks for it"), "good"),
    (0.5, _("speaks a little for it"), "wait"),
    (-0.5, _("says nothing"), "idle"),
    (-4.0, _("speaks a little against it"), "wait"),
    (-9.0, _("speaks against it"), "bad"),
    (float("-inf"), _("speaks strongly against it"), "bad"),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence as a person reads it: what it is, and how much it says."""

    sentence: Any
    strength: Any
    tone: str
    remark: Any = ""


def in_words(evidence: list[list]) -> list[Evidence]:
    """The evidence of a pair, the weightiest first. A code that is no longer known is passed over."""
    return [_said(code, weight) for code, weight in evidence if code in SENTENCES]


def _said(code: str, weight: float) -> Evidence:
    strength, tone = next((words, tone) for least, words, tone in WORDS if weight >= least)
    remark = ""
    if code in NAMES:
        remark = MANY_BEAR_IT if weight < COMMON else FEW_BEAR_IT if weight >= RARE else ""
    return Evidence(SENTENCES[code], strength, tone, remark)


# How likely a pair is, by its weight: odds of two to that power.
LIKELY = ((10.0, _("almost certainly"), "bad"), (5.0, _("very likely"), "wait"), (float("-inf"), _("possibly"), "idle"))


def likelihood(weight: float) -> tuple[Any, str]:
    """How likely it is in words, and the tone of it."""
    return next((words, tone) for least, words, tone in LIKELY if weight >= least)
