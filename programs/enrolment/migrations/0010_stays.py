from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0009_histories_stay")]
    operations = [sql.file(__file__, "stays.sql")]
