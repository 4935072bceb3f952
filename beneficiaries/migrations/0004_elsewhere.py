from django.db import migrations, models

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0003_rules"),
    ]

    operations = [
        sql.file(__file__, "elsewhere.sql"),
        migrations.AlterField(
            model_name="hardship",
            name="category",
            field=models.CharField(
                choices=[
                    ("dibao", "Subsistence allowance"),
                    ("tekun", "Destitute, state-supported"),
                    ("fanpin", "At risk of returning to poverty"),
                    ("zhichu", "Impoverished by expenses"),
                    ("dibianlin", "Just above the allowance line"),
                    ("jiandanglika", "Registered poor (before 2021)"),
                    ("orphan", "Orphan"),
                    ("youfu", "Family of the fallen or of servicemen"),
                    ("other", "Other hardship"),
                ],
                max_length=12,
                verbose_name="category",
            ),
        ),
        migrations.AlterField(
            model_name="hardshiphistoryrow",
            name="category",
            field=models.CharField(
                choices=[
                    ("dibao", "Subsistence allowance"),
                    ("tekun", "Destitute, state-supported"),
                    ("fanpin", "At risk of returning to poverty"),
                    ("zhichu", "Impoverished by expenses"),
                    ("dibianlin", "Just above the allowance line"),
                    ("jiandanglika", "Registered poor (before 2021)"),
                    ("orphan", "Orphan"),
                    ("youfu", "Family of the fallen or of servicemen"),
                    ("other", "Other hardship"),
                ],
                max_length=12,
                verbose_name="category",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="hukou_kind",
            field=models.CharField(
                blank=True,
                choices=[("rural", "Rural"), ("urban", "Urban"), ("unified", "Resident (no distinction)")],
                max_length=8,
                verbose_name="kind of hukou",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="id_type",
            field=models.CharField(
                choices=[
                    ("resident_id", "Resident ID card or household register"),
                    ("residence_permit", "Residence permit (Hong Kong, Macau, Taiwan)"),
                    ("birth_certificate", "Birth certificate"),
                    ("none", "No paper"),
                ],
                default="resident_id",
                max_length=20,
                verbose_name="ID type",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="sex",
            field=models.CharField(
                choices=[("0", "Unknown"), ("1", "Male"), ("2", "Female"), ("9", "Not stated")],
                max_length=1,
                verbose_name="sex",
            ),
        ),
        migrations.AlterField(
            model_name="personhistoryrow",
            name="hukou_kind",
            field=models.CharField(
                blank=True,
                choices=[("rural", "Rural"), ("urban", "Urban"), ("unified", "Resident (no distinction)")],
                max_length=8,
                verbose_name="kind of hukou",
            ),
        ),
        migrations.AlterField(
            model_name="personhistoryrow",
            name="id_type",
            field=models.CharField(
                choices=[
                    ("resident_id", "Resident ID card or household register"),
                    ("residence_permit", "Residence permit (Hong Kong, Macau, Taiwan)"),
                    ("birth_certificate", "Birth certificate"),
                    ("none", "No paper"),
                ],
                default="resident_id",
                max_length=20,
                verbose_name="ID type",
            ),
        ),
        migrations.AlterField(
            model_name="personhistoryrow",
            name="sex",
            field=models.CharField(
                choices=[("0", "Unknown"), ("1", "Male"), ("2", "Female"), ("9", "Not stated")],
                max_length=1,
                verbose_name="sex",
            ),
        ),
        migrations.AddIndex(
            model_name="relation",
            index=models.Index(
                condition=models.Q(("phone_index__isnull", False)),
                fields=["phone_index", "area"],
                name="relation_phone_index",
            ),
        ),
    ]
