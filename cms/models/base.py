"""What all pages of the public site share: two languages of title, searchable words, cache headers."""

from django.db import models
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms import navigation
from cms.language import in_chinese
from cms.words import segmented

# How long a browser or a proxy may keep a page.
KEPT_SECONDS = 60


class SitePage(Page):
    """An abstract page. Its text is Chinese; a title and an introduction may be given in English too."""

    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    intro = models.TextField(_("introduction"), max_length=600, blank=True)
    intro_en = models.TextField(_("introduction in English"), max_length=900, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("intro_en")], heading=_("In English")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("words"), index.FilterField("title_en")]
    show_in_menus_default = True
    # What is published is published to all: a page with a password would still show its title in lists.
    private_page_options = []

    class Meta:
        abstract = True

    @property
    def heading(self) -> str:
        return self.title if in_chinese() or not self.title_en else self.title_en

    @property
    def introduction(self) -> str:
        return self.intro if in_chinese() or not self.intro_en else self.intro_en

    def plain_text(self) -> str:
        """Everything that a reader might look for."""
        return f"{self.title} {self.title_en} {self.intro} {self.intro_en}"

    def words(self) -> str:
        return segmented(self.plain_text())

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "trail": navigation.above(self, request)}

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        return cacheable(response)


def cacheable(response):
    """May be kept for a minute; a reader's language and display choices are in cookies, and part of the key."""
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    patch_vary_headers(response, ["Cookie"])
    return response
