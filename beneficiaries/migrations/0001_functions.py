from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0004_rules")]
    operations = [sql.file(__file__, "functions.sql")]
