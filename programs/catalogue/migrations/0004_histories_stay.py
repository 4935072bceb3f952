import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_fund_places"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="fundhistoryrow",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                    hash="8f3418e4fcf336fdce7b8957674a63b80c0eee60",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_4debc",
                    table="catalogue_fundhistoryrow",
                    when="BEFORE",
                ),
            ),
        ),
    ]
