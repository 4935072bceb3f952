"""The payments behind a figure: those of a program, period and county that are as far as it says."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Program
from programs.payments.flows import PaymentState
from programs.payments.models import Payment
from programs.payments.panels import TONE
from programs.payments.staff.keyset import Keyset
from registry.core.models import Area
from registry.core.staff.views import StaffView


class PaymentList(StaffView):
    """`period` may be a year, `county` a part of the city, `state` may stand several times."""

    action = "batch.view"
    page_title = _("Payments")
    header_icon = "list-ul"
    template_name = "money/payments.html"

    def find(self, **kwargs):
        self.program = Program.objects.filter(pk=self.request.GET.get("program", "")).first()
        if self.program is None:
            raise Http404

    def get_trail(self):
        return [
            (reverse("money:funds"), _("Funds")),
            (reverse("money:program", args=[self.program.pk]), self.program.name),
        ]

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        period, county = asked.get("period", ""), asked.get("county", "")
        states = [state for state in PaymentState if state.value in asked.getlist("state")]
        rows = Payment.objects.filter(program=self.program).kept().within(county)
        if period:
            rows = (
                rows.filter(batch__period__startswith=period) if len(period) == 4 else rows.filter(batch__period=period)
            )
        if states:
            rows = rows.filter(state__in=states)
        page = Keyset(self.request).by_id(rows.select_related("batch", "entitlement"))
        places = Area.objects.in_bulk({row.area for row in page.rows})
        for row in page.rows:
            row.tone, row.place = TONE[row.state], places.get(row.area)
        return super().get_context_data(
            program=self.program, period=period, county=Area.objects.filter(pk=county).first(),
            states=[state.label for state in states], page=page, sums=rows.sums(), **kwargs,
        )  # fmt: skip
