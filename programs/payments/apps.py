from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "programs.payments"
    label = "payments"
    verbose_name = _("Payments")

    def ready(self):
        from programs.payments import panels, receivers, records, rules, sealed, tasks  # noqa: F401
