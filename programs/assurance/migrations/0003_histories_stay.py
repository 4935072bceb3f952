import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("assurance", "0002_guards"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="findinghistoryrow",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                    hash="f90848196a069c7732fd9120758b924cbb1eee7b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_58a57",
                    table="assurance_findinghistoryrow",
                    when="BEFORE",
                ),
            ),
        ),
    ]
