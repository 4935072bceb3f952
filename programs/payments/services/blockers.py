"""What stands in the way of a batch's next step, in sentences, and where each is dealt with.

Apps above register what they know of a batch: a look at it, taken before it is approved and before it is sent in a
transaction of its own, and the reasons that came of it. The database holds them too.
"""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.ledger.models import LedgerAccount
from programs.payments.flows import BEFORE_SENDING, BatchState
from programs.payments.models import Batch
from programs.payments.services.record import is_kin
from registry.core import roles


class Reason(NamedTuple):
    sentence: str
    # The page where one sees more of it; '' where there is none.
    address: str = ""


_looks: list[Callable[[Batch, object, Callable], None]] = []
_reasons: list[Callable[[Batch, object], list[Reason]]] = []


def register(
    *, look: Callable[[Batch, object, Callable], None], reasons: Callable[[Batch, object], list[Reason]]
) -> None:
    """Have `look(batch, actor, progress)` called before a step that must not pass over it, and `reasons` shown on the
    batch's page."""
    _looks.append(look)
    _reasons.append(reasons)


def look(batch: Batch, actor, progress: Callable = lambda share: None) -> None:
    """Have everyone who registered look at the batch as it is now; `progress` is told which share of it is done."""
    for number, function in enumerate(_looks):
        function(batch, actor, lambda share, before=number: progress((before + share) / len(_looks)))


def looked_at(step):
    """A step of a batch that those who registered look at first. What they find stays, also where it is refused.

    The step alone is its `__wrapped__`, for whoever has had them look.
    """

    @wraps(step)
    def looked(*, batch: Batch, actor, **kwargs):
        look(batch, actor)
        return step(batch=batch, actor=actor, **kwargs)

    return looked


def of(batch: Batch, actor) -> list[Reason]:
    """The reasons for which `actor` can't take the next step now. The services and the database hold them."""
    reasons = []
    if batch.state == BatchState.MADE and batch.made_by_id == actor.pk:
        reasons.append(_("You made this batch. Others check and approve it."))
    if batch.state == BatchState.CHECKED and (batch.made_by_id == actor.pk or batch.signed_by(actor)):
        reasons.append(_("You made or signed this batch. Another account must approve it."))
    if batch.state in (BatchState.MADE, BatchState.CHECKED):
        if roles.may(actor, "batch.check", program=batch.program_id) and is_kin(batch, actor):
            reasons.append(_("Someone in this batch is you or a relative of yours on record. Leave it to a colleague."))
        holds = LedgerAccount.objects.of_fund(batch.fund_id).of_kind("available").total()
        if not batch.reissue and holds < batch.total:
            reasons.append(
                _("The fund has %(holds)s yuan available, and this batch needs %(needs)s.")
                % {"holds": f"{holds:,.2f}", "needs": f"{batch.total:,.2f}"}
            )
    if batch.state in BEFORE_SENDING and (waiting := waiting_for_publicity(batch)):
        reasons.append(
            _("%(count)s payments wait: their publicity list hasn't stood its days, or an objection is open.")
            % {"count": waiting}
        )
    found = [Reason(sentence) for sentence in reasons]
    if batch.state in BEFORE_SENDING:
        found += [reason for function in _reasons for reason in function(batch, actor)]
    return found


def waiting_for_publicity(batch: Batch) -> int:
    if batch.program.public_form != "list":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM payments_payment WHERE batch_id = %s AND state <> 'dropped' "
            "AND NOT publicity_stood(enrolment_id, %s)",
            [batch.pk, timezone.localdate()],
        )
        return cursor.fetchone()[0]
