from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_frozen"), ("ledger", "0004_hardening"), ("enrolment", "0002_rules")]
    operations = [sql.file(__file__, "money.sql")]
