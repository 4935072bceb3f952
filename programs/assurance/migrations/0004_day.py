from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("assurance", "0003_histories_stay")]
    operations = [sql.file(__file__, "day.sql")]
