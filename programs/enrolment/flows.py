"""The states of an enrolment and of a publicity list: the charts that services walk and triggers hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.core.states import StateMachine


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("under review")
    RETURNED = "returned", _("returned for correction")
    APPROVED = "approved", _("approved")
    ACTIVE = "active", pgettext_lazy("enrolment", "active")
    SUSPENDED = "suspended", _("suspended")
    EXITED = "exited", _("exited")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Names for sets of states, spoken by querysets.
OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.ACTIVE, State.SUSPENDED})
IN_PROGRESS = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED})
GRANTED = frozenset({State.APPROVED, State.ACTIVE, State.SUSPENDED, State.EXITED})
ENTITLED = frozenset({State.ACTIVE})

ENROLMENT = StateMachine(
    # An enrolment that is taken over from a roster of people already served starts active (`origin = 'roster'`).
    start={State.DRAFT, State.ACTIVE},
    moves={
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {State.RETURNED, State.REFUSED, State.APPROVED, State.WITHDRAWN},
        State.RETURNED: {State.SUBMITTED, State.WITHDRAWN},
        # From approved to active when nothing more stands in the way (its publicity list has stood its days);
        # back to refused when an objection is upheld.
        State.APPROVED: {State.ACTIVE, State.REFUSED, State.WITHDRAWN},
        # Withdrawn only with the roster that brought it, by the database's own `roster_undo`.
        State.ACTIVE: {State.SUSPENDED, State.EXITED, State.WITHDRAWN},
        State.SUSPENDED: {State.ACTIVE, State.EXITED},
        # What a merge of two records ended goes on when the merge is undone, and nothing else does.
        State.EXITED: {State.ACTIVE, State.SUSPENDED},
        State.REFUSED: set(),
        State.WITHDRAWN: set(),
    },
)

# The exit reason of what ended because two records became one; no definition has it.
MERGED = "merged"


class ReleaseState(models.TextChoices):
    STANDING = "standing", _("on the public site")
    ENDED = "ended", _("taken down")
    REVOKED = "revoked", _("revoked")


RELEASE = StateMachine(
    start={ReleaseState.STANDING},
    moves={
        ReleaseState.STANDING: {ReleaseState.ENDED, ReleaseState.REVOKED},
        ReleaseState.ENDED: set(),
        ReleaseState.REVOKED: set(),
    },
)
