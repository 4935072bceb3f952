"""Rosters in Wagtail's admin."""

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from programs.enrolment.rosters import urls
from registry.core.staff.menu import ActionMenuItem


@hooks.register("register_admin_urls")
def staff_urls():
    return [path("imports/", include(urls))]


@hooks.register("register_admin_menu_item")
def rosters_item():
    return ActionMenuItem(
        _("Rosters"),
        reverse_lazy("imports:index"),
        action="roster.export",
        icon_name="table",
        order=125,
        name="imports",
    )
