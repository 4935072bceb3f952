"""Whether someone is of the age that a program is for, on the day from which a roster has her in it."""

from datetime import date

from programs.catalogue.criteria.evaluation import holds
from programs.catalogue.criteria.language import leaves
from programs.catalogue.definition import Definition
from programs.catalogue.personal import whole_years
from programs.catalogue.text import NOTHING, Text
from registry.core.errors import Refusal


class Ages:
    """The criteria of a version of a program's rules that ask for nothing but the age."""

    def __init__(self, definition: Definition):
        self._criteria = [
            criterion
            for criterion in definition.criteria
            if {leaf.fact.name for leaf in leaves(criterion.node)} == {"person.age"}
        ]
        self._known: dict[int | None, Text] = {}

    def refusal(self, born: date | None, *, on: date) -> Refusal | None:
        """`age`, in the words of the criterion; None where she is of the age, or nobody knows when she was born."""
        if born is None or not self._criteria:
            return None
        age = whole_years(born, on)
        if age not in self._known:
            failing = (c.failing for c in self._criteria if holds(c.node, {"person.age": age}, {"on": on}) is False)
            self._known[age] = next(failing, NOTHING)
        message = self._known[age]
        return Refusal("age", message, field="birth_date") if message else None
