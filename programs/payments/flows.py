"""The states of a batch, of a payment and of the bank's answer.

From `sent` on a batch is as far as its payments are, and the database moves it (`payment_steps`): `sent` while the
bank owes an answer for one of them, `answered` while one that came back is not dealt with, `closed` when nothing is
open. A payment that comes back late opens it again.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.core.states import StateMachine


class BatchState(models.TextChoices):
    MADE = "made", _("made")
    CHECKED = "checked", _("checked")
    APPROVED = "approved", _("approved")
    SENT = "sent", _("sent to the bank")
    ANSWERED = "answered", _("answered, with returns to deal with")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", pgettext_lazy("batch", "cancelled")


BATCH = StateMachine(
    start={BatchState.MADE},
    moves={
        BatchState.MADE: {BatchState.CHECKED, BatchState.CANCELLED},
        BatchState.CHECKED: {BatchState.MADE, BatchState.APPROVED, BatchState.CANCELLED},
        BatchState.APPROVED: {BatchState.SENT, BatchState.CANCELLED},
        BatchState.SENT: {BatchState.ANSWERED, BatchState.CLOSED},
        BatchState.ANSWERED: {BatchState.CLOSED},
        BatchState.CLOSED: {BatchState.ANSWERED},
        BatchState.CANCELLED: set(),
    },
)

# Not with the bank yet: a manager may still write it.
BEFORE_SENDING = (BatchState.MADE, BatchState.CHECKED, BatchState.APPROVED)
# From the bank file on.
WITH_THE_BANK = (BatchState.SENT, BatchState.ANSWERED, BatchState.CLOSED)


class PaymentState(models.TextChoices):
    PLANNED = "planned", _("in the batch")
    COMMITTED = "committed", _("approved")
    IN_TRANSIT = "in_transit", _("sent to the bank")
    UNKNOWN = "unknown", _("the bank doesn't know yet")
    PAID = "paid", _("paid")
    RETURNED = "returned", pgettext_lazy("payment", "returned")
    REISSUED = "reissued", _("returned, paid again in another batch")
    RELEASED = "released", _("returned, due again")
    GIVEN_UP = "given_up", _("returned, given up")
    DROPPED = "dropped", _("taken out")


PAYMENT = StateMachine(
    start={PaymentState.PLANNED},
    moves={
        PaymentState.PLANNED: {PaymentState.COMMITTED, PaymentState.DROPPED},
        PaymentState.COMMITTED: {PaymentState.IN_TRANSIT, PaymentState.DROPPED},
        PaymentState.IN_TRANSIT: {PaymentState.PAID, PaymentState.RETURNED, PaymentState.UNKNOWN},
        # Neither paid again nor released until the bank answers.
        PaymentState.UNKNOWN: {PaymentState.PAID, PaymentState.RETURNED},
        # Late: the bank had said that it arrived.
        PaymentState.PAID: {PaymentState.RETURNED},
        PaymentState.RETURNED: {PaymentState.REISSUED, PaymentState.RELEASED, PaymentState.GIVEN_UP},
        # The batch that was to pay it again is cancelled.
        PaymentState.REISSUED: {PaymentState.RETURNED},
        PaymentState.RELEASED: set(),
        PaymentState.GIVEN_UP: set(),
        PaymentState.DROPPED: set(),
    },
)


class AllotmentState(models.TextChoices):
    ASKED = "asked", _("asked for")
    POSTED = "posted", _("approved and moved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


ALLOTMENT = StateMachine(
    start={AllotmentState.ASKED},
    moves={
        AllotmentState.ASKED: {AllotmentState.POSTED, AllotmentState.REFUSED, AllotmentState.WITHDRAWN},
        AllotmentState.POSTED: set(),
        AllotmentState.REFUSED: set(),
        AllotmentState.WITHDRAWN: set(),
    },
)


class ClaimState(models.TextChoices):
    OPEN = "open", pgettext_lazy("claim", "open")
    SETTLED = "settled", _("given back")
    WRITTEN_OFF = "written_off", _("closed, not all given back")


# The database moves it, by the sums of what came back and what was let go; open again where it was recorded wrongly.
CLAIM = StateMachine(
    start={ClaimState.OPEN},
    moves={
        ClaimState.OPEN: {ClaimState.SETTLED, ClaimState.WRITTEN_OFF},
        ClaimState.SETTLED: {ClaimState.OPEN},
        ClaimState.WRITTEN_OFF: {ClaimState.OPEN},
    },
)


class WriteOffState(models.TextChoices):
    ASKED = "asked", _("asked for")
    APPROVED = "approved", pgettext_lazy("write-off", "approved")
    REFUSED = "refused", _("refused")


# Also of a request to take back what was recorded wrongly.
WRITE_OFF = StateMachine(
    start={WriteOffState.ASKED},
    moves={
        WriteOffState.ASKED: {WriteOffState.APPROVED, WriteOffState.REFUSED},
        WriteOffState.APPROVED: set(),
        WriteOffState.REFUSED: set(),
    },
)

# The money went out and nobody has said what became of it.
AT_THE_BANK = (PaymentState.IN_TRANSIT, PaymentState.UNKNOWN)
# The bank sent it back, whatever was done about it since.
CAME_BACK = (PaymentState.RETURNED, PaymentState.REISSUED, PaymentState.RELEASED, PaymentState.GIVEN_UP)
# What is set off by such a payment is held for it: it wasn't booked yet, and may still be.
HOLDS_SET_OFF = (
    PaymentState.PLANNED, PaymentState.COMMITTED, PaymentState.IN_TRANSIT, PaymentState.UNKNOWN, PaymentState.RETURNED,
)  # fmt: skip
# What the entitlement of such a payment is for may be paid by another.
LETS_GO = (PaymentState.DROPPED, PaymentState.REISSUED, PaymentState.RELEASED)


class Method(models.TextChoices):
    BANK = "bank", _("by the bank")
    CASH = "cash", _("by hand, against signatures: cash or goods")


# What the states are called of what is handed out: it isn't with any bank, and no bank returns it.
BY_HAND = {
    PaymentState.IN_TRANSIT: _("still to hand out"),
    PaymentState.RETURNED: _("brought back"),
    PaymentState.REISSUED: _("brought back, handed out again in another batch"),
    PaymentState.RELEASED: _("brought back, due again"),
    PaymentState.GIVEN_UP: _("brought back, given up"),
}


def state_label(state: str, method: str):
    """What a payment's state is called, by how it is paid."""
    by_hand = BY_HAND.get(PaymentState(state)) if method == Method.CASH else None
    return by_hand or PaymentState(state).label


class Receiver(models.TextChoices):
    """Who took what was handed out."""

    SELF = "self", _("herself")
    GUARDIAN = "guardian", _("the guardian")
    AGENT = "agent", _("someone on her behalf")


class Unmet(models.TextChoices):
    """Why nothing was handed out to someone."""

    ABSENT = "absent", _("wasn't there")
    REFUSED = "refused", _("didn't want it")
    DIED = "died", _("has died")
    MOVED = "moved", _("has moved away")


class Outcome(models.TextChoices):
    """What the bank says of a payment."""

    PAID = "paid", _("arrived")
    RETURNED = "returned", _("came back")
    UNKNOWN = "unknown", _("not known yet")


class ReturnReason(models.TextChoices):
    NAME_MISMATCH = "name_mismatch", _("name and account don't match")
    NO_ACCOUNT = "no_account", _("no such account")
    CLOSED = "closed", _("account closed")
    FROZEN = "frozen", _("account frozen")
    EXPIRED = "expired", _("card expired")
    NOT_ACTIVATED = "not_activated", _("account not activated")
    DORMANT = "dormant", _("account dormant")
    LIMIT = "limit", _("over the account's limit")
    DUPLICATE = "duplicate", _("duplicate, says the bank")
    TIMEOUT = "timeout", _("timed out at the bank")
    UNSIGNED = "unsigned", _("not fetched, not signed for")
    OTHER = "other", pgettext_lazy("reason of a return", "other reason")

    @classmethod
    def choices_of(cls, method: str) -> list[tuple]:
        """Those that there can be: of what was handed out and brought back no bank says anything."""
        known = (cls.UNSIGNED, cls.OTHER) if method == Method.CASH else cls
        return [(one.value, one.label) for one in known]


class AnswerState(models.TextChoices):
    UPLOADED = "uploaded", _("uploaded")
    QUESTION = "question", _("columns to be named")
    REFUSED = "refused", _("can't be read")
    STAGED = "staged", _("looked through")
    POSTED = "posted", _("taken over")


ANSWER = StateMachine(
    start={AnswerState.UPLOADED, AnswerState.STAGED},
    moves={
        AnswerState.UPLOADED: {AnswerState.QUESTION, AnswerState.REFUSED, AnswerState.STAGED},
        AnswerState.QUESTION: {AnswerState.UPLOADED},
        AnswerState.REFUSED: {AnswerState.UPLOADED},
        AnswerState.STAGED: {AnswerState.POSTED, AnswerState.UPLOADED},
        AnswerState.POSTED: set(),
    },
)
