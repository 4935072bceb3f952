from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("rosters", "0001_tables")]
    operations = [
        sql.file(__file__, "imports.sql"),
        sql.file(__file__, "undo.sql"),
    ]
