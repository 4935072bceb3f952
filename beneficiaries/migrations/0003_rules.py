from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0002_tables")]
    operations = [
        sql.file(__file__, "areas.sql"),
        sql.file(__file__, "search.sql"),
        sql.file(__file__, "counties.sql"),
        sql.file(__file__, "pairs.sql"),
        sql.file(__file__, "merges.sql"),
    ]
