from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    # A database that went through the migrations before these goes on from here.
    replaces = [("ledger", "0008_months")]
    dependencies = [("ledger", "0001_tables")]
    operations = [
        sql.file(__file__, "transfers.sql"),
        sql.file(__file__, "accounts.sql"),
        sql.file(__file__, "months.sql"),
        sql.file(__file__, "seals.sql"),
    ]
