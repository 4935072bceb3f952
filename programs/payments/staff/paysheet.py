"""The pay sheet of a batch, to be printed and signed."""

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from programs.payments.services import paysheet
from programs.payments.services.bankfile import MIME
from programs.payments.staff.batch import batch_or_404
from registry.core.errors import Refusal
from registry.core.staff.views import ActionRequired


class PaySheetPage(ActionRequired, TemplateView):
    """For the printer: nothing of the site's frame, a sheet of A4 for each page, in Chinese whatever the account's."""

    action = "batch.view"
    template_name = "money/paysheet.html"

    def get(self, request, *args, **kwargs):
        sheet = paysheet.of(batch_or_404(kwargs["pk"]), actor=request.user)
        if sheet.count > paysheet.ON_SCREEN:
            raise Refusal("pay-sheet-long", _("This batch is too long for a page. Take its pay sheet as a workbook."))
        with translation.override("zh-hans"):
            return self.render_to_response(self.get_context_data(sheet=sheet)).render()


class PaySheetFile(ActionRequired, View):
    """The same as a workbook."""

    action = "batch.view"

    def get(self, request, *args, **kwargs):
        sheet = paysheet.of(batch_or_404(kwargs["pk"]), actor=request.user)
        name = f"{sheet.batch.number}-sheet.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(paysheet.write_xlsx(sheet), content_type=MIME["xlsx"], headers=headers)
