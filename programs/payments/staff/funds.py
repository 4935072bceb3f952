"""Where all the money is: each fund's and program's, at a glance, on any past day, and month by month."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from programs.catalogue.models import Fund, Program
from programs.payments import charts
from programs.payments.services import overview
from programs.payments.services.overview import KINDS
from registry.core.staff.views import ActionRequired, StaffView

# What a figure leads to: the legs of that kind.
LABELS = [(kind.value, kind.label) for kind in KINDS]


class FundsOverview(StaffView):
    action = "fund.view"
    page_title = _("Funds")
    header_icon = "money"
    template_name = "money/funds.html"

    def get_context_data(self, **kwargs):
        on = day(self.request.GET.get("on"))
        rows = overview.standings(Fund.objects.prefetch_related("programs").order_by("code"), on=on)
        programs = [row for row in overview.program_standings(Program.objects.all(), on=on) if row.total]
        total = overview.total(rows)
        return super().get_context_data(
            rows=[(row, bar(row)) for row in rows], programs=[(row, bar(row)) for row in programs], total=total,
            bar=bar(total), on=on, today=timezone.localdate(), kinds=LABELS, months=overview.months(until=on)[::-1],
            **kwargs,
        )  # fmt: skip


class Chart(ActionRequired, View):
    """The months as a picture, of all funds or of one."""

    action = "fund.view"

    def get(self, request):
        code = request.GET.get("fund")
        fund = get_object_or_404(Fund, pk=code).pk if code else None
        svg = charts.course(overview.months(fund=fund, until=day(request.GET.get("on"))))
        return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": "private, no-cache"})


def day(text: str | None) -> date | None:
    """The day that was asked for; None for today, and for what is no date."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def bar(standing: overview.Standing) -> list[dict]:
    """The parts of the whole, as spans of a bar of a hundred, with their labels."""
    spans, start = [], 0.0
    for (kind, amount, share), (_kind, label) in zip(standing.parts, LABELS, strict=True):
        spans.append({"kind": kind, "label": label, "amount": amount, "share": share, "start": f"{start:.1f}",
                      "width": f"{share}"})  # fmt: skip
        start += float(share)
    return spans
