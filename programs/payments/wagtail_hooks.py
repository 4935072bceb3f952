"""What money adds to Wagtail's admin."""

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

from programs.payments import home
from programs.payments.staff import urls
from registry.core import roles
from registry.core.staff.menu import ActionMenuItem


@hooks.register("register_admin_urls")
def staff_urls():
    return [path("money/", include(urls))]


class MoneyMenu(SubmenuMenuItem):
    def is_shown(self, request) -> bool:
        return roles.may(request.user, "fund.view") or roles.may(request.user, "handout.view")


@hooks.register("register_admin_menu_item")
def money_items():
    items = [
        ActionMenuItem(_("Funds"), reverse_lazy("money:funds"), action="fund.view", icon_name="money", order=10),
        ActionMenuItem(
            _("What is due"),
            reverse_lazy("money:entitlements"),
            action="batch.view",
            icon_name="calendar-check",
            order=20,
        ),
        ActionMenuItem(_("Batches"), reverse_lazy("money:batches"), action="batch.view", icon_name="list-ul", order=30),
        ActionMenuItem(
            _("Money asked back"), reverse_lazy("money:claims"), action="claim.view", icon_name="rotate", order=40
        ),
        ActionMenuItem(
            _("Returned payments"),
            reverse_lazy("money:returned"),
            action="return.view",
            icon_name="redirect",
            order=45,
        ),
        ActionMenuItem(
            _("Hand-outs"), reverse_lazy("money:handouts"), action="handout.view", icon_name="group", order=50
        ),
    ]
    return MoneyMenu(_("Money"), Menu(items=items), icon_name="money", order=400, name="money")


@hooks.register("construct_homepage_panels")
def waiting(request, found):
    if panel := home.of(request.user):
        found.append(panel)


@hooks.register("register_icons")
def money_icons(icons):
    return [*icons, "money/icons/money.svg"]
