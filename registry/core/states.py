"""State tables as data. Services walk them; a trigger made from the same table refuses every other step."""

from collections.abc import Mapping
from dataclasses import dataclass

import pgtrigger
from django.utils.translation import gettext_lazy as _

from registry.core.errors import Refusal


@dataclass(frozen=True)
class StateMachine:
    """`start` are the states that a row may be born in, `moves` the steps from each state."""

    start: set[str]
    moves: Mapping[str, set[str]]

    def allows(self, source: str, target: str) -> bool:
        return target in self.moves.get(source, ())

    def check(self, source: str, target: str) -> None:
        """Raise `Refusal("state")` where the step isn't in the table."""
        if self.allows(source, target):
            return
        if source == target:
            raise Refusal(
                "state",
                _("This is “%(state)s” already. Reload the page: someone may have been faster."),
                params={"state": label(source)},
            )
        raise Refusal(
            "state",
            _("This can't go from “%(source)s” to “%(target)s”. Reload the page: someone may have been faster."),
            params={"source": label(source), "target": label(target)},
        )


def label(state: str) -> str:
    return str(getattr(state, "label", state))


def enforce(machine: StateMachine, *, field: str = "state", name: str = "states") -> list[pgtrigger.Trigger]:
    """The triggers that hold a column to its table. Their rule is named `<table>_<name>`."""

    def listed(states) -> str:
        return ", ".join(f"'{s}'" for s in sorted(str(getattr(s, "value", s)) for s in states)) or "NULL"

    pairs = " OR ".join(
        f"(OLD.{field} = '{getattr(source, 'value', source)}' AND NEW.{field} IN ({listed(targets)}))"
        for source, targets in machine.moves.items()
        if targets
    )
    refuse = (
        f"RAISE EXCEPTION 'state: % may not become %', {{old}}, NEW.{field} "
        f"USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_{name}';"
    )
    return [
        pgtrigger.Trigger(
            name=f"{name}_start",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(f"NEW.{field} NOT IN ({listed(machine.start)})"),
            func=refuse.format(old="'nothing'"),
        ),
        pgtrigger.Trigger(
            name=f"{name}_move",
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf(field),
            condition=pgtrigger.Condition(f"OLD.{field} IS DISTINCT FROM NEW.{field} AND NOT ({pairs or 'FALSE'})"),
            func=refuse.format(old=f"OLD.{field}"),
        ),
    ]
