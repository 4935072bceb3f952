"""Menu items that are shown to those who may use them."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from registry.core import roles


class ActionMenuItem(MenuItem):
    def __init__(self, label, url, *, action: str, **kwargs):
        self.action = action
        super().__init__(label, url, **kwargs)

    def is_shown(self, request) -> bool:
        return roles.may(request.user, self.action)


class LanguageMenuItem(MenuItem):
    """The other language, in its own words."""

    def __init__(self):
        super().__init__("English / 中文", "", icon_name="site", order=10_000, name="language")

    def render_component(self, request):
        code, label = ("en", "English") if (get_language() or "").startswith("zh") else ("zh-hans", "中文")
        url = reverse("set_language") + "?" + urlencode({"language": code, "next": request.get_full_path()})
        return LinkMenuItem(self.name, label, url, icon_name=self.icon_name)
