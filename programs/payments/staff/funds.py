"""Where all the money is: each fund received, available, committed, in transit, paid."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Fund
from programs.ledger.models import AccountKind
from programs.payments.services import funds
from registry.core.staff.views import StaffView

# What a figure leads to: the fund's legs of that kind.
KINDS = [(kind, AccountKind(kind).label) for kind in ("available", "committed", "in_transit", "paid")]


class FundsOverview(StaffView):
    action = "fund.view"
    page_title = _("Funds")
    header_icon = "money"
    template_name = "money/funds.html"

    def get_context_data(self, **kwargs):
        on = day(self.request.GET.get("on"))
        rows = funds.standings(Fund.objects.prefetch_related("programs").order_by("code"), on=on)
        total = funds.Standing(None, *(sum((getattr(row, kind) for row in rows), funds.ZERO) for kind in FIGURES))
        return super().get_context_data(
            rows=[(row, bar(row)) for row in rows], total=total, bar=bar(total), on=on, today=timezone.localdate(),
            kinds=KINDS, **kwargs,
        )  # fmt: skip


FIGURES = ("received", "available", "committed", "in_transit", "paid")


def day(text: str | None) -> date | None:
    """The day that was asked for; None for today, and for what is no date."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def bar(standing: funds.Standing) -> list[dict]:
    """The parts of what was received, as spans of a bar of a hundred, with their labels."""
    spans, start = [], 0.0
    for (kind, amount, share), (_kind, label) in zip(standing.parts, KINDS, strict=True):
        spans.append(
            {
                "kind": kind,
                "label": label,
                "amount": amount,
                "share": share,
                "start": f"{start:.1f}",
                "width": f"{share}",
            }
        )
        start += float(share)
    return spans
