from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_ways")]
    operations = [sql.file(__file__, "hardening.sql")]
