from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    # A database that went through the migrations before these goes on from here.
    replaces = [("assurance", "0005_leaner_histories")]
    dependencies = [("assurance", "0001_tables")]
    operations = [
        sql.file(__file__, "facts.sql"),
        sql.file(__file__, "findings.sql"),
    ]
