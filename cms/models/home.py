"""The front page: what is new, what stands on publicity, what help there is."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms import navigation, releases
from cms.language import in_chinese
from cms.models.base import SitePage
from cms.models.notice import NoticePage
from cms.models.program import ProgramPage

LATEST = 8
RELEASES = 5


class HomePage(SitePage):
    slogan = models.CharField(_("slogan"), max_length=40, blank=True)
    slogan_en = models.CharField(_("slogan in English"), max_length=80, blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("slogan"), FieldPanel("intro")], heading=_("Welcome")),
        MultiFieldPanel(
            [FieldPanel("title_en"), FieldPanel("slogan_en"), FieldPanel("intro_en")], heading=_("In English")
        ),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.SectionPage"]
    max_count = 1

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def welcome(self) -> str:
        return self.slogan if in_chinese() or not self.slogan_en else self.slogan_en

    def get_context(self, request, *args, **kwargs):
        today: date = timezone.localdate()
        return {
            **super().get_context(request, *args, **kwargs),
            "latest": navigation.with_sections(NoticePage.objects.live().newest()[:LATEST], request),
            "standing": releases.standing(releases.PUBLICITY, on=today)[:RELEASES],
            "programs": ProgramPage.objects.live().in_order(),
            "today": today,
        }
