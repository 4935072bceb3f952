"""Money from one fund to another: asked by one account, approved by another, posted in the ledger once."""

import uuid
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Fund
from programs.ledger.models import LedgerAccount, TransferKind
from programs.ledger.services import accounts, transfers
from programs.payments.flows import ALLOTMENT, AllotmentState
from programs.payments.models import Allotment
from programs.payments.services.record import database_rules
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.ids import uuid7


@transaction.atomic
def ask(
    *, source: Fund, target: Fund, amount: Decimal, reason: str, actor, document: str = "", id: uuid.UUID | None = None
) -> Allotment:
    """Ask for money to go from `source` to `target`. Nothing moves yet. The same `id` again is the same request.

    Raises:
        Refusal: `not-allowed`; `amount`; `reason`; `allotment_to_another_fund`; `allotment_within_restrictions` where
            `target` may be spent on something or somewhere that `source` may not; `fund-short`.
    """
    roles.require(actor, "fund.allot")
    if id is not None and (standing := Allotment.objects.filter(pk=id).first()):
        return standing
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise Refusal("amount", _("An amount must be more than zero."), field="amount")
    reason = reason.strip()
    if len(reason) < 2:
        raise Refusal("reason", _("Say why the money goes to another fund."), field="reason")
    _check_holds(source, amount)
    asked = Allotment(id=id or uuid7(), source=source, target=target, amount=amount, reason=reason[:300],
                      document=document.strip()[:100], asked_by=actor)  # fmt: skip
    with database_rules():
        asked.save(force_insert=True)
    return asked


@transaction.atomic
def approve(*, allotment: Allotment, actor) -> Allotment:
    """Another account says yes, and the money goes, all of it or none.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`; `allotment_asker_is_not_approver`;
            `allotment_within_restrictions`; `fund-short`.
    """
    roles.require(actor, "fund.allot-approve")
    allotment = _locked(allotment, AllotmentState.POSTED)
    if allotment.asked_by_id == actor.pk:
        raise Refusal("allotment_asker_is_not_approver", _("You asked for this. Another account must decide."))
    _check_holds(allotment.source, allotment.amount)
    with database_rules():
        _decide(allotment, AllotmentState.POSTED, actor)
        transfers.post(
            id=uuid.uuid5(allotment.pk, "allotment"), kind=TransferKind.ALLOTMENT, on=timezone.localdate(), actor=actor,
            legs=[(accounts.available(allotment.source_id), -allotment.amount),
                  (accounts.available(allotment.target_id), allotment.amount)],
            memo=allotment.reason[:200], cause=allotment.pk,
        )  # fmt: skip
    return allotment


@transaction.atomic
def refuse(*, allotment: Allotment, actor, reason: str) -> Allotment:
    """Another account says no, and why. Refusals: as `approve`, and `reason`."""
    roles.require(actor, "fund.allot-approve")
    allotment = _locked(allotment, AllotmentState.REFUSED)
    if allotment.asked_by_id == actor.pk:
        raise Refusal("allotment_asker_is_not_approver", _("You asked for this. Another account must decide."))
    return _end(allotment, AllotmentState.REFUSED, actor, reason)


@transaction.atomic
def withdraw(*, allotment: Allotment, actor, reason: str) -> Allotment:
    """Whoever asked takes the request back.

    Raises:
        Refusal: `not-allowed`, `out-of-scope`, `state`, `reason`; `allotment-asker` for another's request.
    """
    roles.require(actor, "fund.allot")
    allotment = _locked(allotment, AllotmentState.WITHDRAWN)
    if allotment.asked_by_id != actor.pk:
        raise Refusal("allotment-asker", _("Only whoever asked for it can withdraw it. Refuse it instead."))
    return _end(allotment, AllotmentState.WITHDRAWN, actor, reason)


def _end(allotment: Allotment, state: AllotmentState, actor, reason: str) -> Allotment:
    allotment.note = reason.strip()[:300]
    if len(allotment.note) < 2:
        raise Refusal("reason", _("Say why, for whoever asked and for the auditors."), field="reason")
    with database_rules():
        _decide(allotment, state, actor)
    return allotment


def _decide(allotment: Allotment, state: AllotmentState, actor) -> None:
    allotment.state, allotment.decided_by, allotment.decided_at = state, actor, timezone.now()
    allotment.save(update_fields=["state", "decided_by", "decided_at", "note"])


def _locked(allotment: Allotment, target: AllotmentState) -> Allotment:
    found = (
        Allotment.objects.select_for_update(of=("self",))
        .select_related("source", "target").filter(pk=allotment.pk).first()
    )  # fmt: skip
    if found is None:
        raise Refusal("out-of-scope", _("This isn't in your programs, or may only be read."))
    ALLOTMENT.check(AllotmentState(found.state), target)
    return found


def _check_holds(fund: Fund, amount: Decimal) -> None:
    holds = LedgerAccount.objects.of_fund(fund).of_kind("available").total()
    if holds < amount:
        raise Refusal(
            "fund-short", _("The fund has %(holds)s yuan available, and %(needs)s were asked for."), field="amount",
            params={"holds": f"{holds:,.2f}", "needs": f"{amount:,.2f}"},
        )  # fmt: skip
