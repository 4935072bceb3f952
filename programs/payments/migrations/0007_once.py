from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_leaner")]
    operations = [sql.file(__file__, "once.sql")]
