from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_tables")]
    operations = [
        sql.file(__file__, "ids.sql"),
        sql.file(__file__, "entitlements.sql"),
        sql.file(__file__, "dated_answers.sql"),
        sql.file(__file__, "batches.sql"),
        sql.file(__file__, "payments.sql"),
        sql.file(__file__, "agreement.sql"),
        sql.file(__file__, "kin.sql"),
        sql.file(__file__, "approvals.sql"),
        sql.file(__file__, "budgets.sql"),
        sql.file(__file__, "answers.sql"),
        sql.file(__file__, "receipts.sql"),
        sql.file(__file__, "allotments.sql"),
        sql.file(__file__, "bank_formats.sql"),
        sql.file(__file__, "handouts.sql"),
        sql.file(__file__, "claims.sql"),
        sql.file(__file__, "recoveries.sql"),
        sql.file(__file__, "set_off.sql"),
        sql.file(__file__, "tallies.sql"),
    ]
