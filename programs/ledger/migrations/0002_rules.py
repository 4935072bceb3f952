from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]
    operations = [
        sql.file(__file__, "transfers.sql"),
        sql.file(__file__, "accounts.sql"),
        sql.file(__file__, "months.sql"),
        sql.file(__file__, "seals.sql"),
    ]
