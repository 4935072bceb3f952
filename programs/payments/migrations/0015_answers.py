from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("payments", "0014_fits")]
    operations = [sql.file(__file__, "answers.sql")]
