import django.db.models.deletion
from django.db import migrations, models

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0010_stays"), ("payments", "0024_offsets")]

    operations = [
        migrations.AlterField(
            model_name="entitlement",
            name="rules",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.rules",
                verbose_name="rules",
            ),
        ),
        sql.file(__file__, "lighter.sql"),
    ]
