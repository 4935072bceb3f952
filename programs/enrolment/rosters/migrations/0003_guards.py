from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [
        ("rosters", "0002_staged"),
        ("enrolment", "0007_taken_back"),
        ("beneficiaries", "0007_fresh_tokens"),
    ]

    operations = [sql.file(__file__, "guards.sql"), sql.file(__file__, "undo.sql")]
