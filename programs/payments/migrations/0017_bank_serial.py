from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0009_merged_numbers"),
        ("catalogue", "0003_fund_places"),
        ("enrolment", "0008_merges"),
        ("ledger", "0008_months"),
        ("payments", "0016_lowered"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("bank_serial", ""), _negated=True),
                fields=["bank_serial"],
                name="payment_bank_serial",
            ),
        ),
    ]
