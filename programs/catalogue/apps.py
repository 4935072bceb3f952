from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "programs.catalogue"
    label = "catalogue"
    verbose_name = _("Programs")

    def ready(self):
        from programs.catalogue import personal, rules  # noqa: F401

        post_migrate.connect(sync_programs, sender=self, dispatch_uid="catalogue.sync")


def sync_programs(sender, using, apps, **kwargs):
    """After each migrate the database knows the programs of the files. A broken file stops it, and says where."""
    from programs.catalogue.models import Rules
    from programs.catalogue.services.sync import sync

    # A migrate to an earlier state leaves no table to fill.
    if using == "default" and Rules._meta.db_table in connections[using].introspection.table_names():
        sync()
