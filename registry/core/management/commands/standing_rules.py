from django.apps import apps
from django.core.management.base import BaseCommand

from registry.core import standing
from registry.core.scope.install import OURS


class Command(BaseCommand):
    help = "Print the rules that stand in the database, as registry/core/standing.txt has them."

    def handle(self, *args, **options):
        models = (model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS)
        tables = sorted({model._meta.db_table for model in models if model._meta.managed})
        self.stdout.write(standing.standing(tables).text, ending="")
