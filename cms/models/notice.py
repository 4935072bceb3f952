"""An article: a notice, a piece of news, a regulation, a guide. Carries what a disclosure page must carry."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from cms.blocks import BodyBlock, plain_text
from cms.models.base import SitePage


class Category(models.TextChoices):
    NEWS = "news", pgettext_lazy("category", "News")
    NOTICE = "notice", pgettext_lazy("category", "Notice")
    REPORT = "report", pgettext_lazy("category", "Report")
    REGULATION = "regulation", pgettext_lazy("category", "Regulation")
    GUIDE = "guide", pgettext_lazy("category", "Guide")
    ANSWER = "answer", pgettext_lazy("category", "Answer to a letter")


class NoticeQuerySet(PageQuerySet):
    def newest(self):
        """Newest first, without the bodies: for lists."""
        return self.order_by("-date", "-id").defer("body")


class NoticePage(SitePage):
    date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    category = models.CharField(_("category"), max_length=12, choices=Category, default=Category.NOTICE)
    source = models.CharField(_("source"), max_length=60, blank=True)
    author = models.CharField(_("author"), max_length=40, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    index_number = models.CharField(_("index number"), max_length=40, blank=True)
    keywords = models.CharField(_("keywords"), max_length=120, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(NoticeQuerySet)()

    parent_page_types = ["cms.SectionPage"]
    subpage_types = []
    show_in_menus_default = False
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("date"), FieldPanel("category")]),
        FieldRowPanel([FieldPanel("source"), FieldPanel("author")]),
        FieldPanel("intro"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("index_number")]),
                FieldRowPanel([FieldPanel("keywords"), FieldPanel("valid_until")]),
            ],
            heading=_("For disclosure"),
        ),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("intro_en")], heading=_("In English")),
    ]
    search_fields = [*SitePage.search_fields, index.FilterField("date"), index.FilterField("category")]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def plain_text(self) -> str:
        return " ".join([super().plain_text(), self.source, self.document_number, self.keywords, plain_text(self.body)])

    @property
    def lead(self) -> str:
        """A sentence or two for lists, feeds and search results."""
        return self.introduction or Truncator(plain_text(self.body)).chars(120)

    @property
    def lapsed(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def particulars(self) -> list[tuple[str, object]]:
        """What a disclosure page states about itself; only what is known."""
        stated = [
            (_("Index number"), self.index_number),
            (_("Document number"), self.document_number),
            (_("Issued by"), self.source),
            (_("Date"), self.date.isoformat()),
            (_("Keywords"), self.keywords),
            (_("Valid until"), self.valid_until and self.valid_until.isoformat()),
        ]
        return [(label, value) for label, value in stated if value]

    @cached_property
    def newer(self) -> "NoticePage | None":
        later = Q(date__gt=self.date) | Q(date=self.date, id__gt=self.pk)
        return self._beside().filter(later).order_by("date", "id").first()

    @cached_property
    def older(self) -> "NoticePage | None":
        earlier = Q(date__lt=self.date) | Q(date=self.date, id__lt=self.pk)
        return self._beside().filter(earlier).order_by("-date", "-id").first()

    def _beside(self):
        return NoticePage.objects.sibling_of(self, inclusive=False).live().defer("body")
