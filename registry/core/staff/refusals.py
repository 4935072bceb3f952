"""A refusal that no view caught, shown as a sentence instead of a server error."""

from django.contrib import messages
from django.db import IntegrityError, InternalError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from registry.core.audit import request_of
from registry.core.errors import Refusal, refusal_from
from registry.core.staff.views import StaffView


def page_above(path: str) -> str:
    """The nearest staff screen above an address; the home page where there is none."""
    while "/" in (path := path.rstrip("/")):
        path = path.rpartition("/")[0] + "/"
        try:
            view = getattr(resolve(path).func, "view_class", object)
        except Resolver404:
            continue
        if issubclass(view, StaffView) and "get" in view.http_method_names:
            return path
    return reverse("wagtailadmin_home")


class RefusalMiddleware:
    """A refused POST goes back to where it came from with the reason; a refused GET is a page that says it.

    Who comes by a link, or from the log-in page, to an address where there is a button and no page, gets the page above
    it, and reads that nothing was done.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request_of.set((getattr(request, "id", ""), request.META.get("REMOTE_ADDR")))
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            messages.warning(request, _("Nothing was done: the page was opened anew. Please press the button again."))
            return redirect(page_above(request.path_info))
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, IntegrityError | InternalError):
            try:
                exception = refusal_from(exception)
            except (IntegrityError, InternalError):
                return None
        if not isinstance(exception, Refusal):
            return None
        back = request.META.get("HTTP_REFERER", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            messages.error(request, str(exception))
            return redirect(back)
        status = 403 if exception.code == "not-allowed" else 409
        return TemplateResponse(request, "core/refused.html", {"refusal": exception}, status=status).render()
