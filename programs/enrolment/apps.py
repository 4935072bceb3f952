from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrolmentConfig(AppConfig):
    name = "programs.enrolment"
    label = "enrolment"
    verbose_name = _("Enrolment")

    def ready(self):
        from programs.enrolment import facts, panels, receivers, rules  # noqa: F401
