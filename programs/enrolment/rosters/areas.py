"""Areas as rosters write them: a code, or a name as long as it takes to mean one place."""

from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import cells
from beneficiaries.services import places
from registry.core.errors import Refusal
from registry.core.models import Area, AreaAlias
from registry.core.scope import Scope

COMMITTEES = ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "村民委员会", "村委会", "社区", "村")
PREFIXES = ("安徽省", "宣城市", "安徽")


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
        self._known: dict[tuple[str, str], str] = {}

    def _add(self, name: str, code: str) -> None:
        self._by_name.setdefault(name, set()).add(code)

    def code_of(self, text: str, *, within: str = "") -> str:
        """The code of the place, inside the area `within` where one is named. Raises Refusal: area-unknown."""
        found = self._known.get((text, within))
        if found is None:
            found = self._known[text, within] = self._find(cells.compact(text), within)
        return found

    def within(self, *names: str) -> str:
        """The code of the smallest of the places that columns beside the village's name, from the largest down; ''
        where none is named. Raises Refusal: area-unknown."""
        code = ""
        for name in names:
            code = self.code_of(name, within=code)
        return code

    def of_address(self, text: str) -> str | None:
        """The place that an address begins with, as far down as its names go; None where it names none."""
        text = _bare(cells.compact(text))
        for end in range(len(text), 1, -1):
            if text[:end] in self._by_name and len(inside := self._narrowed(text[:end], "")) == 1:
                return next(iter(inside))
        return None

    def _find(self, text: str, within: str) -> str:
        if text.isdigit():
            code = places.today(text, self._aliases)
            if code not in self._names:
                raise _unknown(text)
            return code
        text = _bare(text)
        spellings = [text, *(text.removesuffix(c) for c in COMMITTEES if text.endswith(c))]
        spelling = next((spelling for spelling in spellings if spelling in self._by_name), None)
        codes = self._narrowed(spelling, within) if spelling else set()
        if len(codes) != 1:
            raise _unknown(text)
        return next(iter(codes))

    def _narrowed(self, spelling: str, within: str) -> set[str]:
        codes = {code for code in self._by_name[spelling] if code.startswith(within)}
        return {code for code in codes if self._scope.covers(code)} or codes


def _bare(text: str) -> str:
    for prefix in PREFIXES:
        text = text.removeprefix(prefix)
    return text


def _unknown(text: str) -> Refusal:
    return Refusal(
        "area-unknown",
        _("No single place is meant by “%(text)s”. Write its 12-digit code, or county, township and village together."),
        params={"text": text},
    )
