"""Who looked at full numbers, for auditors."""

from django.utils.translation import gettext_lazy as _

from registry.core.models import AccessLog
from registry.core.staff.views import StaffView

PAGE = 100


class AccessLogList(StaffView):
    action = "accesslog.view"
    page_title = _("Reveals of full numbers")
    header_icon = "view"
    template_name = "core/accesslog.html"

    def get_context_data(self, **kwargs):
        rows = AccessLog.objects.select_related("account").order_by("-at", "-id")
        if (account := self.request.GET.get("account", "")).isdigit():
            rows = rows.filter(account_id=account)
        page = list(rows[:PAGE])
        return super().get_context_data(reveals=page, **kwargs)
