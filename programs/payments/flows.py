"""The states of a batch and of a payment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.core.states import StateMachine


class BatchState(models.TextChoices):
    MADE = "made", _("made")
    APPROVED = "approved", _("approved")
    SENT = "sent", _("sent to the bank")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


BATCH = StateMachine(
    start={BatchState.MADE},
    moves={
        BatchState.MADE: {BatchState.APPROVED, BatchState.CANCELLED},
        BatchState.APPROVED: {BatchState.SENT, BatchState.CANCELLED},
        BatchState.SENT: {BatchState.CLOSED},
        BatchState.CLOSED: set(),
        BatchState.CANCELLED: set(),
    },
)


class PaymentState(models.TextChoices):
    PLANNED = "planned", _("in the batch")
    COMMITTED = "committed", _("approved")
    IN_TRANSIT = "in_transit", _("sent to the bank")
    PAID = "paid", _("paid")
    DROPPED = "dropped", _("taken out")


PAYMENT = StateMachine(
    start={PaymentState.PLANNED},
    moves={
        PaymentState.PLANNED: {PaymentState.COMMITTED, PaymentState.DROPPED},
        PaymentState.COMMITTED: {PaymentState.IN_TRANSIT, PaymentState.DROPPED},
        PaymentState.IN_TRANSIT: {PaymentState.PAID},
        PaymentState.PAID: set(),
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
