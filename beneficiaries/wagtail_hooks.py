"""What people add to Wagtail's admin."""

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from beneficiaries.home import SearchPanel
from beneficiaries.staff import urls
from registry.core import roles
from registry.core.staff.menu import ActionMenuItem


@hooks.register("register_admin_urls")
def staff_urls():
    return [path("people/", include(urls))]


@hooks.register("register_admin_menu_item")
def people_item():
    return ActionMenuItem(
        _("People"), reverse_lazy("people:index"), action="person.view", icon_name="group", order=100, name="people"
    )


@hooks.register("construct_homepage_panels", order=-10)
def search_panel(request, panels):
    if roles.may(request.user, "person.view"):
        panels.insert(0, SearchPanel(request.user))
