from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("core", "0006_histories_stay")]

    operations = [sql.file(__file__, "statistics.sql")]
