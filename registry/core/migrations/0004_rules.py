from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    # A database that went through the migrations before these goes on from here.
    replaces = [("core", "0008_leaner_histories")]
    dependencies = [("core", "0003_areas")]
    operations = [
        sql.file(__file__, "accounts.sql"),
        sql.file(__file__, "statistics.sql"),
    ]
