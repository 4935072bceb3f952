"""The rule about approvals: how many a batch needs, by its total, from a day on."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.payments.models import ApprovalRule
from programs.payments.services.record import database_rules
from registry.core import roles, scope
from registry.core.errors import Refusal
from registry.core.ids import uuid7

MOST = 5


@transaction.atomic
def change(
    *, actor, valid_from: date, document: str, bands: Iterable[dict], program: str | None = None,
    id: uuid.UUID | None = None,
) -> ApprovalRule:  # fmt: skip
    """A new rule, for a program or for all that have none of their own. The same `id` again is the same rule.

    Raises:
        Refusal: `not-allowed`, also for an office below the city; `approvalrule_has_document`;
            `approvalrule_for_later` for a day before tomorrow; `bands` unless they begin at 0, grow, and ask for one
            to five approvals each.
    """
    roles.require(actor, "approvals.change", program=program)
    if not may_change(actor):
        raise Refusal("not-allowed", _("Only a manager of the city changes how many must approve."))
    if id is not None and (standing := ApprovalRule.objects.filter(pk=id).first()):
        return standing
    if valid_from < timezone.localdate() + timedelta(days=1):
        raise Refusal(
            "approvalrule_for_later",
            _("A rule about approvals holds from tomorrow at the earliest."),
            field="valid_from",
        )
    rule = ApprovalRule(
        id=id or uuid7(), program_id=program, valid_from=valid_from, document=document.strip()[:100],
        bands=_checked(bands), made_by=actor,
    )  # fmt: skip
    with database_rules():
        rule.save(force_insert=True)
    return rule


def _checked(bands: Iterable[dict]) -> list[dict]:
    try:
        read = [(Decimal(str(band["above"])).quantize(Decimal("0.01")), int(band["approvals"])) for band in bands]
    except (InvalidOperation, ValueError, KeyError, TypeError):
        read = []
    above = [amount for amount, _count in read]
    if not read or above[0] != 0 or above != sorted(set(above)) or not all(1 <= n <= MOST for _amount, n in read):
        raise Refusal(
            "bands",
            _("Begin with amounts above 0, then larger ones; each needs one to five approvals."),
            field="bands",
        )
    return [{"above": str(amount), "approvals": count} for amount, count in read]


def may_change(actor) -> bool:
    """Whether the account may add a rule: a manager of the city. An office below may not loosen it for others."""
    return roles.may(actor, "approvals.change") and scope.current().area == settings.CITY


def all_in_force(on: date | None = None) -> list[ApprovalRule]:
    """The rules that hold on a day (today): of each program that has its own, and the one for all."""
    rules = ApprovalRule.objects.filter(valid_from__lte=on or timezone.localdate())
    return list(rules.order_by("program_id", "-valid_from", "-id").distinct("program_id"))


def in_force(program: str, on: date | None = None) -> ApprovalRule | None:
    """The rule for a program on a day (today): its own, or the one for all."""
    rules = ApprovalRule.objects.filter(valid_from__lte=on or timezone.localdate())
    return rules.filter(program=program).first() or rules.filter(program__isnull=True).first()
