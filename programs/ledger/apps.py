from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "programs.ledger"
    label = "ledger"
    verbose_name = _("Ledger")

    def ready(self):
        from programs.ledger import rules, sealed, tasks  # noqa: F401
