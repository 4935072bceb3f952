from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssuranceConfig(AppConfig):
    name = "programs.assurance"
    label = "assurance"
    verbose_name = _("Assurance")

    def ready(self):
        from programs.assurance import blocking, checks, rules, tasks  # noqa: F401
