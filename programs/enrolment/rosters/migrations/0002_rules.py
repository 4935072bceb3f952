from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    # A database that went through the migrations before these goes on from here.
    replaces = [("rosters", "0005_errors_by_job")]
    dependencies = [("rosters", "0001_tables")]
    operations = [
        sql.file(__file__, "imports.sql"),
        sql.file(__file__, "undo.sql"),
    ]
