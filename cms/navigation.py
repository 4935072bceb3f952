"""The sections of the site, read once for each request: for the menu, and to say which one an article is in."""

from collections.abc import Iterable

from django.http import HttpRequest


def sections(request: HttpRequest) -> list:
    """The published sections in the order in which the editors put them."""
    from cms.models.section import SectionPage

    if not hasattr(request, "_sections"):
        request._sections = list(SectionPage.objects.live().in_menu().order_by("path"))
    return request._sections


def with_sections(notices: Iterable, request: HttpRequest) -> list:
    """The articles, each with the `section` that it stands in (None where that isn't published)."""
    notices = list(notices)
    if notices:
        by_path = {section.path: section for section in sections(request)}
        for notice in notices:
            notice.section = by_path.get(notice.path[: -notice.steplen])
    return notices


def above(page, request: HttpRequest) -> list:
    """The section that a page stands in, for 当前位置; none for a section itself."""
    return [
        section for section in sections(request) if page.path != section.path and page.path.startswith(section.path)
    ]
