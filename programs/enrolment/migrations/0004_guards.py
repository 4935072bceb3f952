from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0003_releases")]
    operations = [sql.file(__file__, "guards.sql"), sql.file(__file__, "releases.sql")]
