"""A program as the public reads it: from the rules in force today, so that it is never stale."""

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from cms.blocks import TEXT_FEATURES
from cms.language import in_chinese
from cms.models.base import SitePage
from cms.services import guide
from programs.catalogue.models import Program


class ProgramPageQuerySet(PageQuerySet):
    def in_order(self):
        """As the catalogue orders its programs, with the program in the same query."""
        return self.select_related("program").order_by("program__position", "program__code")


class ProgramPage(SitePage):
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+", verbose_name=_("program"))
    # The editor's own words, above what the rules say.
    text = RichTextField(_("text"), features=TEXT_FEATURES, blank=True)

    objects = PageManager.from_queryset(ProgramPageQuerySet)()

    parent_page_types = ["cms.SectionPage"]
    subpage_types = []
    show_in_menus_default = False
    content_panels = [
        *Page.content_panels,
        FieldPanel("program"),
        FieldPanel("intro"),
        FieldPanel("text"),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("intro_en")], heading=_("In English")),
    ]

    class Meta:
        verbose_name = _("program page")
        verbose_name_plural = _("program pages")

    @property
    def heading(self) -> str:
        return self.title if in_chinese() else self.title_en or self.program.name_en

    @property
    def introduction(self) -> str:
        return super().introduction or self.program.summary

    def plain_text(self) -> str:
        program = self.program
        return " ".join(
            [super().plain_text(), program.name_zh, program.name_en, program.summary_zh, program.summary_en]
        )

    @cached_property
    def guide(self) -> guide.Guide | None:
        """What the rules in force today say; None where there are none yet."""
        return guide.of(self.program, on=timezone.localdate())
