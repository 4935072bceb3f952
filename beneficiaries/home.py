"""The search box on the start page: most of a caseworker's errands begin with a name."""

from wagtail.admin.ui.components import Component

from registry.core.staff.views import May


class SearchPanel(Component):
    name = "people_search"
    template_name = "people/home_search.html"
    order = 10

    def __init__(self, account):
        self.account = account

    def get_context_data(self, parent_context):
        return {"may": May(self.account)}
