from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RostersConfig(AppConfig):
    name = "programs.enrolment.rosters"
    label = "rosters"
    verbose_name = _("Rosters")

    def ready(self):
        from programs.enrolment.rosters import rules, sealing, tasks  # noqa: F401
