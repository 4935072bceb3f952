"""Chinese unless the reader chose otherwise; the browser's own preference isn't asked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

COOKIE = settings.LANGUAGE_COOKIE_NAME
CHOICES = [code for code, _name in settings.LANGUAGES]


class LanguageMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        chosen = request.COOKIES.get(COOKIE)
        with translation.override(chosen if chosen in CHOICES else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


@require_http_methods(["GET", "POST"])
def set_language(request: HttpRequest) -> HttpResponseRedirect:
    """Remember the language, for the public site and the staff site alike, and go back.

    A plain link may ask for it too: it sets a preference of the reader's own and nothing else.
    """
    asked = request.POST or request.GET
    target = asked.get("next") or "/"
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if asked.get("language") in CHOICES:
        response.set_cookie(COOKIE, asked["language"], max_age=365 * 86400, samesite="Lax")
    return response
