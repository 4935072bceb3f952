from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0001_tables")]
    operations = [
        sql.file(__file__, "enrolments.sql"),
        sql.file(__file__, "decisions.sql"),
        sql.file(__file__, "publicity.sql"),
        sql.file(__file__, "releases.sql"),
        sql.file(__file__, "merges.sql"),
    ]
