"""The states of a finding, and what the registry and people do to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.core.states import StateMachine


class FindingState(models.TextChoices):
    OPEN = "open", pgettext_lazy("finding", "open")
    EXPLAINED = "explained", _("explained")
    CONFIRMED = "confirmed", _("confirmed")
    FIXED = "fixed", _("put right")


# Names for sets of states. A finding that holds a payment back does so until it is explained or put right.
STANDING = frozenset({FindingState.OPEN, FindingState.CONFIRMED})
ANSWERED = frozenset({FindingState.EXPLAINED, FindingState.FIXED})

FINDING = StateMachine(
    start={FindingState.OPEN},
    moves={
        FindingState.OPEN: {FindingState.EXPLAINED, FindingState.CONFIRMED, FindingState.FIXED},
        FindingState.EXPLAINED: {FindingState.OPEN, FindingState.CONFIRMED, FindingState.FIXED},
        FindingState.CONFIRMED: {FindingState.OPEN, FindingState.EXPLAINED, FindingState.FIXED},
        # Found again after it was gone, or changed since it was answered.
        FindingState.FIXED: {FindingState.OPEN},
    },
)


class Act(models.TextChoices):
    REMARK = "remark", _("remark")
    ASSIGNED = "assigned", _("given to")
    OPEN = "open", _("opened again")
    EXPLAINED = "explained", _("explained")
    CONFIRMED = "confirmed", _("confirmed")
    FIXED = "fixed", _("put right")
    # By the registry itself, when it looks.
    GONE = "gone", _("no longer found, so closed")
    BACK = "back", _("found again, so opened again")
    CHANGED = "changed", _("changed since it was answered, so opened again")


# What an act of a person makes of the state.
MOVES = {
    Act.OPEN: FindingState.OPEN,
    Act.EXPLAINED: FindingState.EXPLAINED,
    Act.CONFIRMED: FindingState.CONFIRMED,
    Act.FIXED: FindingState.FIXED,
}
TONE = {"open": "bad", "explained": "idle", "confirmed": "bad", "fixed": "good"}
