from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("core", "0003_areas")]
    operations = [
        sql.file(__file__, "accounts.sql"),
        sql.file(__file__, "statistics.sql"),
    ]
