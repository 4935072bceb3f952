"""What money adds to the start page: what waits for this account, as counts that lead to the lists."""

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from programs.payments.flows import AllotmentState, BatchState, WriteOffState
from programs.payments.models import Allotment, Batch, Payment, TakeBack, WriteOff
from registry.core import roles

# What the state of a batch asks for, by whom, and whether it is a signature, which its maker can't give.
STEPS = (
    (BatchState.MADE, "batch.check", True, _("batches to check")),
    (BatchState.CHECKED, "batch.approve", True, _("batches to approve")),
    (BatchState.APPROVED, "batch.send", False, _("batches to send")),
    (BatchState.SENT, "batch.confirm", False, _("batches without an answer")),
)


@dataclass(frozen=True)
class Waiting:
    count: int
    label: object
    address: str


class MoneyPanel(Component):
    name = "money"
    order = 15
    template_name = "money/home_panel.html"

    class Media:
        css = {"all": ["core/staff.css"]}

    def __init__(self, waiting: list[Waiting]):
        self.waiting = waiting

    def get_context_data(self, parent_context):
        return {"waiting": self.waiting, "title": _("Money that waits for you")}


def of(account) -> MoneyPanel | None:
    """None where nothing waits for the account."""
    waiting = [one for one in (*_batches(account), *_returned(account), *_decisions(account)) if one.count]
    return MoneyPanel(waiting) if waiting else None


def _batches(account):
    """Of the batches that lie in the account's area as a whole."""
    steps = [step for step in STEPS if roles.may(account, step[1])]
    if not steps:
        return
    rows = Batch.objects.within(account.area_id).filter(state__in=[state for state, *_rest in steps])
    alike = rows.with_hand_of(account).order_by().values_list("state", "program", "hand")
    found = list(alike.annotate(count=Count("pk")))
    for state, action, signature, label in steps:
        count = sum(
            count
            for at, program, hand, count in found
            if at == state and not (signature and hand) and roles.may(account, action, program=program)
        )
        yield Waiting(count, label, f"{reverse('money:batches')}?state={state.value}")


def _returned(account):
    if any(roles.may(account, action) for action in ("person.change", "batch.reissue")):
        count = Payment.objects.waiting_for_account().count()
        yield Waiting(count, _("returned payments to put right"), reverse("money:returned"))


def _decisions(account):
    if roles.may(account, "fund.allot-approve"):
        asked = Allotment.objects.filter(state=AllotmentState.ASKED).exclude(asked_by=account)
        yield Waiting(asked.count(), _("transfers between funds to decide"), reverse("money:allotments"))
    if roles.may(account, "claim.decide"):
        asked = (
            kind.objects.filter(state=WriteOffState.ASKED).exclude(asked_by=account) for kind in (WriteOff, TakeBack)
        )
        count = sum(rows.count() for rows in asked)
        yield Waiting(count, _("decisions about money asked back"), reverse("money:claims"))
