"""Addresses and menu of the programs' staff screens."""

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from programs.catalogue import views
from registry.core.staff.menu import ActionMenuItem

urls = (
    [
        path("", views.ProgramIndex.as_view(), name="index"),
        path("<slug:code>/", views.ProgramDetail.as_view(), name="detail"),
        path("<slug:code>/edit/", views.ProgramEdit.as_view(), name="edit"),
        path("<slug:code>/edit/file/", views.ProgramAdvanced.as_view(), name="advanced"),
        path("<slug:code>/eligible/", views.ProgramEligible.as_view(), name="eligible"),
    ],
    "programs",
)


@hooks.register("register_admin_urls")
def staff_urls():
    return [path("programs/", include(urls))]


@hooks.register("register_admin_menu_item")
def programs_item():
    return ActionMenuItem(
        _("Programs"),
        reverse_lazy("programs:index"),
        action="program.view",
        icon_name="clipboard-list",
        order=110,
        name="programs",
    )
