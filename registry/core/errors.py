"""How the product says no."""

from django.db import IntegrityError, InternalError
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A domain rule said no.

    `code` is stable and documented; `str()` is one sentence for the person at the screen. `row` and
    `column` place it in a spreadsheet, `field` in a form.
    """

    def __init__(self, code, message, *, field=None, row=None, column=None, params=None):
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.row = row
        self.column = column
        self.params = params or {}

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


# The sentence for each rule that the database holds. Apps add theirs in `ready()`.
RULE_SENTENCES: dict[str, object] = {}


def register_rules(sentences: dict[str, object]) -> None:
    """Give the sentence that a person reads when the database's rule of that name refuses."""
    RULE_SENTENCES.update(sentences)


def rule_of(error: Exception) -> str | None:
    """The name of the database rule that raised `error`: a constraint, or a trigger's `CONSTRAINT`."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None)


def refusal_from(error: IntegrityError | InternalError) -> Refusal:
    """The refusal that stands for a database error.

    Raises:
        the error itself, where no rule of ours is behind it: that is a bug and must be seen as one.
    """
    rule = rule_of(error)
    if rule not in RULE_SENTENCES:
        raise error
    return Refusal(rule, RULE_SENTENCES[rule])


NOT_ALLOWED = _("Your account may not do this. Ask your administrator for the role, or a colleague who has it.")
