"""The newest articles as RSS 2.0."""

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import NoticePage, Office
from cms.models.base import cacheable

LENGTH = 30


class NoticesFeed(Feed):
    link = "/"
    description = _("Notices, news and regulations, newest first.")
    language = "zh-cn"

    def __call__(self, request, *args, **kwargs):
        return cacheable(super().__call__(request, *args, **kwargs))

    def get_object(self, request):
        return request

    def title(self, request):
        return Office.for_request(request).name

    def items(self, request):
        # With their bodies, which the summaries of those without an introduction are made of.
        return [(notice, request) for notice in NoticePage.objects.live().order_by("-date", "-id")[:LENGTH]]

    def item_title(self, item):
        return item[0].title

    def item_description(self, item):
        return item[0].lead

    def item_link(self, item):
        notice, request = item
        return notice.get_url(request)

    def item_pubdate(self, item):
        day = timezone.datetime.combine(item[0].date, timezone.datetime.min.time())
        return timezone.make_aware(day)
