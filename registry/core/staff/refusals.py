"""A refusal that no view caught, shown as a sentence instead of a server error."""

from django.contrib import messages
from django.db import IntegrityError, InternalError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme

from registry.core.audit import request_of
from registry.core.errors import Refusal, refusal_from


class RefusalMiddleware:
    """A refused POST goes back to where it came from with the reason; a refused GET is a page that says it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request_of.set((getattr(request, "id", ""), request.META.get("REMOTE_ADDR")))
        return self.get_response(request)

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
