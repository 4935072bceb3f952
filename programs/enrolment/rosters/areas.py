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
    """Read once for an import. A name that several places have means the one inside `scope`, if only one is."""

    def __init__(self, scope: Scope):
        self._scope = scope
        self._aliases = dict(AreaAlias.objects.values_list("code", "area_id"))
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
        self._known: dict[str, str] = {}

    def _add(self, name: str, code: str) -> None:
        self._by_name.setdefault(name, set()).add(code)

    def code_of(self, text: str) -> str:
        """The code of the place. Raises Refusal: area-unknown."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._find(cells.compact(text))
        return found

    def _find(self, text: str) -> str:
        if text.isdigit():
            code = places.today(text, self._aliases)
            if code not in self._names:
                raise _unknown(text)
            return code
        for prefix in PREFIXES:
            text = text.removeprefix(prefix)
        codes = self._by_name.get(text) or next(
            (
                self._by_name[text.removesuffix(c)]
                for c in COMMITTEES
                if text.endswith(c) and text.removesuffix(c) in self._by_name
            ),
            set(),
        )
        inside = {code for code in codes if self._scope.covers(code)}
        if len(inside or codes) != 1:
            raise _unknown(text)
        return next(iter(inside or codes))


def _unknown(text: str) -> Refusal:
    return Refusal(
        "area-unknown",
        _("No single place is meant by “%(text)s”. Write its 12-digit code, or county, township and village together."),
        params={"text": text},
    )
