"""What assurance adds to the start page: the findings that are this account's to answer."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from programs.assurance.services import findings


class MinePanel(Component):
    name = "findings"
    order = 20
    template_name = "assurance/home_panel.html"

    class Media:
        css = {"all": ["core/staff.css"]}

    def __init__(self, account, standing: dict):
        self.account, self.standing = account, standing

    def get_context_data(self, parent_context):
        return {"standing": self.standing, "title": _("Findings that you answer for")}


def of(account) -> MinePanel | None:
    """None where nothing waits for the account."""
    standing = findings.standing_of(account)
    return MinePanel(account, standing) if standing["count"] else None
