from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("assurance", "0001_tables")]
    operations = [
        sql.file(__file__, "facts.sql"),
        sql.file(__file__, "findings.sql"),
    ]
