from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [
        ("assurance", "0001_tables"),
        ("beneficiaries", "0007_fresh_tokens"),
        ("enrolment", "0007_taken_back"),
        ("ledger", "0006_goes"),
        ("payments", "0007_once"),
    ]
    operations = [sql.file(__file__, "guards.sql")]
