"""What assurance adds to Wagtail's admin."""

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

from programs.assurance import panels
from programs.assurance.staff import urls
from registry.core import roles
from registry.core.staff.menu import ActionMenuItem


@hooks.register("register_admin_urls")
def staff_urls():
    return [path("assurance/", include(urls))]


class AssuranceMenu(SubmenuMenuItem):
    def is_shown(self, request) -> bool:
        return roles.may(request.user, "assurance.view")


@hooks.register("register_admin_menu_item")
def assurance_items():
    items = [
        ActionMenuItem(
            _("Rules"), reverse_lazy("assurance:index"), action="assurance.view", icon_name="glasses", order=10
        ),
        ActionMenuItem(
            _("Findings"), reverse_lazy("assurance:findings"), action="finding.view", icon_name="list-ul", order=20
        ),
        ActionMenuItem(
            _("Trail of a yuan"), reverse_lazy("assurance:trail"), action="trail.view", icon_name="link", order=30
        ),
    ]
    return AssuranceMenu(_("Assurance"), Menu(items=items), icon_name="glasses", order=500, name="assurance")


@hooks.register("construct_homepage_panels")
def mine(request, found):
    if roles.may(request.user, "finding.view") and (panel := panels.of(request.user)):
        found.append(panel)
