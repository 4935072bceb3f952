"""Areas as rosters write them: a code, or a name as long as it takes to mean one place."""

import re

from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import cells
from beneficiaries.services import places
from registry.core.errors import Refusal
from registry.core.models import Area, AreaAlias
from registry.core.models.area import CODE_LENGTH, Level
from registry.core.scope import Scope

COMMITTEES = (
    "社区居民委员会", "社区居委会", "居民委员会", "居委会", "居委", "社区",
    "村村民委员会", "村民委员会", "村委会", "村",
)  # fmt: skip
PREFIXES = ("安徽省", "宣城市", "安徽")
# What stands behind the name of a township or county, and is left out in speech.
KINDS = ("街道", "镇", "乡", "区", "县", "市")
OFFICE = re.compile("(街道|乡|镇)(办事处|办|人民政府)|办事处")
# Between the names of places within each other.
APART = re.compile(r"[-—/\\、,.·>]+")
LONGEST = 60  # characters of the name of a place, with all that it lies in
# Smaller than a village: a group of it, a house, a remark.
WITHIN_VILLAGE = re.compile(
    r"(?!村)(?!.*(?:社区|居委|村委|街道|镇|乡))[^,;]{0,12}(组|队|号|室|户|庄|湾|网格|自然村)|\([^()]{1,20}\)"
)


class Areas:
    """Read once for an import. A name that several places have means the one inside `scope`, if only one is; where
    another column names the township or county, the one inside that."""

    def __init__(self, scope: Scope):
        self._scope = scope
        abolished = list(AreaAlias.objects.values_list("code", "name", "area_id"))
        self._aliases = {code: today for code, _name, today in abolished}
        rows = list(Area.objects.values_list("code", "name", "full_name"))
        self._names = {code: name for code, name, _full in rows}
        self._by_name: dict[str, set[str]] = {}
        for code, name, full in rows:
            township = self._names.get(code[:9], "") if len(code) == 12 else ""
            for spelling in {name, full or name, township + name}:
                self._add(spelling, code)
                for committee in COMMITTEES:
                    if len(code) == 12 and spelling.endswith(committee):
                        self._add(spelling.removesuffix(committee), code)
        for _code, name, today in abolished:
            if name not in self._by_name:
                self._add(name, today)
        self._short: dict[str, set[str]] = {}
        for code, name, _full in rows:
            kind = next((kind for kind in KINDS if name.endswith(kind)), "")
            if kind and len(code) < 12 and len(name) - len(kind) > 1:
                self._short.setdefault(name.removesuffix(kind), set()).add(code)
        self._known: dict[tuple[str, str, bool], str] = {}
        self._in_villages: set[str] = set()

    def _add(self, name: str, code: str) -> None:
        self._by_name.setdefault(name, set()).add(code)

    def code_of(self, text: str, *, within: str = "") -> str:
        """The code of the place, inside the area `within` where one is named. Raises Refusal: area-unknown."""
        return self._remembered(text, within, above=False)

    def is_within_a_village(self, text: str) -> bool:
        """Whether the name of a place, of which the code was asked, says more than the village: a group, a house."""
        return text in self._in_villages

    def above(self, text: str, *, within: str = "") -> str:
        """`code_of` of a column beside the village's, for what is larger than a village: 西林 is the township there,
        whichever village has the name as well. Raises Refusal: area-unknown."""
        return self._remembered(text, within, above=True)

    def within(self, *names: str) -> str:
        """The code of the smallest of the places that columns beside the village's name, from the largest down; ''
        where none is named. Raises Refusal: area-unknown."""
        code = ""
        for name in names:
            code = self.above(name, within=code)
        return code

    def of_address(self, text: str) -> str | None:
        """The place that an address begins with, as far down as its names go; None where it names none."""
        text = _bare(cells.compact(text))[:LONGEST]
        for end in range(len(text), 1, -1):
            if text[:end] in self._by_name and len(inside := self._narrowed(text[:end], "")) == 1:
                return next(iter(inside))
        return None

    def _remembered(self, text: str, within: str, *, above: bool) -> str:
        found = self._known.get((text, within, above))
        if found is None:
            found = self._known[text, within, above] = (self._find_above if above else self._find)(text, within)
        return found

    def _find_above(self, said: str, within: str) -> str:
        name = OFFICE.sub(_kind_of_office, _bare(cells.compact(said)))
        named = {*self._by_name.get(name, ()), *self._short.get(name, ())}
        larger = {c for c in named if c.startswith(within) and len(c) < CODE_LENGTH[Level.VILLAGE]}
        larger = {code for code in larger if self._scope.covers(code)} or larger
        return next(iter(larger)) if len(larger) == 1 else self._find(said, within)

    def _find(self, said: str, within: str) -> str:
        text = cells.compact(said)
        if text.isdigit():
            code = places.today(text, self._aliases)
            if code not in self._names:
                raise _unknown(text)
            return code
        text = _bare(text)
        spellings = [text, *(text.removesuffix(c) for c in COMMITTEES if text.endswith(c))]
        spelling = next((spelling for spelling in spellings if spelling in self._by_name), None)
        codes = self._narrowed(spelling, within) if spelling else set()
        if len(codes) == 1:
            return next(iter(codes))
        if codes or len(text) > LONGEST:
            raise _unknown(text)
        found = self._walked(APART.sub("", OFFICE.sub(_kind_of_office, text)), within)
        if found is None:
            raise _unknown(text)
        code, rest = found
        if rest:
            self._in_villages.add(said)
        return code

    def _walked(self, text: str, within: str) -> tuple[str, str] | None:
        """The place that names written one behind the other lead to, each inside the one before, and what is left
        over, which may be a part of a village. None where they lead nowhere, or to several."""
        for end in range(len(text), 1, -1):
            name, rest = text[:end], text[end:]
            named = self._named(name, within)
            if named and not rest:
                return (named[0], rest) if len(named) == 1 else None
            for code in sorted(named, key=len):
                if len(code) == CODE_LENGTH[Level.VILLAGE] and WITHIN_VILLAGE.fullmatch(rest):
                    return code, rest
                if len(code) < CODE_LENGTH[Level.VILLAGE] and (found := self._walked(rest, code)):
                    return found
        return None

    def _named(self, name: str, within: str) -> list[str]:
        """The one place that has the name in full, or with another word for a village behind it, and the one larger
        place that has it without the word for its kind; none where several have it."""
        bare = next((name.removesuffix(c) for c in COMMITTEES if name.endswith(c)), name)
        full = [self._narrowed(n, within) for n in (name, bare) if n in self._by_name]
        short = {code for code in self._short.get(name, ()) if code.startswith(within)}
        short = {code for code in short if self._scope.covers(code)} or short
        if any(len(codes) > 1 for codes in (*full, short)):
            return []
        return list(dict.fromkeys(code for codes in (*full, short) for code in codes))

    def _narrowed(self, spelling: str, within: str) -> set[str]:
        codes = {code for code in self._by_name[spelling] if code.startswith(within)}
        return {code for code in codes if self._scope.covers(code)} or codes


def _bare(text: str) -> str:
    for prefix in PREFIXES:
        text = text.removeprefix(prefix)
    return text


def _kind_of_office(found: re.Match) -> str:
    """西林街道办事处 is 西林街道, and so is 西林办事处."""
    return found[1] or "街道"


def _unknown(text: str) -> Refusal:
    text = cells.brief(text)
    return Refusal(
        "area-unknown",
        _("No single place is meant by “%(text)s”. Write its 12-digit code, or county, township and village together."),
        params={"text": text},
    )
