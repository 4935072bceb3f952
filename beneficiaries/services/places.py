"""Which place a code on paper means today, and whether the account may put someone there."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from registry.core import scope
from registry.core.errors import Refusal
from registry.core.models import Area
from registry.core.models.area import AreaAlias, Level

HOMES = {Level.TOWNSHIP, Level.VILLAGE}


class Places:
    """Answers for the codes that it was made for or has learnt since, with two queries however many they are."""

    def __init__(self, codes: Iterable[str]):
        self._aliases = dict(AreaAlias.objects.values_list("code", "area_id"))
        self._today: dict[str, str] = {}
        self._levels: dict[str, str] = {}
        self._scope = scope.current()
        self._judged: dict[str, str] = {}
        self.learn(codes)

    @classmethod
    def everywhere(cls) -> "Places":
        """Answers for every place that there is today."""
        places = cls(())
        places._levels = dict(Area.objects.values_list("code", "level"))
        places._today = {code: code for code in places._levels}
        return places

    def learn(self, codes: Iterable[str]) -> None:
        """Look up those of `codes` that are new."""
        new = {code: today(code.strip(), self._aliases) for code in set(codes) - self._today.keys()}
        unknown = set(new.values()) - self._levels.keys()
        if unknown:
            self._levels |= dict(Area.objects.filter(code__in=unknown).values_list("code", "level"))
        self._today |= new

    def living(self, code: str, *, field: str = "area") -> str:
        """The code of the township or village today, inside the present scope.

        Raises Refusal: required, area-unknown, area-too-wide, area-out-of-scope. KeyError: a code that it wasn't
        made for.
        """
        found = self._judged.get(code)
        if found is None:
            found = self._judged[code] = self._judge(code, field=field)
        return found

    def _judge(self, code: str, *, field: str) -> str:
        if not code.strip():
            raise Refusal("required", _("This is needed. Fill it in."), field=field)
        area = self._today[code]
        level = self._levels.get(area)
        if level is None:
            raise Refusal(
                "area-unknown",
                _("There is no area with the code %(code)s. Choose the village or township from the list."),
                field=field,
                params={"code": code},
            )
        if level not in HOMES:
            raise Refusal("area-too-wide", _("Choose the township or village, not only the county."), field=field)
        if not self._scope.covers(area):
            raise Refusal(
                "area-out-of-scope",
                _("Your account doesn't cover this place. A colleague there, or above, can register it."),
                field=field,
            )
        return area


def today(code: str, aliases: dict[str, str]) -> str:
    """`code` with the county that it has today, and without the zeros that pad a township's to 12 digits."""
    code = aliases.get(code[:6], code[:6]) + code[6:]
    return code[:9] if len(code) == 12 and code.endswith("000") else code
