from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "registry.core"
    label = "core"
    verbose_name = _("The ground")

    def ready(self):
        from registry.core import checks, rules  # noqa: F401
        from registry.core.scope.install import install

        def after_migrate(sender, using, **kwargs):
            # Once, after the last app: the tables of all are there by then.
            if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
                install(using)

        # Kept alive by the app: a weak reference to a local function would be gone at once.
        post_migrate.connect(after_migrate, dispatch_uid="core.install", weak=False)
