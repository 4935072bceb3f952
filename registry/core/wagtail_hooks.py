"""What the ground adds to Wagtail's admin: jobs, accounts, reveals, a language switch; and what it takes out."""

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from registry.core import roles
from registry.core.staff import urls
from registry.core.staff.menu import ActionMenuItem, LanguageMenuItem


@hooks.register("register_admin_urls")
def staff_urls():
    return [path("", include(urls))]


@hooks.register("register_admin_menu_item")
def jobs_item():
    return MenuItem(_("My jobs"), reverse_lazy("jobs:index"), icon_name="cogs", order=900, name="jobs")


@hooks.register("register_admin_menu_item")
def accounts_item():
    return ActionMenuItem(
        _("Accounts"),
        reverse_lazy("accounts:index"),
        action="account.change",
        icon_name="group",
        order=910,
        name="accounts",
    )


@hooks.register("register_admin_menu_item")
def reveals_item():
    return ActionMenuItem(
        _("Reveals"),
        reverse_lazy("reveals"),
        action="accesslog.view",
        icon_name="view",
        order=920,
        name="reveals",
    )


@hooks.register("register_admin_menu_item")
def language_item():
    return LanguageMenuItem()


@hooks.register("construct_homepage_panels", order=-100)
def no_page_panels_for_caseworkers(request, panels):
    """Wagtail's own panels are about pages; they stay for editors. Apps add theirs after this."""
    if roles.Role.EDITOR not in roles.roles_of(request.user):
        panels.clear()


@hooks.register("construct_main_menu")
def no_help_from_elsewhere(request, items):
    """Wagtail's help links to sites that an office network doesn't reach, and is about pages."""
    items[:] = [item for item in items if item.name != "help"]
