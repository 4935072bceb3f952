"""What came back from the bank and waits for a corrected account: whose, why, and whether it can be paid again."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.payments.models import Batch, LeftOut, Payment
from programs.payments.services import changes, freezing
from programs.payments.staff.keyset import Keyset, is_uuid
from registry.core import roles
from registry.core.models import Area
from registry.core.staff.views import StaffView


class Returned(StaffView):
    """Of the places and programs of the account, the oldest first; `batch` may be one of them."""

    action = "return.view"
    page_title = _("Returned payments")
    header_icon = "redirect"
    template_name = "money/returned.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds"))] if roles.may(self.request.user, "fund.view") else []

    def get_context_data(self, **kwargs):
        rows = Payment.objects.waiting_for_account()
        asked, batch = self.request.GET.get("batch", ""), None
        if asked:
            batch = Batch.objects.filter(pk=asked).first() if is_uuid(asked) else None
            rows = rows.filter(batch=batch)
        page = Keyset(self.request).by_id(rows.select_related("batch__program", "entitlement"))
        places = Area.objects.in_bulk({row.area for row in page.rows})
        prospects, changed = freezing.prospects(page.rows), changes.since(page.rows)
        for row in page.rows:
            row.place, row.changed, row.prospect = places.get(row.area), changed.get(row.pk, []), prospects.get(row.pk)
            if row.prospect and row.prospect.left_out:
                row.why_not = LeftOut(row.prospect.left_out).label
        return super().get_context_data(page=page, batch=batch, sums=rows.sums(), **kwargs)
