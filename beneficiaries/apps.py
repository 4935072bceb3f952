from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"
    verbose_name = _("People")

    def ready(self):
        from beneficiaries import rules  # noqa: F401
        from beneficiaries.services import finding  # noqa: F401
