"""Public addresses that are no pages of Wagtail: lists, search, feeds, display choices."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe
from wagtail.models import Page

from cms import navigation, releases, words
from cms.display import CONTRASTS, COOKIE, SIZES, Display
from cms.models.base import cacheable
from programs.catalogue.models import PublicForm

PAST_PAGE = 20
RESULTS_PAGE = 20


def _of_the_day(response: HttpResponse) -> HttpResponse:
    """A list comes down on its day: no copy of it may stay in a cache or a search engine."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, noarchive"
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
def index(request: HttpRequest, kind) -> HttpResponse:
    """What stands today, and the fingerprints of what stood."""
    today = timezone.localdate()
    past = Paginator(releases.past(kind, on=today), PAST_PAGE)
    context = {
        "kind": kind,
        "standing": releases.standing(kind, on=today),
        "past": past.get_page(request.GET.get("page")),
        "today": today,
    }
    return _of_the_day(TemplateResponse(request, "cms/releases/index.html", context))


@require_safe
def release(request: HttpRequest, kind, number: str) -> HttpResponse:
    """One release in full while it stands; afterwards 410, with its fingerprint and nothing else."""
    today = timezone.localdate()
    found = releases.standing(kind, on=today).filter(number=number).first()
    if found:
        context = {
            "kind": kind,
            "release": found,
            "shown": releases.shown(found),
            "is_list": found.form == PublicForm.LIST,
            "today": today,
            "days_left": (found.closes_on - today).days,
        }
        return _of_the_day(TemplateResponse(request, "cms/releases/release.html", context))
    ended = releases.past(kind, on=today).filter(number=number).first()
    if ended is None:
        raise Http404
    context = {"kind": kind, "release": ended}
    return _of_the_day(TemplateResponse(request, "cms/releases/ended.html", context, status=410))


@require_safe
def rows(request: HttpRequest, kind, number: str) -> HttpResponse:
    """The rows as the fingerprint was taken of them, for whoever wants to calculate it: `sha256sum rows.txt`."""
    found = get_object_or_404(releases.standing(kind, on=timezone.localdate()), number=number)
    text = releases.canonical_text(list(found.rows.order_by("position")))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{number}.txt"'
    return _of_the_day(response)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    asked = words.asked(text) if text else ""
    found = Page.objects.live().filter(depth__gt=2).specific()
    results = found.search(asked, operator="and") if asked else []
    page = Paginator(results, RESULTS_PAGE).get_page(request.GET.get("page"))
    navigation.with_sections([p for p in page if p.depth > 3], request)
    response = TemplateResponse(request, "cms/search.html", {"text": text, "results": page})
    response["X-Robots-Tag"] = "noindex"
    return cacheable(response)


@csrf_exempt  # It changes how the reader's own screen looks and nothing else; so public pages need no token.
@require_POST
def display(request: HttpRequest) -> HttpResponseRedirect:
    """Remember a size or a contrast, and go back."""
    target = request.POST.get("next") or "/"
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    current = Display.of(request)
    size, contrast = request.POST.get("size"), request.POST.get("contrast")
    chosen = Display(size if size in SIZES else current.size, contrast if contrast in CONTRASTS else current.contrast)
    response = redirect(target)
    response.set_cookie(COOKIE, chosen.cookie, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    # The lists aren't barred here: a robot that may not read them wouldn't see that it may not keep them.
    lines = [
        "User-agent: *",
        "Disallow: /staff/",
        "Disallow: /search/",
        "Disallow: /language/",
        f"Sitemap: {request.build_absolute_uri(reverse('cms:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
