"""Who runs the site and how to reach them, for every foot of a page. Edited under Settings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cms.language import in_chinese


@register_setting(icon="home")
class Office(BaseSiteSetting):
    name_zh = models.CharField(_("name in Chinese"), max_length=60, default="宣城市妇女联合会")
    name_en = models.CharField(_("name in English"), max_length=120, default="Xuancheng Women's Federation")
    address_zh = models.CharField(_("address in Chinese"), max_length=120, blank=True)
    address_en = models.CharField(_("address in English"), max_length=160, blank=True)
    phone = models.CharField(_("office phone"), max_length=40, blank=True)
    hotline = models.CharField(_("rights hotline"), max_length=20, default="12338")
    hours_zh = models.CharField(_("office hours in Chinese"), max_length=120, blank=True)
    hours_en = models.CharField(_("office hours in English"), max_length=160, blank=True)
    supervision_url = models.URLField(
        _("link for supervision"), blank=True, help_text=_("Where the public may report misconduct (监督一点通).")
    )
    record_number = models.CharField(_("ICP record number"), max_length=40, blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("name_zh"), FieldPanel("name_en")], heading=_("Names")),
        MultiFieldPanel(
            [
                FieldPanel("phone"),
                FieldPanel("hotline"),
                FieldPanel("address_zh"),
                FieldPanel("address_en"),
                FieldPanel("hours_zh"),
                FieldPanel("hours_en"),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel([FieldPanel("supervision_url"), FieldPanel("record_number")], heading=_("Foot of the page")),
    ]

    class Meta:
        verbose_name = _("the office")
        verbose_name_plural = _("offices")

    @classmethod
    def for_site(cls, site) -> "Office":
        """The office of `site`, or one with the defaults. A reader writes nothing: an editor's first save keeps it."""
        return cls.base_queryset().filter(site=site).first() or cls(site=site)

    def _in(self, field: str) -> str:
        chinese, english = getattr(self, f"{field}_zh"), getattr(self, f"{field}_en")
        return chinese if in_chinese() else english or chinese

    @property
    def name(self) -> str:
        return self._in("name")

    @property
    def address(self) -> str:
        return self._in("address")

    @property
    def hours(self) -> str:
        return self._in("hours")
