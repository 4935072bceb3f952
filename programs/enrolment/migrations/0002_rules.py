from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    # A database that went through the migrations before these goes on from here.
    replaces = [("enrolment", "0011_leaner_histories")]
    dependencies = [("enrolment", "0001_tables")]
    operations = [
        sql.file(__file__, "enrolments.sql"),
        sql.file(__file__, "decisions.sql"),
        sql.file(__file__, "publicity.sql"),
        sql.file(__file__, "releases.sql"),
        sql.file(__file__, "merges.sql"),
    ]
