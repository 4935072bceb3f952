"""Enrolment in Wagtail's admin: the work queue, publicity, and what waits today on the home page."""

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from programs.enrolment import urls
from programs.enrolment.panels import WorkPanel
from registry.core import roles
from registry.core.staff.menu import ActionMenuItem


@hooks.register("register_admin_urls")
def staff_urls():
    return [
        path("enrolments/", include(urls.enrolment_urls)),
        path("publicity/", include(urls.publicity_urls)),
    ]


@hooks.register("register_admin_menu_item")
def queue_item():
    return ActionMenuItem(
        _("Applications"), reverse_lazy("enrolments:index"), action="enrolment.view", icon_name="tasks", order=120,
        name="enrolments",
    )  # fmt: skip


@hooks.register("register_admin_menu_item")
def publicity_item():
    return ActionMenuItem(
        _("Publicity"), reverse_lazy("publicity:index"), action="publicity.view", icon_name="doc-full-inverse",
        order=130, name="publicity",
    )  # fmt: skip


@hooks.register("construct_homepage_panels")
def work_panel(request, panels):
    if roles.may(request.user, "enrolment.view"):
        panels.append(WorkPanel(request.user))
