"""What the staff screens share: who may open one, and Wagtail's frame around it."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from registry.core import roles
from registry.core.errors import Refusal


class ActionRequired:
    """The view is open to accounts whose grants allow `action` (a key of `roles.ACTIONS`).

    `find` looks up what the address names, and runs after the check: who may not open the screen isn't told
    whether the record is there.
    """

    action: str = ""

    def get_action(self) -> str:
        return self.action

    def find(self, **kwargs) -> None:
        """Look up what the address names; Http404 where there is none in scope."""

    def dispatch(self, request, *args, **kwargs):
        action = self.get_action()
        if not action:
            raise NotImplementedError(f"{type(self).__name__} names no action")
        try:
            roles.require(request.user, action)
        except Refusal as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        self.find(**kwargs)
        return super().dispatch(request, *args, **kwargs)


class StaffView(ActionRequired, WagtailAdminTemplateMixin, TemplateView):
    """A staff screen. `trail` are the breadcrumbs between Home and this page, as (url, label)."""

    page_title = ""
    header_icon = ""
    template_name = "core/staff/page.html"
    trail: list[tuple[str, object]] = []

    def get_trail(self) -> list[tuple[str, object]]:
        return self.trail

    def get_breadcrumbs_items(self):
        home = {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}
        above = [{"url": url, "label": label} for url, label in self.get_trail()]
        return [home, *above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["may"] = May(self.request.user)
        return context


class StaffAct(ActionRequired, View):
    """A POST that does one thing and goes back. A refusal is shown where it came from (`RefusalMiddleware`)."""

    http_method_names = ["post"]


class May:
    """`{% if may.batch_approve %}` in a template: whether the account's grants allow `batch.approve`."""

    def __init__(self, account):
        self._account = account

    def __getitem__(self, name: str) -> bool:
        return roles.may(self._account, name.replace("_", ".", 1))
