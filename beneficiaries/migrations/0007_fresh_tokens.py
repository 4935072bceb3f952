from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0006_labels")]
    operations = [
        # The foreign key's own index does the same.
        migrations.RemoveIndex(model_name="relation", name="relation_person"),
        sql.file(__file__, "fresh_tokens.sql"),
    ]
