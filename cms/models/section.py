"""A section of the site (通知公告, 办事指南 …): its articles, newest first, and the programs that hang under it."""

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from cms.models.base import SitePage
from cms.models.notice import NoticePage
from cms.models.program import ProgramPage

PAGE_SIZE = 20


class SectionPage(SitePage):
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NoticePage", "cms.ProgramPage"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def get_context(self, request, *args, **kwargs):
        notices = NoticePage.objects.child_of(self).live().newest()
        return {
            **super().get_context(request, *args, **kwargs),
            "notices": Paginator(notices, PAGE_SIZE).get_page(request.GET.get("page")),
            "programs": ProgramPage.objects.child_of(self).live().in_order(),
        }
