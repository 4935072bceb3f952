from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("core", "0002_areas")]

    # scope.sql again: a scope says more than it did when the tables were made.
    operations = [sql.file(__file__, "scope.sql"), sql.file(__file__, "accounts.sql")]
