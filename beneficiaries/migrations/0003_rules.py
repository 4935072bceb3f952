from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    # A database that went through the migrations before these goes on from here.
    replaces = [("beneficiaries", "0012_leaner_histories")]
    dependencies = [("beneficiaries", "0002_tables")]
    operations = [
        sql.file(__file__, "areas.sql"),
        sql.file(__file__, "search.sql"),
        sql.file(__file__, "counties.sql"),
        sql.file(__file__, "pairs.sql"),
        sql.file(__file__, "merges.sql"),
    ]
