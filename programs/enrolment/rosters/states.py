"""The states of a roster import, and what may become of a row of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.core.states import StateMachine


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("being looked through")
    QUESTION = "question", _("columns to be named")
    REFUSED = "refused", _("can't be read")
    STAGED = "staged", _("looked through, not taken in")
    TAKEN_IN = "taken_in", _("taken in")
    UNDONE = "undone", _("undone")


IMPORT = StateMachine(
    start={ImportState.UPLOADED},
    moves={
        ImportState.UPLOADED: {ImportState.STAGED, ImportState.QUESTION, ImportState.REFUSED, ImportState.TAKEN_IN},
        # Its columns named by a person, it is looked through again.
        ImportState.QUESTION: {ImportState.UPLOADED},
        ImportState.REFUSED: set(),
        ImportState.STAGED: {ImportState.UPLOADED, ImportState.TAKEN_IN},
        # Rows that are corrected or decided afterwards are taken in as well, without another state.
        ImportState.TAKEN_IN: {ImportState.UNDONE},
        ImportState.UNDONE: set(),
    },
)


class Verdict(models.TextChoices):
    """What taking a row in would do; once it is in, what it did."""

    CREATE = "create", pgettext_lazy("roster row", "to create")
    ENROL = "enrol", pgettext_lazy("roster row", "to enrol")
    UPDATE = "update", pgettext_lazy("roster row", "to update")
    UNCHANGED = "unchanged", pgettext_lazy("roster row", "unchanged")
    DUPLICATE = "duplicate", pgettext_lazy("roster row", "possible duplicate")
    ERROR = "error", pgettext_lazy("roster row", "error")


# What a commit takes.
GOES_IN = (Verdict.CREATE, Verdict.ENROL, Verdict.UPDATE)
